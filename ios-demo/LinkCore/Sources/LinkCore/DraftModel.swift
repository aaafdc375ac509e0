import MobileLink
import Observation

/// The draft editor (ML-52): who shall get it. A choice survives a search that hides it.
@MainActor @Observable
public final class DraftModel: ScreenModel {
    public private(set) var state: DraftState

    @ObservationIgnored private let session: Session
    @ObservationIgnored private weak var stage: (any Stage)?
    @ObservationIgnored private var everybody: [Person] = []
    @ObservationIgnored private var chosen: Set<String>

    init(session: Session, stage: any Stage, draft: NewDraft) {
        self.session = session
        self.stage = stage
        chosen = draft.recipients
        state = DraftState(recipients: [], search: "", about: draft.about, canSend: false)
        session.people.watch(self) { [weak self] people in
            guard let self else { return }
            everybody = (self.stage?.settled.value?.peopleOrder ?? .lastName).people(people)
            list()
        }
    }

    public func send(_ event: DraftEvent) {
        switch event {
        case .toggle(let id):
            if chosen.remove(id) == nil {
                chosen.insert(id)
            }
        case .selectAll:
            let shown = Set(state.recipients.map(\.id))
            chosen = chosen.isSuperset(of: shown) ? chosen.subtracting(shown) : chosen.union(shown)
        case .search(let text): state.search = text
        }
        list()
    }

    public func close() {
        session.forget(self)
    }

    private func list() {
        let found = everybody.filter { matches(state.search, name: $0.name, extension: $0.extension) }
        state.recipients = found.map {
            Recipient(id: $0.id, name: $0.name, extension: $0.extension, chosen: chosen.contains($0.id))
        }
    }
}
