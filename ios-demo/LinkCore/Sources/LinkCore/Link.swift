import MobileLink

/// One account on one server, or the demo, with what models need of the SDK and in its own records.
///
/// Streams give the value now and the newest after every change; functions throw `LinkError`.
public protocol Link: Sendable {
    /// One of exactly four (ML-22).
    func watchState() throws -> AsyncStream<LinkState>

    /// The four legs (ML-17).
    func watchLamps() throws -> AsyncStream<Lamps>

    /// The own presence, from wherever it was set (PRS-05).
    func watchPresence() throws -> AsyncStream<CurrentPresence>

    /// Everybody of the site.
    func watchDirectory() throws -> AsyncStream<[Person]>

    /// Soonest first, standing bridges last (ML-60).
    func watchConferences() throws -> AsyncStream<[Conference]>

    /// The messages of a folder, newest first (ML-40).
    func watchVoicemails(folder: Folder) throws -> AsyncStream<[Voicemail]>

    /// Returns when the server decided; the cache catches up meanwhile.
    func signIn(username: String, password: String) async throws -> User

    /// Continues the session that is kept on this device; `SignInRefused` when there is none any more.
    func resume() async throws -> User

    /// The server forgets this device.
    func signOut() async throws

    /// Does not wait for the timer of a lost link.
    func retryNow() async throws

    /// Waits until no other state follows by itself.
    func ready() async throws -> LinkState

    /// The account, from the cache.
    func user() async throws -> User

    func setPresence(_ presence: Presence, note: String?) async throws -> any Sending

    /// One message, wherever it lies.
    func voicemail(id: String) async throws -> Voicemail

    /// The audio of one part as a file, fetched at the first call. Does not mark the message seen.
    func audio(id: String, part: PartKind) async throws -> AudioFile

    func setSeen(id: String, seen: Bool) async throws -> any Sending

    /// Into Trash, and from Trash away for good.
    func delete(id: String) async throws -> any Sending

    /// The undo of `delete`.
    func restore(id: String) async throws -> any Sending

    /// The newest logo that can be had (LOGO-03).
    func logo() async throws -> Logo

    /// Ends its streams; `Gone` is what every call says from now on. The session stays kept.
    func close()
}

/// An action that is shown already and that the server may not have yet; it is sent whether anybody waits or not.
public protocol Sending: Sendable {
    /// Waits until the server has it, and throws when it refuses.
    func sent() async throws
}

/// Makes links, and asks the doctor about a server that there is no link to.
public protocol LinkFactory: Sendable {
    /// Into the sample office; what is changed there is gone with the link (ML-70).
    func demo() async throws -> any Link

    /// To a server. Its cache outlives the link, so there is one at a time.
    func live(_ server: ServerSettings) async throws -> any Link

    /// Tries each leg without signing in; (ML-17); takes at most half a minute.
    func diagnose(_ server: ServerSettings) async throws -> Diagnosis
}
