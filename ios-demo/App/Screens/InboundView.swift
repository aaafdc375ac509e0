import LinkCore
import SwiftUI

/// Inbound Messages: new ones bold, swipe and long press, undo (ML-40, ML-41).
struct InboundView: View {
    let state: InboundState
    let send: Send<InboundEvent>
    /// Which message is open beside the list; none on a narrow screen.
    var open: String?
    @FocusState private var focus: String?
    @Environment(\.accessibilityReduceMotion) private var reduceMotion

    var body: some View {
        Listing(
            content: state.content, empty: phrase("inbound_empty"),
            emptyHint: phrase("inbound_empty_hint"), emptySymbol: "tray",
            retry: { send(.refresh) }
        ) { rows in
            ForEach(rows) { row($0) }
        }
        .refreshable { await send(.refresh) }
        .readableWidth()
        .safeAreaInset(edge: .bottom) {
            if let undo = state.undo {
                UndoToast(undo: undo, take: { send(.undoDelete) })
                    .transition(reduceMotion ? .opacity : .move(edge: .bottom).combined(with: .opacity))
            }
        }
        .animation(reduceMotion ? nil : .snappy, value: state)
    }

    private func row(_ row: VoicemailRow) -> some View {
        Button {
            send(.open(id: row.id))
        } label: {
            VoicemailRowView(row: row)
        }
        .buttonStyle(.plain)
        .listRowBackground(open == row.id ? Palette.primary.opacity(0.12) : Palette.surface)
        .focused($focus, equals: row.id)
        .onKeyPress(.delete) { deleteByKey(row) }
        .onKeyPress(.deleteForward) { deleteByKey(row) }
        .swipeActions(edge: .trailing, allowsFullSwipe: true) { deleteButton(row) }
        .swipeActions(edge: .leading, allowsFullSwipe: true) { seenButton(row).tint(Palette.primary) }
        .contextMenu {
            seenButton(row)
            deleteButton(row)
        }
        .accessibilityLabel(row.spoken)
        .accessibilityHint(phrase("player_play"))
        .accessibilityAddTraits(open == row.id ? .isSelected : [])
        .accessibilityAction(named: seenWord(row)) { send(.markSeen(id: row.id, seen: row.isNew)) }
        .accessibilityAction(named: phrase("inbound_delete")) { send(.delete(id: row.id)) }
        .accessibilityIdentifier("message-\(row.id)")
    }

    private func deleteByKey(_ row: VoicemailRow) -> KeyPress.Result {
        send(.delete(id: row.id))
        return .handled
    }

    private func deleteButton(_ row: VoicemailRow) -> some View {
        Button(phrase("inbound_delete"), systemImage: "trash", role: .destructive) {
            send(.delete(id: row.id))
        }
    }

    private func seenButton(_ row: VoicemailRow) -> some View {
        Button(seenWord(row), systemImage: row.isNew ? "envelope.open" : "envelope.badge") {
            send(.markSeen(id: row.id, seen: row.isNew))
        }
    }

    private func seenWord(_ row: VoicemailRow) -> String {
        row.isNew ? phrase("inbound_mark_seen") : phrase("inbound_mark_new")
    }
}
