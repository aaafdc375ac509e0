//! Bytes to commands. imap-codec reads what it knows; what it does not know, each command's own file reads with [`words`].
//!
//! The bytes are one whole command: its lines with the literals between them, without the last line end. Nothing here
//! trusts a length that was announced, and no bytes make it panic.

pub(crate) mod words;

pub(crate) mod flags;

use std::borrow::Cow;

use imap_codec::CommandCodec;
use imap_codec::decode::Decoder;
use imap_types::auth::AuthMechanism;
use imap_types::command::CommandBody;
use secrecy::SecretString;
use server_sasl::Mechanism;

use crate::command::{self, Command, Upload};
use crate::reply::Answer;
use crate::session::{Access, Enabled};
use crate::syntax::words::{Expected, Words};
use crate::view::By;

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
pub(crate) fn parse(text: &[u8], enabled: Enabled) -> Result<(Tag, Command), Malformed> {
    let tag = Tag::of(text);
    match understood(text, enabled) {
        Ok(command) if tag != Tag::none() => Ok((tag, command)),
        Ok(_) => Err(Malformed { tag, answer: Answer::bad("A command starts with a tag") }),
        Err(answer) => Err(Malformed { tag, answer }),
    }
}

/// Reads APPEND or REPLACE up to its first message, given the line without the announcement of the literal. Nothing if it
/// is another command, or if the literal is something else, such as the folder's name.
pub(crate) fn upload(text: &[u8], enabled: Enabled) -> Result<Option<Upload>, Malformed> {
    let Some((by, verb, arguments)) = heading(text) else { return Ok(None) };
    Upload::parse(verb, &mut Words::new(arguments).spoken_in(enabled), by)
        .map_err(|expected| Malformed { tag: Tag::of(text), answer: wanted(text, expected) })
}

/// The word after the tag.
fn verb(text: &[u8]) -> &[u8] {
    text.split(|byte| matches!(byte, b' ' | b'\r' | b'\n')).nth(1).unwrap_or_default()
}

fn understood(text: &[u8], enabled: Enabled) -> Result<Command, Answer> {
    if enabled.rev2 && REMOVED.iter().any(|removed| verb(text).eq_ignore_ascii_case(removed.as_bytes())) {
        return Err(no_such_command(&String::from_utf8_lossy(verb(text)).to_ascii_uppercase()));
    }
    if let Some(command) = ours(text, enabled) {
        return command.map_err(|expected| wanted(text, expected));
    }
    let whole = [text, b"\r\n"].concat();
    match CommandCodec::default().decode_static(&whole) {
        Ok(([], command)) => meaning(command.body),
        Ok(_) | Err(_) => Err(not_understood(verb(text))),
    }
}

fn wanted(text: &[u8], Expected(what): Expected) -> Answer {
    let verb = String::from_utf8_lossy(verb(text)).to_ascii_uppercase();
    Answer::bad(format!("{verb}: {what} was expected"))
}

/// Commands that imap-codec does not read, or not whole; `None` leaves a command to it.
fn ours(text: &[u8], enabled: Enabled) -> Option<Result<Command, Expected>> {
    let (by, verb, arguments) = heading(text)?;
    let words = &mut Words::new(arguments).spoken_in(enabled);
    let command = match (verb.to_ascii_uppercase().as_str(), by) {
        ("COPY", by) => command::copy::parse(words, by),
        ("MOVE", by) => command::copy::parse_move(words, by),
        ("EXPUNGE", by) => command::expunge::parse(words, by),
        ("DELETE", By::Number) => command::delete::parse(words),
        ("RENAME", By::Number) => command::rename::parse(words),
        ("SUBSCRIBE", By::Number) => command::subscribe::parse(words),
        ("UNSUBSCRIBE", By::Number) => command::subscribe::parse_end(words),
        ("COMPRESS", By::Number) => command::compress::parse(words),
        ("CREATE", By::Number) => command::create::parse(words),
        ("ENABLE", By::Number) => command::enable::parse(words),
        ("EXAMINE", By::Number) => command::select::parse(words, Access::ReadOnly),
        ("FETCH", by) => command::fetch::parse(words, by),
        ("NOTIFY", By::Number) => command::notify::parse(words),
        ("SEARCH", by) => command::search::parse(words, by),
        ("SELECT", By::Number) => command::select::parse(words, Access::ReadWrite),
        ("SORT", by) => command::sort::parse(words, by),
        ("STORE", by) => command::store::parse(words, by),
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
        unknown => no_such_command(unknown),
    }
}

