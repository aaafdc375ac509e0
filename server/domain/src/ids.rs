//! Identifiers: numbers inside, opaque words outside.
//!
//! Each kind is written with a letter of its own (`u1001`, `m17`), so that an identifier handed to the wrong
//! endpoint is refused instead of naming something else.

use std::{fmt, str::FromStr};

/// An identifier that is not of the expected kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier of a {0}")]
pub struct NotAnId(&'static str);

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $letter:literal, $noun:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($letter, "{}"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let digits = text.strip_prefix($letter).ok_or(NotAnId($noun))?;
                let canonical = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
                match digits.parse() {
                    Ok(number) if canonical => Ok(Self(number)),
                    _ => Err(NotAnId($noun)),
                }
            }
        }
    };
}

id!(
    /// One company (ARCHITECTURE.md, "Sites").
    SiteId, "s", "site"
);
id!(
    /// A person with a username, an extension and a mailbox.
    AccountId, "u", "user"
);
id!(
    /// A phone or program that signed in (ADM-04).
    DeviceId, "d", "device"
);
id!(
    /// A folder of one mailbox.
    FolderId, "f", "folder"
);
id!(
    /// A message in a mailbox. It keeps its identifier when it moves between folders.
    MessageId, "m", "message"
);
id!(
    /// A conference. Not the number that callers dial, which is [`crate::conferences::Number`].
    ConferenceId, "c", "conference"
);

/// The bytes of a message, named for their file. Several messages may share one body.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BodyId(String);

impl BodyId {
    /// Accepts what is safe as a file name: 8 to 64 of `0-9 a-f -`.
    pub fn new(name: String) -> Option<Self> {
        let safe = name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f' | b'-'));
        ((8..=64).contains(&name.len()) && safe).then_some(Self(name))
    }

    /// The name, as it stands in rows and file names.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BodyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who learns of a change. Each audience has a sequence of its own, so that two accounts never wait for
/// each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Audience {
    /// The mailbox owner alone.
    Account(AccountId),
    /// Everybody of the site: presence, directory, conferences, logo.
    Site(SiteId),
}

impl fmt::Display for Audience {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(account) => account.fmt(f),
            Self::Site(site) => site.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_another_kind_is_refused() {
        assert_eq!("u1001".parse(), Ok(AccountId(1001)));
        for wrong in ["m1001", "1001", "u", "u-1", "u+1", "u01", "u99999999999999999999", ""] {
            assert!(wrong.parse::<AccountId>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_body_id_cannot_leave_its_folder() {
        for wrong in ["../../../etc", "", "ab", "0123456789ABCDEF", "01234567/9"] {
            assert_eq!(BodyId::new(wrong.to_owned()), None, "{wrong}");
        }
    }
}
