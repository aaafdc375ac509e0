import Foundation
import MobileLink
import Testing

extension Binding {
    @Suite("Errors")
    struct Errors {
        @Test("Offline: nobody answers")
        func offline() async throws {
            let error = await signingIn(to: .here(1))
            #expect(error.map(name) == "Offline", "\(error as Any)")
        }

        @Test("SignInRefused: the password is wrong", arguments: Office.allCases)
        func refused(office: Office) async throws {
            let server = try await office.start()
            let link = try await office.link(as: "alice", on: server)
            let error = await failure { _ = try await link.signIn(username: "alice", password: "wrong") }
            #expect(error == .SignInRefused)
        }

        @Test("NotPermitted: the account may not (ML-03)")
        func notPermitted() async throws {
            let body = #"{"type":"about:blank","title":"no","status":403,"code":"feature_key_missing"}"#
            let server = try CannedServer(status: "403 Forbidden", body: body)
            #expect(await signingIn(to: .here(server.port)) == .NotPermitted(code: "feature_key_missing"))
        }

        @Test("Full: the server has no room (SRV-05)")
        func full() async throws {
            let body = #"{"type":"about:blank","title":"full","status":503,"code":"busy"}"#
            let server = try CannedServer(status: "503 Service Unavailable", body: body)
            #expect(await signingIn(to: .here(server.port)) == .Full)
        }

        @Test("Unsupported: there is no such presence to set")
        func unsupported() async throws {
            let link = try await Office.demo.link(as: "alice", on: nil)
            let error = await failure { _ = try await link.setPresence(presence: .unknown, note: nil) }
            #expect(error.map(name) == "Unsupported", "\(error as Any)")
        }

        @Test("Gone: there is no such message")
        func gone() async throws {
            let link = try await Office.demo.link(as: "alice", on: nil)
            #expect(await failure { _ = try await link.voicemail(id: "none") } == .Gone)
        }

        @Test("Invalid: that is no fingerprint")
        func invalid() async throws {
            var settings = ServerSettings.here(1)
            settings.tls = .pinned(fingerprint: "ab")
            let error = await signingIn(to: settings)
            #expect(error.map(name) == "Invalid", "\(error as Any)")
        }

        @Test("Unexpected: the cache folder is a file")
        func unexpected() async throws {
            let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            try Data("no folder".utf8).write(to: file)
            defer { try? FileManager.default.removeItem(at: file) }
            let here = LinkOptions(cache: file.path, deviceName: "Swift tests", platform: "swift")
            let error = await failure { _ = try await MobileLink.live(server: .here(1), options: here) }
            #expect(error.map(name) == "Unexpected", "\(error as Any)")
        }

        @Test("Swift has each case of the Rust enum, and no other")
        func sameCases() throws {
            let rust = try String(
                contentsOf: repository.appendingPathComponent("sdk/client/src/error.rs"), encoding: .utf8)
            let body = try #require(rust.components(separatedBy: "pub enum LinkError {\n").last)
            let variants = body.components(separatedBy: "\n}\n")[0]
            let names = variants.split(separator: "\n").compactMap { line -> String? in
                guard line.hasPrefix("    "), line.dropFirst(4).first?.isUppercase == true else { return nil }
                return String(line.dropFirst(4).prefix(while: \.isLetter))
            }
            #expect(names == allCases.map(name))
        }

        /// One of each; `name` makes the compiler ask for a new one here.
        private let allCases: [LinkError] = [
            .Offline(leg: .net, reason: ""), .SignInRefused, .NotPermitted(code: ""), .Full,
            .Unsupported(found: ""), .Gone, .Invalid(field: "", reason: ""), .Unexpected(detail: ""),
        ]

        private func name(_ error: LinkError) -> String {
            switch error {
            case .Offline: "Offline"
            case .SignInRefused: "SignInRefused"
            case .NotPermitted: "NotPermitted"
            case .Full: "Full"
            case .Unsupported: "Unsupported"
            case .Gone: "Gone"
            case .Invalid: "Invalid"
            case .Unexpected: "Unexpected"
            }
        }

        private func signingIn(to server: ServerSettings) async -> LinkError? {
            await failure {
                let link = try await MobileLink.live(server: server, options: options)
                _ = try await link.signIn(username: "alice", password: password)
            }
        }

        private func failure(of work: () async throws -> Void) async -> LinkError? {
            do {
                try await work()
                return nil
            } catch {
                return error as? LinkError
            }
        }
    }
}
