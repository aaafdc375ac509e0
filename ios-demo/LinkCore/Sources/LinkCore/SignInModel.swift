import MobileLink
import Observation

/// Where a sign-in leads.
@MainActor
protocol Door: AnyObject {
    /// Ends the session that there is, before another one begins: a device has one at a time.
    func vacate(forDemo: Bool) async

    /// Goes in, through a link that is signed in.
    func enter(_ link: any Link, _ account: Account)

    /// Goes in with the session that is kept on this device.
    func reenter()
}

/// Sign in, and where the server is (ML-10 to ML-12). After each field the legs are tried (ML-17).
///
/// Whoever has a session that is kept and changed nothing needs no password.
@MainActor @Observable
public final class SignInModel: ScreenModel {
    public private(set) var state: SignInState

    @ObservationIgnored private let links: any LinkFactory
    @ObservationIgnored private weak var door: (any Door)?
    @ObservationIgnored private let saved: () -> Saved
    @ObservationIgnored private let quiet: Duration
    @ObservationIgnored private var liveName: String
    @ObservationIgnored private var trial: Task<Void, Never>?
    /// What the lamps are about, so that looking at a field without a change tries nothing.
    @ObservationIgnored private var tried: ServerSettings?

    /// No other field must be left within `quiet` before the legs are tried.
    init(
        links: any LinkFactory, door: any Door, saved: @escaping () -> Saved, problem: Problem?,
        quiet: Duration = .milliseconds(300)
    ) {
        self.links = links
        self.door = door
        self.saved = saved
        self.quiet = quiet
        liveName = saved().username
        state = SignInState(saved(), problem)
        // What stood in the way of the kept session may be gone by now.
        if problem != nil {
            state.canSignIn = isComplete(state)
        }
    }

    public func send(_ event: SignInEvent) {
        switch event {
        case .demo(let on): switchDemo(on)
        case .username(let text):
            if !state.demo { liveName = text }
            edit { $0.username = text }
        case .password(let text): edit { $0.password = text }
        case .host(let text): edit { $0.host = text }
        case .port(let text): edit { $0.port = text }
        case .imapPort(let text): edit { $0.imapPort = text }
        case .smtpPort(let text): edit { $0.smtpPort = text }
        case .protect(let protection): edit { $0.protection = protection }
        case .fingerprint(let text): edit { $0.fingerprint = text }
        case .toggleDetails: state.details.toggle()
        case .fieldLeft: tryLegs()
        case .pin: pin()
        case .signIn: signIn()
        }
    }

    public func close() {
        trial?.cancel()
    }

    private func switchDemo(_ on: Bool) {
        trial?.cancel()
        tried = nil
        edit {
            $0.demo = on
            $0.username = on ? demoName : liveName
            $0.lamps = .off
            $0.finding = nil
        }
    }

    private func edit(_ change: (inout SignInState) -> Void) {
        var form = state
        change(&form)
        form.problem = nil
        form.canSignIn = !form.busy && isComplete(form)
        state = form
    }

    private func isComplete(_ form: SignInState) -> Bool {
        let hasKey = !form.password.isEmpty || isKept(form)
        return form.demo || !form.username.trimmed.isEmpty && !form.host.trimmed.isEmpty && hasKey
    }

    /// Whether the session that is kept is for just what stands in the fields.
    private func isKept(_ form: SignInState) -> Bool {
        let kept = saved()
        guard kept.signedIn, form.username.trimmed == kept.username else { return false }
        return (try? ServerForm.read(form)) == kept.server
    }

    private func tryLegs() {
        let form = state
        guard !form.demo, !form.busy, !form.host.trimmed.isEmpty else { return }
        trial?.cancel()
        trial = Task { [weak self, quiet, links, tried] in
            do {
                let server = try ServerForm.read(form)
                guard server != tried else { return }
                try await Task.sleep(for: quiet)
                // It may have been cancelled after the sleep was over.
                try Task.checkCancellation()
                self?.tried = nil
                self?.state.lamps = Lamps(net: .trying, mobile: .trying, imap: .trying, smtp: .trying)
                self?.state.finding = nil
                let diagnosis = try await links.diagnose(server)
                try Task.checkCancellation()
                self?.tried = server
                self?.state.lamps = diagnosis.lamps
                self?.state.finding = diagnosis.finding
            } catch {
                self?.failed(error)
            }
        }
    }

    private func pin() {
        guard let found = state.finding?.certificate else { return }
        edit {
            $0.protection = .pinned
            $0.fingerprint = found
        }
        tryLegs()
    }

    private func signIn() {
        let form = state
        guard form.canSignIn else { return }
        trial?.cancel()
        state.busy = true
        state.canSignIn = false
        state.problem = nil
        Task {
            do {
                if form.demo {
                    try await signInToDemo(form)
                } else {
                    try await signInToServer(form)
                }
            } catch {
                failed(error)
            }
        }
    }

    private func signInToDemo(_ form: SignInState) async throws {
        let name = form.username.trimmed.isEmpty ? demoName : form.username.trimmed
        await door?.vacate(forDemo: true)
        let link = try await links.demo()
        try await enter(link, name, demoPassword)
        door?.enter(link, Account(demo: true, server: nil, username: name))
    }

    private func signInToServer(_ form: SignInState) async throws {
        let server = try ServerForm.read(form)
        guard !form.password.isEmpty else {
            door?.reenter()
            return
        }
        await door?.vacate(forDemo: false)
        let link = try await links.live(server)
        let name = form.username.trimmed
        try await enter(link, name, form.password)
        door?.enter(link, Account(demo: false, server: server, username: name))
    }

    private func enter(_ link: any Link, _ username: String, _ password: String) async throws {
        let lamps = try link.watchLamps()
        let watching = Task { [weak self] in
            for await now in lamps {
                self?.state.lamps = now
            }
        }
        defer { watching.cancel() }
        _ = try await link.signIn(username: username, password: password)
    }

    private func failed(_ error: any Error) {
        guard !(error is CancellationError) else { return }
        state.busy = false
        state.canSignIn = isComplete(state)
        state.problem = Problem(error)
    }
}

/// The person of the sample office whose mailbox has the hints.
let demoName = "alice"

/// Everybody's in the sample office; no secret.
let demoPassword = "mobile-link-demo"

extension Finding {
    /// SHA-256 of a certificate that could be trusted.
    public var certificate: String? {
        switch self {
        case .unknownCertificate(let fingerprint), .otherCertificate(let fingerprint): fingerprint
        default: nil
        }
    }
}

extension SignInState {
    init(_ saved: Saved, _ problem: Problem?) {
        var pinned = ""
        if case .pinned(let fingerprint) = saved.server?.tls {
            pinned = fingerprint
        }
        self.init(
            demo: saved.demo, username: saved.demo ? demoName : saved.username, password: "",
            host: saved.server?.host ?? "", port: saved.server.map { String($0.port) } ?? ServerForm.port,
            imapPort: saved.server?.imapPort.map { String($0) } ?? ServerForm.imapPort,
            smtpPort: saved.server?.smtpPort.map { String($0) } ?? ServerForm.smtpPort,
            protection: saved.server.map(ServerForm.protection) ?? .automatic, fingerprint: pinned,
            details: false, lamps: .off, finding: nil, busy: false, canSignIn: saved.demo, problem: problem)
    }
}
