//! Bytes to commands. imap-codec reads what it knows; what it does not know, each command's own file reads with [`words`].
//!
//! The bytes are one whole command: its lines with the literals between them, without the last line end. Nothing here
//! trusts a length that was announced, and no bytes make it panic.

#[allow(dead_code, reason = "its readers are on their way")]
pub(crate) mod words;

#[allow(dead_code, reason = "STORE comes to it next")]
pub(crate) mod flags;

use std::borrow::Cow;

use imap_codec::CommandCodec;
use imap_codec::decode::Decoder;
use imap_types::auth::AuthMechanism;
use imap_types::command::CommandBody;
use imap_types::extensions::binary::LiteralOrLiteral8;
use imap_types::flag::{Flag, StoreResponse, StoreType};
use imap_types::mailbox::Mailbox;
use jiff::Timestamp;
use secrecy::SecretString;
use server_domain::keywords::FlagNames;
use server_domain::mailbox::{FlagChange, Flags};
use server_sasl::Mechanism;

use crate::command::{self, Append, Command, FolderName, Outcome};
use crate::reply::{Answer, Code};
use crate::session::Access;
use crate::syntax::words::{Expected, Words};
use crate::utf7;
use crate::view::{By, Messages};

/// What the client calls its command; `*` where it did not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag(String);

impl Tag {
    /// For answers to bytes in which no tag was found.
    pub(crate) fn none() -> Self {
        Self("*".to_owned())
    }

    /// The tag at the start of a line, even if the rest is nothing one can read.
    pub(crate) fn of(line: &[u8]) -> Self {
        let end = line.iter().position(|&byte| byte == b' ').unwrap_or(line.len());
        match line.get(..end) {
            Some(tag) if (1..=MOST_TAG_BYTES).contains(&end) && tag.iter().copied().all(is_tag_byte) => {
                Self(String::from_utf8_lossy(tag).into_owned())
            }
            _ => Self::none(),
        }
    }

    /// As it is written in answers.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

const MOST_TAG_BYTES: usize = 64;

/// `ASTRING-CHAR` without `+` (RFC 3501 §9).
fn is_tag_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"(){%*\"\\+".contains(&byte)
}

/// Bytes that are no command, with the answer to them.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// Whose answer it is.
    pub tag: Tag,
    /// `BAD`, or `NO` for what is IMAP and not offered here.
    pub answer: Answer,
}

/// Reads a whole command.
pub(crate) fn parse(text: &[u8]) -> Result<(Tag, Command), Malformed> {
    let tag = Tag::of(text);
    match understood(text) {
        Ok(command) if tag != Tag::none() => Ok((tag, command)),
        Ok(_) => Err(Malformed { tag, answer: Answer::bad("A command starts with a tag") }),
        Err(answer) => Err(Malformed { tag, answer }),
    }
}

/// Reads APPEND up to its message, given the line without the announcement of the literal. `None` if it is not APPEND,
/// or if the literal is something else, such as the folder's name.
pub(crate) fn append_head(text: &[u8]) -> Option<(Tag, Append)> {
    if !verb(text).eq_ignore_ascii_case(b"APPEND") {
        return None;
    }
    // imap-codec wants a whole command: an empty message makes it one.
    let whole = [text, b"{0}\r\n\r\n"].concat();
    let (_, command) = CommandCodec::default().decode(&whole).ok()?;
    let CommandBody::Append { mailbox, flags, date, message: LiteralOrLiteral8::Literal(_) } = command.body
    else {
        return None;
    };
    let received_at = date.and_then(|date| Timestamp::from_second(date.as_ref().timestamp()).ok());
    let append = Append { to: folder_name(&mailbox).ok()?, flags: flag_names(&flags), received_at };
    Some((Tag::of(text), append))
}

/// The word after the tag.
fn verb(text: &[u8]) -> &[u8] {
    text.split(|byte| matches!(byte, b' ' | b'\r' | b'\n')).nth(1).unwrap_or_default()
}

fn understood(text: &[u8]) -> Result<Command, Answer> {
    if let Some(command) = ours(text) {
        return command.map_err(|Expected(what)| {
            let verb = String::from_utf8_lossy(verb(text)).to_ascii_uppercase();
            Answer::bad(format!("{verb}: {what} was expected"))
        });
    }
    let whole = [text, b"\r\n"].concat();
    match CommandCodec::default().decode_static(&whole) {
        Ok(([], command)) => meaning(command.body),
        Ok(_) | Err(_) => Err(not_understood(verb(text))),
    }
}

