//! Mailboxes: folders, flags and UIDs, as IMAP has them (RFC 3501 section 2.3) and the app uses them.

use crate::{folders::SpecialUse, ids::FolderId, keywords::Keywords, refusal::Refusal};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The four folders that every mailbox has and nobody can delete (RFC 6154).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Where messages arrive.
    Inbox,
    /// Messages not yet sent.
    Drafts,
    /// Messages sent.
    Sent,
    /// Deleted messages rest here until purged.
    Trash,
}

impl Role {
    /// All four, in the order in which they are listed.
    pub const ALL: [Self; 4] = [Self::Inbox, Self::Drafts, Self::Sent, Self::Trash];

    /// The name that mail programs see.
    pub fn folder_name(self) -> &'static str {
        match self {
            Self::Inbox => "INBOX",
            Self::Drafts => "Drafts",
            Self::Sent => "Sent",
            Self::Trash => "Trash",
        }
    }

    /// The word on the wire and in rows.
    pub fn wire_id(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Drafts => "drafts",
            Self::Sent => "sent",
            Self::Trash => "trash",
        }
    }
}

impl FromStr for Role {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::ALL
            .into_iter()
            .find(|role| role.wire_id() == text)
            .ok_or_else(|| Refusal::NoSuchFolder { name: text.chars().take(80).collect() })
    }
}

/// A folder of one mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// Identifier.
    pub id: FolderId,
    /// One of the four, or none for a folder of the user's own.
    pub role: Option<Role>,
    /// The use that its owner gave it, which the four have by their role.
    pub special_use: Option<SpecialUse>,
    /// Name, UTF-8, `/` between levels.
    pub name: String,
    /// RFC 3501 section 2.3.1.1: changes only if UIDs could be mistaken.
    pub uid_validity: u32,
    /// The UID that the next message will get.
    pub uid_next: u32,
}

/// A set of flags: five bits for those of the system, the others for keywords ([`crate::keywords`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Flags(u64);

impl Flags {
    /// No flag.
    pub const NONE: Self = Self(0);
    /// `\Seen`: listened to (VM-01 "saved").
    pub const SEEN: Self = Self(1);
    /// `\Answered`.
    pub const ANSWERED: Self = Self(2);
    /// `\Flagged`.
    pub const FLAGGED: Self = Self(4);
    /// `\Deleted`: will be gone at EXPUNGE.
    pub const DELETED: Self = Self(8);
    /// `\Draft`.
    pub const DRAFT: Self = Self(16);
    /// The five above.
    pub const SYSTEM: Self = Self(31);

    /// The system flags with their IMAP names, in the order in which they are written.
    pub const NAMED: [(Self, &'static str); 5] = [
        (Self::ANSWERED, "\\Answered"),
        (Self::FLAGGED, "\\Flagged"),
        (Self::DELETED, "\\Deleted"),
        (Self::SEEN, "\\Seen"),
        (Self::DRAFT, "\\Draft"),
    ];

    /// The keyword of this number, from 0; none past the last.
    pub fn keyword(number: usize) -> Option<Self> {
        (number < Keywords::MOST).then(|| Self(1 << (number + Self::NAMED.len())))
    }

    /// From the number kept in a row; the sign, which has no meaning, is dropped.
    pub fn from_bits(bits: i64) -> Self {
        Self((bits & i64::MAX).cast_unsigned())
    }

    /// The number kept in a row.
    pub fn bits(self) -> i64 {
        self.0.cast_signed()
    }

    /// Whether all of `other` are set.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Both sets together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// This set less the other.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

/// A change of flags (RFC 3501 section 6.4.6); of a set, or of flags as a client names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlagChange<F = Flags> {
    /// `FLAGS`: these and no others.
    Replace(F),
    /// `+FLAGS`.
    Add(F),
    /// `-FLAGS`.
    Remove(F),
}

impl FlagChange {
    /// The flags after the change.
    pub fn apply(self, before: Flags) -> Flags {
        match self {
            Self::Replace(flags) => flags,
            Self::Add(flags) => before.with(flags),
            Self::Remove(flags) => before.without(flags),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_change_as_store_says() {
        let before = Flags::SEEN.with(Flags::FLAGGED);
        assert_eq!(FlagChange::Add(Flags::DELETED).apply(before).bits(), 13);
        assert_eq!(FlagChange::Remove(Flags::SEEN).apply(before), Flags::FLAGGED);
        assert_eq!(FlagChange::Replace(Flags::DRAFT).apply(before), Flags::DRAFT);
        assert_eq!(Flags::from_bits(-1).bits(), i64::MAX);
    }
}
