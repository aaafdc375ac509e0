import LinkCore
import SwiftUI

/// Outbound Messages: what was sent (ML-50, ML-51).
struct OutboundView: View {
    let state: OutboundState
    let send: Send<OutboundEvent>

    var body: some View {
        Listing(
            content: state.content, empty: phrase("outbound_empty"), emptyHint: phrase("outbound_empty_hint"),
            emptySymbol: "paperplane", retry: nil
        ) { rows in
            ForEach(rows) { row in
                Button {
                    send(.open(id: row.id))
                } label: {
                    SentRowView(row: row)
                }
                .buttonStyle(.plain)
                .accessibilityElement(children: .combine)
            }
        }
        .readableWidth()
        .toolbar {
            ToolbarItem(placement: .bottomBar) {
                Button(phrase("outbound_compose"), systemImage: "square.and.pencil") { send(.compose) }
                    .labelStyle(.titleAndIcon)
                    .keyboardShortcut("n", modifiers: .command)
            }
        }
    }
}

private struct SentRowView: View {
    let row: SentRow

    var body: some View {
        VStack(alignment: .leading, spacing: 3) {
            BesideOrBeneath(recipients, time)
            if let length = row.durationMs {
                Text(clock(milliseconds: length)).font(.footnote).monospacedDigit().foregroundStyle(
                    .secondary
                )
                .accessibilityLabel(spokenLength(milliseconds: length))
            }
            if let preview = row.preview, !preview.isEmpty {
                Text(preview).font(.subheadline).foregroundStyle(Palette.quiet).lineLimit(2)
            }
        }
        .frame(maxWidth: .infinity, minHeight: touchTarget + 8, alignment: .leading)
        .contentShape(Rectangle())
    }

    private var recipients: some View {
        Text(addressees).lineLimit(2)
    }

    private var addressees: String {
        guard let first = row.recipients.first else { return phrase("outbound_to_nobody") }
        let more = row.recipients.count - 1
        return more == 0 ? phrase("outbound_to", first) : phrase("outbound_to_and", first, counting: more)
    }

    private var time: some View {
        Text(moment(row.sentAt)).font(.subheadline).monospacedDigit().foregroundStyle(Palette.quiet)
    }
}
