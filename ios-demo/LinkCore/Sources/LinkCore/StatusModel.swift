import MobileLink
import Observation

/// Connection Status (ML-28, LOGO-03).
@MainActor @Observable
public final class StatusModel: ScreenModel {
    public private(set) var state: StatusState

    @ObservationIgnored private let session: Session
    @ObservationIgnored private weak var stage: (any Stage)?
    @ObservationIgnored private let examine: @MainActor () async throws -> Finding
    @ObservationIgnored private let signOut: @MainActor () -> Void

    init(
        session: Session, stage: any Stage, version: String,
        examine: @escaping @MainActor () async throws -> Finding, signOut: @escaping @MainActor () -> Void
    ) {
        self.session = session
        self.stage = stage
        self.examine = examine
        self.signOut = signOut
        state = StatusState(
            link: .disconnected, lamps: .off, server: session.account.serverName,
            account: session.account.username, demo: session.account.demo, logo: nil, finding: nil,
            examining: false, version: version)
        session.standing.watch(self) { [weak self] in self?.state.link = $0.link }
        session.lamps.watch(self) { [weak self] in self?.state.lamps = $0 }
        session.logo.watch(self) { [weak self] in self?.state.logo = $0 }
        session.fetchLogo()
    }

    public func send(_ event: StatusEvent) {
        switch event {
        case .examine: examineOnce()
        case .refreshLogo: session.fetchLogo { [weak self] in self?.stage?.report($0) }
        case .retryNow: session.retryNow()
        case .openSettings: stage?.open(.settings, from: .status)
        case .signOut: signOut()
        }
    }

    public func close() {
        session.forget(self)
    }

    private func examineOnce() {
        guard !state.examining else { return }
        state.examining = true
        Task { [weak self, examine] in
            do {
                self?.state.finding = try await examine()
            } catch {
                self?.stage?.report(Problem(error))
            }
            self?.state.examining = false
        }
    }
}

extension Lamps {
    /// Nothing is wanted yet.
    static var off: Lamps { Lamps(net: .off, mobile: .off, imap: .off, smtp: .off) }
}

extension Account {
    /// Host and port, or empty in demo mode.
    var serverName: String {
        server.map { "\($0.host):\($0.port)" } ?? ""
    }
}
