import Foundation
import LinkCore
import MobileLink

/// Every screen in every look, with people and texts of the sample office; its twin in Kotlin has the same order.
public enum Samples {
    /// When the pictures are taken; today is this day, in UTC.
    public static let now = date("2026-03-17T15:20:00Z")

    // Frame

    public static let frameConnected = FrameState(
        link: .connected,
        demo: false,
        speaker: false,
        offline: false,
        problem: nil
    )
    public static let frameSyncing = frameConnected.with {
        $0.link = .syncing
    }
    public static let frameEvaluation = frameConnected.with {
        $0.link = .evaluation
    }
    public static let frameDemo = frameConnected.with {
        $0.demo = true
    }
    public static let frameSpeaker = frameConnected.with {
        $0.speaker = true
    }
    public static let frameSignedOut = frameConnected.with {
        $0.link = .disconnected
    }
    public static let frameOffline = frameSignedOut.with {
        $0.offline = true
    }
    public static let frameProblem = frameConnected.with {
        $0.problem = .full
    }

    // Sign in

    private static let dark = Lamps(net: .off, mobile: .off, imap: .off, smtp: .off)
    private static let bright = Lamps(net: .on, mobile: .on, imap: .on, smtp: .on)
    private static let refused = Lamp.failed(reason: "the server refused the sign-in")
    private static let closed = Lamp.failed(reason: "connection refused")
    private static let fingerprint =
        "3F:9A:0C:71:D2:55:8E:14:B6:E0:47:2B:9D:C8:63:F1:0A:5E:84:DB:27:90:CC:36:71:4D:A8:1F:E5:62:B9:08"

    public static let signInFirst = SignInState(
        demo: false,
        username: "",
        password: "",
        host: "",
        port: "8081",
        imapPort: "143",
        smtpPort: "25",
        protection: .automatic,
        fingerprint: "",
        details: false,
        lamps: dark,
        finding: nil,
        busy: false,
        canSignIn: false,
        problem: nil
    )
    public static let signInDemo = signInFirst.with {
        $0.demo = true
        $0.username = "alice"
        $0.canSignIn = true
    }
    public static let signInReady = signInFirst.with {
        $0.username = "alice"
        $0.password = "correct horse"
        $0.host = "phone.harbour.example"
        $0.lamps = bright
        $0.finding = .well
        $0.canSignIn = true
    }
    public static let signInTrying = signInReady.with {
        $0.lamps = Lamps(net: .on, mobile: .trying, imap: .off, smtp: .off)
        $0.finding = nil
    }
    public static let signInDetails = signInReady.with {
        $0.details = true
        $0.port = "8443"
        $0.protection = .publicCertificates
    }
    public static let signInCertificate = signInReady.with {
        $0.details = true
        $0.lamps = Lamps(
            net: .on, mobile: .failed(reason: "the certificate is not known"), imap: .off, smtp: .off)
        $0.finding = .unknownCertificate(fingerprint: fingerprint)
    }
    public static let signInRefused = signInReady.with {
        $0.lamps = Lamps(net: .on, mobile: refused, imap: .off, smtp: .off)
        $0.finding = nil
        $0.problem = .signInRefused
    }
    public static let signInInvalid = signInReady.with {
        $0.details = true
        $0.port = "80810"
        $0.lamps = dark
        $0.finding = nil
        $0.problem = .invalid(field: "port", reason: "a number from 1 to 65535")
    }
    public static let signInBusy = signInReady.with {
        $0.lamps = Lamps(net: .on, mobile: .on, imap: .trying, smtp: .trying)
        $0.finding = nil
        $0.busy = true
        $0.canSignIn = false
    }

    // Home

