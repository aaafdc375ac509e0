import Foundation
import MobileLink
import Testing

/// All tests of this package, one after the other: some count what is alive in the whole program.
@Suite(.serialized)
enum Binding {}

let password = "mobile-link-demo"

/// The root of the repository.
let repository = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../..").standardized

/// An office to tell the story in.
enum Office: String, CaseIterable, CustomTestStringConvertible {
    /// In memory, without a server.
    case demo
    /// A server process.
    case live

    var testDescription: String { rawValue }

    /// A link that is signed in and up to date.
    func link(as user: String, on server: DemoServer?) async throws -> MobileLink {
        let link = try await newLink(on: server)
        _ = try await link.signIn(username: user, password: password)
        _ = try await link.ready()
        return link
    }

    private func newLink(on server: DemoServer?) async throws -> MobileLink {
        switch self {
        case .demo: try await MobileLink.demo(options: DemoOptions(link: options, scriptAfter: nil))
        case .live: try await MobileLink.live(server: #require(server).settings, options: options)
        }
    }

    /// What the story is told on: none for the demo.
    func start() async throws -> DemoServer? {
        self == .live ? try await DemoServer.start() : nil
    }
}

let options = LinkOptions(cache: nil, deviceName: "Swift tests", platform: "swift")

/// Waits until something holds, for at most ten seconds.
func eventually(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ holds: () async throws -> Bool
) async throws {
    for _ in 0..<1_000 {
        if try await holds() {
            return
        }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("never: \(what)", sourceLocation: sourceLocation)
}

/// The first value of a stream that has something; none when the stream ends before, or after ten seconds.
func first<Value: Sendable>(
    of stream: AsyncStream<Value>, where wanted: @escaping @Sendable (Value) -> Bool
) async -> Value? {
    await withTaskGroup(of: Value?.self) { group in
        group.addTask { await stream.first(where: wanted) }
        group.addTask {
            try? await Task.sleep(for: .seconds(10))
            return nil
        }
        defer { group.cancelAll() }
        return await group.next() ?? nil
    }
}
