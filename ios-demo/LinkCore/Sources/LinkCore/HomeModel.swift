import MobileLink
import Observation

/// Home (ML-30). Without the feature key its three rows lead nowhere (ML-03).
@MainActor @Observable
public final class HomeModel: ScreenModel {
    public private(set) var state = HomeState(
        name: "", presence: nil, newMessages: nil, activeConferences: 0, evaluation: false, logo: nil)

    @ObservationIgnored private let session: Session
    @ObservationIgnored private weak var stage: (any Stage)?

    init(session: Session, stage: any Stage) {
        self.session = session
        self.stage = stage
        session.standing.watch(self) { [weak self] standing in
            if standing.link == .evaluation { self?.state.evaluation = true }
            self?.countNew()
        }
        session.user.watch(self) { [weak self] user in
            self?.state.name = user.name
            self?.state.evaluation = user.mode == .evaluation
        }
        session.presence.watch(self) { [weak self] in self?.state.presence = $0 }
        session.inbox.watch(self) { [weak self] _ in self?.countNew() }
        session.conferences.watch(self) { [weak self] all in
            self?.state.activeConferences = all.count { $0.state == .active }
        }
        session.logo.watch(self) { [weak self] in self?.state.logo = $0 }
    }

    public func send(_ event: HomeEvent) {
        switch event {
        case .openPresence: stage?.open(.presence, from: .home)
        case .openPeople: stage?.open(.people, from: .home)
        case .openInbound: openLicensed(.inbound)
        case .openOutbound: openLicensed(.outbound)
        case .openConferences: openLicensed(.conferences)
        }
    }

    public func close() {
        session.forget(self)
    }

    /// An empty inbox is believed once it is known to be all there is.
    private func countNew() {
        guard let inbox = session.inbox.value else { return }
        let known = !inbox.isEmpty || session.standing.value?.caughtUp == true
        state.newMessages = known ? inbox.count { !$0.seen } : nil
    }

    private func openLicensed(_ screen: Screen) {
        if !state.evaluation {
            stage?.open(screen, from: .home)
        }
    }
}
