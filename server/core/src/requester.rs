//! Who asks, and what they may do.
//!
//! A [`Requester`] can only be had by signing in, so holding one is proof. It ends when its device is signed out, its
//! password is replaced or its keys change; whoever serves a connection for it waits for that.

use server_domain::{
    AccountId, DeviceId, Refusal, SiteId,
    accounts::{Account, FeatureKey, Mode},
    sites::Site,
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio_util::sync::CancellationToken;

/// Over which leg somebody signs in (features 19.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leg {
    /// REST and WebSocket; open to Evaluation, for presence.
    Amds,
    /// Mailboxes; needs the Mobile Link key.
    Imap,
    /// Sending; needs the Mobile Link key.
    Smtp,
}

/// Somebody who signed in. Cheap to clone.
#[derive(Clone)]
pub struct Requester {
    inner: Arc<Inner>,
}

struct Inner {
    account: Account,
    name: String,
    site: Site,
    device: Option<DeviceId>,
    ended: CancellationToken,
}

impl Requester {
    /// The account.
    pub fn account(&self) -> AccountId {
        self.inner.account.id
    }

    /// Its company.
    pub fn site(&self) -> SiteId {
        self.inner.site.id
    }

    /// What it logs in as.
    pub fn username(&self) -> &str {
        self.inner.account.username.as_str()
    }

    /// First and last name.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// Primary extension.
    pub fn extension(&self) -> &str {
        self.inner.account.extension.as_str()
    }

    /// The domain of the site's mail addresses.
    pub fn mail_domain(&self) -> &str {
        &self.inner.site.mail_domain
    }

    /// Whether a client that says this name means this person: username or extension, with or without a domain.
    pub fn is_called(&self, login: &str) -> bool {
        let name = login.split_once('@').map_or(login, |(name, _)| name);
        name.eq_ignore_ascii_case(self.username()) || name == self.extension()
    }

    /// Full, or Evaluation (ML-03).
    pub fn mode(&self) -> Mode {
        self.inner.account.mode()
    }

    /// The device, when it signed in as one.
    pub fn device(&self) -> Option<DeviceId> {
        self.inner.device
    }

    /// Resolves once this requester may no longer ask for anything.
    pub async fn ended(&self) {
        self.inner.ended.cancelled().await;
    }

    /// Whether [`Requester::ended`] would resolve at once.
    pub fn has_ended(&self) -> bool {
        self.inner.ended.is_cancelled()
    }

    pub(crate) fn site_record(&self) -> &Site {
        &self.inner.site
    }

    /// As it was when signing in; presence may have changed since.
    pub(crate) fn account_record(&self) -> &Account {
        &self.inner.account
    }

    /// Refuses in Evaluation. Everything but presence asks this first (ML-03, golden fact 3).
    pub(crate) fn require_mobile_link(&self) -> Result<(), Refusal> {
        match self.mode() {
            Mode::Full => Ok(()),
            Mode::Evaluation => Err(Refusal::FeatureKeyMissing { key: FeatureKey::MobileLink }),
        }
    }
}

/// Who is signed in, so that a request with a good token asks no database, and an ending reaches all at once.
#[derive(Default)]
pub(crate) struct SignedIn {
    accounts: Mutex<HashMap<AccountId, LogIns>>,
}

/// The live log-ins of one account.
struct LogIns {
    ended: CancellationToken,
    epoch: i64,
    devices: HashMap<DeviceId, Requester>,
}

impl SignedIn {
    /// A requester for an account that has proved itself.
    pub(crate) fn admit(&self, account: Account, site: Site, device: Option<DeviceId>) -> Requester {
        let mut accounts = self.lock();
        let live = accounts.entry(account.id).or_insert_with(|| LogIns {
            ended: CancellationToken::new(),
            epoch: account.epoch,
            devices: HashMap::new(),
        });
        if live.epoch < account.epoch {
            // Whoever came in before the change is out; what comes now has proved what is true now.
            live.ended.cancel();
            *live = LogIns { ended: CancellationToken::new(), epoch: account.epoch, devices: HashMap::new() };
        }
        let ended = live.ended.child_token();
        let name = account.display_name();
        let requester = Requester { inner: Arc::new(Inner { account, name, site, device, ended }) };
        if let Some(device) = device {
            live.devices.insert(device, requester.clone());
        }
        requester
    }

    /// The requester of a device that is known to be signed in.
    pub(crate) fn device(&self, account: AccountId, device: DeviceId) -> Option<Requester> {
        self.lock().get(&account)?.devices.get(&device).cloned()
    }

    /// The accounts that have live log-ins, with the epoch they were admitted in.
    pub(crate) fn epochs(&self) -> Vec<(AccountId, i64)> {
        self.lock().iter().map(|(account, live)| (*account, live.epoch)).collect()
    }

    /// Ends one device's log-ins.
    pub(crate) fn end_device(&self, account: AccountId, device: DeviceId) {
        if let Some(requester) = self.lock().get_mut(&account).and_then(|live| live.devices.remove(&device)) {
            requester.inner.ended.cancel();
        }
    }

    /// Ends every log-in of an account.
    pub(crate) fn end_account(&self, account: AccountId) {
        if let Some(live) = self.lock().remove(&account) {
            live.ended.cancel();
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<AccountId, LogIns>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
