import Observation

/// The conferences of the user, as the SDK orders them (ML-60).
@MainActor @Observable
public final class ConferencesModel: ScreenModel {
    public private(set) var state = ConferencesState(content: .loading)

    @ObservationIgnored private let session: Session
    @ObservationIgnored private weak var stage: (any Stage)?

    init(session: Session, stage: any Stage) {
        self.session = session
        self.stage = stage
        session.conferences.watch(self) { [weak self] _ in self?.list() }
        session.standing.watch(self) { [weak self] _ in self?.list() }
    }

    public func send(_ event: ConferencesEvent) {
        switch event {
        case .open(let id): stage?.open(.conferenceDetails(id: id), from: .conferences)
        }
    }

    public func close() {
        session.forget(self)
    }

    private func list() {
        state.content = Content(session.conferences.value?.map(ConferenceRow.init), session.standing.value)
    }
}
