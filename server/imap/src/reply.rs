//! Facts to bytes: status lines, response codes (RFC 3501 §7.1, RFC 5530), and an answer to every refusal.
//!
//! Nothing is sent unasked that an IMAP4rev1 client of 2003 could not parse. Text is printable ASCII on one line,
//! whatever came from the client or the database.

mod changes;
mod refusals;
mod values;

use std::borrow::Cow;
use std::fmt::{self, Display, Write};

use server_core::Appended;
use server_domain::FolderId;

pub(crate) use self::changes::{FlagsOf, highest_modseq, updates};
pub(crate) use self::refusals::{denied, refusal, try_create};
pub(crate) use self::values::{
    FlagList, MailboxId, NumberSet, Ranges, entry, folder_name, internal_date, string,
};

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

    /// The same answer with this code, if it is a success that has none.
    pub(crate) fn with_code_if_none(mut self, code: Code) -> Self {
        if self.status == Status::Ok {
            self.code = self.code.or(Some(code));
        }
        self
    }

    /// Whether what was shown to sign in with is refused, and not the person, the number of sessions or the moment.
    pub(crate) fn refuses_credentials(&self) -> bool {
        matches!(self.code, Some(Code::Word("AUTHENTICATIONFAILED" | "EXPIRED")))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copied_uids_keep_their_order_and_are_shortened() {
        let code = Code::CopyUid { uid_validity: 7, pairs: vec![(3, 10), (5, 11), (6, 12), (7, 20)] };
        assert_eq!(code.to_string(), "COPYUID 7 3,5:7 10:12,20");
    }
}
