//! Use cases: permit, decide, commit, announce.
//!
//! [`PhoneSystem`] is the one handle that adapters hold. It checks what the [`Requester`] may do, asks the domain,
//! has the store commit, and hands what was committed to the bus. Adapters know no table and decide no rule.

mod administration;
mod annotations;
mod attempts;
mod audio;
mod bus;
mod changes;
mod conferences;
mod deposit;
mod failure;
mod folders;
mod greetings;
mod history;
mod keywords;
mod logo;
mod mailbox;
mod passwords;
mod people;
mod quota;
mod requester;
mod sessions;
mod settings;
mod tokens;
mod visual_voicemail;
mod voicemail;
mod watch;

pub use administration::{Administration, Inbound, NewPerson};
pub use annotations::{Annotation, Revisions};
pub use audio::Audio;
pub use bus::{Announcement, Hint, Subscription};
pub use conferences::{ConferenceView, PersonRef};
pub use deposit::{Incoming, Prepared, Recipient, Staged};
pub use failure::Failure;
pub use history::History;
pub use people::Me;
pub use quota::Room;
pub use requester::{Leg, Requester};
pub use sessions::Session;
pub use settings::{Access, Limits, PasswordCost, Settings, Settled};

pub use server_store::{
    Appended, Change, Changes, Copied, Cursor, Deletion, Entry, FolderChanges, FolderStatus, Key, Keys,
    Listing, MessageFile, Missed, NewConference, NewDevice, OpenFolder, Page, Rest, StoreError, Stored, What,
    Written,
};

use attempts::Attempts;
use bus::Bus;
use passwords::Passwords;
use requester::SignedIn;
use server_domain::Clock;
use server_store::Store;
use std::sync::Arc;
use tokens::Tokens;
use tokio::sync::Semaphore;

/// The phone system: everything that can be asked of it. Cheap to clone.
#[derive(Clone)]
pub struct PhoneSystem {
    inner: Arc<Inner>,
}

struct Inner {
    store: Store,
    bus: Arc<Bus>,
    clock: Arc<dyn Clock>,
    limits: Limits,
    expunged: Rest,
    history: History,
    passwords: Passwords,
    attempts: Attempts,
    /// Wrong old PINs, by account.
    pin_attempts: Attempts,
    tokens: Tokens,
    signed_in: SignedIn,
    /// Messages that may be read (parsed) at once: reading is work for a processor.
    readings: Semaphore,
}

impl PhoneSystem {
    /// Opens the data folder, makes it when new, with the site `default`.
    ///
    /// Fails when the folder cannot be used or was written by a later version.
    pub async fn open(settings: Settings) -> Result<Self, StoreError> {
        let bus = Arc::new(Bus::default());
        let announcer = {
            let bus = bus.clone();
            Arc::new(move |commit| bus.announce(commit))
        };
        let (folder, settled, access) = (settings.folder.clone(), settings.settled, settings.access);
        let search = settings.limits.search;
        let options = server_store::Options { folder, settled, access, search };
        let store = Store::open(&options, announcer).await?;
        let tokens = Tokens::open(&settings.folder).await?;
        let system = Self {
            inner: Arc::new(Inner {
                store,
                bus,
                clock: settings.clock,
                limits: settings.limits,
                expunged: settings.expunged,
                history: settings.history,
                passwords: Passwords::new(settings.password_cost),
                attempts: Attempts::default(),
                pin_attempts: Attempts::default(),
                tokens,
                signed_in: SignedIn::default(),
                readings: Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from)),
            }),
        };
        system.administration().ensure_default_site().await?;
        Ok(system)
    }

    /// Limits on what may be handed in.
    pub fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// The clock everything here goes by.
    pub fn clock(&self) -> &dyn Clock {
        &*self.inner.clock
    }

    /// Ends well: waits for the write under way.
    pub async fn close(&self) {
        self.inner.store.close().await;
    }

    /// The present moment in whole milliseconds, as rows keep it.
    fn now(&self) -> jiff::Timestamp {
        let now = self.inner.clock.now();
        jiff::Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
    }
}
