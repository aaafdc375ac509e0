//! Facts to bytes: status lines, response codes (RFC 3501 §7.1, RFC 5530), and an answer to every refusal.
//!
//! Nothing is sent unasked that an IMAP4rev1 client of 2003 could not parse. Text is printable ASCII on one line,
//! whatever came from the client or the database.

use std::borrow::Cow;
use std::fmt::{self, Display, Write};
use std::ops::RangeInclusive;

use jiff::Timestamp;
use server_core::Appended;
use server_domain::FolderId;
use server_domain::keywords::Keywords;
use server_domain::mailbox::Flags;
use server_domain::quota::Resource;
use server_domain::refusal::Refusal;

use crate::session::{Denied, Enabled};
use crate::utf7;
use crate::view::{By, Named, Update};

/// The end of a command, or a word from the server in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    status: Status,
    code: Option<Code>,
    text: Cow<'static, str>,
}

/// The first word of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Done.
    Ok,
    /// Not done, for a reason of ours.
    No,
    /// Not done, because it is not IMAP, or not here.
    Bad,
    /// The connection ends.
    Bye,
}

/// A word for programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Code {
    /// One without arguments.
    Word(&'static str),
    /// `CAPABILITY`.
    Capability(String),
    /// `BADCHARSET`, with those we know.
    BadCharset,
    /// `APPENDUID` (RFC 4315).
    AppendUid(Appended),
    /// `METADATA LONGENTRIES` (RFC 5464 §4.2.1): the longest value that was left out.
    MetadataLongEntries(usize),
    /// `METADATA MAXSIZE` (RFC 5464 §4.3).
    MetadataMaxSize(usize),
    /// `MAILBOXID` (RFC 8474).
    MailboxId(FolderId),
    /// `HIGHESTMODSEQ` (RFC 7162).
    HighestModseq(u64),
    /// `MODIFIED` (RFC 7162): the messages that were left alone, as the command named messages.
    Modified(Vec<u32>),
    /// `COPYUID` (RFC 4315): the n-th of the one list became the n-th of the other.
    CopyUid {
        /// UIDVALIDITY of the target.
        uid_validity: u32,
        /// Old and new UIDs, in pairs.
        pairs: Vec<(u32, u32)>,
    },
}

/// What dialers compare (OMTP Visual Voicemail 1.3); said of unknown users as well, so that nobody learns which there are.
const INVALID_PASSWORD: &str = "invalid password";
const LIMIT: Code = Code::Word("LIMIT");
const CANNOT: Code = Code::Word("CANNOT");
const UNAVAILABLE: Code = Code::Word("UNAVAILABLE");

impl Answer {
    /// `OK`.
    pub(crate) fn ok(text: impl Into<Cow<'static, str>>) -> Self {
        Self { status: Status::Ok, code: None, text: text.into() }
    }

    /// `NO`.
    pub(crate) fn no(code: Code, text: impl Into<Cow<'static, str>>) -> Self {
        Self { status: Status::No, code: Some(code), text: text.into() }
    }

    /// `NO` without a code, in words that dialers compare (OMTP Visual Voicemail 1.3).
    pub(crate) fn plain_no(text: &'static str) -> Self {
        Self { status: Status::No, code: None, text: text.into() }
    }

    /// `NO` because nobody can do this here.
    pub(crate) fn cannot(text: impl Into<Cow<'static, str>>) -> Self {
        Self::no(CANNOT, text)
    }

    /// `BAD`.
    pub(crate) fn bad(text: impl Into<Cow<'static, str>>) -> Self {
        Self { status: Status::Bad, code: None, text: text.into() }
    }

    /// `BYE`. No code: clients of old do not look for one here.
    pub(crate) fn bye(text: impl Into<Cow<'static, str>>) -> Self {
        Self { status: Status::Bye, code: None, text: text.into() }
    }

    /// `NO` because more was asked than is allowed.
    pub(crate) fn limit(text: impl Into<Cow<'static, str>>) -> Self {
        Self::no(LIMIT, text)
    }

    /// Storage has failed; the cause is in the server's log.
    pub(crate) fn unavailable() -> Self {
        Self::no(UNAVAILABLE, "The mailbox cannot be reached at the moment; try again later")
    }

    /// The same, for some of the messages of a command; the others were answered.
    pub(crate) fn unavailable_in_part(messages: usize) -> Self {
        Self::no(
            UNAVAILABLE,
            format!("{messages} of the messages cannot be read at the moment; try again later"),
        )
    }

    /// The same answer with another code.
    pub(crate) fn with_code(mut self, code: Code) -> Self {
        self.code = Some(code);
        self
    }

    /// Whether the command was not even understood.
    pub(crate) fn is_bad(&self) -> bool {
        self.status == Status::Bad
    }

