import LinkCore
import SwiftUI

/// A message that is being made: its recipients today; recording and sending come later (ML-52).
struct DraftView: View {
    let state: DraftState
    let send: Send<DraftEvent>

    var body: some View {
        List {
            if !state.canSend {
                Section {
                    Label(phrase("draft_cannot_send"), systemImage: "info.circle")
                        .frame(minHeight: touchTarget)
                }
            }
            if let about = state.about {
                Titled(phrase("draft_about", about.name)) {
                    VoicemailRowView(row: about)
                        .accessibilityElement(children: .ignore)
                        .accessibilityLabel(about.spoken)
                }
            }
            Section {
                if state.recipients.isEmpty { Text(phrase("draft_nobody")) }
                ForEach(state.recipients) { recipient($0) }
            } header: {
                BesideOrBeneath(chosen, selectAll).textCase(nil)
            }
        }
        .listStyle(.insetGrouped)
        .scrollContentBackground(.hidden)
        .searchable(
            text: Binding(get: { state.search }, set: { send(.search($0)) }),
            prompt: Text(phrase("draft_search"))
        )
        .readableWidth(on: Palette.ground)
    }

    private var count: Int {
        state.recipients.filter(\.chosen).count
    }

    private var allChosen: Bool {
        count > 0 && count == state.recipients.count
    }

    private var chosen: some View {
        Text(count == 0 ? phrase("draft_chosen_none") : phrase("draft_chosen", counting: count))
            .foregroundStyle(Palette.quiet)
    }

    private var selectAll: some View {
        Button(phrase(allChosen ? "draft_select_none" : "draft_select_all")) { send(.selectAll) }.touchable()
    }

    private func recipient(_ recipient: Recipient) -> some View {
        Button {
            send(.toggle(id: recipient.id))
        } label: {
            HStack(spacing: 12) {
                Image(systemName: recipient.chosen ? "checkmark.circle.fill" : "circle")
                    .foregroundStyle(Palette.primary)
                    .accessibilityHidden(true)
                Text(recipient.name)
                Spacer()
                Text(recipient.extension).monospacedDigit().foregroundStyle(Palette.quiet)
            }
            .frame(minHeight: touchTarget)
            .contentShape(Rectangle())
        }
        .buttonStyle(.plain)
        .accessibilityElement(children: .combine)
        .accessibilityAddTraits(recipient.chosen ? .isSelected : [])
    }
}