fn no_such_command(verb: &str) -> Answer {
    Answer::bad(format!("{verb}: no such command here; CAPABILITY says what there is"))
}

/// Commands that RFC 9051 has no more (appendix E): NOOP does what CHECK did, and LIST (SUBSCRIBED) what LSUB did.
const REMOVED: &[&str] = &["CHECK", "LSUB"];

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
    "NOTIFY",
    "RENAME",
    "REPLACE",
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
        CommandBody::Namespace => Command::Namespace,
        CommandBody::Idle => Command::Idle,
        CommandBody::Check => Command::Check,
        CommandBody::Close => Command::Close,
        CommandBody::Unselect => Command::Unselect,
        // A whole APPEND never comes here: its message is not held.
        CommandBody::Append { .. } => return Err(Answer::bad("APPEND: a message as {size} was expected")),
        // Extensions that imap-codec reads and CAPABILITY does not announce.
        other => return Err(not_understood(other.name().as_bytes())),
    })
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
    use crate::command::FolderName;

    fn answer(text: &str) -> String {
        let Malformed { tag, answer } = parse(text.as_bytes(), Enabled::default()).unwrap_err();
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
        assert!(answer("a FROBNICATE").starts_with("a BAD "));
    }

    #[test]
    fn a_password_may_be_a_literal_and_may_be_utf_8() {
        for text in
            ["a LOGIN alice {7}\r\nsécret", "a LOGIN alice {7+}\r\nsécret", "a LOGIN alice \"sécret\""]
        {
            let (_, Command::LogIn { login, password }) = parse(text.as_bytes(), Enabled::default()).unwrap()
            else {
                panic!("{text}");
            };
            assert_eq!((login.as_str(), password.expose_secret()), ("alice", "sécret"));
        }
    }

    #[test]
    fn append_is_known_by_what_stands_before_its_message() {
        let read = |text: &str| upload(text.as_bytes(), Enabled::default());
        for text in
            ["a APPEND \"Sent\" (\\Seen $Junk) \"05-Nov-2026 09:08:07 +0100\" ", "a append {4}\r\nSent ~"]
        {
            let Ok(Some(Upload::Append(append))) = read(text) else { panic!("{text}") };
            assert_eq!(append.to, FolderName("Sent".into()));
        }
        for text in ["a UID REPLACE 7 Drafts ", "a REPLACE 7 Drafts UTF8 (~"] {
            assert!(matches!(read(text), Ok(Some(Upload::Replace(_)))), "{text}");
        }
        for text in ["a APPEND ", "a REPLACE 7 ", "a LOGIN alice ", "a UID APPEND Sent ", "APPEND"] {
            assert_eq!(read(text), Ok(None), "{text}: the literal is something else");
        }
        let refused = read("a APPEND Sent (\\Seen").unwrap_err();
        assert_eq!(
            String::from_utf8(refused.answer.tagged(refused.tag.as_str())).unwrap(),
            "a BAD APPEND: a closing parenthesis was expected\r\n"
        );
    }

    #[test]
    fn names_are_in_utf_8_once_that_is_enabled() {
        let name = |text: &str, utf8| {
            let enabled = Enabled { utf8, ..Enabled::default() };
            let Ok((_, Command::Select(wanted))) = parse(text.as_bytes(), enabled) else { return None };
            Some(wanted.name.0)
        };
        assert_eq!(name("a SELECT Entw&APw-rfe", false).as_deref(), Some("Entwürfe"));
        assert_eq!(name("a SELECT Entw&APw-rfe", true).as_deref(), Some("Entw&APw-rfe"));
        assert_eq!(name("a SELECT {9}\r\nEntwürfe", true).as_deref(), Some("Entwürfe"));
    }

    #[test]
    fn inbox_is_inbox_in_any_case() {
        let (_, Command::Select(wanted)) = parse(b"a SELECT iNbOx", Enabled::default()).unwrap() else {
            panic!()
        };
        assert_eq!(wanted.name.0, "INBOX");
    }

    proptest! {
        #[test]
        fn no_bytes_upset_the_reader(text in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = parse(&text, Enabled::default());
            let _ = upload(&text, Enabled::default());
        }

        #[test]
        fn no_arguments_upset_the_reader(
            verb in proptest::sample::select(KNOWN),
            arguments in "[ -~\\r\\n]{0,80}",
        ) {
            let _ = parse(format!("a {verb} {arguments}").as_bytes(), Enabled::default());
            let _ = upload(format!("a {verb} {arguments}").as_bytes(), Enabled::default());
        }
    }
}
