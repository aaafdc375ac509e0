import LinkCore
import SwiftUI

/// Takes the last deletion back; the model ends the offer after a while (ML-41).
struct UndoToast: View {
    let undo: Undo
    let take: @MainActor () -> Void

    var body: some View {
        BesideOrBeneath(words, button)
            .padding(.horizontal, 16)
            .padding(.vertical, 4)
            .frame(maxWidth: 560)
            .background(.regularMaterial, in: .rect(cornerRadius: 14))
            .padding(.horizontal, 16)
            .padding(.bottom, 8)
            .accessibilityElement(children: .contain)
            .task(id: undo) { AccessibilityNotification.Announcement(deleted).post() }
    }

    private var deleted: String {
        phrase("inbound_deleted", undo.who.isEmpty ? phrase("inbound_withheld") : undo.who)
    }

    private var words: some View {
        Text(deleted).font(.subheadline).padding(.vertical, 6)
    }

    private var button: some View {
        Button(phrase("undo"), action: take)
            .bold()
            .touchable()
            .keyboardShortcut("z", modifiers: .command)
            .accessibilityIdentifier("undo")
    }
}
