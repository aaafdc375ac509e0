import Observation

/// Inbound Messages (ML-40, ML-41). A deletion is sent at once; to undo it is to restore the message.
@MainActor @Observable
public final class InboundModel: ScreenModel {
    public private(set) var state = InboundState(content: .loading, undo: nil)

    @ObservationIgnored private let session: Session
    @ObservationIgnored private weak var stage: (any Stage)?

    init(session: Session, stage: any Stage) {
        self.session = session
        self.stage = stage
        session.inbox.watch(self) { [weak self] _ in self?.list() }
        session.standing.watch(self) { [weak self] _ in self?.list() }
        stage.settled.watch(self) { [weak self] _ in self?.list() }
        session.undo.watch(self) { [weak self] in self?.state.undo = $0 }
    }

    public func send(_ event: InboundEvent) {
        switch event {
        case .open(let id): stage?.open(.player(id: id), from: .inbound)
        case .markSeen(let id, let seen): session.act { try await $0.setSeen(id: id, seen: seen) }
        case .delete(let id): delete(id)
        case .undoDelete: session.takeBack()
        case .undoExpired: session.undo.set(nil)
        case .refresh: session.retryNow()
        }
    }

    public func close() {
        session.forget(self)
        stage?.settled.forget(self)
    }

    private func delete(_ id: String) {
        var who = ""
        if case .ready(let rows) = state.content {
            who = rows.first { $0.id == id }?.who ?? ""
        }
        session.delete(Undo(id: id, who: who))
        // In two panes the message may be open beside the list.
        stage?.leave(.player(id: id))
    }

    private func list() {
        let order = stage?.settled.value?.voicemailOrder ?? .newestFirst
        let content = Content(session.inbox.value.map(order.rows), session.standing.value)
        if content != state.content {
            state.content = content
        }
    }
}