    /// The line that ends the command of this tag.
    pub(crate) fn tagged(&self, tag: &str) -> Vec<u8> {
        format!("{tag} {self}\r\n").into_bytes()
    }

    /// The line that belongs to no command.
    pub(crate) fn untagged(&self) -> Vec<u8> {
        self.tagged("*")
    }
}

impl Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.status {
            Status::Ok => "OK ",
            Status::No => "NO ",
            Status::Bad => "BAD ",
            Status::Bye => "BYE ",
        })?;
        if let Some(code) = &self.code {
            write!(f, "[{code}] ")?;
        }
        self.text.chars().try_for_each(|character| {
            f.write_char(if (' '..='~').contains(&character) { character } else { '?' })
        })
    }
}

impl Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Capability(list) => write!(f, "CAPABILITY {list}"),
            Self::BadCharset => f.write_str("BADCHARSET (US-ASCII UTF-8)"),
            Self::MetadataLongEntries(bytes) => write!(f, "METADATA LONGENTRIES {bytes}"),
            Self::MetadataMaxSize(limit) => write!(f, "METADATA MAXSIZE {limit}"),
            Self::MailboxId(folder) => write!(f, "MAILBOXID ({})", MailboxId(*folder)),
            Self::AppendUid(Appended { uid_validity, uids }) => {
                write!(f, "APPENDUID {uid_validity} {}", NumberSet(uids))
            }
            Self::HighestModseq(highest) => write!(f, "HIGHESTMODSEQ {highest}"),
            Self::Modified(messages) => write!(f, "MODIFIED {}", NumberSet(messages)),
            Self::CopyUid { uid_validity, pairs } => {
                let (from, to): (Vec<u32>, Vec<u32>) = pairs.iter().copied().unzip();
                write!(f, "COPYUID {uid_validity} {} {}", NumberSet(&from), NumberSet(&to))
            }
        }
    }
}

/// A folder's identifier, which it keeps when it is renamed (RFC 8474 §4.1).
pub(crate) struct MailboxId(pub FolderId);

impl Display for MailboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "F{}", self.0.0)
    }
}

/// Numbers or UIDs in their order, with runs shortened: `3,5:8`.
pub(crate) struct NumberSet<'a>(pub &'a [u32]);

impl Display for NumberSet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = self.0.chunk_by(|before, after| before.checked_add(1) == Some(*after));
        for (at, run) in runs.enumerate() {
            if at > 0 {
                f.write_char(',')?;
            }
            match run {
                [first, .., last] => write!(f, "{first}:{last}")?,
                [only] => write!(f, "{only}")?,
                [] => {}
            }
        }
        Ok(())
    }
}

/// UIDs or numbers in runs: `3,5:8`.
pub(crate) struct Ranges<'a>(pub &'a [RangeInclusive<u32>]);

impl Display for Ranges<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, run) in self.0.iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            match run.start() == run.end() {
                true => write!(f, "{comma}{}", run.start())?,
                false => write!(f, "{comma}{}:{}", run.start(), run.end())?,
            }
        }
        Ok(())
    }
}

/// Flags in brackets: `(\Seen \Deleted $Junk)`. Keywords without a name here are left out.
pub(crate) struct FlagList<'a> {
    /// Which ones.
    pub flags: Flags,
    /// The names of the keywords among them.
    pub keywords: &'a Keywords,
}

impl Display for FlagList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('(')?;
        let mut between = "";
        let named = Flags::NAMED
            .iter()
            .copied()
            .chain(self.keywords.iter().map(|(flag, keyword)| (flag, keyword.as_str())));
        for (_, name) in named.filter(|(flag, _)| self.flags.contains(*flag)) {
            write!(f, "{between}{name}")?;
            between = " ";
        }
        f.write_char(')')
    }
}

/// INTERNALDATE, in quotes and UTC (RFC 3501 §9, `date-time`).
pub(crate) fn internal_date(at: Timestamp) -> String {
    at.strftime("\"%e-%b-%Y %H:%M:%S +0000\"").to_string()
}

/// A string as a quoted one, or as a literal where it cannot be quoted (RFC 3501 §4.3).
pub(crate) fn string(text: &str) -> String {
    let plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if plain && text.len() < 1000 { quoted(text) } else { format!("{{{}}}\r\n{text}", text.len()) }
}

