import LinkCore
import MobileLink
import SwiftUI

/// Home: the own presence, the three kinds of things, and the people (ML-30).
struct HomeView: View {
    let state: HomeState
    let send: Send<HomeEvent>
    let openSettings: @MainActor () -> Void

    var body: some View {
        List {
            Section {
                HomeRow(
                    symbol: state.presence?.presence.symbol ?? "person.crop.circle",
                    title: state.presence?.presence.word ?? phrase("home_presence_unknown"),
                    detail: state.presence?.note,
                    hint: phrase("home_presence_change"),
                    open: { send(.openPresence) }
                )
                .accessibilityIdentifier("presence")
            } header: {
                header
            }
            Section {
                HomeRow(
                    symbol: "tray.and.arrow.down", title: phrase("inbound_title"), detail: newMessages,
                    emphasized: (state.newMessages ?? 0) > 0, open: { send(.openInbound) }
                )
                .disabled(state.evaluation)
                .accessibilityIdentifier("inbound")
                HomeRow(
                    symbol: "paperplane", title: phrase("outbound_title"),
                    detail: phrase(state.evaluation ? "home_needs_key" : "home_outbound_hint"),
                    open: { send(.openOutbound) }
                )
                .disabled(state.evaluation)
                HomeRow(
                    symbol: "person.2.wave.2", title: phrase("conferences_title"), detail: activeConferences,
                    open: { send(.openConferences) }
                )
                .disabled(state.evaluation)
            } footer: {
                if state.evaluation { Text(phrase("home_evaluation")).foregroundStyle(Palette.quiet) }
            }
            Section {
                HomeRow(
                    symbol: "person.3", title: phrase("people_title"), detail: phrase("home_people_hint"),
                    open: { send(.openPeople) }
                )
            }
        }
        .listStyle(.insetGrouped)
        .scrollContentBackground(.hidden)
        .readableWidth(on: Palette.ground)
        .toolbar {
            ToolbarItem(placement: .topBarLeading) {
                Button(action: openSettings) {
                    Label(phrase("settings_title"), systemImage: "gearshape").labelStyle(.iconOnly)
                        .touchable()
                }
                .keyboardShortcut(",", modifiers: .command)
            }
        }
    }

    private var header: some View {
        HStack(spacing: 12) {
            LogoImage(logo: state.logo, height: 36)
            Text(state.name).font(.title3.bold()).foregroundStyle(.primary).accessibilityAddTraits(.isHeader)
        }
        .padding(.bottom, 8)
        .textCase(nil)
    }

    private var newMessages: String? {
        if state.evaluation { return phrase("home_needs_key") }
        guard let count = state.newMessages else { return nil }
        if count == 0 { return phrase("home_nothing_new") }
        return phrase("home_new", counting: count)
    }

    private var activeConferences: String {
        if state.evaluation { return phrase("home_needs_key") }
        return state.activeConferences > 0
            ? phrase("home_active", counting: state.activeConferences) : phrase("home_conferences_hint")
    }
}

/// One row that opens a screen.
private struct HomeRow: View {
    let symbol: String
    let title: String
    var detail: String?
    var hint = ""
    var emphasized = false
    let open: @MainActor () -> Void

    var body: some View {
        Button(action: open) {
            HStack(spacing: 12) {
                RowIcon(symbol: symbol)
                VStack(alignment: .leading, spacing: 2) {
                    Text(title).fontWeight(emphasized ? .bold : .regular)
                    if let detail {
                        Text(detail).font(.subheadline).foregroundStyle(Palette.quiet)
                    }
                }
                Spacer(minLength: 8)
                Image(systemName: "chevron.forward").foregroundStyle(Palette.quiet).imageScale(.small)
                    .accessibilityHidden(true)
            }
            .frame(minHeight: touchTarget + 8)
            .contentShape(Rectangle())
        }
        .buttonStyle(.plain)
        .accessibilityElement(children: .combine)
        .accessibilityHint(hint)
    }
}
