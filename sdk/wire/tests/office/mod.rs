//! The values behind the pinned samples.

use jiff::Timestamp;
use mobilelink_wire::{
    Audience, ClientFrame, Conference, ConferenceDeleted, ConferenceKind, ConferenceState, CurrentPresence,
    Device, Event, Folder, LogoUpdated, Mode, Part, PartKind, Person, PersonRef, Presence, Problem,
    ProblemField, Sender, Server, ServerFrame, Session, SignIn, TokenType, User, Voicemail, VoicemailDeleted,
    VoicemailKind, What,
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn server() -> Server {
    Server {
        product: "mobilelinkd".into(),
        version: "0.1.0".into(),
        api: "v1".into(),
        time: at("2026-11-21T09:00:00Z"),
        imap_port: Some(143),
        smtp_port: Some(25),
        imaps_port: Some(993),
        smtps_port: None,
    }
}

pub(crate) fn sign_in() -> SignIn {
    SignIn {
        username: "mary@acme.example".into(),
        password: "correct horse".into(),
        device: Device { name: "Mary's phone".into(), platform: "android".into() },
    }
}

pub(crate) fn session() -> Session {
    Session {
        token_type: TokenType::Bearer,
        access_token: "at_1".into(),
        access_expires_at: at("2026-11-21T09:15:00Z"),
        refresh_token: "rt_1".into(),
        device_id: "dev_1".into(),
        user: user(),
    }
}

pub(crate) fn user() -> User {
    User {
        id: "usr_1".into(),
        username: "mary".into(),
        first_name: "Mary".into(),
        last_name: "Miller".into(),
        extension: "101".into(),
        site: "default".into(),
        mail_domain: "acme.example".into(),
        mode: Mode::Full,
        permissions: vec!["schedule_conferences".into()],
        feature_keys: vec!["mobile_link".into()],
        presence: presence(),
        new_messages: Some(2),
        logo_revision: "9f86d081".into(),
    }
}

pub(crate) fn presence() -> CurrentPresence {
    CurrentPresence {
        presence: Presence::AtAMeeting,
        note: Some("room 4".into()),
        set_at: at("2026-11-21T08:30:00.125Z"),
        set_by: "user".into(),
    }
}

pub(crate) fn person() -> Person {
    Person {
        id: "usr_2".into(),
        username: "bob".into(),
        first_name: "Bob".into(),
        last_name: "Brown".into(),
        extension: "102".into(),
        presence: CurrentPresence {
            presence: Presence::InOffice,
            note: None,
            set_at: at("2026-11-20T07:00:00Z"),
            set_by: "telephone".into(),
        },
    }
}

pub(crate) fn external_voicemail() -> Voicemail {
    Voicemail {
        id: "vm_1".into(),
        folder: Folder::Inbox,
        uid: 17,
        kind: VoicemailKind::External,
        sender: Sender::External { number: "+15550100".into(), name: None },
        received_at: at("2026-11-21T08:45:10Z"),
        seen: false,
        subject: "Voicemail from +15550100".into(),
        text: None,
        size: 131_072,
        duration_ms: Some(12_340),
        parts: vec![part(PartKind::Recording, 98_720, 12_340)],
    }
}

pub(crate) fn forwarded_voicemail() -> Voicemail {
    Voicemail {
        id: "vm_2".into(),
        folder: Folder::Trash,
        uid: 3,
        kind: VoicemailKind::Forward,
        sender: Sender::Internal {
            user_id: "usr_2".into(),
            name: "Bob Brown".into(),
            extension: "102".into(),
        },
        received_at: at("2026-11-20T16:00:00Z"),
        seen: true,
        subject: "Fwd: the lift".into(),
        text: Some("Please have a look at this.".into()),
        size: 200_000,
        duration_ms: Some(15_000),
        parts: vec![part(PartKind::Introduction, 24_000, 3_000), part(PartKind::Recording, 96_000, 12_000)],
    }
}

fn part(part: PartKind, size: u64, duration_ms: u64) -> Part {
    Part {
        part,
        media_type: "audio/wav".into(),
        size,
        duration_ms: Some(duration_ms),
        peaks: vec![0, 96, 255, 12],
    }
}

pub(crate) fn scheduled_conference() -> Conference {
    Conference {
        id: "cnf_1".into(),
        number: "7301".into(),
        name: "Monday round".into(),
        password: Some("4711".into()),
        kind: ConferenceKind::Scheduled,
        state: ConferenceState::Active,
        overtime: true,
        creator: PersonRef { id: "usr_1".into(), name: "Mary Miller".into(), extension: "101".into() },
        moderators: vec![PersonRef { id: "usr_2".into(), name: "Bob Brown".into(), extension: "102".into() }],
        start_at: Some(at("2026-11-21T08:00:00Z")),
        duration_ms: Some(3_600_000),
        repeat_days: 7,
        can_modify: true,
        revision: 4,
    }
}

pub(crate) fn standing_bridge() -> Conference {
    Conference {
        id: "cnf_2".into(),
        number: "480".into(),
        name: "Bridge 480".into(),
        password: None,
        kind: ConferenceKind::Unscheduled,
        state: ConferenceState::Enabled,
        overtime: false,
        creator: PersonRef { id: "usr_0".into(), name: "Administrator".into(), extension: "100".into() },
        moderators: vec![],
        start_at: None,
        duration_ms: None,
        repeat_days: 0,
        can_modify: false,
        revision: 1,
    }
}

pub(crate) fn every_event() -> Vec<Event> {
    let whats = [
        (Audience::Site, What::PresenceUpdated(person())),
        (Audience::Account, What::VoicemailCreated(external_voicemail())),
        (Audience::Account, What::VoicemailUpdated(forwarded_voicemail())),
        (
            Audience::Account,
            What::VoicemailDeleted(VoicemailDeleted { id: "vm_3".into(), folder: Folder::Trash, uid: 2 }),
        ),
        (Audience::Site, What::ConferenceUpdated(scheduled_conference())),
        (Audience::Site, What::ConferenceDeleted(ConferenceDeleted { id: "cnf_3".into() })),
        (Audience::Site, What::LogoUpdated(LogoUpdated { revision: "2c26b46b".into() })),
    ];
    (1..).zip(whats).map(|(seq, (audience, what))| event(seq, audience, what)).collect()
}

fn event(seq: u64, audience: Audience, what: What) -> Event {
    Event {
        seq,
        audience,
        id: format!("evt_{seq}"),
        time: at("2026-11-21T09:00:00Z"),
        user: (seq == 1).then(|| "usr_2".into()),
        cursor: format!("e_{seq}"),
        what,
    }
}

pub(crate) fn client_frames() -> Vec<ClientFrame> {
    vec![
        ClientFrame::Authenticate { access_token: "at_1".into() },
        ClientFrame::Resume { cursor: "e_4".into() },
        ClientFrame::Ping,
    ]
}

pub(crate) fn server_frames() -> Vec<ServerFrame> {
    vec![
        ServerFrame::Hello {
            session: "ws_1".into(),
            cursor: "e_7".into(),
            heartbeat_ms: 30_000,
            logo_revision: "9f86d081".into(),
        },
        ServerFrame::Event(event(8, Audience::Site, What::PresenceUpdated(person()))),
        ServerFrame::Reset { reason: "sync_token_expired".into() },
        ServerFrame::Pong,
    ]
}

pub(crate) fn problem() -> Problem {
    Problem {
        type_uri: "https://mobilelink.example/problems/value_not_allowed".into(),
        title: "A value is not allowed".into(),
        status: 422,
        detail: Some("`unknown` cannot be set".into()),
        instance: Some("/api/v1/users/me/presence".into()),
        code: "value_not_allowed".into(),
        request_id: Some("req_1".into()),
        errors: vec![ProblemField { pointer: "/presence".into(), code: "value_not_allowed".into() }],
    }
}
