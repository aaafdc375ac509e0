import MobileLink
import Testing

extension Binding {
    @Suite("Streams and listeners")
    struct Streams {
        @Test("A stream begins with the value now")
        func now() async throws {
            let link = try await Office.demo.link(as: "alice", on: nil)
            #expect(await first(of: try link.watchState()) { _ in true } == .connected)
            #expect(await first(of: try link.watchLamps()) { _ in true }?.smtp == .on)
            #expect(await first(of: try link.watchPresence()) { _ in true } != nil)
            #expect(await first(of: try link.watchDirectory()) { _ in true }?.isEmpty == false)
            #expect(await first(of: try link.watchConferences()) { _ in true }?.isEmpty == false)
            #expect(await first(of: try link.watchVoicemails(folder: .inbox)) { _ in true }?.isEmpty == false)
            let (user, logo) = (try await link.user(), try await link.logo())
            #expect(await first(of: try link.watchUser()) { _ in true } == user)
            #expect(await first(of: try link.watchLogo()) { _ in true }?.revision == logo.revision)
        }

        @Test("A task that is cancelled leaves its stream, and the subscription goes")
        func cancelledTask() async throws {
            let link = try await Office.demo.link(as: "alice", on: nil)
            let before = try alive()
            let stream = try link.watchPresence()
            let reading = Task {
                var told = 0
                for await _ in stream {
                    told += 1
                }
                return told
            }
            try await eventually("it listens") { try alive().listeners == before.listeners + 1 }
            reading.cancel()
            _ = await reading.value
            try await eventually("nothing is left of it") { try alive() == before }
        }

        @Test("A subscription that is cancelled tells nothing more, and can be cancelled twice")
        func cancelledSubscription() async throws {
            let link = try await Office.demo.link(as: "alice", on: nil)
            let listener = Telling()
            let subscription = try link.watchPresence(listener: listener)
            try await eventually("told the value now") { listener.told == 1 }
            try subscription.cancel()
            try subscription.cancel()
            try await link.setPresence(presence: .atHome, note: nil).sent()
            try await Task.sleep(for: .milliseconds(100))
            #expect(listener.told == 1)
        }

        @Test("A stream ends when its link is let go")
        func closedLink() async throws {
            var link: MobileLink? = try await Office.demo.link(as: "alice", on: nil)
            let stream = try #require(try link?.watchVoicemails(folder: .inbox))
            let reading = Task {
                for await _ in stream {}
                return true
            }
            link = nil
            let ended = Task { await reading.value }
            let late = Task {
                try await Task.sleep(for: .seconds(10))
                reading.cancel()
                Issue.record("the stream did not end by itself")
            }
            #expect(await ended.value)
            late.cancel()
        }

        @Test("A stream that is let go unread leaves nothing")
        func unread() async throws {
            let link = try await Office.demo.link(as: "alice", on: nil)
            let before = try alive()
            for _ in 0..<10 {
                _ = try link.watchDirectory()
            }
            try await eventually("nothing is left of them") { try alive() == before }
        }

        @Test("A listener that throws is told the next change all the same")
        func throwing() async throws {
            let link = try await Office.demo.link(as: "alice", on: nil)
            let listener = Telling(throwing: true)
            let subscription = try link.watchPresence(listener: listener)
            try await eventually("told once") { listener.told == 1 }
            try await link.setPresence(presence: .away, note: nil).sent()
            try await eventually("told again") { listener.told >= 2 }
            try subscription.cancel()
        }
    }
}

/// Counts what it is told, and throws what nobody declared.
private final class Telling: PresenceListener, @unchecked Sendable {
    private let counter = Counter()
    private let throwing: Bool

    init(throwing: Bool = false) {
        self.throwing = throwing
    }

    var told: Int { counter.value }

    func onChange(presence: CurrentPresence) throws {
        counter.add()
        if throwing {
            throw Undeclared()
        }
    }

    func onEnd() throws {}

    private struct Undeclared: Error {}
}
