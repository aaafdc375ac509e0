import Foundation
import LinkCore
import LinkCoreFixtures
import MobileLink
import Testing

/// The main path through the real SDK, in the demo: no fakes but the loudspeaker.
@Suite("In the demo")
@MainActor
struct DemoTests {
    @Test("A person signs in, sets presence, hears a new message, deletes it, and takes that back")
    func mainPath() async throws {
        let cache = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        let audio = FakeAudioPlayer()
        let links = SdkLinkFactory(cache: cache, deviceName: "Tests", scriptAfter: nil)
        let app = AppModel(links: links, store: MemorySettingsStore(), audio: audio, version: "0.1.0")

        app.signIn.send(.demo(true))
        app.signIn.send(.signIn)
        try await eventually("home") { app.screens == [.home] }
        try await eventually("all lamps are on (ML-17)") { app.frame.link == .connected }
        try await eventually("Alice") { app.home.state.name == "Alice Archer" }
        try await eventually("counted (ML-30)") { (app.home.state.newMessages ?? 0) > 0 }
        let new = try #require(app.home.state.newMessages)

        app.home.send(.openPresence)
        app.presence.send(.choose(.onBusinessTrip))
        try await eventually("sent (PRS-06)") {
            !app.presence.state.pending && app.presence.state.current == .onBusinessTrip
        }
        app.sendFrame(.back)
        #expect(app.home.state.presence?.presence == .onBusinessTrip)

        app.home.send(.openInbound)
        try await eventually("listed (ML-40)") { !app.inbound.state.content.rows.isEmpty }
        let row = try #require(app.inbound.state.content.rows.first { $0.isNew })
        app.inbound.send(.open(id: row.id))
        let player = app.player(id: row.id)
        try await eventually("it plays at once (ML-42)") { player.state.playing }
        let path = try #require(audio.playback.path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).prefix(4) == Data("RIFF".utf8))
        #expect(player.state.tracks.first?.peaks.isEmpty == false)
        try await eventually("seen") { app.home.state.newMessages == new - 1 }

        player.send(.delete)
        #expect(app.screens == [.home, .inbound])
        try await eventually("gone (ML-41)") { !app.inbound.state.content.rows.contains { $0.id == row.id } }
        app.inbound.send(.undoDelete)
        try await eventually("back") { app.inbound.state.content.rows.contains { $0.id == row.id } }

        app.sendFrame(.back)
        app.home.send(.openOutbound)
        try await eventually("to whom it was sent (ML-50)") {
            app.outbound.state.content.rows.contains { $0.recipients == ["Erin Lindqvist"] }
        }

        app.sendFrame(.openStatus)
        #expect(app.status.state.lamps == Lamps(net: .on, mobile: .on, imap: .on, smtp: .on))
        try await eventually("the logo (LOGO-03)") { app.status.state.logo != nil }
        app.status.send(.signOut)
        #expect(app.screens == [.signIn])
        try await eventually("nothing of it is left") {
            (try? alive()) == Alive(links: 0, subscriptions: 0, submissions: 0, listeners: 0)
        }
    }
}