    public static let homeReady = HomeState(
        name: "Alice Archer",
        presence: CurrentPresence(
            presence: .inOffice,
            note: "Ask me about the berth plan",
            setAt: date("2026-03-17T13:45:00Z"),
            setBy: "user"
        ),
        newMessages: 7,
        activeConferences: 1,
        evaluation: false,
        logo: nil
    )
    public static let homeNothingNew = homeReady.with {
        $0.newMessages = 0
        $0.activeConferences = 0
    }
    public static let homeEvaluation = homeReady.with {
        $0.name = "Bob Brennan"
        $0.presence = CurrentPresence(
            presence: .busy,
            note: "Closing the quarter, back at four",
            setAt: date("2026-03-17T13:10:00Z"),
            setBy: "user"
        )
        $0.newMessages = nil
        $0.activeConferences = 0
        $0.evaluation = true
    }
    public static let homeLoading = homeReady.with {
        $0.name = ""
        $0.presence = nil
        $0.newMessages = nil
        $0.activeConferences = 0
    }

    // Presence

    public static let presenceReady = PresenceState(
        current: .inOffice,
        choices: [
            .inOffice,
            .atAMeeting,
            .onVacation,
            .onBusinessTrip,
            .atHome,
            .away,
            .busy,
        ],
        note: "Ask me about the berth plan",
        pending: false
    )
    public static let presencePending = presenceReady.with {
        $0.current = .atAMeeting
        $0.note = "Back at four"
        $0.pending = true
    }
    public static let presenceLoading = presenceReady.with {
        $0.current = nil
        $0.note = ""
    }

    // People

    public static let peopleReady = PeopleState(
        content: .ready(
            [
                person("u1000", "Alice Archer", "101", .inOffice, note: nil, isMe: true),
                person("u2000", "Bob Brennan", "102", .busy, note: "Closing the quarter, back at four"),
                person("u3000", "Carol Castellanos", "103", .atAMeeting, note: "In meetings until four"),
                person("u10000", "Judy Finch", "110", .atAMeeting, note: nil),
                person("u12000", "Leila Haddad", "112", .inOffice, note: "Front desk"),
                person("u11000", "Karl Harbour", "111", .busy, note: "On the quay, text me"),
                person("u5000", "Erin Lindqvist", "105", .atHome, note: "Working from home, just call"),
                person("u6000", "Frank Moreau", "106", .onVacation, note: "Sailing. Carol has my files"),
                person("u13000", "Mateo Núñez", "113", .atHome, note: nil),
                person("u4000", "David Okafor", "104", .onBusinessTrip, note: "Rotterdam until Thursday"),
                person("u9000", "Ivan Petrov", "109", .unknown, note: nil),
                person("u7000", "Grace Tanaka", "107", .inOffice, note: nil),
                person("u8000", "Heidi Vogel", "108", .away, note: "Dentist, back after lunch"),
            ]
        ),
        search: ""
    )
    public static let peopleSearch = PeopleState(
        content: .ready(
            [
                person("u12000", "Leila Haddad", "112", .inOffice, note: "Front desk"),
                person("u11000", "Karl Harbour", "111", .busy, note: "On the quay, text me"),
            ]
        ),
        search: "ha"
    )
    public static let peopleEmpty = PeopleState(content: .empty, search: "zebra")
    public static let peopleLoading = PeopleState(content: .loading, search: "")
    public static let peopleFailed = PeopleState(content: .failed(.offline), search: "")

    // Inbound

