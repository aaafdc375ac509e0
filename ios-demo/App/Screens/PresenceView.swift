import LinkCore
import MobileLink
import SwiftUI

/// The choice of the own presence: seven, and a few words of one's own.
struct PresenceView: View {
    let state: PresenceState
    let send: Send<PresenceEvent>

    var body: some View {
        List {
            Section {
                ForEach(state.choices, id: \.self) { choice($0) }
            } footer: {
                Text(phrase(state.pending ? "presence_pending" : "presence_explained")).foregroundStyle(
                    Palette.quiet)
            }
            Section {
                TextField(
                    phrase("presence_note"), text: Binding(get: { state.note }, set: { send(.note($0)) })
                )
                .submitLabel(.done)
                .frame(minHeight: touchTarget)
            } footer: {
                Text(phrase("presence_note_hint")).foregroundStyle(Palette.quiet)
            }
        }
        .listStyle(.insetGrouped)
        .scrollContentBackground(.hidden)
        .scrollDismissesKeyboard(.interactively)
        .readableWidth(on: Palette.ground)
    }

    private func choice(_ presence: Presence) -> some View {
        let chosen = presence == state.current
        return Button {
            send(.choose(presence))
        } label: {
            HStack(spacing: 12) {
                RowIcon(symbol: presence.symbol)
                Text(presence.word).fontWeight(chosen ? .semibold : .regular)
                Spacer()
                Image(systemName: "checkmark").foregroundStyle(Palette.primary).bold()
                    .opacity(chosen ? 1 : 0)
                    .accessibilityHidden(true)
            }
            .frame(minHeight: touchTarget)
            .contentShape(Rectangle())
        }
        .buttonStyle(.plain)
        .accessibilityLabel(presence.word)
        .accessibilityAddTraits(chosen ? .isSelected : [])
    }
}
