import Observation

/// Outbound Messages: what was sent (ML-50, ML-51).
@MainActor @Observable
public final class OutboundModel: ScreenModel {
    public private(set) var state = OutboundState(content: .loading)

    @ObservationIgnored private let session: Session
    @ObservationIgnored private weak var stage: (any Stage)?

    init(session: Session, stage: any Stage) {
        self.session = session
        self.stage = stage
        session.sent.watch(self) { [weak self] _ in self?.list() }
        session.standing.watch(self) { [weak self] _ in self?.list() }
    }

    public func send(_ event: OutboundEvent) {
        switch event {
        case .open(let id): stage?.open(.player(id: id), from: .outbound)
        case .compose: stage?.compose(NewDraft(), from: .outbound)
        }
    }

    public func close() {
        session.forget(self)
    }

    private func list() {
        state.content = Content(session.sent.value?.map(SentRow.init), session.standing.value)
    }
}
