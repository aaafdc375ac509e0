/// What can be watched, as streams that begin with the value now, or with the first there is.
///
/// A stream holds the newest value only: whoever reads slowly skips what is old. It ends when its link is let go; it stops
/// asking when the task that reads it is cancelled, when the loop is left, or when the stream is let go.
extension MobileLink {
    /// The state now and after every change (ML-22).
    public func watchState() throws -> AsyncStream<LinkState> {
        try newest { try watchState(listener: $0) }
    }

    /// The four lamps now and after every change (ML-17).
    public func watchLamps() throws -> AsyncStream<Lamps> {
        try newest { try watchLamps(listener: $0) }
    }

    /// The own presence now and after every change, from wherever it was set (PRS-05).
    public func watchPresence() throws -> AsyncStream<CurrentPresence> {
        try newest { try watchPresence(listener: $0) }
    }

    /// The directory now and after every change.
    public func watchDirectory() throws -> AsyncStream<[Person]> {
        try newest { try watchDirectory(listener: $0) }
    }

    /// The messages of a folder, newest first, now and after every change (ML-40).
    public func watchVoicemails(folder: Folder) throws -> AsyncStream<[Voicemail]> {
        try newest { try watchVoicemails(folder: folder, listener: $0) }
    }

    /// The conferences of the user now and after every change (ML-60).
    public func watchConferences() throws -> AsyncStream<[Conference]> {
        try newest { try watchConferences(listener: $0) }
    }

    /// The signed-in account now and after every change of mode, permissions or names.
    public func watchUser() throws -> AsyncStream<User> {
        try newest { try watchUser(listener: $0) }
    }

    /// The logo as it was last fetched, and each newer one; nothing before the first (LOGO-03).
    public func watchLogo() throws -> AsyncStream<Logo> {
        try newest { try watchLogo(listener: $0) }
    }
}

private func newest<Value: Sendable>(
    _ subscribe: (Newest<Value>) throws -> Subscription
) throws -> AsyncStream<Value> {
    let (stream, continuation) = AsyncStream.makeStream(of: Value.self, bufferingPolicy: .bufferingNewest(1))
    let subscription = try subscribe(Newest(continuation: continuation))
    // Holds the subscription: letting go of it would end the stream.
    continuation.onTermination = { _ in try? subscription.cancel() }
    return stream
}

/// A listener that hands on what it is told.
private final class Newest<Value: Sendable>: Sendable {
    let continuation: AsyncStream<Value>.Continuation

    init(continuation: AsyncStream<Value>.Continuation) {
        self.continuation = continuation
    }

    func onEnd() {
        continuation.finish()
    }
}

extension Newest: StateListener where Value == LinkState {
    func onChange(state: LinkState) {
        continuation.yield(state)
    }
}

extension Newest: LampsListener where Value == Lamps {
    func onChange(lamps: Lamps) {
        continuation.yield(lamps)
    }
}

extension Newest: PresenceListener where Value == CurrentPresence {
    func onChange(presence: CurrentPresence) {
        continuation.yield(presence)
    }
}

extension Newest: DirectoryListener where Value == [Person] {
    func onChange(people: [Person]) {
        continuation.yield(people)
    }
}

extension Newest: VoicemailsListener where Value == [Voicemail] {
    func onChange(voicemails: [Voicemail]) {
        continuation.yield(voicemails)
    }
}

extension Newest: ConferencesListener where Value == [Conference] {
    func onChange(conferences: [Conference]) {
        continuation.yield(conferences)
    }
}

extension Newest: UserListener where Value == User {
    func onChange(user: User) {
        continuation.yield(user)
    }
}

extension Newest: LogoListener where Value == Logo {
    func onChange(logo: Logo) {
        continuation.yield(logo)
    }
}
