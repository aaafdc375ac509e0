import MobileLink

/// How a link is doing, and whether what it gives can be believed to be all there is.
struct Standing: Equatable, Sendable {
    var link: LinkState
    /// Was up to date at least once since the session was opened.
    var caughtUp: Bool
    /// Disconnected, and not just about to connect.
    var offline: Bool
}

/// Whose session it is and where.
struct Account: Equatable, Sendable {
    var demo: Bool
    /// None in demo mode.
    var server: ServerSettings?
    var username: String
}

/// A link that somebody is signed in through, from sign-in to sign-out.
///
/// Each list crosses from the SDK once, however many screens show it. Actions outlive the screen they were taken on.
@MainActor
final class Session {
    let account: Account
    let standing = Latest(Standing(link: .disconnected, caughtUp: false, offline: false))
    let user = Latest<User>()
    let lamps = Latest<Lamps>()
    let presence = Latest<CurrentPresence>()
    let people = Latest<[Person]>()
    let conferences = Latest<[Conference]>()
    let inbox = Latest<[Voicemail]>()
    let sent = Latest<[Voicemail]>()
    let logo = Latest<Logo>()

    /// The message that was deleted last, on whichever screen, as long as it can be taken back (ML-41).
    let undo = Latest<Undo?>(.some(nil))

    private var opened: Task<any Link, any Error>?
    private let report: (Problem) -> Void
    private var tasks: [Task<Void, Never>] = []
    private var undoOffered: Task<Void, Never>?

    /// The SDK is handed one action after the other: a message marked twice ends as it was marked last.
    private var handedOver: Task<Void, Never>?
    private let state = Latest<LinkState>()

    init(
        account: Account, report: @escaping (Problem) -> Void,
        _ open: @escaping @Sendable () async throws -> any Link
    ) {
        self.account = account
        self.report = report
        opened = Task { try await open() }
    }

    /// Nobody is signed in: nothing ever comes.
    static func none() -> Session {
        let account = Account(demo: false, server: nil, username: "")
        let session = Session(account: account, report: { _ in }, { throw LinkError.Gone })
        session.opened = nil
        return session
    }

    /// Waits until the link is open. `Gone` when nobody is signed in any more.
    func link() async throws -> any Link {
        guard let opened else { throw LinkError.Gone }
        return try await opened.value
    }

    /// Reads what the cache has, link or no link, and every change of it.
    func read() {
        follow({ try $0.watchPresence() }, into: presence)
        follow({ try $0.watchDirectory() }, into: people)
        follow({ try $0.watchConferences() }, into: conferences)
        follow({ try $0.watchVoicemails(folder: .inbox) }, into: inbox)
        follow({ try $0.watchVoicemails(folder: .sent) }, into: sent)
        readUser()
    }

    /// Follows how the link is doing from now on; `ended` is called when the server ended the session.
    func follow(ended: @escaping @MainActor () -> Void) {
        state.watch(self) { [weak self] in self?.take($0, ended: ended) }
        lamps.watch(self) { [weak self] _ in self?.askWhetherEnded(ended) }
        follow({ try $0.watchState() }, into: state)
        follow({ try $0.watchLamps() }, into: lamps)
        readUser()
        fetchLogo()
    }

    /// Asks to be let in; `answered` is told why not, if not. Without an answer from the server the cache is shown, and
    /// the link goes on trying.
    func knock(
        _ ask: @escaping @Sendable (any Link) async throws -> User,
        answered: @escaping @MainActor (Problem?) -> Void
    ) {
        guard let opened else { return }
        tasks.append(
            Task { [weak self] in
                var refusal: Problem?
                do {
                    let user = try await ask(try await opened.value)
                    self?.user.set(user)
                } catch LinkError.Offline, LinkError.Full {
                    // The frame says so.
                } catch {
                    refusal = Problem(error)
                }
                if self?.opened != nil {
                    answered(refusal)
                }
            })
    }

    /// Best effort: whoever leaves is not kept waiting by a server that does not answer.
    func signOut(within patience: Duration = .seconds(5)) async {
        guard let link = try? await link() else { return }
        let (answered, answer) = AsyncStream.makeStream(of: Void.self)
        Task {
            try? await link.signOut()
            answer.finish()
        }
        Task {
            try? await Task.sleep(for: patience)
            answer.finish()
        }
        for await _ in answered {}
    }

