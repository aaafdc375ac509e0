//! The one trait of the SDK, because it has two real implementations: `live` (REST, WebSocket, IMAP, SMTP) and
//! `demo` (a scripted office in memory, no socket).
//!
//! Cache, sync, outbox and session machine are above it and cannot tell which one they have.

pub(crate) mod demo;
pub(crate) mod live;

use crate::{
    cache::CacheError,
    state::{Lamps, Leg},
};
use futures_util::{future::BoxFuture, stream::BoxStream};
use jiff::Timestamp;
use mobilelink_wire::{CurrentPresence, Event, Folder, PartKind, SetPresence, SyncPage, User};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use tokio::sync::watch;

/// What a Mobile Link server does for one user.
///
/// Every method can be called again after an error. Nothing but `sign_in` and `reopen` works before one of them
/// succeeded. Implementations keep what they need to reconnect by themselves; they report each leg's lamp.
pub(crate) trait Backend: Send + Sync + 'static {
    /// Proves who the user is. The password is held in memory only while a leg may need it.
    fn sign_in(&self, credentials: Credentials) -> BoxFuture<'_, Result<User, BackendError>>;

    /// Opens the session of an earlier `sign_in`, of this run or, with what was kept, of another.
    fn reopen(&self) -> BoxFuture<'_, Result<User, BackendError>>;

    /// Ends the session here and, if it can be reached, on the server.
    fn sign_out(&self) -> BoxFuture<'_, ()>;

    /// Ends the session here only: the server has ended it, or never began it.
    fn forget(&self) -> BoxFuture<'_, ()>;

    /// One page of the change log after the cursor; without a cursor, everything there is.
    fn changes_since(&self, cursor: Option<String>) -> BoxFuture<'_, Result<SyncPage, BackendError>>;

    /// News after the cursor, as they happen; without one, from now on. The stream ends with its first error.
    fn hints(&self, cursor: Option<String>) -> BoxStream<'_, Result<Hint, BackendError>>;

    /// What is in these folders, with the details of messages that are not in `known`; of many, the newest ones only.
    fn mailbox(&self, known: Vec<KnownFolder>) -> BoxFuture<'_, Result<Vec<FolderListing>, BackendError>>;

    /// The details of at most [`BATCH`] messages that a listing left out.
    fn details(
        &self,
        folder: Folder,
        uid_validity: u32,
        uids: Vec<u32>,
    ) -> BoxFuture<'_, Result<Vec<Arrived>, BackendError>>;

    /// Sets the own presence.
    fn set_presence(&self, presence: SetPresence) -> BoxFuture<'_, Result<CurrentPresence, BackendError>>;

    /// Does something to a message. `Gone` when it is not where it was, `Refused` or `NotPermitted` when asking again
    /// is of no use.
    fn change(&self, place: Place, change: MessageChange) -> BoxFuture<'_, Result<(), BackendError>>;

    /// The decoded bytes of one audio part.
    fn audio(&self, place: Place, part: StoredPart) -> BoxFuture<'_, Result<Vec<u8>, BackendError>>;

    /// The logo, unless it still is the one of this revision.
    fn logo(&self, known: Option<String>) -> BoxFuture<'_, Result<Option<LogoImage>, BackendError>>;

    /// Tries the leg that sends (SMTP), without sending.
    fn check_submission(&self) -> BoxFuture<'_, Result<(), BackendError>>;

    /// How each leg is doing.
    fn lamps(&self) -> watch::Receiver<Lamps>;
}

/// A name and a password, for `sign_in`.
pub(crate) struct Credentials {
    pub(crate) username: String,
    pub(crate) password: SecretString,
}

/// Something happened on the server.
#[derive(Debug, Clone)]
pub(crate) enum Hint {
    /// A change, complete.
    Changed(Box<Event>),
    /// Something in the mailbox is different, and that is all that is known.
    Mailbox,
    /// The server no longer knows the cursor: read everything again.
    CursorExpired,
}

/// A folder as the cache has it.
#[derive(Debug, Clone)]
pub(crate) struct KnownFolder {
    pub(crate) folder: Folder,
    /// None when it was never read.
    pub(crate) uid_validity: Option<u32>,
    pub(crate) uids: BTreeSet<u32>,
    pub(crate) reading: Reading,
}

/// How much of a folder is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// Everything in it.
    Whole,
    /// What came after the newest known message; a backend may still answer with the whole.
    Arrivals,
}

/// A folder as the server has it.
#[derive(Debug, Clone)]
pub(crate) struct FolderListing {
    pub(crate) folder: Folder,
    /// When it differs from the known one, all known UIDs mean nothing (RFC 3501 §2.3.1.1).
    pub(crate) uid_validity: u32,
    /// `Arrivals` when `present` names new messages only and says nothing about the others.
    pub(crate) reading: Reading,
    /// Every message there is.
    pub(crate) present: Vec<Present>,
    /// Details of those that were not known.
    pub(crate) arrived: Vec<Arrived>,
    /// Those that were not known either and whose details are to be asked for, newest first.
    pub(crate) left: Vec<u32>,
}