    private static let priya = message(
        "1017", "Priya Nair", "+12025550139", "2026-03-17T14:52:00Z", 7_400, isNew: true
    ).with {
        $0.preview =
            "Hello Alice, Priya Nair at Northern Freight. Your container is through customs. Shall we bring it?"
    }
    private static let leila = message(
        "1018", "Leila Haddad", "112", "2026-03-17T15:14:00Z", 6_900, isNew: true
    ).with {
        $0.preview = "Want to show this to a friend? Switch on demo mode in the settings. It needs no server."
    }
    private static let pilots = message(
        "1015", "Bob Brennan", "102", "2026-03-17T12:10:00Z", 14_200, isNew: true
    ).with {
        $0.isForward = true
        $0.preview = "Alice, Bob here. I think this one is for you. The pilots need an answer today."
    }
    private static let heidi = message(
        "1013", "Heidi Vogel", "108", "2026-03-17T05:20:00Z", 7_800, isNew: true
    ).with {
        $0.pending = true
        $0.preview = "Is it too quiet? Turn on the speakerphone from the menu."
    }
    private static let withheld = message("1012", "", nil, "2026-03-16T20:30:00Z", 7_100, isNew: false).with {
        $0.preview =
            "Hello dear, it is only me. Dinner is at seven on Sunday, and your brother brings the cake. Bye bye."
    }
    private static let nora = message(
        "1010", "Nora Quist", "+442079460127", "2026-03-16T08:20:00Z", 8_000, isNew: false
    ).with {
        $0.preview =
            "Good morning, Nora Quist of Baltic Timber. Our ship is two days late. Please move her berth."
    }
    private static let numberOnly = message(
        "1005", "+12025550173", nil, "2026-03-13T09:50:00Z", nil, isNew: false)
    private static let carol = message(
        "1003", "Carol Castellanos", "103", "2026-03-10T11:20:00Z", 13_300, isNew: false
    ).with {
        $0.isForward = true
        $0.preview = "Hi Alice, it is Carol. Could you pick these up for me? I am in meetings until four."
    }
    private static let welcome = message(
        "1001", "Leila Haddad", "112", "2025-12-08T13:10:00Z", 3_725_000, isNew: false
    ).with {
        $0.preview =
            "Welcome to Mobile Link, Alice. This is our sample office. There is nothing you can break."
    }

    public static let inboundReady = InboundState(
        content: .ready(
            [leila, priya, pilots, heidi, withheld, nora, numberOnly, carol, welcome]
        ),
        undo: nil
    )
    public static let inboundUndo = InboundState(
        content: .ready([leila, pilots, heidi, withheld, nora, numberOnly, carol, welcome]),
        undo: Undo(id: "1017", who: "Priya Nair")
    )
    public static let inboundOpened = InboundState(
        content: .ready([
            leila, priya.with { $0.isNew = false }, pilots, heidi, withheld, nora, numberOnly, carol, welcome,
        ]),
        undo: nil
    )
    public static let inboundEmpty = InboundState(content: .empty, undo: nil)
    public static let inboundLoading = InboundState(content: .loading, undo: nil)
    public static let inboundFailed = InboundState(content: .failed(.offline), undo: nil)

    // Player

    private static let peaks = [
        4, 22, 96, 140, 88, 61, 150, 203, 174, 120, 66, 31, 12, 78, 166, 220, 241, 190, 132, 97, 58, 20, 9,
        44,
        118, 172, 208, 160, 110, 84, 142, 196, 155, 101, 47, 16, 6, 63, 128, 187, 214, 169, 124, 90, 52, 27,
        11, 3,
    ]

    public static let playerPlaying = PlayerState(
        id: "1017",
        who: "Priya Nair",
        number: "+12025550139",
        isInternal: false,
        receivedAt: date("2026-03-17T14:52:00Z"),
        tracks: [Track(part: .recording, durationMs: 7_400, peaks: peaks)],
        track: 0,
        playing: true,
        positionMs: 3_000,
        speed: 1,
        speaker: false,
        loading: false,
        text:
            "Hello Alice, Priya Nair at Northern Freight. Your container is through customs. Shall we bring it?",
        canReply: false,
        problem: nil
    )
    public static let playerPaused = playerPlaying.with {
        $0.playing = false
        $0.speed = 1.5
        $0.speaker = true
    }
    public static let playerForward = PlayerState(
        id: "1015",
        who: "Bob Brennan",
        number: "102",
        isInternal: true,
        receivedAt: date("2026-03-17T12:10:00Z"),
        tracks: [
            Track(part: .introduction, durationMs: 5_600, peaks: Array(peaks.prefix(24))),
            Track(part: .recording, durationMs: 8_600, peaks: peaks),
        ],
        track: 0,
        playing: true,
        positionMs: 2_100,
        speed: 1,
        speaker: false,
        loading: false,
        text: "Alice, Bob here. I think this one is for you. The pilots need an answer today.",
        canReply: true,
        problem: nil
    )
    public static let playerLoading = playerForward.with {
        $0.tracks = [Track(part: .recording, durationMs: 8_600, peaks: [])]
        $0.playing = false
        $0.positionMs = 0
        $0.loading = true
    }
    public static let playerOffline = playerLoading.with {
        $0.loading = false
        $0.problem = .offline
    }
    public static let playerFailed = playerLoading.with {
        $0.loading = false
        $0.problem = .unexpected(detail: "the sound device is in use by another program")
    }

