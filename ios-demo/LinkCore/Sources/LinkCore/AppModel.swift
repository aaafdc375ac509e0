import MobileLink
import Observation

/// The app from start to end: navigation, the session, and what surrounds every screen.
///
/// Starts where it was left: in the demo, on the kept session (whose cache is shown at once, even offline), or at the
/// sign-in.
@MainActor @Observable
public final class AppModel {
    /// What surrounds every screen.
    public private(set) var frame: FrameState
    /// What the user settled; the theme reads appearance and motion from it.
    public private(set) var settings: SettingsState

    @ObservationIgnored let audio: any AudioPlayer
    @ObservationIgnored let playback = Latest(Playback())
    @ObservationIgnored let settled: Latest<SettingsState>
    @ObservationIgnored let speaker: Latest<Bool>

    @ObservationIgnored private let links: any LinkFactory
    @ObservationIgnored private let store: any SettingsStore
    @ObservationIgnored private let version: String
    @ObservationIgnored private let opened = OpenScreens()
    @ObservationIgnored private var saved: Saved
    @ObservationIgnored private var session = Session.none()
    /// A sign-out that the server is still told of.
    @ObservationIgnored private var leaving: Task<Void, Never>?
    @ObservationIgnored private var newDraft = NewDraft()
    @ObservationIgnored private var signInProblem: Problem?

    public init(links: any LinkFactory, store: any SettingsStore, audio: any AudioPlayer, version: String) {
        self.links = links
        self.store = store
        self.audio = audio
        self.version = version
        saved = store.load() ?? .first
        settings = saved.settings
        settled = Latest(saved.settings)
        speaker = Latest(saved.settings.speaker)
        frame = FrameState(
            link: .disconnected, demo: false, speaker: saved.settings.speaker, offline: false, problem: nil)
        audio.onChange = { [weak self] in self?.playback.set($0) }
        speaker.watch(self) { [weak self] in self?.frame.speaker = $0 }
        settled.watch(self) { [weak self] in self?.settle($0) }
        if saved.demo {
            openDemo()
        } else if saved.signedIn, let server = saved.server {
            openKept(server)
        }
    }

    /// The way back: the last is shown. Never empty.
    public var screens: [Screen] { opened.screens }

    /// Shows only so many of the screens that are open: what a gesture left of them.
    public func show(_ screens: [Screen]) {
        if opened.screens.starts(with: screens) {
            opened.cut(to: screens.count)
        }
    }

    public func sendFrame(_ event: FrameEvent) {
        switch event {
        case .openStatus: opened.open(.status, from: top)
        case .openSettings: opened.open(.settings, from: top)
        case .back: opened.cut(to: screens.count - 1)
        case .dismissProblem: frame.problem = nil
        case .retryNow: session.perform { try await $0.retryNow() }
        }
    }

    public var signIn: SignInModel {
        opened.model(.signIn) {
            defer { signInProblem = nil }
            return SignInModel(links: links, door: self, saved: saved, problem: signInProblem)
        }
    }

    public var home: HomeModel { opened.model(.home) { HomeModel(session: session, stage: self) } }
    public var presence: PresenceModel { opened.model(.presence) { PresenceModel(session: session) } }
    public var people: PeopleModel { opened.model(.people) { PeopleModel(session: session, stage: self) } }

    public var inbound: InboundModel {
        opened.model(.inbound) { InboundModel(session: session, stage: self) }
    }

    public var outbound: OutboundModel {
        opened.model(.outbound) { OutboundModel(session: session, stage: self) }
    }

    public var draft: DraftModel {
        opened.model(.draft) { DraftModel(session: session, stage: self, draft: newDraft) }
    }

    public var conferences: ConferencesModel {
        opened.model(.conferences) { ConferencesModel(session: session, stage: self) }
    }

    public var status: StatusModel {
        opened.model(.status) {
            StatusModel(
                session: session, stage: self, version: version,
                examine: { [weak self] in
                    guard let self else { throw CancellationError() }
                    return try await self.examine()
                },
                signOut: { [weak self] in self?.signOut() })
        }
    }

    public var settingsScreen: SettingsModel {
        opened.model(.settings) {
            SettingsModel(stage: self) { [weak self] in self?.resetAll() }
        }
    }