/// A folder's name as this client reads it: modified UTF-7, or UTF-8 once it has said so (RFC 6855 §3).
pub(crate) fn folder_name(name: &str, enabled: Enabled) -> String {
    if !enabled.utf8 && !enabled.rev2 {
        return string(&utf7::encode(name));
    }
    quoted(name)
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// `* OK [HIGHESTMODSEQ n]` (RFC 7162 §3.1.2.1).
pub(crate) fn highest_modseq(highest: u64) -> String {
    format!("* OK [HIGHESTMODSEQ {highest}] Last change\r\n")
}

/// Changes of the open folder as untagged responses; those that are gone in one VANISHED once QRESYNC is on.
pub(crate) fn updates(updates: &[Update], enabled: Enabled, keywords: &Keywords) -> Vec<u8> {
    let mut said = String::new();
    if enabled.qresync {
        let gone = |update: &Update| match update {
            Update::Expunge(named) => Some(named.uid),
            Update::Exists(_) | Update::Flags { .. } => None,
        };
        let mut uids: Vec<u32> = updates.iter().filter_map(gone).collect();
        uids.sort_unstable();
        if !uids.is_empty() {
            let _ = write!(said, "* VANISHED {}\r\n", NumberSet(&uids));
        }
    }
    for update in updates {
        let _ = match update {
            Update::Expunge(_) if enabled.qresync => Ok(()),
            Update::Expunge(named) => write!(said, "* {} EXPUNGE\r\n", named.number),
            Update::Exists(count) => write!(said, "* {count} EXISTS\r\n"),
            // With the UID, which costs little and lets a client that thinks in UIDs follow without its numbers.
            Update::Flags { named, flags, modseq } => {
                let (named, flags, modseq) = (*named, Some(*flags), *modseq);
                write!(said, "{}", FlagsOf { named, flags, modseq, by: By::Uid, enabled, keywords })
            }
        };
    }
    said.into_bytes()
}

/// `* n FETCH (FLAGS (…))` and its line end, with what else this client must be told along with flags: the UID if the
/// command was one by UID, and MODSEQ once CONDSTORE is on (RFC 7162 §3.1).
pub(crate) struct FlagsOf<'a> {
    /// Which message.
    pub named: Named,
    /// Its flags; none where only its MODSEQ is to be told.
    pub flags: Option<Flags>,
    /// Its MODSEQ.
    pub modseq: u64,
    /// How the client names messages.
    pub by: By,
    /// What it has turned on.
    pub enabled: Enabled,
    /// What it calls keywords.
    pub keywords: &'a Keywords,
}

impl Display for FlagsOf<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { named: Named { number, uid }, flags, modseq, by, enabled, keywords } = *self;
        let mut gap = "";
        write!(f, "* {number} FETCH (")?;
        if enabled.named(by) == By::Uid {
            write!(f, "UID {uid}")?;
            gap = " ";
        }
        if let Some(flags) = flags {
            write!(f, "{gap}FLAGS {}", FlagList { flags, keywords })?;
            gap = " ";
        }
        if enabled.condstore {
            write!(f, "{gap}MODSEQ ({modseq})")?;
        }
        f.write_str(")\r\n")
    }
}

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
pub(crate) fn too_large(limit: u64) -> String {
    format!("A message has at most {limit} bytes")
}

#[cfg(test)]
mod tests {
    use server_domain::keywords::Keyword;

    use super::*;

    #[test]
    fn an_answer_is_one_line_of_ascii_whatever_is_in_it() {
        let answer = refusal(&Refusal::NoSuchFolder { name: "ä\r\n* BYE".into() });
        assert_eq!(
            String::from_utf8(answer.tagged("a1")).unwrap(),
            "a1 NO [NONEXISTENT] There is no folder ???* BYE; LIST shows those there are\r\n"
        );
    }

    #[test]
    fn copied_uids_keep_their_order_and_are_shortened() {
        let code = Code::CopyUid { uid_validity: 7, pairs: vec![(3, 10), (5, 11), (6, 12), (7, 20)] };
        assert_eq!(code.to_string(), "COPYUID 7 3,5:7 10:12,20");
    }

    #[test]
    fn dates_have_two_places_for_the_day() {
        let at: Timestamp = "2026-11-05T09:08:07Z".parse().unwrap();
        assert_eq!(internal_date(at), "\" 5-Nov-2026 09:08:07 +0000\"");
    }

    #[test]
    fn strings_that_cannot_be_quoted_are_literals() {
        assert_eq!(string("a \"b\" \\"), r#""a \"b\" \\""#);
        assert_eq!(string("ä"), "{2}\r\nä");
    }

    #[test]
    fn flags_are_listed_in_one_order() {
        let keywords = Keywords::new(Keyword::new("$Junk"));
        let list = |flags| FlagList { flags, keywords: &keywords }.to_string();
        assert_eq!(list(Flags::SEEN.with(Flags::ANSWERED)), "(\\Answered \\Seen)");
        assert_eq!(list(keywords.flags().with(Flags::SEEN)), "(\\Seen $Junk)");
        assert_eq!(list(Flags::NONE), "()");
    }
}