    // Outbound

    public static let outboundReady = OutboundState(
        content: .ready(
            [
                SentRow(
                    id: "2003",
                    recipients: ["Carol Castellanos"],
                    sentAt: date("2026-03-17T14:25:00Z"),
                    durationMs: 6_300,
                    preview: "Carol, I have your charts. They are on your desk, and the bill went to David."
                ),
                SentRow(
                    id: "2002",
                    recipients: ["Erin Lindqvist", "Karl Harbour", "Mateo Núñez"],
                    sentAt: date("2026-03-16T12:00:00Z"),
                    durationMs: 7_200,
                    preview:
                        "Baltic Timber comes on Thursday instead. Could you change the berth plan? Thank you."
                ),
                SentRow(
                    id: "2001",
                    recipients: [],
                    sentAt: date("2026-02-27T09:05:00Z"),
                    durationMs: nil,
                    preview: nil
                ),
            ]
        )
    )
    public static let outboundEmpty = OutboundState(content: .empty)
    public static let outboundLoading = OutboundState(content: .loading)
    public static let outboundFailed = OutboundState(content: .failed(.offline))

    // Draft

    public static let draftNew = DraftState(
        recipients: [
            LinkCore.Recipient(id: "u1000", name: "Alice Archer", extension: "101", chosen: false),
            LinkCore.Recipient(id: "u2000", name: "Bob Brennan", extension: "102", chosen: true),
            LinkCore.Recipient(id: "u3000", name: "Carol Castellanos", extension: "103", chosen: true),
            LinkCore.Recipient(id: "u10000", name: "Judy Finch", extension: "110", chosen: false),
            LinkCore.Recipient(id: "u12000", name: "Leila Haddad", extension: "112", chosen: false),
            LinkCore.Recipient(id: "u11000", name: "Karl Harbour", extension: "111", chosen: false),
            LinkCore.Recipient(id: "u5000", name: "Erin Lindqvist", extension: "105", chosen: false),
        ],
        search: "",
        about: nil,
        canSend: false
    )
    public static let draftForward = draftNew.with {
        $0.about = priya
    }
    public static let draftSearch = draftNew.with {
        $0.recipients = [
            LinkCore.Recipient(id: "u12000", name: "Leila Haddad", extension: "112", chosen: false),
            LinkCore.Recipient(id: "u11000", name: "Karl Harbour", extension: "111", chosen: true),
        ]
        $0.search = "ha"
    }
    public static let draftLoading = draftNew.with {
        $0.recipients = []
    }

    // Conferences

    private static let timber = ConferenceRow(
        id: "50002",
        name: "Baltic Timber, new berth",
        number: "6340",
        standing: .active,
        startAt: date("2026-03-17T14:55:00Z"),
        durationMs: 7_200_000,
        overtime: false
    )
    private static let planning = ConferenceRow(
        id: "50001",
        name: "Weekly planning",
        number: "5127",
        standing: .queued,
        startAt: date("2026-03-17T18:10:00Z"),
        durationMs: 2_700_000,
        overtime: false
    )
    private static let quarter = ConferenceRow(
        id: "50003",
        name: "Quarter review",
        number: "2986",
        standing: .expired,
        startAt: date("2026-03-16T13:20:00Z"),
        durationMs: 3_600_000,
        overtime: false
    )
    private static let bridge = ConferenceRow(
        id: "50004",
        name: "Open bridge",
        number: "480",
        standing: .enabled,
        startAt: nil,
        durationMs: nil,
        overtime: false
    )

    public static let conferencesReady = ConferencesState(
        content: .ready([quarter, timber, planning, bridge]))
    public static let conferencesEmpty = ConferencesState(content: .empty)
    public static let conferencesLoading = ConferencesState(content: .loading)
    public static let conferencesFailed = ConferencesState(content: .failed(.offline))

