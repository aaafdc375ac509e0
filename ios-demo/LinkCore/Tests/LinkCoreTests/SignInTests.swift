import LinkCore
import LinkCoreFixtures
import MobileLink
import Testing

@Suite("Sign in")
@MainActor
struct SignInTests {
    private let office = PretendedOffice(nil)
    private var form: SignInModel { office.app.signIn }

    private func type() {
        form.send(.username("alice"))
        form.send(.password("secret"))
        form.send(.host("phone.harbour.example"))
    }

    @Test("Name, password and host are enough, and lead home (ML-11, ML-12)")
    func signIn() async throws {
        type()
        #expect(form.state.canSignIn)
        form.send(.signIn)
        #expect(form.state.busy)
        try await eventually("in") { office.app.screens == [.home] }
        #expect(office.links.live == [PretendedOffice.signedIn.server])
        #expect(office.store.load()?.signedIn == true)
    }

    @Test("A wrong password says so, and lets one try again")
    func refused() async throws {
        office.link.refuse(.SignInRefused)
        type()
        form.send(.signIn)
        try await eventually("refused") { form.state.problem == .signInRefused }
        #expect(form.state.canSignIn)
        form.send(.password("other"))
        #expect(form.state.problem == nil)
    }

    @Test("Back does not lead to the session that a refused sign-in came after")
    func refusedOverASession() async throws {
        let office = PretendedOffice()
        try await eventually("connected") { office.app.frame.link == .connected }
        office.app.sendFrame(.openSettings)
        office.app.settingsScreen.send(.openServer)
        office.link.refuse(.SignInRefused)
        office.app.signIn.send(.password("mistyped"))
        office.app.signIn.send(.signIn)
        try await eventually("refused") { office.app.signIn.state.problem == .signInRefused }
        office.app.sendFrame(.back)
        #expect(office.app.screens == [.signIn])
        #expect(office.link.requests.contains("signOut"))
        #expect(office.store.load()?.signedIn == false)
        office.link.refuse(nil)
        office.app.signIn.send(.signIn)
        try await eventually("in") { office.app.screens == [.home] }
    }

    @Test("A port that cannot be meant is named", arguments: ["0", "80810", "x"])
    func invalid(port: String) async throws {
        type()
        form.send(.port(port))
        form.send(.signIn)
        try await eventually("named") {
            form.state.problem == .invalid(field: "port", reason: "a number from 1 to 65535")
        }
    }

    @Test("After a field the legs are tried, once (ML-17)")
    func trial() async throws {
        let bright = Lamps(net: .on, mobile: .on, imap: .on, smtp: .on)
        office.links.tell(Diagnosis(lamps: bright, finding: .well))
        type()
        form.send(.fieldLeft)
        form.send(.fieldLeft)
        try await eventually("found") { form.state.finding == .well }
        #expect(form.state.lamps == bright)
        form.send(.fieldLeft)
        try await Task.sleep(for: .milliseconds(400))
        #expect(office.links.examined.count == 1)
    }

    @Test("Whoever takes a change back before its trial is over gets the lamps of the first again (ML-17)")
    func takenBack() async throws {
        let bright = Lamps(net: .on, mobile: .on, imap: .on, smtp: .on)
        office.links.tell(Diagnosis(lamps: bright, finding: .well))
        type()
        form.send(.fieldLeft)
        try await eventually("found") { form.state.lamps == bright }
        office.links.thinkLong()
        form.send(.port("8082"))
        form.send(.fieldLeft)
        try await eventually("trying") { form.state.lamps.net == .trying }
        office.links.tell(Diagnosis(lamps: bright, finding: .well))
        form.send(.port("8081"))
        form.send(.fieldLeft)
        try await eventually("found again") { form.state.lamps == bright && form.state.finding == .well }
    }

    @Test("What was typed as password is not printed, and everything else is")
    func printed() {
        type()
        var dumped = ""
        dump(form.state, to: &dumped)
        for printed in ["\(form.state)", String(reflecting: form.state), dumped] {
            #expect(!printed.contains("secret"))
            #expect(printed.contains("password: Secret(…)"))
            #expect(printed.contains("phone.harbour.example"))
        }
    }

    @Test("An event is printed without the password, and with everything else")
    func printedEvent() {
        let event = SignInEvent.password("secret")
        var dumped = ""
        dump(event, to: &dumped)
        for printed in ["\(event)", String(reflecting: event), dumped] {
            #expect(!printed.contains("secret"))
            #expect(printed.contains("Secret(…)"))
        }
        #expect("\(event)" == "password(Secret(…))")
        #expect("\(SignInEvent.host("phone"))" == "host(\"phone\")")
        #expect("\(SignInEvent.pin)" == "pin")
    }

    @Test("The certificate that was found can be trusted")
    func pin() async throws {
        let fingerprint = String(repeating: "AB", count: 32)
        let finding = Finding.unknownCertificate(fingerprint: fingerprint)
        office.links.tell(
            Diagnosis(lamps: Lamps(net: .on, mobile: .off, imap: .off, smtp: .off), finding: finding))
        type()
        form.send(.fieldLeft)
        try await eventually("found") { form.state.finding == finding }
        form.send(.pin)
        #expect(form.state.protection == .pinned)
        #expect(form.state.fingerprint == fingerprint)
        form.send(.signIn)
        try await eventually("in") { office.app.screens == [.home] }
        #expect(office.links.live.first?.tls == .pinned(fingerprint: fingerprint))
    }

    @Test("The demo needs nothing, and gives the name back that was typed (ML-10)")
    func demo() async throws {
        form.send(.username("carol"))
        form.send(.demo(true))
        #expect(form.state.username == "alice")
        #expect(form.state.canSignIn)
        form.send(.demo(false))
        #expect(form.state.username == "carol")
        form.send(.demo(true))
        form.send(.signIn)
        try await eventually("in") { office.app.screens == [.home] }
        #expect(office.app.frame.demo)
    }

    @Test("Mail ports that are the default or empty are left to the server", arguments: ["143", "", " "])
    func mailPorts(typed: String) async throws {
        type()
        form.send(.imapPort(typed))
        form.send(.smtpPort("2525"))
        form.send(.signIn)
        try await eventually("asked") { office.links.live.count == 1 }
        #expect(office.links.live.first?.imapPort == nil)
        #expect(office.links.live.first?.smtpPort == 2525)
    }

    @Test("Each error becomes what a person can do about it")
    func problems() {
        #expect(Problem(LinkError.Offline(leg: .net, reason: "")) == .offline)
        #expect(Problem(LinkError.SignInRefused) == .signInRefused)
        #expect(Problem(LinkError.NotPermitted(code: "")) == .notPermitted)
        #expect(Problem(LinkError.Full) == .full)
        #expect(Problem(LinkError.Unsupported(found: "9")) == .unsupported(found: "9"))
        #expect(Problem(LinkError.Gone) == .gone)
        #expect(Problem(LinkError.Invalid(field: "a", reason: "b")) == .invalid(field: "a", reason: "b"))
        #expect(Problem(LinkError.Unexpected(detail: "c")) == .unexpected(detail: "c"))
    }
}
