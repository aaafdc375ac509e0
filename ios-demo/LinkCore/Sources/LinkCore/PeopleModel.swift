import Observation

/// The directory (PRS-02c). In Evaluation too, because presence works there.
@MainActor @Observable
public final class PeopleModel: ScreenModel {
    public private(set) var state = PeopleState(content: .loading, search: "")

    @ObservationIgnored private let session: Session
    @ObservationIgnored private weak var stage: (any Stage)?

    init(session: Session, stage: any Stage) {
        self.session = session
        self.stage = stage
        session.people.watch(self) { [weak self] _ in self?.list() }
        session.user.watch(self) { [weak self] _ in self?.list() }
        session.standing.watch(self) { [weak self] _ in self?.list() }
        stage.settled.watch(self) { [weak self] _ in self?.list() }
    }

    public func send(_ event: PeopleEvent) {
        switch event {
        case .search(let text):
            state.search = text
            list()
        }
    }

    public func close() {
        session.forget(self)
        stage?.settled.forget(self)
    }

    private func list() {
        let order = stage?.settled.value?.peopleOrder ?? .lastName
        let me = session.user.value?.id
        let all = session.people.value.map { people in
            order.people(people).map { PersonRow($0, me: me) }
        }
        let found = all?.filter { matches(state.search, name: $0.name, extension: $0.extension) }
        // A search that finds nobody is an answer, whatever the link is doing.
        let nobody = found?.isEmpty == true && all?.isEmpty == false
        state.content = nobody ? .empty : Content(found, session.standing.value)
    }
}
