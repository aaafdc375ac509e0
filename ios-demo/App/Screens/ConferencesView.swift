import LinkCore
import MobileLink
import SwiftUI

/// The conferences of the user, soonest first, standing bridges last (ML-60).
struct ConferencesView: View {
    let state: ConferencesState
    let send: Send<ConferencesEvent>
    /// Which conference is open beside the list; none on a narrow screen.
    var open: String?

    var body: some View {
        Listing(
            content: state.content, empty: phrase("conferences_empty"),
            emptyHint: phrase("conferences_empty_hint"), emptySymbol: "person.2.wave.2",
            retry: nil
        ) { rows in
            ForEach(rows) { row in
                Button {
                    send(.open(id: row.id))
                } label: {
                    ConferenceRowView(row: row)
                }
                .buttonStyle(.plain)
                .listRowBackground(open == row.id ? Palette.primary.opacity(0.12) : Palette.surface)
                .accessibilityElement(children: .combine)
                .accessibilityAddTraits(open == row.id ? .isSelected : [])
            }
        }
        .readableWidth()
    }
}

private struct ConferenceRowView: View {
    let row: ConferenceRow

    var body: some View {
        HStack(spacing: 12) {
            RowIcon(symbol: row.standing.symbol)
            VStack(alignment: .leading, spacing: 3) {
                Text(row.name).fontWeight(row.standing == .active ? .bold : .regular)
                Text(row.startAt.map(fullMoment) ?? phrase("conferences_standing"))
                    .font(.subheadline).foregroundStyle(Palette.quiet)
                BesideOrBeneath(standing, number)
            }
            Spacer(minLength: 0)
        }
        .frame(minHeight: touchTarget + 16)
        .contentShape(Rectangle())
    }

    private var standing: some View {
        Text(row.overtime ? phrase("conference_overtime") : row.standing.word)
            .font(.subheadline.weight(.medium))
            .foregroundStyle(row.standing == .active ? Palette.on : Palette.quiet)
    }

    private var number: some View {
        Text(phrase("conferences_number", row.number)).font(.subheadline).monospacedDigit()
            .foregroundStyle(Palette.quiet)
    }
}

extension ConferenceState {
    var word: String {
        switch self {
        case .queued: phrase("conference_queued")
        case .active: phrase("conference_active")
        case .expired: phrase("conference_expired")
        case .canceled: phrase("conference_canceled")
        case .enabled: phrase("conference_enabled")
        case .disabled: phrase("conference_disabled")
        case .unknown: phrase("conference_unknown")
        }
    }

    var symbol: String {
        switch self {
        case .queued: "calendar"
        case .active: "person.2.wave.2"
        case .expired: "calendar.badge.checkmark"
        case .canceled: "calendar.badge.minus"
        case .enabled: "phone.connection"
        case .disabled: "phone.down"
        case .unknown: "questionmark.circle"
        }
    }
}
