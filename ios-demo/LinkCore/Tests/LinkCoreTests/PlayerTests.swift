import LinkCore
import LinkCoreFixtures
import MobileLink
import Testing

@Suite("The player")
@MainActor
struct PlayerTests {
    private let office = PretendedOffice(inbox: [
        PretendedOffice.message("1"), PretendedOffice.message("2", forward: true),
        PretendedOffice.message("3", from: .external(number: "+44", name: nil)),
    ])

    private func play(_ id: String) async throws -> PlayerModel {
        office.app.home.send(.openInbound)
        office.app.inbound.send(.open(id: id))
        let player = office.app.player(id: id)
        try await eventually("plays") { player.state.playing }
        return player
    }

    @Test("It plays at once, and counts as seen when its sound begins (ML-42)")
    func atOnce() async throws {
        let player = try await play("1")
        #expect(office.audio.playback.path == "/audio/1-recording.wav")
        #expect(!player.state.loading)
        #expect(player.state.tracks.first?.peaks == [0, 128, 255])
        try await eventually("seen") { office.link.requests.contains("setSeen(1, true)") }
    }

    @Test("Ten seconds back and forth stay within the message (ML-42)")
    func seek() async throws {
        let player = try await play("1")
        player.send(.back10)
        #expect(player.state.positionMs == 0)
        player.send(.forward10)
        #expect(player.state.positionMs == 10_000)
        player.send(.seek(positionMs: 25_000))
        player.send(.forward10)
        #expect(player.state.positionMs == 30_000)
        #expect(office.audio.orders.last == "seek(30000)")
    }

    @Test(
        "Speed stays between 0.8 and 2.5 (ML-42)",
        arguments: [(0.1, 0.8), (1.5, 1.5), (9, 2.5)] as [(Float, Float)])
    func speed(asked: Float, given: Float) async throws {
        let player = try await play("1")
        player.send(.speed(asked))
        #expect(player.state.speed == given)
    }

    @Test("The introduction plays before the message, and the message by itself after it (VM-06)")
    func tracks() async throws {
        let player = try await play("2")
        #expect(player.state.tracks.map(\.part) == [.introduction, .recording])
        #expect(office.audio.playback.path == "/audio/2-introduction.wav")
        try await eventually("both are there") { office.link.requests.contains("audio(2, recording)") }
        try await Task.sleep(for: .milliseconds(50))
        office.audio.end()
        try await eventually("goes on") { office.audio.playback.path == "/audio/2-recording.wav" }
        #expect(player.state.track == 1)
        office.audio.end()
        #expect(!player.state.playing)
        #expect(player.state.positionMs == 30_000)
        player.send(.playPause)
        #expect(player.state.track == 0)
    }

    @Test("The speaker is for now; the settings stay (ML-23)")
    func speaker() async throws {
        let player = try await play("1")
        player.send(.toggleSpeaker)
        #expect(player.state.speaker && office.app.frame.speaker)
        #expect(office.audio.orders.last == "setSpeaker(true)")
        #expect(!office.app.settings.speaker)
        office.app.sendFrame(.back)
        #expect(!office.app.frame.speaker)
        #expect(office.audio.orders.last == "stop")
    }

    @Test("Only a colleague can be answered, everybody's message can be passed on (ML-43)")
    func reply() async throws {
        let outside = try await play("3")
        #expect(!outside.state.canReply)
        outside.send(.reply)
        #expect(office.app.screens.last == .player(id: "3"))
        outside.send(.forward)
        #expect(office.app.draft.state.about?.id == "3")
        office.app.sendFrame(.back)
        office.app.sendFrame(.back)
        let inside = try await play("1")
        #expect(inside.state.canReply)
        inside.send(.reply)
        try await eventually("chosen") {
            office.app.draft.state.recipients.filter(\.chosen).map(\.id) == ["u-bob"]
        }
        #expect(!office.audio.playback.playing)
    }

    @Test("Deleting leaves, and the list offers to take it back (ML-41)")
    func delete() async throws {
        let player = try await play("1")
        player.send(.delete)
        #expect(office.app.screens == [.home, .inbound])
        #expect(office.app.inbound.state.undo == Undo(id: "1", who: "Bob Brennan"))
    }

    @Test("Marked new, it stays new while it plays on")
    func markNew() async throws {
        let player = try await play("1")
        player.send(.markNew)
        try await eventually("new") { office.link.requests.contains("setSeen(1, false)") }
        office.audio.pass(positionMs: 5_000)
        player.send(.playPause)
        player.send(.playPause)
        #expect(office.link.requests.filter { $0 == "setSeen(1, true)" }.count == 1)
    }

    @Test("Audio that cannot be fetched can be asked for again")
    func retry() async throws {
        office.link.refuse(.Offline(leg: .imap, reason: "away"))
        office.app.home.send(.openInbound)
        office.app.inbound.send(.open(id: "1"))
        let player = office.app.player(id: "1")
        try await eventually("said") { player.state.problem == .offline }
        #expect(!player.state.loading)
        office.link.refuse(nil)
        player.send(.retry)
        try await eventually("plays") { player.state.playing }
        #expect(player.state.problem == nil)
        office.audio.fail("no device")
        #expect(player.state.problem == .unexpected(detail: "no device"))
    }
}
