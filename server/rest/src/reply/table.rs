//! The table of all refusals and what HTTP makes of them, pinned: a code is a promise to every client.

use super::Problem;
use axum::{http::header, response::IntoResponse};
use server_domain::{
    Refusal,
    accounts::{FeatureKey, Permission, PinProblem},
    folders::NameProblem,
    greetings::GreetingProblem,
    quota::Resource,
};
use std::{collections::BTreeSet, time::Duration};

#[test]
fn every_refusal_has_a_status_and_a_code_of_its_own() {
    let mut codes = BTreeSet::new();
    let mut table = String::new();
    for refusal in every() {
        let detail = refusal.to_string();
        let problem = Problem::from(refusal);
        let wire = problem.to_wire("/x", "r");
        assert!(codes.insert(problem.code()), "{} is used twice", problem.code());
        assert!(problem.status().is_client_error() || problem.status().is_server_error());
        assert_eq!((wire.detail, wire.type_uri), (Some(detail), format!("/problems/{}", problem.code())));
        table += &format!("{} {}\n", problem.status().as_u16(), problem.code());
    }
    insta::with_settings!({ snapshot_path => "../../tests/golden", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("refusals", table);
    });
}

#[test]
fn a_401_says_what_to_do_and_a_429_and_a_503_say_when() {
    for refusal in every() {
        let response = Problem::from(refusal).into_response();
        let has = |name| response.headers().contains_key(name);
        let status = response.status().as_u16();
        assert_eq!(has(header::WWW_AUTHENTICATE), status == 401, "{status}");
        assert_eq!(has(header::RETRY_AFTER), matches!(status, 429 | 503), "{status}");
        assert_eq!(has(header::CONTENT_RANGE), status == 416, "{status}");
    }
}

#[test]
fn half_a_second_of_waiting_is_not_rounded_to_none() {
    for (wait, expected) in [(0, "1"), (500, "1"), (1500, "2"), (60_000, "60")] {
        let refusal = Refusal::TooManyAttempts { retry_after: Duration::from_millis(wait) };
        let response = Problem::from(refusal).into_response();
        assert_eq!(response.headers()[header::RETRY_AFTER], expected);
    }
}

fn every() -> Vec<Refusal> {
    let word = String::new;
    let all = vec![
        Refusal::SignInRefused,
        Refusal::TooManyAttempts { retry_after: Duration::from_secs(30) },
        Refusal::TokenInvalid,
        Refusal::TokenExpired,
        Refusal::RefreshTokenReused,
        Refusal::DeviceRevoked,
        Refusal::PlaintextRefused,
        Refusal::FeatureKeyMissing { key: FeatureKey::MobileLink },
        Refusal::NotPermitted { permission: Permission::WriteLogo },
        Refusal::Overloaded,
        Refusal::UsernameUnsuitable,
        Refusal::ExtensionUnsuitable,
        Refusal::PinUnsuitable { problem: PinProblem::TooShort },
        Refusal::PinWrong,
        Refusal::PasswordUnsuitable { minimum: 8, limit: 1024 },
        Refusal::SiteNameUnsuitable { given: word() },
        Refusal::UsernameTaken { username: word() },
        Refusal::ExtensionTaken { extension: word() },
        Refusal::SiteExists { name: word() },
        Refusal::NoSuchAccount { username: word() },
        Refusal::NoSuchSite { name: word() },
        Refusal::PresenceNotSettable { given: word() },
        Refusal::NoteUnsuitable { limit: 140 },
        Refusal::RelayDenied { domain: word() },
        Refusal::UnknownRecipient { address: word() },
        Refusal::TooManyRecipients { limit: 100 },
        Refusal::SenderNotYours { given: word() },
        Refusal::MessageTooLarge { limit: 1 },
        Refusal::MessageEmpty,
        Refusal::AudioIsNotAudio { file: word(), declared: word(), found: word() },
        Refusal::NoSuchMessage,
        Refusal::NoSuchPart { part: word() },
        Refusal::NoSuchFolder { name: word() },
        Refusal::KeywordUnsuitable { given: word(), limit: 64 },
        Refusal::TooManyKeywords { limit: 58 },
        Refusal::FolderExists { name: word() },
        Refusal::FolderNameUnsuitable { problem: NameProblem::EmptyLevel },
        Refusal::FolderStays { name: word() },
        Refusal::FolderHasChildren { name: word() },
        Refusal::FolderIntoItself { name: word() },
        Refusal::TooManyFolders { limit: 1000 },
        Refusal::SearchTooLong { limit: Duration::from_secs(1) },
        Refusal::UseNotPossible { given: word() },
        Refusal::OverQuota { resource: Resource::Storage, limit: 1 },
        Refusal::NotAGreeting { problem: GreetingProblem::NoRecording },
        Refusal::TooManyAnnotations { limit: 1 },
        Refusal::AnnotationTooLarge { limit: 1 },
        Refusal::AnnotationFixed { entry: word() },
        Refusal::RangeOutside { size: 10 },
        Refusal::NoSuchConference,
        Refusal::ConferenceNumberTaken { number: word() },
        Refusal::NoLogo,
        Refusal::CursorExpired,
    ];
    all.iter().for_each(listed);
    all
}

/// Does nothing but refuse to compile until a new refusal is in the list above.
fn listed(refusal: &Refusal) {
    use Refusal::*;
    match refusal {
        SignInRefused | TooManyAttempts { .. } | TokenInvalid | TokenExpired | RefreshTokenReused => {}
        DeviceRevoked | PlaintextRefused | FeatureKeyMissing { .. } | NotPermitted { .. } | Overloaded => {}
        UsernameUnsuitable
        | ExtensionUnsuitable
        | PinUnsuitable { .. }
        | PinWrong
        | PasswordUnsuitable { .. } => {}
        SiteNameUnsuitable { .. } | UsernameTaken { .. } | ExtensionTaken { .. } | SiteExists { .. } => {}
        NoSuchAccount { .. } | NoSuchSite { .. } | PresenceNotSettable { .. } | NoteUnsuitable { .. } => {}
        RelayDenied { .. } | UnknownRecipient { .. } | TooManyRecipients { .. } | SenderNotYours { .. } => {}
        MessageTooLarge { .. }
        | MessageEmpty
        | AudioIsNotAudio { .. }
        | NoSuchMessage
        | NoSuchPart { .. } => {}
        KeywordUnsuitable { .. } | TooManyKeywords { .. } => {}
        NoSuchFolder { .. } | RangeOutside { .. } | NoSuchConference | ConferenceNumberTaken { .. } => {}
        FolderExists { .. } | FolderNameUnsuitable { .. } | FolderStays { .. } | FolderHasChildren { .. } => {
        }
        FolderIntoItself { .. } | TooManyFolders { .. } | UseNotPossible { .. } | OverQuota { .. } => {}
        NotAGreeting { .. } | TooManyAnnotations { .. } | AnnotationTooLarge { .. } => {}
        AnnotationFixed { .. } | SearchTooLong { .. } => {}
        NoLogo | CursorExpired => {}
    }
}
