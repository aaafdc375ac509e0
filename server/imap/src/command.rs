//! The commands of RFC 3501 and of the extensions that are announced, one file each.
//!
//! Whatever parses them ([`crate::syntax`]), this is what they mean here. Messages are still as the client named them;
//! the open folder's view knows which they are.

use imap_types::core::Charset;
use imap_types::fetch::MessageDataItemName;
use imap_types::search::SearchKey;
use imap_types::sequence::SequenceSet;
use jiff::Timestamp;
use secrecy::SecretString;
use server_domain::mailbox::{FlagChange, Flags};

use crate::sasl::Mechanism;
use crate::session::Access;
use crate::view::By;

/// A command that was understood.
#[derive(Debug)]
pub(crate) enum Command {
    /// RFC 3501 §6.1.1.
    Capability,
    /// RFC 3501 §6.1.2.
    Noop,
    /// RFC 3501 §6.1.3.
    Logout,
    /// RFC 2971; what the client says of itself is not kept.
    Id,
    /// RFC 3501 §6.2.1.
    StartTls,
    /// RFC 3501 §6.2.2, with the initial response of RFC 4959.
    Authenticate {
        /// `None` for one that is not offered.
        mechanism: Option<Mechanism>,
        /// Decoded; it holds a secret.
        initial: Option<SecretString>,
    },
    /// RFC 3501 §6.2.3.
    LogIn {
        /// As typed.
        login: String,
        /// The secret.
        password: SecretString,
    },
    /// RFC 3501 §6.3.1 and §6.3.2 (EXAMINE).
    Select {
        /// Folder.
        name: FolderName,
        /// Which of the two it was.
        access: Access,
    },
    /// RFC 3501 §6.3.3.
    Create(FolderName),
    /// RFC 3501 §6.3.4.
    Delete(FolderName),
    /// RFC 3501 §6.3.5.
    Rename {
        /// From.
        from: FolderName,
        /// To.
        to: FolderName,
    },
    /// RFC 3501 §6.3.6.
    Subscribe(FolderName),
    /// RFC 3501 §6.3.7.
    Unsubscribe(FolderName),
    /// RFC 3501 §6.3.8.
    List(Pattern),
    /// RFC 3501 §6.3.9.
    Lsub(Pattern),
    /// RFC 2342.
    Namespace,
    /// RFC 3501 §6.3.10.
    Status {
        /// Folder.
        name: FolderName,
        /// What is asked.
        items: Vec<StatusItem>,
    },
    /// RFC 3501 §6.3.11, without its message, which is still in the connection.
    Append(Append),
    /// RFC 5161. Nothing can be enabled yet, so what was asked for is not kept.
    Enable,
    /// RFC 2177.
    Idle,
    /// RFC 3501 §6.4.1.
    Check,
    /// RFC 3501 §6.4.2.
    Close,
    /// RFC 3691.
    Unselect,
    /// RFC 3501 §6.4.3, or `UID EXPUNGE` (RFC 4315) of these.
    Expunge {
        /// Only these.
        uids: Option<SequenceSet>,
    },
    /// RFC 3501 §6.4.4.
    Search {
        /// In which the strings are.
        charset: Option<Charset<'static>>,
        /// All must be true.
        keys: SearchKey<'static>,
        /// Whether to answer with numbers or UIDs.
        by: By,
    },
    /// RFC 3501 §6.4.5.
    Fetch {
        /// Messages.
        set: SequenceSet,
        /// With macros expanded.
        items: Vec<MessageDataItemName<'static>>,
        /// How messages were named.
        by: By,
    },
    /// RFC 3501 §6.4.6.
    Store {
        /// Messages.
        set: SequenceSet,
        /// What to do to their flags.
        change: FlagChange,
        /// Whether to say what became of them.
        outcome: Outcome,
        /// How messages were named.
        by: By,
    },
    /// RFC 3501 §6.4.7.
    Copy {
        /// Messages.
        set: SequenceSet,
        /// Into this folder.
        to: FolderName,
        /// How messages were named.
        by: By,
    },
    /// RFC 6851.
    Move {
        /// Messages.
        set: SequenceSet,
        /// Into this folder.
        to: FolderName,
        /// How messages were named.
        by: By,
    },
}

/// A folder's name, UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FolderName(pub String);

/// What LIST and LSUB are asked for; bytes as they came, still in modified UTF-7.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// Where the pattern starts.
    pub reference: Vec<u8>,
    /// With `*` and `%`.
    pub pattern: Vec<u8>,
}

/// What STATUS may be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatusItem {
    /// Number of messages.
    Messages,
    /// Always 0, see [`select`](crate::command).
    Recent,
    /// The UID that the next message gets.
    UidNext,
    /// UIDVALIDITY.
    UidValidity,
    /// Number of messages without `\Seen`.
    Unseen,
}

/// APPEND up to its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Append {
    /// Into this folder.
    pub to: FolderName,
    /// With these flags.
    pub flags: Flags,
    /// As if received then; now, if nothing is said.
    pub received_at: Option<Timestamp>,
}

/// Whether STORE tells what became of the flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// `FLAGS`.
    Told,
    /// `FLAGS.SILENT`: only where somebody else had a hand in it.
    Silent,
}
