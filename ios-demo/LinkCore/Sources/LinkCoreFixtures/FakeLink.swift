import Foundation
import LinkCore
import MobileLink

/// A link that knows what it is told, and remembers what it was asked. For tests and previews.
public final class FakeLink: Link, @unchecked Sendable {
    private let lock = NSLock()
    private var asked: [String] = []
    private var refusal: LinkError?
    private let states = Told<LinkState>(.disconnected)
    private let lampStates = Told(Lamps(net: .off, mobile: .off, imap: .off, smtp: .off))
    private let ownPresence = Told<CurrentPresence>(nil)
    private let everybody = Told<[Person]>(nil)
    private let meetings = Told<[Conference]>(nil)
    private let folders: [Folder: Told<[Voicemail]>] = [.inbox: Told(nil), .sent: Told(nil)]
    private var account: User?
    private var image: LinkCore.Logo?
    /// Where audio is said to lie.
    public let audioPath: String

    public init(audioPath: String = "/audio") {
        self.audioPath = audioPath
    }

    /// What it was asked to do, in order, in a form such as `setSeen(7, true)`.
    public var requests: [String] { lock.withLock { asked } }

    /// From now on every question and action is answered by this; none works again.
    public func refuse(_ error: LinkError?) { lock.withLock { refusal = error } }

    public func tell(_ state: LinkState) { states.tell(state) }
    public func tell(_ lamps: Lamps) { lampStates.tell(lamps) }
    public func tell(_ presence: CurrentPresence) { ownPresence.tell(presence) }
    public func tell(_ people: [Person]) { everybody.tell(people) }
    public func tell(_ conferences: [Conference]) { meetings.tell(conferences) }
    public func tell(_ folder: Folder, _ voicemails: [Voicemail]) { folders[folder]?.tell(voicemails) }
    public func tell(_ user: User) { lock.withLock { account = user } }
    public func tell(_ logo: LinkCore.Logo) { lock.withLock { image = logo } }

    public func watchState() throws -> AsyncStream<LinkState> { states.stream() }
    public func watchLamps() throws -> AsyncStream<Lamps> { lampStates.stream() }
    public func watchPresence() throws -> AsyncStream<CurrentPresence> { ownPresence.stream() }
    public func watchDirectory() throws -> AsyncStream<[Person]> { everybody.stream() }
    public func watchConferences() throws -> AsyncStream<[Conference]> { meetings.stream() }

    public func watchVoicemails(folder: Folder) throws -> AsyncStream<[Voicemail]> {
        folders[folder]?.stream() ?? AsyncStream { $0.finish() }
    }

    public func signIn(username: String, password: String) async throws -> User {
        try ask("signIn(\(username))")
        return try await user()
    }

    public func resume() async throws -> User {
        try ask("resume")
        return try await user()
    }

    public func signOut() async throws { try ask("signOut") }

    public func retryNow() async throws { try ask("retryNow") }

    public func ready() async throws -> LinkState { states.now ?? .disconnected }

    public func user() async throws -> User {
        guard let account = lock.withLock({ account }) else { throw LinkError.Gone }
        return account
    }

    public func setPresence(_ presence: Presence, note: String?) async throws -> any Sending {
        try ask("setPresence(\(presence), \(note ?? "none"))")
        return Sent()
    }

    public func voicemail(id: String) async throws -> Voicemail {
        let all = folders.values.flatMap { $0.now ?? [] }
        guard let found = all.first(where: { $0.id == id }) else { throw LinkError.Gone }
        return found
    }

    public func audio(id: String, part: PartKind) async throws -> AudioFile {
        try ask("audio(\(id), \(part))")
        return AudioFile(path: "\(audioPath)/\(id)-\(part).wav", mediaType: "audio/wav", durationMs: 30_000)
    }

    public func setSeen(id: String, seen: Bool) async throws -> any Sending {
        try ask("setSeen(\(id), \(seen))")
        return Sent()
    }

    public func delete(id: String) async throws -> any Sending {
        try ask("delete(\(id))")
        return Sent()
    }

    public func restore(id: String) async throws -> any Sending {
        try ask("restore(\(id))")
        return Sent()
    }

    public func logo() async throws -> LinkCore.Logo {
        guard let image = lock.withLock({ image }) else { throw LinkError.Gone }
        return image
    }

    public func close() {
        lock.withLock { asked.append("close") }
    }

    private func ask(_ request: String) throws {
        let refusal = lock.withLock {
            asked.append(request)
            return self.refusal
        }
        if let refusal {
            throw refusal
        }
    }

    private struct Sent: Sending {
        func sent() async throws {}
    }
}

/// Hands out the same link whatever it is asked for.
public final class FakeLinkFactory: LinkFactory, @unchecked Sendable {
    private let lock = NSLock()
    private let link: FakeLink
    private var diagnosed: [ServerSettings] = []
    private var diagnosis: Diagnosis?
    private var thinksLong = false
    private var servers: [ServerSettings] = []

    public init(_ link: FakeLink) {
        self.link = link
    }

    /// The servers that links were made to.
    public var live: [ServerSettings] { lock.withLock { servers } }

    /// The servers that the doctor was asked about.
    public var examined: [ServerSettings] { lock.withLock { diagnosed } }

    /// What the doctor says; before that, that nothing can be reached.
    public func tell(_ diagnosis: Diagnosis) {
        lock.withLock {
            self.diagnosis = diagnosis
            thinksLong = false
        }
    }

    /// Whoever asks the doctor now waits longer than a test does; who asks after the next word of it does not.
    public func thinkLong() { lock.withLock { thinksLong = true } }

    public func demo() async throws -> any Link { link }

    public func live(_ server: ServerSettings) async throws -> any Link {
        lock.withLock { servers.append(server) }
        return link
    }

    public func diagnose(_ server: ServerSettings) async throws -> Diagnosis {
        let (diagnosis, thinksLong) = lock.withLock {
            diagnosed.append(server)
            return (self.diagnosis, self.thinksLong)
        }
        if thinksLong {
            try await Task.sleep(for: .seconds(60))
        }
        let failed = Lamp.failed(reason: "nobody answers")
        let nobody = Diagnosis(
            lamps: Lamps(net: failed, mobile: .off, imap: .off, smtp: .off),
            finding: .unreachable(leg: .net, port: server.port))
        return diagnosis ?? nobody
    }
}

/// A value and whoever listens to it.
private final class Told<Value: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value?
    private var listeners: [AsyncStream<Value>.Continuation] = []

    init(_ value: Value?) {
        self.value = value
    }

    var now: Value? { lock.withLock { value } }

    func tell(_ new: Value) {
        lock.withLock {
            value = new
            for listener in listeners {
                listener.yield(new)
            }
        }
    }

    func stream() -> AsyncStream<Value> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: Value.self, bufferingPolicy: .bufferingNewest(1))
        lock.withLock {
            if let value {
                continuation.yield(value)
            }
            listeners.append(continuation)
        }
        return stream
    }
}