    public static let conferenceReady = ConferenceDetailsState(
        conference: planning,
        password: "77421",
        creator: "Alice Archer",
        moderators: ["Carol Castellanos", "Judy Finch"],
        repeatDays: 7,
        canModify: true,
        passwordShown: false,
        problem: nil
    )
    public static let conferencePasswordShown = conferenceReady.with {
        $0.passwordShown = true
    }
    public static let conferenceOvertime = ConferenceDetailsState(
        conference: timber.with {
            $0.overtime = true
        },
        password: nil,
        creator: "Carol Castellanos",
        moderators: ["Alice Archer", "Karl Harbour"],
        repeatDays: 0,
        canModify: false,
        passwordShown: false,
        problem: nil
    )
    public static let conferenceGone = ConferenceDetailsState(
        conference: nil,
        password: nil,
        creator: "",
        moderators: [],
        repeatDays: 0,
        canModify: false,
        passwordShown: false,
        problem: .gone
    )
    public static let conferenceLoading = conferenceGone.with {
        $0.problem = nil
    }

    // Connection Status

    public static let statusConnected = StatusState(
        link: .connected,
        lamps: bright,
        server: "phone.harbour.example:8081",
        account: "alice",
        demo: false,
        logo: nil,
        finding: nil,
        examining: false,
        version: "0.1.0"
    )
    public static let statusWell = statusConnected.with {
        $0.finding = .well
    }
    public static let statusDemo = statusConnected.with {
        $0.server = ""
        $0.demo = true
    }
    public static let statusEvaluation = statusConnected.with {
        $0.link = .evaluation
        $0.lamps = Lamps(net: .on, mobile: .on, imap: .off, smtp: .off)
        $0.account = "bob"
    }
    public static let statusExamining = statusConnected.with {
        $0.link = .disconnected
        $0.lamps = Lamps(net: .on, mobile: .trying, imap: .off, smtp: .off)
        $0.examining = true
    }
    public static let statusFailed = statusExamining.with {
        $0.lamps = Lamps(net: .on, mobile: closed, imap: .off, smtp: .off)
        $0.finding = .unreachable(leg: .mobile, port: 8081)
        $0.examining = false
    }

    // Settings

    public static let settingsFirst = SettingsState(
        voicemailOrder: .newestFirst,
        peopleOrder: .lastName,
        speaker: false,
        statistics: false,
        appearance: .system,
        calmMotion: false
    )
    public static let settingsChanged = SettingsState(
        voicemailOrder: .caller,
        peopleOrder: .firstName,
        speaker: true,
        statistics: true,
        appearance: .dark,
        calmMotion: true
    )

    /// Inside callers have an extension of three digits.
    private static func message(
        _ id: String, _ who: String, _ number: String?, _ receivedAt: String, _ durationMs: Int?, isNew: Bool
    ) -> VoicemailRow {
        VoicemailRow(
            id: id, who: who, number: number, isInternal: number?.count == 3, isForward: false,
            receivedAt: date(receivedAt), durationMs: durationMs, isNew: isNew, pending: false, preview: nil)
    }

    private static func person(
        _ id: String, _ name: String, _ extension: String, _ presence: Presence, note: String?,
        isMe: Bool = false
    ) -> PersonRow {
        PersonRow(
            id: id, name: name, extension: `extension`, presence: presence, note: note, isMe: isMe)
    }

    private static func date(_ text: String) -> Date {
        guard let date = try? Date(text, strategy: .iso8601) else { preconditionFailure(text) }
        return date
    }
}

/// A copy with some fields changed.
private protocol Varied {}

extension Varied {
    fileprivate func with(_ change: (inout Self) -> Void) -> Self {
        var copy = self
        change(&copy)
        return copy
    }
}

extension FrameState: Varied {}
extension SignInState: Varied {}
extension HomeState: Varied {}
extension PresenceState: Varied {}
extension VoicemailRow: Varied {}
extension PlayerState: Varied {}
extension DraftState: Varied {}
extension ConferenceRow: Varied {}
extension ConferenceDetailsState: Varied {}
extension StatusState: Varied {}
