//! The table of replies is complete, well formed, and the one in `REPLIES.md`.

use super::*;
use server_domain::{
    accounts::{FeatureKey, Permission, PinProblem},
    folders::NameProblem,
    greetings::GreetingProblem,
    quota::Resource,
};
use std::time::Duration;

/// One sample of each variant. The match makes sure that none is missing: it does not compile otherwise.
macro_rules! one_of_each {
    ($name:ident: $enum:ident { $($variant:ident $({ $($field:ident: $value:expr),+ })?),+ $(,)? }) => {
        fn $name() -> Vec<(&'static str, Reply)> {
            let samples = [$((stringify!($variant), $enum::$variant $({ $($field: $value),+ })?)),+];
            for (_, sample) in &samples {
                match sample { $($enum::$variant { .. } => {})+ }
            }
            samples.into_iter().map(|(name, sample)| (name, Reply::from(&sample))).collect()
        }
    };
}

one_of_each!(refusals: Refusal {
    SignInRefused,
    TooManyAttempts { retry_after: Duration::from_secs(29) },
    TokenInvalid,
    TokenExpired,
    RefreshTokenReused,
    DeviceRevoked,
    PlaintextRefused,
    FeatureKeyMissing { key: FeatureKey::MobileLink },
    NotPermitted { permission: Permission::Administer },
    Overloaded,
    RelayDenied { domain: "elsewhere.example".into() },
    UnknownRecipient { address: "nobody".into() },
    TooManyRecipients { limit: 100 },
    SenderNotYours { given: "bob@harbour.example".into() },
    MessageTooLarge { limit: 26_214_400 },
    MessageEmpty,
    AudioIsNotAudio { file: "greeting.wav".into(), declared: "audio/wav".into(), found: "application/pdf".into() },
    UsernameUnsuitable,
    ExtensionUnsuitable,
    PinUnsuitable { problem: PinProblem::TooShort },
    PinWrong,
    PasswordUnsuitable { minimum: 8, limit: 1024 },
    SiteNameUnsuitable { given: "a b".into() },
    UsernameTaken { username: "mary".into() },
    ExtensionTaken { extension: "101".into() },
    SiteExists { name: "acme.example".into() },
    NoSuchAccount { username: "mary".into() },
    NoSuchSite { name: "acme.example".into() },
    PresenceNotSettable { given: "asleep".into() },
    NoteUnsuitable { limit: 60 },
    NoSuchMessage,
    NoSuchPart { part: "introduction".into() },
    NoSuchFolder { name: "Letters".into() },
    KeywordUnsuitable { given: "a(b".into(), limit: 64 },
    TooManyKeywords { limit: 58 },
    FolderExists { name: "Letters".into() },
    FolderNameUnsuitable { problem: NameProblem::EmptyLevel },
    FolderStays { name: "Sent".into() },
    FolderHasChildren { name: "Letters".into() },
    FolderIntoItself { name: "Letters".into() },
    TooManyFolders { limit: 1000 },
    UseNotPossible { given: "\\Sent".into() },
    OverQuota { resource: Resource::Storage, limit: 1_000_000 },
    NotAGreeting { problem: GreetingProblem::NoRecording },
    SearchTooLong { limit: Duration::from_secs(10) },
    TooManyAnnotations { limit: 200 },
    AnnotationTooLarge { limit: 16_384 },
    AnnotationFixed { entry: "/shared/admin".into() },
    RangeOutside { size: 10 },
    NoSuchConference,
    ConferenceNumberTaken { number: "4711".into() },
    NoLogo,
    CursorExpired,
});

one_of_each!(faults: Fault {
    LineTooLong { limit: 2048 },
    NotPrintable,
    UnknownCommand,
    NotImplemented,
    Syntax { form: "EHLO domain" },
    ArgumentNotAllowed,
    SenderUnreadable,
    RecipientUnreadable,
    ParameterUnreadable { name: "SIZE" },
    ParameterNotSupported { name: "SMTPUTF8".into() },
    GreetFirst,
    SignInFirst,
    StartTlsFirst,
    AlreadySignedIn,
    TlsInUse,
    TlsNotOffered,
    SenderFirst,
    RecipientFirst,
    TransactionOpen,
    MechanismUnknown,
    NotBase64,
    ResponseUnreadable,
    SignInCancelled,
    ResponseTooLong { limit: 12_288 },
});

#[test]
fn every_no_is_one_line_with_codes_that_agree() {
    for (name, reply) in refusals().into_iter().chain(faults()) {
        let bytes = String::from_utf8(reply.to_bytes()).expect("ASCII");
        assert!(matches!(reply.code, 400..=599), "{name}: {bytes}");
        let class = format!("{}.", reply.code / 100);
        assert!(reply.enhanced.starts_with(&class), "{name}: {bytes}");
        assert_eq!((bytes.lines().count(), bytes.len() <= 512), (1, true), "{name}: {bytes}");
    }
}

#[test]
fn the_table_for_readers_is_this_table() {
    let mut table = String::new();
    for (heading, rows) in [("The phone system refuses", refusals()), ("The line is wrong", faults())] {
        table.push_str(&format!("\n## {heading}\n\n| fact | reply |\n| --- | --- |\n"));
        for (name, reply) in rows {
            let line = String::from_utf8(reply.to_bytes()).expect("ASCII");
            table.push_str(&format!("| {name} | `{}` |\n", line.trim_end()));
        }
    }
    let written = include_str!("../../REPLIES.md");
    assert!(written.ends_with(&table), "REPLIES.md should end with:\n{table}");
}

#[test]
fn whatever_a_text_holds_the_reply_stays_one_line() {
    let reply = Reply::from(&Refusal::UnknownRecipient {
        address: format!("a\r\n250 2.0.0 yes\0é{}", "x".repeat(900)),
    });
    let bytes = reply.to_bytes();
    assert!(bytes.starts_with(b"550 5.1.1 Nobody here is a??250 2.0.0 yes??xxx"), "{bytes:?}");
    assert!(bytes.ends_with(b"x\r\n") && bytes.len() <= 512);
}

#[test]
fn several_lines_are_joined_by_hyphens() {
    let reply = Reply::of_lines(250, "", vec!["mail.harbour.example".into(), "PIPELINING".into()]);
    assert_eq!(reply.to_bytes(), b"250-mail.harbour.example\r\n250 PIPELINING\r\n");
}