/// How many messages are described in one answer, and written in one go: the first of them show while the others come,
/// and what is in memory at once stays small.
pub(crate) const BATCH: usize = 250;

/// A message that is in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Present {
    pub(crate) uid: u32,
    pub(crate) seen: bool,
}

/// A message that was not known.
#[derive(Debug, Clone)]
pub(crate) struct Arrived {
    pub(crate) uid: u32,
    pub(crate) seen: bool,
    pub(crate) received_at: Timestamp,
    pub(crate) facts: MessageFacts,
}

/// What about a message never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MessageFacts {
    /// The same for the same message in every folder; two that look exactly alike may share it.
    pub(crate) identity: String,
    /// Left of the `@` in the sender's address: a username, an extension, or a caller's number.
    pub(crate) from_local: String,
    /// Right of it.
    pub(crate) from_domain: String,
    /// The sender's display name, if there was one.
    pub(crate) from_name: Option<String>,
    /// To and Cc. Caches of the first version do not have it, and hold no sent messages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) recipients: Vec<StoredRecipient>,
    pub(crate) subject: String,
    pub(crate) text: Option<String>,
    pub(crate) size: u64,
    pub(crate) duration_ms: Option<u64>,
    pub(crate) parts: Vec<StoredPart>,
}

/// One address of To or Cc.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredRecipient {
    /// Left of the `@`.
    pub(crate) local: String,
    /// Right of it.
    pub(crate) domain: String,
    pub(crate) name: Option<String>,
}

/// One audio part and where in the message it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredPart {
    pub(crate) part: PartKind,
    pub(crate) media_type: String,
    /// Decoded bytes; an estimate until the audio was fetched once.
    pub(crate) size: u64,
    pub(crate) duration_ms: Option<u64>,
    /// Empty until the audio was fetched once, unless the backend knows them.
    pub(crate) peaks: Vec<u8>,
    /// IMAP section, for example `2` (RFC 3501 §6.4.5).
    pub(crate) section: String,
    /// Content transfer encoding, lower case.
    pub(crate) encoding: String,
}

/// Where a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) folder: Folder,
    pub(crate) uid: u32,
}

/// What can be done to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MessageChange {
    /// It was heard, or is new again.
    Seen(bool),
    /// Into Trash or out of it.
    MoveTo(Folder),
    /// Deleted for good.
    Purge,
}

/// A logo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogoImage {
    pub(crate) revision: String,
    pub(crate) media_type: String,
    pub(crate) bytes: Vec<u8>,
}

/// Why a backend could not do it. Facts; what an app should do is `LinkError`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BackendError {
    #[error("{leg} cannot be reached: {reason}")]
    Unreachable { leg: Leg, reason: String },
    #[error("the sign-in was refused")]
    SignInRefused,
    #[error("the server ended the session")]
    SessionEnded,
    #[error("not permitted ({code})")]
    NotPermitted { code: String },
    #[error("not there")]
    Gone,
    #[error("{leg} refused it: {reason}")]
    Refused { leg: Leg, reason: String },
    #[error("{leg} has no room at the moment")]
    Full { leg: Leg },
    #[error("not supported: {found}")]
    Unsupported { found: String },
    #[error("the sync cursor expired")]
    CursorExpired,
    #[error("{leg} answered what it must not: {what}")]
    Misbehaved { leg: Leg, what: String },
    #[error(transparent)]
    Cache(#[from] CacheError),
}

/// Whether doing the same again can help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Retry {
    /// Yes, after a while.
    Later,
    /// Not before somebody changed something.
    Never,
}

impl BackendError {
    /// Whether what waits in the outbox keeps waiting. A fault of a mail leg says nothing about the action, and once
    /// signed in only a mail leg refuses a sign-in: AMDS ends the session.
    pub(crate) fn retry(&self) -> Retry {
        match self {
            Self::Unreachable { .. }
            | Self::Full { .. }
            | Self::CursorExpired
            | Self::Cache(_)
            | Self::SignInRefused
            | Self::Misbehaved { leg: Leg::Imap | Leg::Smtp, .. } => Retry::Later,
            Self::SessionEnded
            | Self::NotPermitted { .. }
            | Self::Gone
            | Self::Refused { .. }
            | Self::Unsupported { .. }
            | Self::Misbehaved { .. } => Retry::Never,
        }
    }

    /// Whether AMDS is fine and only a mail leg is not.
    pub(crate) fn is_mail_leg(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { leg: Leg::Imap | Leg::Smtp, .. }
                | Self::Misbehaved { leg: Leg::Imap | Leg::Smtp, .. }
                | Self::Full { leg: Leg::Imap | Leg::Smtp }
        )
    }
}
