import Foundation
import MobileLink

/// `mobilelinkd demo` on free ports, with its data in a folder of its own; ends with this object.
final class DemoServer: Sendable {
    let settings: ServerSettings
    private let process: Process
    private let data: URL

    /// `MOBILE_LINK_SERVER` names the program; otherwise it is the one that `cargo build` made.
    static func start() async throws -> DemoServer {
        let built = repository.appendingPathComponent("target/debug/mobilelinkd").path
        let process = Process()
        let path = ProcessInfo.processInfo.environment["MOBILE_LINK_SERVER"] ?? built
        process.executableURL = URL(fileURLWithPath: path)
        let ports = ["--amds-port", "--imap-port", "--imaps-port", "--smtp-port", "--smtps-port"]
        let data = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        process.arguments = ["demo", "--data", data.path] + ports.flatMap { [$0, "0"] }
        let output = Pipe()
        process.standardOutput = output
        process.standardInput = FileHandle.nullDevice
        try process.run()
        var greeting = ""
        while !greeting.contains("\nAlone") {
            let read = output.fileHandleForReading.availableData
            guard !read.isEmpty else { throw NoGreeting(said: greeting) }
            greeting += String(decoding: read, as: UTF8.self)
        }
        // Whatever is printed later must not fill the pipe.
        output.fileHandleForReading.readabilityHandler = { _ = $0.availableData }
        guard let port = port(after: "AMDS http://127.0.0.1:", in: greeting) else {
            throw NoGreeting(said: greeting)
        }
        return DemoServer(process: process, data: data, port: port)
    }

    private init(process: Process, data: URL, port: UInt16) {
        self.process = process
        self.data = data
        settings = ServerSettings.here(port)
    }

    deinit {
        // Not as Ctrl-C does: a process that is started from a thread of Dispatch has that signal blocked.
        kill(process.processIdentifier, SIGKILL)
        try? FileManager.default.removeItem(at: data)
    }

    private static func port(after word: String, in text: String) -> UInt16? {
        guard let found = text.range(of: word) else { return nil }
        return UInt16(text[found.upperBound...].prefix(while: \.isNumber))
    }

    struct NoGreeting: Error {
        let said: String
    }
}

extension ServerSettings {
    /// A server on this machine.
    static func here(_ port: UInt16) -> ServerSettings {
        ServerSettings(
            host: "127.0.0.1", port: port, tls: .plaintext(allowRemote: false), imapPort: nil, smtpPort: nil)
    }
}
