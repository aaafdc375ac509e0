//! What has happened to the open folder, as this client is told (RFC 3501 §7.3 and §7.4, RFC 7162).

use std::fmt::{self, Display, Write};

use server_domain::keywords::Keywords;
use server_domain::mailbox::Flags;

use super::{FlagList, NumberSet};
use crate::session::Enabled;
use crate::view::{By, Named, Update};

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