/// Commands that imap-codec does not read, or not whole; `None` leaves a command to it.
fn ours(text: &[u8]) -> Option<Result<Command, Expected>> {
    let (by, verb, arguments) = heading(text)?;
    let words = &mut Words::new(arguments);
    let command = match (verb.to_ascii_uppercase().as_str(), by) {
        ("COMPRESS", By::Number) => command::compress::parse(words),
        ("CREATE", By::Number) => command::create::parse(words),
        ("ENABLE", By::Number) => command::enable::parse(words),
        ("FETCH", by) => command::fetch::parse(words, by),
        ("SEARCH", by) => command::search::parse(words, by),
        ("SORT", by) => command::sort::parse(words, by),
        ("THREAD", by) => command::thread::parse(words, by),
        ("GETMETADATA", By::Number) => command::metadata::parse_get(words),
        ("SETMETADATA", By::Number) => command::metadata::parse_set(words),
        ("GETQUOTA", By::Number) => command::quota::parse_get(words),
        ("GETQUOTAROOT", By::Number) => command::quota::parse_get_root(words),
        ("SETQUOTA", By::Number) => command::quota::parse_set(words),
        ("XCHANGE_TUI_PWD", By::Number) => command::xchange_tui_pwd::parse(words),
        ("XCHANGE_VM_LANG", By::Number) => command::xchange_vm_lang::parse(words),
        ("XCLOSE_NUT", By::Number) => Ok(Command::CloseTutorial),
        ("LIST", By::Number) => command::list::parse(words),
        ("LSUB", By::Number) => command::lsub::parse(words),
        ("STATUS", By::Number) => command::status::parse(words),
        _ => return None,
    };
    Some(command.and_then(|command| words.end().map(|()| command)))
}

/// Whether `UID` stands in front, the word after it, and what follows, from the space on.
fn heading(text: &[u8]) -> Option<(By, &str, &[u8])> {
    let next = |text: &[u8]| text.iter().position(|byte| matches!(byte, b' ' | b'\r')).unwrap_or(text.len());
    let (_, rest) = text.split_at_checked(next(text))?;
    let rest = rest.strip_prefix(b" ")?;
    let (verb, rest) = rest.split_at_checked(next(rest))?;
    let (by, verb, rest) = match (verb.eq_ignore_ascii_case(b"UID"), rest.strip_prefix(b" ")) {
        (true, Some(behind)) => {
            let (verb, rest) = behind.split_at_checked(next(behind))?;
            (By::Uid, verb, rest)
        }
        _ => (By::Number, verb, rest),
    };
    Some((by, std::str::from_utf8(verb).ok()?, rest))
}

fn not_understood(verb: &[u8]) -> Answer {
    let verb =
        String::from_utf8_lossy(verb.get(..verb.len().min(32)).unwrap_or_default()).to_ascii_uppercase();
    match verb.as_str() {
        "" => Answer::bad("A command is a tag, a space and a word"),
        known if KNOWN.contains(&known) => Answer::bad(format!("{known}: its arguments were not understood")),
        unknown => Answer::bad(format!("{unknown}: no such command here; CAPABILITY says what there is")),
    }
}

const KNOWN: &[&str] = &[
    "APPEND",
    "AUTHENTICATE",
    "CAPABILITY",
    "CHECK",
    "CLOSE",
    "COMPRESS",
    "COPY",
    "CREATE",
    "DELETE",
    "ENABLE",
    "EXAMINE",
    "EXPUNGE",
    "FETCH",
    "GETMETADATA",
    "GETQUOTA",
    "GETQUOTAROOT",
    "ID",
    "IDLE",
    "LIST",
    "LOGIN",
    "LOGOUT",
    "LSUB",
    "MOVE",
    "NAMESPACE",
    "NOOP",
    "RENAME",
    "SEARCH",
    "SELECT",
    "SORT",
    "SETMETADATA",
    "SETQUOTA",
    "STARTTLS",
    "STATUS",
    "STORE",
    "SUBSCRIBE",
    "THREAD",
    "UID",
    "UNSELECT",
    "UNSUBSCRIBE",
    "XCHANGE_TUI_PWD",
    "XCHANGE_VM_LANG",
    "XCLOSE_NUT",
];

