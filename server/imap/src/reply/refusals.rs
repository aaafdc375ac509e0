//! Every "no": the domain's refusals and the session's own, with a response code (RFC 5530) and the way out.

use server_domain::quota::Resource;
use server_domain::refusal::Refusal;

use super::{Answer, Code};
use crate::session::Denied;

/// What dialers compare (OMTP Visual Voicemail 1.3); said of unknown users as well, so that nobody learns which there are.
const INVALID_PASSWORD: &str = "invalid password";

/// The answer to a command said in the wrong state.
pub(crate) fn denied(denied: Denied) -> Answer {
    match denied {
        Denied::NotSignedIn => Answer::bad("Sign in first, with LOGIN or AUTHENTICATE"),
        Denied::AlreadySignedIn => Answer::bad("Only before signing in"),
        Denied::NoFolderSelected => Answer::bad("Open a folder first, with SELECT or EXAMINE"),
        Denied::ReadOnly => Answer::no(
            Code::Word("READ-ONLY"),
            "The folder was opened by EXAMINE; open it by SELECT to change it",
        ),
        Denied::LoggedOut => Answer::bad("The session is over"),
    }
}

/// The answer to everything the system says no to: why, what the limit is, and what to do.
pub(crate) fn refusal(refusal: &Refusal) -> Answer {
    let no = |word: &'static str, text: String| Answer::no(Code::Word(word), text);
    match refusal {
        Refusal::SignInRefused => no("AUTHENTICATIONFAILED", INVALID_PASSWORD.into()),
        Refusal::TooManyAttempts { retry_after } => no(
            "LIMIT",
            format!("Too many failed attempts; wait {} seconds and try again", retry_after.as_secs().max(1)),
        ),
        Refusal::TokenInvalid => {
            no("AUTHENTICATIONFAILED", "The access token is not valid; sign in again".into())
        }
        Refusal::TokenExpired => {
            no("EXPIRED", "The access token has expired; refresh it and try again".into())
        }
        Refusal::RefreshTokenReused => no(
            "AUTHENTICATIONFAILED",
            "The device was signed out because its token was used twice; sign in again".into(),
        ),
        Refusal::DeviceRevoked => {
            no("AUTHENTICATIONFAILED", "The device was signed out; sign in again".into())
        }
        Refusal::PlaintextRefused => {
            no("PRIVACYREQUIRED", "Log-in needs TLS; use STARTTLS first, or the TLS port".into())
        }
        Refusal::FeatureKeyMissing { key } => no(
            "NOPERM",
            format!("This needs the feature key {}; ask the administrator to switch it on", key.wire_id()),
        ),
        Refusal::NotPermitted { permission } => no(
            "NOPERM",
            format!("This needs the permission {}; ask the administrator for it", permission.wire_id()),
        ),
        Refusal::Overloaded => no("UNAVAILABLE", "The server is busy; try again in a moment".into()),

        Refusal::UsernameUnsuitable => {
            no("CANNOT", "A username is 1 to 64 of a-z 0-9 . _ - and not digits alone".into())
        }
        Refusal::ExtensionUnsuitable => no("CANNOT", "An extension is 2 to 6 digits".into()),
        Refusal::PinUnsuitable { .. } => no("CANNOT", "A PIN is 5 to 10 digits".into()),
        Refusal::PinWrong => no("CANNOT", "That is not the present PIN".into()),
        Refusal::PasswordUnsuitable { minimum, limit } => {
            no("CANNOT", format!("A password has at least {minimum} characters and at most {limit} bytes"))
        }
        Refusal::SiteNameUnsuitable { given } => no("CANNOT", format!("{given} is not a host name")),
        Refusal::UsernameTaken { username } => {
            no("ALREADYEXISTS", format!("The username {username} is taken"))
        }
        Refusal::ExtensionTaken { extension } => {
            no("ALREADYEXISTS", format!("The extension {extension} is taken"))
        }
        Refusal::SiteExists { name } => no("ALREADYEXISTS", format!("The site {name} exists already")),
        Refusal::NoSuchAccount { username } => no("NONEXISTENT", format!("There is no user {username}")),
        Refusal::NoSuchSite { name } => no("NONEXISTENT", format!("There is no site {name}")),

        Refusal::PresenceNotSettable { given } => no("CANNOT", format!("There is no presence {given}")),
        Refusal::NoteUnsuitable { limit } => {
            no("LIMIT", format!("A note is one line of at most {limit} characters"))
        }

        Refusal::RelayDenied { domain } => no("NOPERM", format!("No message is passed on to {domain}")),
        Refusal::UnknownRecipient { address } => {
            no("NONEXISTENT", format!("There is no recipient {address}"))
        }
        Refusal::TooManyRecipients { limit } => {
            no("LIMIT", format!("A message has at most {limit} recipients; send it in several"))
        }
        Refusal::SenderNotYours { given } => no("NOPERM", format!("{given} is not an address of yours")),
        Refusal::MessageTooLarge { limit } => no("TOOBIG", too_large(*limit)),
        Refusal::MessageEmpty => no("CANNOT", "A message needs at least one byte".into()),
        Refusal::AudioIsNotAudio { file, declared, found } => {
            no("CANNOT", format!("{file} says that it is {declared} and is {found}; record it again"))
        }

        Refusal::NoSuchMessage => no("NONEXISTENT", "There is no such message any more".into()),
        Refusal::NoSuchPart { part } => no("NONEXISTENT", format!("The message has no {part}")),
        Refusal::NoSuchFolder { name } => {
            no("NONEXISTENT", format!("There is no folder {name}; LIST shows those there are"))
        }
        Refusal::KeywordUnsuitable { given, limit } => no(
            "CANNOT",
            format!("{given} cannot be a keyword; use at most {limit} letters, digits and $ - _ ."),
        ),
        Refusal::TooManyKeywords { limit } => {
            no("LIMIT", format!("A mailbox has at most {limit} keywords; use one of those in FLAGS"))
        }
        Refusal::FolderExists { name } => no("ALREADYEXISTS", format!("There is a folder {name} already")),
        Refusal::FolderNameUnsuitable { problem } => {
            no("CANNOT", format!("No folder can have this name, because {problem}; choose another"))
        }
        Refusal::FolderStays { name } => no(
            "CANNOT",
            format!("{name} belongs to the mailbox and stays; delete or move its messages instead"),
        ),
        Refusal::FolderHasChildren { name } => {
            no("HASCHILDREN", format!("{name} is only there for the folders below it; delete those"))
        }
        Refusal::FolderIntoItself { name } => {
            no("CANNOT", format!("{name} cannot be moved below itself; choose another place"))
        }
        Refusal::TooManyFolders { limit } => {
            no("LIMIT", format!("A mailbox has at most {limit} folders and as many subscriptions"))
        }
        Refusal::UseNotPossible { given } => no(
            "USEATTR",
            format!("{given} cannot be given: another folder has it, or only \\Archive and \\Junk can be"),
        ),
        Refusal::OverQuota { resource, limit } => no("OVERQUOTA", over_quota(*resource, *limit)),
        Refusal::NotAGreeting { problem } => no("CANNOT", format!("This is no greeting: {problem}")),
        Refusal::TooManyAnnotations { limit } => {
            no("METADATA TOOMANY", format!("A mailbox has at most {limit} annotations; remove some"))
        }
        Refusal::AnnotationTooLarge { limit } => Answer::no(
            Code::MetadataMaxSize(*limit),
            format!("The value of an annotation has at most {limit} bytes"),
        ),
        Refusal::AnnotationFixed { entry } => {
            no("NOPERM", format!("{entry} is the administrator's; use /private"))
        }
        Refusal::SearchTooLong { limit } => no(
            "LIMIT",
            format!("A search may take at most {} seconds; ask for less at once", limit.as_secs()),
        ),
        Refusal::RangeOutside { size } => no("CANNOT", format!("There are only {size} bytes")),

        Refusal::NoSuchConference => no("NONEXISTENT", "There is no such conference".into()),
        Refusal::ConferenceNumberTaken { number } => {
            no("ALREADYEXISTS", format!("The conference number {number} is taken"))
        }
        Refusal::NoLogo => no("NONEXISTENT", "There is no logo".into()),
        Refusal::CursorExpired => {
            no("CANNOT", "The folder has changed too much since; select it again".into())
        }
    }
}

/// The folder that messages were to go into is missing.
pub(crate) fn try_create(name: &str) -> Answer {
    Answer::no(Code::Word("TRYCREATE"), format!("There is no folder {name}; CREATE makes it"))
}

/// A mailbox that is full.
fn over_quota(resource: Resource, limit: u64) -> String {
    match resource {
        Resource::Storage => {
            format!("The mailbox is full (limit {limit} bytes); empty Trash, then delete messages")
        }
        Resource::Messages => {
            format!("The mailbox is full (limit {limit} messages); empty Trash, then delete some")
        }
    }
}

/// A message over the limit, said before a byte of it is read where the client waits.
fn too_large(limit: u64) -> String {
    format!("A message has at most {limit} bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_one_line_of_ascii_whatever_is_in_it() {
        let answer = refusal(&Refusal::NoSuchFolder { name: "ä\r\n* BYE".into() });
        assert_eq!(
            String::from_utf8(answer.tagged("a1")).unwrap(),
            "a1 NO [NONEXISTENT] There is no folder ???* BYE; LIST shows those there are\r\n"
        );
    }
}
