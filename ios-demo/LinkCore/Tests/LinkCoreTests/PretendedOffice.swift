import Foundation
import LinkCore
import LinkCoreFixtures
import MobileLink
import Testing

/// An app on a link that only pretends, and what a test wants to know of it.
@MainActor
final class PretendedOffice {
    let link = FakeLink()
    let links: FakeLinkFactory
    let audio = FakeAudioPlayer()
    let store: MemorySettingsStore
    let app: AppModel

    /// The app as it starts after `saved`.
    init(_ saved: Saved? = PretendedOffice.signedIn, inbox: [Voicemail] = [], refusal: LinkError? = nil) {
        links = FakeLinkFactory(link)
        store = MemorySettingsStore(saved)
        link.tell(PretendedOffice.alice)
        link.tell(.inbox, inbox)
        link.tell(.sent, [])
        link.tell([PretendedOffice.person("alice", "Archer"), PretendedOffice.person("bob", "Brennan")])
        link.tell(PretendedOffice.presence(.inOffice))
        link.tell([PretendedOffice.conference("50001")])
        link.tell(LinkState.connected)
        link.refuse(refusal)
        if refusal != nil {
            link.tell(LinkState.disconnected)
        }
        app = AppModel(links: links, store: store, audio: audio, version: "0.1.0")
    }

    /// Signed in at a server.
    static let signedIn = Saved(
        settings: .first, demo: false,
        server: ServerSettings(
            host: "phone.harbour.example", port: 8081, tls: .webPki, imapPort: nil, smtpPort: nil),
        username: "alice", signedIn: true)

    static let alice = User(
        id: "u-alice", username: "alice", firstName: "Alice", lastName: "Archer", extension: "101",
        site: "harbour", mailDomain: "harbour.example", mode: .full, permissions: [], featureKeys: [],
        presence: presence(.inOffice), newMessages: nil, logoRevision: "1")

    static func presence(_ presence: Presence, note: String? = nil) -> CurrentPresence {
        CurrentPresence(
            presence: presence, note: note, setAt: Date(timeIntervalSince1970: 0), setBy: "user")
    }

    static func person(_ first: String, _ last: String) -> Person {
        Person(
            id: "u-\(first)", username: first, firstName: first.capitalized, lastName: last, extension: "101",
            presence: presence(.inOffice))
    }

    static func conference(_ id: String) -> Conference {
        Conference(
            id: id, number: "5127", name: "Weekly planning", password: "77421", kind: .scheduled,
            state: .active, overtime: false,
            creator: PersonRef(id: "u-alice", name: "Alice Archer", extension: "101"), moderators: [],
            startAt: Date(timeIntervalSince1970: 0), durationMs: 60_000, repeatDays: 7, canModify: true,
            revision: 1)
    }

    /// From a colleague, thirty seconds long; with an introduction when it was passed on.
    static func message(
        _ id: String, minute: Int = 0, seen: Bool = false, forward: Bool = false, from: Sender? = nil
    ) -> Voicemail {
        let kinds: [PartKind] = forward ? [.introduction, .recording] : [.recording]
        let parts = kinds.map {
            Part(part: $0, mediaType: "audio/wav", size: 1, durationMs: 30_000, peaks: Data([0, 128, 255]))
        }
        return Voicemail(
            id: id, folder: .inbox, kind: forward ? .forward : .internal,
            sender: from ?? .internal(userId: "u-bob", name: "Bob Brennan", extension: "102"),
            receivedAt: Date(timeIntervalSince1970: Double(minute) * 60), seen: seen,
            subject: "Voice message",
            text: "  \n A few words \n more", size: 1, durationMs: 30_000, parts: parts, pending: false)
    }
}

extension SettingsState {
    static let first = SettingsState(
        voicemailOrder: .newestFirst, peopleOrder: .lastName, speaker: false, statistics: false,
        appearance: .system, calmMotion: false)
}

/// Waits until something holds, for at most ten seconds.
@MainActor
func eventually(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ holds: @MainActor () -> Bool
) async throws {
    for _ in 0..<1_000 {
        if holds() {
            return
        }
        try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("never: \(what)", sourceLocation: sourceLocation)
}

extension Content {
    /// What it shows; nothing when it shows no rows.
    var rows: [Item] {
        if case .ready(let rows) = self { rows } else { [] }
    }
}
