import Foundation
import MobileLink

/// Links of the SDK, on this device.
public struct SdkLinkFactory: LinkFactory {
    private let cache: URL
    private let deviceName: String
    private let scriptAfter: TimeInterval?

    /// The cache folder holds the session: only this app may read it. In the demo a message arrives after `scriptAfter`
    /// seconds; none keeps the office quiet.
    public init(cache: URL, deviceName: String, scriptAfter: TimeInterval? = 30) {
        self.cache = cache
        self.deviceName = deviceName
        self.scriptAfter = scriptAfter
    }

    public func demo() async throws -> any Link {
        let options = DemoOptions(link: options(cache: nil), scriptAfter: scriptAfter)
        return SdkLink(link: try await MobileLink.demo(options: options))
    }

    public func live(_ server: ServerSettings) async throws -> any Link {
        let link = try await MobileLink.live(server: server, options: options(cache: cache.path))
        return SdkLink(link: link)
    }

    public func diagnose(_ server: ServerSettings) async throws -> Diagnosis {
        try await examination(of: server)
    }

    private func options(cache: String?) -> LinkOptions {
        LinkOptions(cache: cache, deviceName: deviceName, platform: "ios")
    }
}

/// A link of the SDK; nothing but other words.
final class SdkLink: Link, @unchecked Sendable {
    private let lock = NSLock()
    private var open: MobileLink?

    init(link: MobileLink) {
        open = link
    }

    func close() { lock.withLock { open = nil } }

    private var link: MobileLink {
        get throws {
            guard let open = lock.withLock({ open }) else { throw LinkError.Gone }
            return open
        }
    }

    func watchState() throws -> AsyncStream<LinkState> { try link.watchState() }

    func watchLamps() throws -> AsyncStream<Lamps> { try link.watchLamps() }

    func watchPresence() throws -> AsyncStream<CurrentPresence> { try link.watchPresence() }

    func watchDirectory() throws -> AsyncStream<[Person]> { try link.watchDirectory() }

    func watchConferences() throws -> AsyncStream<[Conference]> { try link.watchConferences() }

    func watchVoicemails(folder: Folder) throws -> AsyncStream<[Voicemail]> {
        try link.watchVoicemails(folder: folder)
    }

    func signIn(username: String, password: String) async throws -> User {
        try await link.signIn(username: username, password: password)
    }

    func resume() async throws -> User { try await link.resume() }

    func signOut() async throws { try await link.signOut() }

    func retryNow() async throws { try await link.retryNow() }

    func ready() async throws -> LinkState { try await link.ready() }

    func user() async throws -> User { try await link.user() }

    func setPresence(_ presence: Presence, note: String?) async throws -> any Sending {
        try await link.setPresence(presence: presence, note: note)
    }

    func voicemail(id: String) async throws -> Voicemail { try await link.voicemail(id: id) }

    func audio(id: String, part: PartKind) async throws -> AudioFile {
        try await link.audio(id: id, part: part)
    }

    func setSeen(id: String, seen: Bool) async throws -> any Sending {
        try await link.setSeen(id: id, seen: seen)
    }

    func delete(id: String) async throws -> any Sending { try await link.delete(id: id) }

    func restore(id: String) async throws -> any Sending { try await link.restore(id: id) }

    func logo() async throws -> Logo {
        let logo = try await link.logo()
        return Logo(revision: logo.revision, bytes: logo.bytes)
    }
}

extension Submission: Sending {}

/// Outside of everything that has a `diagnose` of its own; the module cannot be named, because a class has its name.
private func examination(of server: ServerSettings) async throws -> Diagnosis {
    try await diagnose(server: server)
}
