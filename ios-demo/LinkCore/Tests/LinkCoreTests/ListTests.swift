import LinkCore
import LinkCoreFixtures
import MobileLink
import Testing

@Suite("Lists")
@MainActor
struct ListTests {
    private let office = PretendedOffice(inbox: [
        PretendedOffice.message("3", minute: 3, from: .external(number: "+49", name: nil)),
        PretendedOffice.message("2", minute: 2, seen: true),
        PretendedOffice.message("1", minute: 1, from: .external(number: "+44", name: "Ada")),
    ])
    private var inbound: InboundModel { office.app.inbound }

    private func open() async throws {
        office.app.home.send(.openInbound)
        try await eventually("listed") { !inbound.state.content.rows.isEmpty }
    }

    @Test("New messages are told apart, and a number stands for a name (ML-40)")
    func rows() async throws {
        try await open()
        let rows = inbound.state.content.rows
        #expect(rows.map(\.isNew) == [true, false, true])
        #expect(rows.map(\.who) == ["+49", "Bob Brennan", "Ada"])
        #expect(rows.map(\.number) == [nil, "102", "+44"])
        #expect(rows.map(\.isInternal) == [false, true, false])
        #expect(rows[0].preview == "A few words")
    }

    @Test(
        "Order follows the settings at once (ML-13)",
        arguments: [
            (VoicemailOrder.newestFirst, ["3", "2", "1"]), (.oldestFirst, ["1", "2", "3"]),
            (.caller, ["3", "1", "2"]),
        ])
    func order(order: VoicemailOrder, ids: [String]) async throws {
        try await open()
        office.app.settingsScreen.send(.order(order))
        #expect(inbound.state.content.rows.map(\.id) == ids)
    }

    @Test("A deletion can be taken back; another one takes its place (ML-41)")
    func undo() async throws {
        try await open()
        inbound.send(.delete(id: "2"))
        #expect(inbound.state.undo == Undo(id: "2", who: "Bob Brennan"))
        inbound.send(.delete(id: "1"))
        #expect(inbound.state.undo == Undo(id: "1", who: "Ada"))
        inbound.send(.undoDelete)
        #expect(inbound.state.undo == nil)
        try await eventually("asked") {
            Set(office.link.requests).isSuperset(of: ["delete(1)", "restore(1)"])
        }
        inbound.send(.delete(id: "3"))
        inbound.send(.undoExpired)
        inbound.send(.undoDelete)
        try await eventually("deleted") { office.link.requests.contains("delete(3)") }
        #expect(!office.link.requests.contains("restore(3)"))
    }

    @Test("A deletion that the server refuses is said, and not offered to be undone")
    func deletionRefused() async throws {
        try await open()
        office.link.refuse(.NotPermitted(code: "voicemail"))
        inbound.send(.delete(id: "2"))
        #expect(inbound.state.undo?.id == "2")
        try await eventually("said") { office.app.frame.problem == .notPermitted }
        #expect(inbound.state.undo == nil)
    }

    @Test("What the server refuses is said around the screen")
    func refused() async throws {
        try await open()
        office.link.refuse(.Full)
        inbound.send(.markSeen(id: "3", seen: true))
        try await eventually("said") { office.app.frame.problem == .full }
        office.app.sendFrame(.dismissProblem)
        #expect(office.app.frame.problem == nil)
    }

    @Test("An empty list is believed once the link was up to date, and not before")
    func empty() async throws {
        let office = PretendedOffice()
        office.link.tell(LinkState.syncing)
        office.app.home.send(.openInbound)
        try await eventually("syncing") { office.app.frame.link == .syncing }
        #expect(office.app.inbound.state.content == .loading)
        office.link.tell(LinkState.connected)
        try await eventually("believed") { office.app.inbound.state.content == .empty }
        office.link.tell(LinkState.disconnected)
        try await eventually("offline") { office.app.frame.offline }
        #expect(office.app.inbound.state.content == .empty)
    }

