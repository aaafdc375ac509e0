import LinkCore
import LinkCoreFixtures
import MobileLink
import Testing

@Suite("The app")
@MainActor
struct AppModelTests {
    @Test("At the first start there is the sign-in, with the default ports (ML-12)")
    func firstStart() {
        let office = PretendedOffice(nil)
        #expect(office.app.screens == [.signIn])
        let form = office.app.signIn.state
        #expect([form.port, form.imapPort, form.smtpPort] == ["8081", "143", "25"])
        #expect(!form.canSignIn)
    }

    @Test("The app starts on the kept session, and shows the cache though there is no link")
    func cached() async throws {
        let offline = LinkError.Offline(leg: .net, reason: "no network")
        let office = PretendedOffice(inbox: [PretendedOffice.message("1")], refusal: offline)
        #expect(office.app.screens == [.home])
        try await eventually("the cache is shown") { office.app.home.state.newMessages == 1 }
        try await eventually("the banner says so") { office.app.frame.offline }
        #expect(office.app.frame.problem == nil)
        office.app.sendFrame(.retryNow)
        try await eventually("it tries") { office.link.requests.last == "retryNow" }
    }

    @Test("The app starts in the demo where it was left there (ML-70)")
    func demo() async throws {
        var saved = PretendedOffice.signedIn
        saved.demo = true
        let office = PretendedOffice(saved)
        #expect(office.app.screens == [.home])
        #expect(office.app.frame.demo)
        try await eventually("signed in") { office.link.requests == ["signIn(alice)"] }
        #expect(office.links.live.isEmpty)
    }

    @Test("Leaving the demo leads back to the session that it covered")
    func leaveDemo() async throws {
        var saved = PretendedOffice.signedIn
        saved.demo = true
        let office = PretendedOffice(saved)
        office.app.sendFrame(.openStatus)
        office.app.status.send(.signOut)
        #expect(office.app.screens == [.home])
        #expect(!office.app.frame.demo)
        try await eventually("continued") { office.link.requests.contains("resume") }
        #expect(office.store.load()?.demo == false)
    }

    @Test("A session that the server ended leads to the sign-in, with a word")
    func ended() async throws {
        let office = PretendedOffice(refusal: .SignInRefused)
        try await eventually("out") { office.app.screens == [.signIn] }
        #expect(office.app.signIn.state.problem == .signInRefused)
        #expect(office.app.signIn.state.host == "phone.harbour.example")
        #expect(office.store.load()?.signedIn == false)
    }

    @Test("What else stands in the way at the start is said, ends no session, and can be tried again")
    func hindered() async throws {
        let hindrance = "the cache database: unable to open database file"
        let office = PretendedOffice(refusal: .Unexpected(detail: hindrance))
        try await eventually("out") { office.app.screens == [.signIn] }
        #expect(office.app.signIn.state.problem == .unexpected(detail: hindrance))
        #expect(office.store.load()?.signedIn == true)
        office.link.refuse(nil)
        office.app.signIn.send(.signIn)
        try await eventually("in") { office.link.requests.filter { $0 == "resume" }.count == 2 }
        #expect(office.app.screens == [.home])
    }

    @Test("A session that the server ends leads to the sign-in, from any screen")
    func endedLater() async throws {
        let office = PretendedOffice()
        try await eventually("connected") { office.app.frame.link == .connected }
        office.app.home.send(.openInbound)
        office.link.refuse(.SignInRefused)
        office.link.tell(Lamps(net: .on, mobile: .failed(reason: "revoked"), imap: .off, smtp: .off))
        office.link.tell(LinkState.disconnected)
        try await eventually("out") { office.app.screens == [.signIn] }
        try await eventually("closed") { office.link.requests.last == "close" }
    }

    @Test("A sign-out is told to the server, and leaves nothing open")
    func signOut() async throws {
        let office = PretendedOffice()
        try await eventually("connected") { office.app.frame.link == .connected }
        office.app.sendFrame(.openStatus)
        office.app.status.send(.signOut)
        #expect(office.app.screens == [.signIn])
        #expect(office.app.signIn.state.problem == nil)
        try await eventually("told") { office.link.requests.suffix(2) == ["signOut", "close"] }
    }

    @Test("Reset all forgets settings, account and server (ML-16)")
    func reset() async throws {
        let office = PretendedOffice()
        office.app.sendFrame(.openSettings)
        office.app.settingsScreen.send(.speaker(true))
        #expect(office.store.load()?.settings.speaker == true)
        office.app.settingsScreen.send(.resetAll)
        #expect(office.app.settings == .first)
        #expect(office.app.screens == [.signIn])
        #expect(office.app.signIn.state.host == "")
        #expect(office.store.load()?.server == nil)
        try await eventually("told") { office.link.requests.contains("signOut") }
    }

    @Test("Back goes back, and what was opened from one screen takes one place (ML-18)")
    func navigation() {
        let office = PretendedOffice(inbox: [PretendedOffice.message("1"), PretendedOffice.message("2")])
        let app = office.app
        app.home.send(.openInbound)
        app.inbound.send(.open(id: "1"))
        app.inbound.send(.open(id: "2"))
        #expect(app.screens == [.home, .inbound, .player(id: "2")])
        let inbound = app.inbound
        app.sendFrame(.back)
        #expect(app.screens == [.home, .inbound])
        #expect(app.inbound === inbound)
        app.show([.home])
        #expect(app.screens == [.home])
        app.sendFrame(.back)
        #expect(app.screens == [.home])
        app.home.send(.openInbound)
        #expect(app.inbound !== inbound)
    }

    @Test("Without the feature key only presence and people open (ML-03)")
    func evaluation() async throws {
        let office = PretendedOffice()
        office.link.tell(LinkState.evaluation)
        try await eventually("known") { office.app.frame.link == .evaluation }
        #expect(office.app.home.state.evaluation)
        for event in [HomeEvent.openInbound, .openOutbound, .openConferences] {
            office.app.home.send(event)
        }
        #expect(office.app.screens == [.home])
        office.app.home.send(.openPresence)
        #expect(office.app.screens == [.home, .presence])
    }

    @Test(
        "Settings survive, also with a pinned certificate",
        arguments: [Tls.webPki, .pinned(fingerprint: "ab")])
    func defaults(tls: Tls) {
        let suite = "org.mobilelink.test.\(UInt32.random(in: 0...UInt32.max))"
        var saved = PretendedOffice.signedIn
        saved.server?.tls = tls
        saved.settings.voicemailOrder = .caller
        #expect(DefaultsSettingsStore(suite: suite).load() == nil)
        DefaultsSettingsStore(suite: suite).save(saved)
        #expect(DefaultsSettingsStore(suite: suite).load() == saved)
    }
}