    /// Does what a person asked for, beyond the life of the screen; a refusal is reported, and `done` told whether
    /// the server has it.
    func act(
        done: (@MainActor (Bool) -> Void)? = nil,
        _ action: @escaping @Sendable (any Link) async throws -> any Sending
    ) {
        let before = handedOver
        let handing = Task { [weak self] in
            await before?.value
            return try await self?.begin(action)
        }
        handedOver = Task { _ = try? await handing.value }
        Task { [weak self] in
            do {
                // Waiting for the server holds no link: it may be closed meanwhile, and the action is sent by the next.
                let sending = try await handing.value
                try await sending?.sent()
                done?(true)
            } catch {
                self?.tell(error)
                done?(false)
            }
        }
    }

    /// Deletes a message and offers to take that back for as long as a person needs to see it (ML-41, ML-43), unless
    /// the server refuses.
    func delete(_ deleted: Undo, undoFor: Duration = .seconds(8)) {
        act(
            done: { [undo] worked in
                if !worked, undo.value == deleted {
                    undo.set(nil)
                }
            },
            { try await $0.delete(id: deleted.id) })
        undo.set(deleted)
        undoOffered?.cancel()
        undoOffered = Task { [weak self] in
            try? await Task.sleep(for: undoFor)
            if !Task.isCancelled {
                self?.undo.set(nil)
            }
        }
    }

    /// Takes the last deletion back, while that is offered.
    func takeBack() {
        guard case .some(.some(let deleted)) = undo.value else { return }
        act { try await $0.restore(id: deleted.id) }
        undo.set(nil)
    }

    /// Does not wait for the timer of a lost link.
    func retryNow() {
        Task { [weak self] in
            do {
                try await self?.link().retryNow()
            } catch {
                self?.tell(error)
            }
        }
    }

    /// Reads a newer logo if there is one (LOGO-03); that there is none is a problem only for whoever asked for it.
    func fetchLogo(failed: (@MainActor (Problem) -> Void)? = nil) {
        guard let opened else { return }
        tasks.append(
            Task { [weak self] in
                do {
                    let logo = try await opened.value.logo()
                    self?.logo.set(logo)
                } catch {
                    failed?(Problem(error))
                }
            })
    }

    /// Tells nothing more to somebody.
    func forget(_ watcher: AnyObject) {
        standing.forget(watcher)
        user.forget(watcher)
        lamps.forget(watcher)
        presence.forget(watcher)
        people.forget(watcher)
        conferences.forget(watcher)
        inbox.forget(watcher)
        sent.forget(watcher)
        logo.forget(watcher)
        undo.forget(watcher)
    }

    /// Closes the link, once it is open.
    func close() {
        if let opened {
            Task { try? await opened.value.close() }
        }
        opened = nil
        for task in tasks {
            task.cancel()
        }
        tasks = []
        undoOffered?.cancel()
    }

    private func begin(
        _ action: @Sendable (any Link) async throws -> any Sending
    ) async throws -> any Sending {
        try await action(try await link())
    }

    private func take(_ state: LinkState, ended: @escaping @MainActor () -> Void) {
        let up = state == .connected || state == .evaluation
        let caughtUp = up || standing.value?.caughtUp == true
        standing.set(Standing(link: state, caughtUp: caughtUp, offline: false))
        if up {
            // The key may have been bought or lost while the link was away.
            readUser()
            fetchLogo()
        }
        guard state == .disconnected, let opened else { return }
        askWhetherEnded(ended)
        tasks.append(
            Task { [weak self] in
                guard let settled = try? await opened.value.ready(), settled == .disconnected else { return }
                guard let self, var standing = standing.value, standing.link == .disconnected else { return }
                standing.offline = true
                self.standing.set(standing)
            })
    }

    private func readUser() {
        guard let opened else { return }
        tasks.append(
            Task { [weak self] in
                guard let user = try? await opened.value.user() else { return }
                self?.user.set(user)
            })
    }

    /// A session that waits for the link changes nothing when it is continued; one that was ended is refused.
    private func askWhetherEnded(_ ended: @escaping @MainActor () -> Void) {
        guard let opened, standing.value?.link == .disconnected, let lamps = lamps.value, lamps.net == .on,
            case .failed = lamps.mobile
        else { return }
        tasks.append(
            Task {
                do {
                    _ = try await opened.value.resume()
                } catch LinkError.SignInRefused {
                    ended()
                } catch {}
            })
    }

    private func follow<Value: Equatable & Sendable>(
        _ start: @escaping @Sendable (any Link) throws -> AsyncStream<Value>, into latest: Latest<Value>
    ) {
        guard let opened else { return }
        tasks.append(
            Task { [weak self] in
                do {
                    for await value in try start(try await opened.value) {
                        latest.set(value)
                    }
                } catch {
                    self?.tell(error)
                }
            })
    }

    private func tell(_ error: any Error) {
        guard opened != nil, !(error is CancellationError) else { return }
        report(Problem(error))
    }
}