    @Test("Home counts what is new and what is active (ML-30)")
    func home() async throws {
        try await eventually("known") { office.app.home.state.name == "Alice Archer" }
        try await eventually("counted") { office.app.home.state.newMessages == 2 }
        #expect(office.app.home.state.activeConferences == 1)
        #expect(office.app.home.state.presence?.presence == .inOffice)
        office.link.tell(.inbox, [PretendedOffice.message("2", seen: true)])
        try await eventually("zero shows no number") { office.app.home.state.newMessages == 0 }
    }

    @Test("People are found by name and extension, whatever the case (PRS-02c)")
    func people() async throws {
        office.app.home.send(.openPeople)
        let people = office.app.people
        try await eventually("me") { people.state.content.rows.first?.isMe == true }
        people.send(.search("BREN"))
        #expect(people.state.content.rows.map(\.name) == ["Bob Brennan"])
        people.send(.search("zebra"))
        #expect(people.state.content == .empty)
        people.send(.search("101"))
        #expect(people.state.content.rows.count == 2)
    }

    @Test("A draft keeps who was chosen through a search, and Select All is all or nobody (ML-25)")
    func draft() async throws {
        office.app.home.send(.openOutbound)
        office.app.outbound.send(.compose)
        let draft = office.app.draft
        try await eventually("listed") { draft.state.recipients.count == 2 }
        draft.send(.toggle(id: "u-bob"))
        draft.send(.search("alice"))
        #expect(draft.state.recipients.map(\.chosen) == [false])
        draft.send(.selectAll)
        draft.send(.search(""))
        #expect(draft.state.recipients.map(\.chosen) == [true, true])
        draft.send(.selectAll)
        #expect(draft.state.recipients.map(\.chosen) == [false, false])
        draft.send(.search("alice"))
        draft.send(.selectAll)
        draft.send(.search(""))
        #expect(draft.state.recipients.filter(\.chosen).count == 1)
        #expect(!draft.state.canSend)
    }

    @Test("A conference shows its password when asked, and says when it is gone (ML-61)")
    func conference() async throws {
        office.app.home.send(.openConferences)
        try await eventually("listed") { office.app.conferences.state.content.rows.count == 1 }
        office.app.conferences.send(.open(id: "50001"))
        let details = office.app.conference(id: "50001")
        #expect(details.state.conference?.name == "Weekly planning")
        #expect(!details.state.passwordShown)
        details.send(.togglePassword)
        #expect(details.state.passwordShown)
        #expect(details.state.password == "77421")
        #expect("\(details.state)".contains("Secret(…)"))
        #expect(!"\(details.state)".contains("77421"))
        office.link.tell([Conference]())
        try await eventually("gone") { details.state.problem == .gone }
        #expect(details.state.conference == nil)
    }

    @Test("Presence is shown at once, a note is sent when its writer leaves (PRS-06)")
    func presence() async throws {
        office.app.home.send(.openPresence)
        let presence = office.app.presence
        try await eventually("known") { presence.state.current == .inOffice }
        #expect(presence.state.choices.count == 7)
        presence.send(.choose(.busy))
        #expect(presence.state.current == .busy)
        #expect(presence.state.pending)
        try await eventually("asked") { office.link.requests.contains("setPresence(busy, none)") }
        office.link.tell(PretendedOffice.presence(.busy))
        presence.send(.note(" Back at four "))
        office.app.sendFrame(.back)
        try await eventually("sent") { office.link.requests.last?.contains("Back at four)") == true }
    }

    @Test("A presence that the server refuses is not shown any longer, and the refusal is")
    func presenceRefused() async throws {
        office.app.home.send(.openPresence)
        let presence = office.app.presence
        try await eventually("known") { presence.state.current == .inOffice }
        office.link.refuse(.NotPermitted(code: "no"))
        presence.send(.choose(.away))
        #expect(presence.state.current == .away)
        try await eventually("refused") { office.app.frame.problem == .notPermitted }
        #expect(presence.state.current == .inOffice)
        #expect(!presence.state.pending)
    }
}
