//! From the domain's no to HTTP's: one status and one code for each refusal.
//!
//! The match has no wildcard arm: a new refusal does not compile until it has an answer here. Codes are part of the
//! contract and never change; the table of all of them is pinned in `tests/golden/refusals.snap`.

#[cfg(test)]
mod table;

use crate::problem::Problem;
use axum::http::{StatusCode, header};
use mobilelink_wire::code;
use server_core::Failure;
use server_domain::{Refusal, presence::Presence};

/// Seconds after which a server that is busy or broken may be asked again.
const RETRY_AFTER: u64 = 5;
/// What a client does about a 401 (RFC 6750 §3).
const CHALLENGE: &str = r#"Bearer realm="mobilelink""#;
const CHALLENGE_INVALID_TOKEN: &str = r#"Bearer realm="mobilelink", error="invalid_token""#;

impl From<Failure> for Problem {
    /// What broke is in the log already, and no business of the client's.
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Broken => Problem::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "unavailable",
                "The server cannot do this at the moment",
            )
            .retry_after(RETRY_AFTER),
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let facts = refusal.to_string();
        answer(refusal).detail(facts)
    }
}

fn answer(refusal: Refusal) -> Problem {
    use StatusCode as Status;
    let unprocessable = |code, title| Problem::new(Status::UNPROCESSABLE_ENTITY, code, title);
    match refusal {
        // Who is asking.
        Refusal::SignInRefused => {
            unauthorized("sign_in_refused", "Unknown user or wrong password", CHALLENGE)
        }
        Refusal::TooManyAttempts { retry_after } => {
            Problem::new(Status::TOO_MANY_REQUESTS, "too_many_attempts", "Too many wrong passwords")
                .retry_after(retry_after.as_secs().saturating_add(u64::from(retry_after.subsec_nanos() > 0)))
        }
        Refusal::TokenInvalid => {
            unauthorized("token_invalid", "The token is not valid; sign in", CHALLENGE_INVALID_TOKEN)
        }
        Refusal::TokenExpired => {
            unauthorized("token_expired", "The access token expired; refresh it", CHALLENGE_INVALID_TOKEN)
        }
        Refusal::RefreshTokenReused => unauthorized(
            code::REFRESH_TOKEN_REUSED,
            "The refresh token was used before; sign in",
            CHALLENGE_INVALID_TOKEN,
        ),
        Refusal::DeviceRevoked => {
            unauthorized("device_revoked", "The device was signed out; sign in", CHALLENGE_INVALID_TOKEN)
        }
        Refusal::PlaintextRefused => {
            Problem::new(Status::FORBIDDEN, "plaintext_refused", "Signing in needs TLS; use https")
        }
        Refusal::FeatureKeyMissing { .. } => {
            Problem::new(Status::FORBIDDEN, code::FEATURE_KEY_MISSING, "A feature key is missing")
        }
        Refusal::NotPermitted { .. } => {
            Problem::new(Status::FORBIDDEN, "not_permitted", "A permission is missing")
        }
        Refusal::Overloaded => Problem::new(Status::SERVICE_UNAVAILABLE, "overloaded", "The server is busy")
            .retry_after(RETRY_AFTER),

        // Names and secrets.
        Refusal::UsernameUnsuitable => unprocessable("username_unsuitable", "The username cannot be used")
            .at("/username", "username_unsuitable"),
        Refusal::ExtensionUnsuitable => unprocessable("extension_unsuitable", "The extension cannot be used")
            .at("/extension", "extension_unsuitable"),
        Refusal::PinUnsuitable { .. } => {
            unprocessable("pin_unsuitable", "The PIN cannot be used").at("/pin", "pin_unsuitable")
        }
        Refusal::PinWrong => {
            Problem::new(Status::FORBIDDEN, "pin_wrong", "The PIN is another").at("/old_pin", "pin_wrong")
        }
        Refusal::PasswordUnsuitable { .. } => {
            unprocessable("password_unsuitable", "The password cannot be used")
                .at("/password", "password_unsuitable")
        }
        Refusal::SiteNameUnsuitable { .. } => {
            unprocessable("site_name_unsuitable", "The site's name cannot be used")
                .at("/site", "site_name_unsuitable")
        }
        Refusal::UsernameTaken { .. } => {
            Problem::new(Status::CONFLICT, "username_taken", "The username is taken")
        }
        Refusal::ExtensionTaken { .. } => {
            Problem::new(Status::CONFLICT, "extension_taken", "The extension is taken")
        }
        Refusal::SiteExists { .. } => Problem::new(Status::CONFLICT, "site_exists", "The site exists"),
        Refusal::NoSuchAccount { .. } => not_found("no_such_account", "No such user"),
        Refusal::NoSuchSite { .. } => not_found("no_such_site", "No such site"),

        // Presence.
        Refusal::PresenceNotSettable { .. } => {
            let title = "Not one of the seven presences";
            unprocessable("presence_not_settable", title).at("/presence", "presence_not_settable")
        }
        Refusal::NoteUnsuitable { .. } => {
            unprocessable("note_unsuitable", "The note cannot be used").at("/note", "note_unsuitable")
        }

        // Deposits.
        Refusal::RelayDenied { .. } => {
            Problem::new(Status::FORBIDDEN, "relay_denied", "Messages stay within the site")
        }
        Refusal::UnknownRecipient { .. } => {
            unprocessable("unknown_recipient", "Nobody here has this address")
        }
        Refusal::TooManyRecipients { .. } => unprocessable("too_many_recipients", "Too many recipients"),
        Refusal::SenderNotYours { .. } => {
            Problem::new(Status::FORBIDDEN, "sender_not_yours", "The sender is somebody else")
        }
        Refusal::MessageTooLarge { .. } => {
            Problem::new(Status::PAYLOAD_TOO_LARGE, "message_too_large", "The message is too large")
        }
        Refusal::MessageEmpty => unprocessable("message_empty", "The message is empty"),
        Refusal::AudioIsNotAudio { .. } => unprocessable("audio_is_not_audio", "The audio is not audio"),

        // Mailboxes.
        Refusal::NoSuchMessage => not_found("no_such_message", "No such message"),
        Refusal::NoSuchPart { .. } => not_found("no_such_part", "The message has no such recording"),
        Refusal::NoSuchFolder { .. } => not_found("no_such_folder", "No such folder"),
        Refusal::KeywordUnsuitable { .. } => {
            unprocessable("keyword_unsuitable", "The keyword cannot be used")
        }
        Refusal::TooManyKeywords { .. } => unprocessable("too_many_keywords", "Too many keywords"),
        Refusal::FolderExists { .. } => {
            Problem::new(Status::CONFLICT, "folder_exists", "The folder exists already")
        }
        Refusal::FolderNameUnsuitable { .. } => {
            unprocessable("folder_name_unsuitable", "The folder's name cannot be used")
        }
        Refusal::FolderStays { .. } => {
            Problem::new(Status::CONFLICT, "folder_stays", "The folder belongs to the mailbox")
        }
        Refusal::FolderHasChildren { .. } => {
            Problem::new(Status::CONFLICT, "folder_has_children", "There are folders below")
        }
        Refusal::FolderIntoItself { .. } => {
            unprocessable("folder_into_itself", "A folder cannot be below itself")
        }
        Refusal::TooManyFolders { .. } => {
            Problem::new(Status::CONFLICT, "too_many_folders", "There are too many folders")
        }
        Refusal::SearchTooLong { .. } => {
            unprocessable("search_too_long", "The search takes too long; ask for less at once")
        }
        Refusal::UseNotPossible { .. } => {
            unprocessable("use_not_possible", "The folder cannot be given this use")
        }
        Refusal::OverQuota { .. } => {
            Problem::new(Status::INSUFFICIENT_STORAGE, "over_quota", "The mailbox is full")
        }
        Refusal::NotAGreeting { .. } => unprocessable("not_a_greeting", "This is no greeting"),
        Refusal::TooManyAnnotations { .. } => {
            Problem::new(Status::CONFLICT, "too_many_annotations", "There are too many annotations")
        }
        Refusal::AnnotationTooLarge { .. } => {
            Problem::new(Status::PAYLOAD_TOO_LARGE, "annotation_too_large", "The annotation is too long")
        }
        Refusal::AnnotationFixed { .. } => {
            Problem::new(Status::FORBIDDEN, "annotation_fixed", "The annotation cannot be set")
        }
        Refusal::RangeOutside { size } => {
            Problem::new(Status::RANGE_NOT_SATISFIABLE, "range_outside", "The range begins after the end")
                .header(header::CONTENT_RANGE, &format!("bytes */{size}"))
        }

        // Conferences, logo, changes.
        Refusal::NoSuchConference => not_found("no_such_conference", "No such conference"),
        Refusal::ConferenceNumberTaken { .. } => {
            Problem::new(Status::CONFLICT, "conference_number_taken", "The conference number is taken")
        }
        Refusal::NoLogo => not_found("no_logo", "The site has no logo"),
        Refusal::CursorExpired => Problem::new(
            Status::GONE,
            code::SYNC_TOKEN_EXPIRED,
            "The cursor is unknown or too old; sync without one",
        ),
    }
}

/// A request that needs a token and has none. The scope tells a client what to ask for (RFC 6750 §3).
pub(crate) fn token_missing(scope: &str) -> Problem {
    let challenge = format!("{CHALLENGE}, scope=\"{scope}\"");
    unauthorized("token_missing", "An access token is needed", &challenge)
        .detail("send the access token of POST /api/v1/session as `Authorization: Bearer …`")
}

/// The words that a presence can be, for the client that sent another.
pub(crate) fn presences() -> String {
    Presence::ALL.map(Presence::wire_id).join(", ")
}

fn unauthorized(code: &'static str, title: &'static str, challenge: &str) -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, code, title).header(header::WWW_AUTHENTICATE, challenge)
}

fn not_found(code: &'static str, title: &'static str) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, code, title)
}
