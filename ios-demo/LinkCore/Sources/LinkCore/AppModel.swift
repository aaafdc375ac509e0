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
        opened.modelFor = { [weak self] in self?.makeModel($0) }
        if saved.demo {
            openDemo()
        } else if saved.signedIn {
            reenter()
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
        case .retryNow: session.retryNow()
        }
    }

    public var signIn: SignInModel { model(.signIn) }
    public var home: HomeModel { model(.home) }
    public var presence: PresenceModel { model(.presence) }
    public var people: PeopleModel { model(.people) }
    public var inbound: InboundModel { model(.inbound) }
    public var outbound: OutboundModel { model(.outbound) }
    public var draft: DraftModel { model(.draft) }
    public var conferences: ConferencesModel { model(.conferences) }
    public var status: StatusModel { model(.status) }
    public var settingsScreen: SettingsModel { model(.settings) }

    public func player(id: String) -> PlayerModel { model(.player(id: id)) }

    public func conference(id: String) -> ConferenceDetailsModel { model(.conferenceDetails(id: id)) }

    /// Ends what runs; the session stays kept.
    public func close() {
        opened.closeAll()
        session.close()
    }

    private var top: Screen { screens[screens.count - 1] }

    /// Which model a screen has is said once, in `makeModel`.
    private func model<Model: ScreenModel>(_ screen: Screen) -> Model {
        guard let model = opened.model(screen) as? Model else {
            preconditionFailure("\(screen) has another model")
        }
        return model
    }

    private func makeModel(_ screen: Screen) -> any ScreenModel {
        switch screen {
        case .signIn: makeSignIn()
        case .home: HomeModel(session: session, stage: self)
        case .presence: PresenceModel(session: session)
        case .people: PeopleModel(session: session, stage: self)
        case .inbound: InboundModel(session: session, stage: self)
        case .player(let id): PlayerModel(id: id, session: session, stage: self)
        case .outbound: OutboundModel(session: session, stage: self)
        case .draft: DraftModel(session: session, stage: self, draft: newDraft)
        case .conferences: ConferencesModel(session: session, stage: self)
        case .conferenceDetails(let id): ConferenceDetailsModel(id: id, session: session)
        case .status: makeStatus()
        case .settings: SettingsModel(stage: self) { [weak self] in self?.resetAll() }
        }
    }

    private func makeSignIn() -> SignInModel {
        SignInModel(
            links: links, door: self, saved: { [weak self] in self?.saved ?? .first }, problem: signInProblem)
    }

    private func makeStatus() -> StatusModel {
        StatusModel(
            session: session, stage: self, version: version,
            examine: { [weak self] in
                guard let self else { throw CancellationError() }
                return try await self.examine()
            },
            signOut: { [weak self] in self?.signOut() })
    }

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
        // The banner says already that there is no link.
        if problem != .offline || !frame.offline {
            frame.problem = problem
        }
    }
}

extension AppModel: Door {
    func vacate(forDemo: Bool) async {
        await leaving?.value
        // Whoever fails to sign in must not come back to a session that ended.
        opened.keepOnly(.signIn)
        let before = session
        replaceSession(Session.none())
        if !forDemo, !before.account.demo {
            save { $0.signedIn = false }
            await before.signOut()
        }
        before.close()
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
        come(in: begin(account) { link }, nil)
    }

    func reenter() {
        guard let server = saved.server else { return }
        save { $0.demo = false }
        let account = Account(demo: false, server: server, username: saved.username)
        let kept = begin(account) { [links, leaving] in
            await leaving?.value
            return try await links.live(server)
        }
        kept.knock({ try await $0.resume() }, answered: { [weak self] in self?.come(in: kept, $0) })
    }

    private func openDemo() {
        let demo = begin(Account(demo: true, server: nil, username: demoName)) { [links] in
            try await links.demo()
        }
        demo.knock(
            { try await $0.signIn(username: demoName, password: demoPassword) },
            answered: { [weak self] in self?.come(in: demo, $0) })
    }

    private func begin(
        _ account: Account, open: @escaping @Sendable () async throws -> any Link
    ) -> Session {
        session.close()
        let new = Session(account: account, report: { [weak self] in self?.report($0) }, open)
        replaceSession(new)
        new.read()
        opened.restart(.home)
        return new
    }

    /// Whoever does not come in goes back to the sign-in.
    private func come(in new: Session, _ refusal: Problem?) {
        guard new === session else { return }
        if let refusal {
            return end(new, refusal)
        }
        new.follow { [weak self] in self?.end(new, .signInRefused) }
    }

    private func end(_ ended: Session, _ problem: Problem) {
        guard ended === session else { return }
        // Only the server's word ends a session; whatever else stood in the way may be gone the next time.
        if !ended.account.demo, problem == .signInRefused {
            save { $0.signedIn = false }
        }
        turnAway(problem)
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

    /// Leaves the demo, or tells the server to forget this device.
    private func signOut() {
        if session.account.demo {
            save { $0.demo = false }
            if saved.signedIn {
                reenter()
            } else {
                turnAway(nil)
            }
        } else {
            save { $0.signedIn = false }
            turnAway(nil)
        }
    }

    /// Nobody is in any more.
    private func turnAway(_ problem: Problem?) {
        let before = session
        replaceSession(Session.none())
        signInProblem = problem
        opened.restart(.signIn)
        signInProblem = nil
        leaving = Task {
            if problem == nil, !before.account.demo {
                await before.signOut()
            }
            before.close()
        }
    }

    /// Everything as at the first start (ML-16): nobody is signed in, no server is known.
    private func resetAll() {
        let before = saved
        saved = .first
        store.save(saved)
        settled.set(saved.settings)
        turnAway(nil)
        guard before.demo, before.signedIn, let covered = before.server else { return }
        leaving = Task { [links] in
            guard let link = try? await links.live(covered) else { return }
            try? await link.signOut()
            link.close()
        }
    }

    /// The demo has no server that could be ill (ML-70).
    private func examine() async throws -> Finding {
        if session.account.demo {
            return .well
        }
        guard let server = saved.server else {
            throw LinkError.Invalid(field: "host", reason: "a name or an address")
        }
        return try await links.diagnose(server).finding
    }
}