/// What imap-codec read, in our terms; an answer for what it can read and we do not offer.
fn meaning(body: CommandBody<'static>) -> Result<Command, Answer> {
    Ok(match body {
        CommandBody::Capability => Command::Capability,
        CommandBody::Noop => Command::Noop,
        CommandBody::Logout => Command::Logout,
        CommandBody::Id { .. } => Command::Id,
        CommandBody::StartTLS => Command::StartTls,
        CommandBody::Authenticate { mechanism, initial_response } => Command::Authenticate {
            mechanism: offered(&mechanism),
            initial: initial_response.map(|secret| as_secret(secret.declassify())).transpose()?,
        },
        CommandBody::Login { username, password } => Command::LogIn {
            login: String::from_utf8_lossy(username.as_ref()).into_owned(),
            password: as_secret(password.declassify().as_ref())?,
        },
        CommandBody::Select { mailbox } => {
            Command::Select { name: folder_name(&mailbox)?, access: Access::ReadWrite }
        }
        CommandBody::Examine { mailbox } => {
            Command::Select { name: folder_name(&mailbox)?, access: Access::ReadOnly }
        }
        CommandBody::Delete { mailbox } => Command::Delete(folder_name(&mailbox)?),
        CommandBody::Rename { from, to } => {
            Command::Rename { from: folder_name(&from)?, to: folder_name(&to)? }
        }
        CommandBody::Subscribe { mailbox } => Command::Subscribe(folder_name(&mailbox)?),
        CommandBody::Unsubscribe { mailbox } => Command::Unsubscribe(folder_name(&mailbox)?),
        CommandBody::Namespace => Command::Namespace,
        CommandBody::Idle => Command::Idle,
        CommandBody::Check => Command::Check,
        CommandBody::Close => Command::Close,
        CommandBody::Unselect => Command::Unselect,
        CommandBody::Expunge => Command::Expunge { uids: None },
        CommandBody::ExpungeUid { sequence_set } => {
            Command::Expunge { uids: Some(Messages::Set(sequence_set)) }
        }
        CommandBody::Store { sequence_set, kind, response, flags, uid } => Command::Store {
            set: Messages::Set(sequence_set),
            change: flag_change(&kind, flag_names(&flags)),
            outcome: match response {
                StoreResponse::Answer => Outcome::Told,
                StoreResponse::Silent => Outcome::Silent,
            },
            by: by(uid),
        },
        CommandBody::Copy { sequence_set, mailbox, uid } => {
            Command::Copy { set: Messages::Set(sequence_set), to: folder_name(&mailbox)?, by: by(uid) }
        }
        CommandBody::Move { sequence_set, mailbox, uid } => {
            Command::Move { set: Messages::Set(sequence_set), to: folder_name(&mailbox)?, by: by(uid) }
        }
        // A whole APPEND never comes here: its message is not held.
        CommandBody::Append { .. } => return Err(not_understood(b"APPEND")),
        // Extensions that imap-codec reads and CAPABILITY does not announce.
        other => return Err(not_understood(other.name().as_bytes())),
    })
}

fn by(uid: bool) -> By {
    if uid { By::Uid } else { By::Number }
}

fn folder_name(mailbox: &Mailbox<'_>) -> Result<FolderName, Answer> {
    match mailbox {
        Mailbox::Inbox => Ok(FolderName("INBOX".to_owned())),
        Mailbox::Other(other) => utf7::decode(other.as_ref()).map(FolderName).ok_or_else(|| {
            Answer::no(Code::Word("CANNOT"), "The folder name is not modified UTF-7 (RFC 3501 section 5.1.3)")
        }),
    }
}

