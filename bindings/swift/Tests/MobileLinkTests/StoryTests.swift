import Foundation
import MobileLink
import Testing

extension Binding {
    /// The story that Kotlin and Python tell as well.
    @Suite("The story")
    struct Story {
        @Test("Signing in lights the four lamps (ML-17)", arguments: Office.allCases)
        func signIn(office: Office) async throws {
            let server = try await office.start()
            let link = try await office.link(as: "alice", on: server)
            #expect(try link.state() == .connected)
            #expect(try link.lamps() == Lamps(net: .on, mobile: .on, imap: .on, smtp: .on))
            #expect(try await link.user().firstName == "Alice")
            try await link.signOut()
            #expect(try link.state() == .disconnected)
        }

        @Test("Presence is set, and another client sees it (PRS-05)")
        func presence() async throws {
            let server = try await DemoServer.start()
            let alice = try await Office.live.link(as: "alice", on: server)
            let carol = try await Office.live.link(as: "carol", on: server)
            let seen = try carol.watchDirectory()
            try await alice.setPresence(presence: .onBusinessTrip, note: "Rotterdam").sent()
            let directory = await first(of: seen) { people in
                people.contains {
                    $0.username == "alice" && $0.presence.presence == .onBusinessTrip
                        && $0.presence.note == "Rotterdam"
                }
            }
            #expect(directory != nil)
        }

        @Test("Presence is set and shown at once", arguments: Office.allCases)
        func ownPresence(office: Office) async throws {
            let server = try await office.start()
            let link = try await office.link(as: "alice", on: server)
            let watched = try link.watchPresence()
            try await link.setPresence(presence: .busy, note: nil).sent()
            #expect(await first(of: watched) { $0.presence == .busy } != nil)
            #expect(try await link.presence().presence == .busy)
        }

        @Test(
            "The list is newest first, and audio arrives byte for byte (ML-40, ML-42)",
            arguments: Office.allCases)
        func audio(office: Office) async throws {
            let server = try await office.start()
            let link = try await office.link(as: "alice", on: server)
            let inbox = try await link.voicemails(folder: .inbox)
            #expect(inbox.map(\.receivedAt) == inbox.map(\.receivedAt).sorted(by: >))
            let welcome = try #require(inbox.first { $0.subject == "Welcome to Mobile Link" })
            let file = try await link.audio(id: welcome.id, part: .recording)
            let original = repository.appendingPathComponent("sdk/sample-office/audio/welcome.wav")
            #expect(try Data(contentsOf: URL(fileURLWithPath: file.path)) == Data(contentsOf: original))
            #expect(file.mediaType == "audio/wav")
            #expect(try await link.voicemail(id: welcome.id).parts.first?.peaks.isEmpty == false)
        }

        @Test("Seen goes both ways between two clients of one account (ML-41, VM-01)")
        func seen() async throws {
            let server = try await DemoServer.start()
            let here = try await Office.live.link(as: "alice", on: server)
            let there = try await Office.live.link(as: "alice", on: server)
            let new = try #require(try await here.voicemails(folder: .inbox).first { !$0.seen })
            try await here.setSeen(id: new.id, seen: true).sent()
            let mine = try #require(try await message(new, in: there))
            try await eventually("the other client sees it as seen") {
                try await there.voicemail(id: mine.id).seen
            }
            try await there.setSeen(id: mine.id, seen: false).sent()
            try await eventually("the first client sees it as new") {
                try await !here.voicemail(id: new.id).seen
            }
        }

        @Test("A message that is deleted comes back (ML-41, VM-08)", arguments: Office.allCases)
        func deleteAndRestore(office: Office) async throws {
            let server = try await office.start()
            let link = try await office.link(as: "alice", on: server)
            let id = try #require(try await link.voicemails(folder: .inbox).first?.id)
            try await link.delete(id: id).sent()
            #expect(try await link.voicemails(folder: .trash).contains { $0.id == id })
            try await link.restore(id: id).sent()
            #expect(try await link.voicemails(folder: .inbox).first?.id == id)
        }

        @Test("Conferences and the logo are there (ML-60, LOGO-03)", arguments: Office.allCases)
        func conferences(office: Office) async throws {
            let server = try await office.start()
            let link = try await office.link(as: "alice", on: server)
            #expect(try await !link.conferences().isEmpty)
            #expect(try await link.logo().mediaType == "image/png")
        }

        @Test("The doctor finds nothing wrong with a server that works (ML-17, ML-28)")
        func doctor() async throws {
            let server = try await DemoServer.start()
            let healthy = try await diagnose(server: server.settings)
            #expect(healthy.finding == .well)
            let nobody = try await diagnose(server: .here(1))
            #expect(nobody.finding == .unreachable(leg: .mobile, port: 1))
        }

        @Test("The library says its version")
        func libraryVersion() throws {
            #expect(try version().split(separator: ".").count == 3)
        }

        /// Ids are each client's own.
        private func message(_ wanted: Voicemail, in link: MobileLink) async throws -> Voicemail? {
            try await link.voicemails(folder: .inbox).first {
                $0.subject == wanted.subject && $0.receivedAt == wanted.receivedAt
            }
        }
    }
}
