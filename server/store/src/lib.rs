//! Keeps rows in SQLite and message bytes in files; one method, one transaction.
//!
//! Every write takes the next number of its audience inside its transaction and logs what changed under it. What was
//! committed is handed to the announcer given at [`Store::open`], and nothing else is: a [`Change`] can be made
//! nowhere but here.

mod access;
mod accounts;
mod annotations;
mod bulk;
mod bytes;
mod changes;
mod conferences;
mod deposit;
mod devices;
mod error;
mod flags;
mod folders;
mod greetings;
mod history;
mod keywords;
mod latest;
mod logo;
mod messages;
mod moves;
#[cfg(test)]
mod office;
mod own_folders;
mod presence;
mod quota;
mod readers;
mod rows;
mod schema;
mod search;
mod sites;
mod subscriptions;
mod visual_voicemail;
mod write;
mod written;

pub use access::Access;
pub use accounts::{Credentials, NewAccount};
pub use bytes::{MessageFile, NewBody, Staged};
pub use changes::{Announcer, Change, Changes, Commit, Cursor, What};
pub use conferences::NewConference;
pub use deposit::{Delivered, Deposited, NewMessage, Replaced, Target};
pub use devices::{Device, NewDevice, RefreshOutcome};
pub use error::StoreError;
pub use flags::Stored;
pub use folders::{Appended, Copied, Entry, FolderChanges, FolderStatus, Missed, OpenFolder};
pub use history::Horizon;
pub use messages::{Listing, Page};
pub use moves::{Deletion, Rest};
pub use own_folders::Decided;
pub use search::{Key, Keys};
pub use written::Written;

use bytes::MessageBytes;
use latest::Latest;
use readers::Readers;
use std::{path::PathBuf, sync::Arc, time::Duration};
use tokio::sync::{Mutex, mpsc};
use write::Writer;
use written::Remembered;

/// Rows and bytes of all sites. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    readers: Readers,
    writer: Arc<Mutex<Writer>>,
    bytes: MessageBytes,
    latest: Arc<Latest>,
    remembered: Remembered,
    deposits: mpsc::Sender<deposit::Job>,
    last_places: Arc<deposit::LastPlaces>,
}

/// How storage is to behave.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where everything is kept: `mobilelink.sqlite` and `messages/`.
    pub folder: PathBuf,
    /// What a flag or a presence survives.
    pub settled: Settled,
    /// As the server, or beside it.
    pub access: Access,
    /// How long one search may take.
    pub search: Duration,
}

/// What survives a loss of power (ARCHITECTURE.md, "Two promises"). Messages, accounts and passwords always do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// The last moments of flags and presence may be lost with the power, as with most mail servers.
    BeforePowerLoss,
    /// Nothing is, and each change waits for the disk.
    Always,
}