/// System flags of no meaning here are passed over: PERMANENTFLAGS does not have them (RFC 3501 §7.1).
fn flag_names(flags: &[Flag<'_>]) -> FlagNames {
    let mut names = FlagNames::default();
    for flag in flags {
        names.system = names.system.with(match flag {
            Flag::Answered => Flags::ANSWERED,
            Flag::Deleted => Flags::DELETED,
            Flag::Draft => Flags::DRAFT,
            Flag::Flagged => Flags::FLAGGED,
            Flag::Seen => Flags::SEEN,
            Flag::Extension(_) => Flags::NONE,
            Flag::Keyword(name) => {
                names.keywords.push(name.as_ref().to_owned());
                Flags::NONE
            }
        });
    }
    names
}

fn flag_change(kind: &StoreType, flags: FlagNames) -> FlagChange<FlagNames> {
    match kind {
        StoreType::Replace => FlagChange::Replace(flags),
        StoreType::Add => FlagChange::Add(flags),
        StoreType::Remove => FlagChange::Remove(flags),
    }
}

fn offered(mechanism: &AuthMechanism<'_>) -> Option<Mechanism> {
    let name = mechanism.to_string();
    Mechanism::ALL.into_iter().find(|offered| offered.name().eq_ignore_ascii_case(&name))
}

fn as_secret(bytes: &[u8]) -> Result<SecretString, Answer> {
    match String::from_utf8_lossy(bytes) {
        Cow::Borrowed(text) => Ok(text.into()),
        Cow::Owned(_) => Err(Answer::bad("A password is UTF-8")),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;

    fn answer(text: &str) -> String {
        let Malformed { tag, answer } = parse(text.as_bytes()).unwrap_err();
        String::from_utf8(answer.tagged(tag.as_str())).unwrap()
    }

    #[test]
    fn what_is_not_a_command_is_answered_under_its_tag() {
        assert_eq!(
            answer("a7 FROBNICATE"),
            "a7 BAD FROBNICATE: no such command here; CAPABILITY says what there is\r\n"
        );
        assert_eq!(answer("a7 FETCH 1"), "a7 BAD FETCH: a space was expected\r\n");
        assert_eq!(answer("a7"), "a7 BAD A command is a tag, a space and a word\r\n");
        assert_eq!(answer(""), "* BAD A command is a tag, a space and a word\r\n");
        assert_eq!(answer("a+7 NOOP"), "* BAD NOOP: its arguments were not understood\r\n");
        assert_eq!(
            answer("GET / HTTP/1.1"),
            "GET BAD /: no such command here; CAPABILITY says what there is\r\n"
        );
    }

    #[test]
    fn what_is_not_announced_is_not_understood() {
        for text in ["a FROBNICATE"] {
            assert!(answer(text).starts_with("a BAD "), "{text}");
        }
    }

    #[test]
    fn a_password_may_be_a_literal_and_may_be_utf_8() {
        for text in
            ["a LOGIN alice {7}\r\nsécret", "a LOGIN alice {7+}\r\nsécret", "a LOGIN alice \"sécret\""]
        {
            let (_, Command::LogIn { login, password }) = parse(text.as_bytes()).unwrap() else {
                panic!("{text}");
            };
            assert_eq!((login.as_str(), password.expose_secret()), ("alice", "sécret"));
        }
    }

    #[test]
    fn append_is_known_by_what_stands_before_its_message() {
        let (tag, append) =
            append_head(b"a APPEND \"Sent\" (\\Seen $Junk) \"05-Nov-2026 09:08:07 +0100\" ").unwrap();
        assert_eq!(tag.as_str(), "a");
        assert_eq!(append.to, FolderName("Sent".into()));
        assert_eq!(append.flags, FlagNames { system: Flags::SEEN, keywords: vec!["$Junk".into()] });
        assert_eq!(append.received_at, Some("2026-11-05T08:08:07Z".parse().unwrap()));
        assert!(append_head(b"a APPEND {4}\r\nSent ").is_some());

        assert_eq!(append_head(b"a APPEND "), None, "the literal is the folder's name");
        assert_eq!(append_head(b"a LOGIN alice "), None);
        assert_eq!(append_head(b"a APPEND Sent ~"), None, "BINARY is not announced");
    }

    #[test]
    fn inbox_is_inbox_in_any_case() {
        let (_, Command::Select { name, .. }) = parse(b"a SELECT iNbOx").unwrap() else { panic!() };
        assert_eq!(name.0, "INBOX");
    }

    proptest! {
        #[test]
        fn no_bytes_upset_the_reader(text in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse(&text);
            let _ = append_head(&text);
        }

        #[test]
        fn no_arguments_upset_the_reader(
            verb in proptest::sample::select(KNOWN),
            arguments in "[ -~\\r\\n]{0,80}",
        ) {
            let _ = parse(format!("a {verb} {arguments}").as_bytes());
            let _ = append_head(format!("a {verb} {arguments}").as_bytes());
        }
    }
}