    public func player(id: String) -> PlayerModel {
        opened.model(.player(id: id)) { PlayerModel(id: id, session: session, stage: self) }
    }

    public func conference(id: String) -> ConferenceDetailsModel {
        opened.model(.conferenceDetails(id: id)) { ConferenceDetailsModel(id: id, session: session) }
    }

    /// Ends what runs; the session stays kept.
    public func close() {
        opened.closeAll()
        session.close()
    }

    private var top: Screen { screens[screens.count - 1] }

    private func settle(_ settings: SettingsState) {
        guard settings != self.settings else { return }
        self.settings = settings
        speaker.set(settings.speaker)
        save { $0.settings = settings }
    }

    private func save(_ change: (inout Saved) -> Void) {
        change(&saved)
        store.save(saved)
    }
}

extension AppModel: Stage {
    func open(_ screen: Screen, from: Screen) {
        opened.open(screen, from: from)
    }

    func leave(_ screen: Screen) {
        opened.leave(screen)
    }

    func compose(_ draft: NewDraft, from: Screen) {
        opened.leave(.draft)
        newDraft = draft
        opened.open(.draft, from: from)
    }

    func report(_ problem: Problem) {
        frame.problem = problem
    }
}

extension AppModel: Door {
    func vacate(forDemo: Bool) async {
        await leaving?.value
        // Whoever fails to sign in must not come back to a session that ended.
        opened.restart(.signIn)
        let ended = session
        replaceSession(Session.none())
        if !forDemo {
            save { $0.signedIn = false }
            await ended.signOut()
        }
        ended.close()
    }

    func enter(_ link: any Link, _ account: Account) {
        save {
            $0.demo = account.demo
            if !account.demo {
                $0.server = account.server
                $0.username = account.username
                $0.signedIn = true
            }
        }
        begin(account) { link }
    }

    func reenter() {
        guard saved.signedIn, let server = saved.server else { return }
        save { $0.demo = false }
        openKept(server)
    }

    private func openDemo() {
        let account = Account(demo: true, server: nil, username: demoName)
        begin(account) { [links] in
            let link = try await links.demo()
            _ = try await link.signIn(username: demoName, password: demoPassword)
            return link
        }
    }

    private func openKept(_ server: ServerSettings) {
        let account = Account(demo: false, server: server, username: saved.username)
        begin(account) { [links, leaving] in
            await leaving?.value
            return try await links.live(server)
        }
        let kept = session
        kept.resume { [weak self] in self?.endedByServer(kept) }
    }

    private func begin(_ account: Account, open: @escaping @Sendable () async throws -> any Link) {
        session.close()
        let new = Session(account: account, report: { [weak self] in self?.report($0) }, open)
        replaceSession(new)
        new.follow { [weak self] in self?.endedByServer(new) }
        opened.restart(.home)
    }

    private func replaceSession(_ new: Session) {
        session.forget(self)
        session = new
        frame.demo = new.account.demo
        frame.problem = nil
        new.standing.watch(self) { [weak self] standing in
            self?.frame.link = standing.link
            self?.frame.offline = standing.offline
        }
    }

    private func endedByServer(_ ended: Session) {
        guard ended === session else { return }
        save { $0.signedIn = false }
        goOut(.signInRefused)
        ended.close()
    }

    private func signOut() {
        let ended = session
        save {
            if !ended.account.demo { $0.signedIn = false }
            $0.demo = false
        }
        goOut(nil)
        leaving = Task {
            await ended.signOut()
            ended.close()
        }
    }

    private func goOut(_ problem: Problem?) {
        opened.closeAll()
        replaceSession(Session.none())
        signInProblem = problem
        opened.restart(.signIn)
    }

    private func resetAll() {
        let kept = saved
        signOut()
        saved = .first
        store.save(saved)
        settled.set(saved.settings)
        opened.closeAll()
        guard kept.demo, kept.signedIn, let server = kept.server else { return }
        // The session behind the demo is forgotten as well.
        leaving = Task { [links] in
            guard let link = try? await links.live(server), (try? await link.resume()) != nil else { return }
            try? await link.signOut()
        }
    }

    /// The demo has no server that could be ill.
    private func examine() async throws -> Finding {
        let account = session.account
        guard let server = account.server else { return .well }
        return try await links.diagnose(server).finding
    }
}
