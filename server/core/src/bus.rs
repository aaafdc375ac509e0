//! The bus: hints to whoever is listening. The truth is the log; who lags re-reads it from the cursor.

use crate::Requester;
use bytes::Bytes;
use server_domain::Audience;
use server_store::{Change, Commit};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};
use tokio::sync::broadcast::{self, error::RecvError};

/// Changes that a subscriber may fall behind before it must read the log. An idle one costs the room for them.
const BEHIND: usize = 32;

/// A change on its way to its subscribers.
#[derive(Debug)]
pub struct Announcement {
    change: Change,
    wire: OnceLock<Bytes>,
}

impl Announcement {
    /// What was committed.
    pub fn change(&self) -> &Change {
        &self.change
    }

    /// The change as one adapter writes it: rendered by whoever asks first, however many ask.
    pub fn wire(&self, render: impl FnOnce(&Change) -> Bytes) -> Bytes {
        self.wire.get_or_init(|| render(&self.change)).clone()
    }
}

/// What a subscriber is told.
#[derive(Debug, Clone)]
pub enum Hint {
    /// This was committed.
    Change(Arc<Announcement>),
    /// More was committed than can be said; read the log from the cursor.
    Lagged,
}

/// Who listens to what.
#[derive(Default)]
pub(crate) struct Bus {
    audiences: Mutex<HashMap<Audience, broadcast::Sender<Hint>>>,
}

impl Bus {
    /// Tells the subscribers of each change. Takes only what the store committed: nobody else can make a [`Change`].
    pub(crate) fn announce(&self, commit: Commit) {
        let audiences = self.lock();
        for change in commit.changes {
            if let Some(subscribers) = audiences.get(&change.audience()) {
                let announcement = Announcement { change, wire: OnceLock::new() };
                // Nobody listening any more is no error.
                let _ = subscribers.send(Hint::Change(Arc::new(announcement)));
            }
        }
        for audience in commit.bulk {
            if let Some(subscribers) = audiences.get(&audience) {
                let _ = subscribers.send(Hint::Lagged);
            }
        }
    }

    /// Tells every subscriber to read its log.
    pub(crate) fn tell_all_to_read(&self) {
        for subscribers in self.lock().values() {
            let _ = subscribers.send(Hint::Lagged);
        }
    }

    pub(crate) fn subscribe(self: &Arc<Self>, who: &Requester, scope: Scope) -> Subscription {
        let account = Audience::Account(who.account());
        let site = match scope {
            Scope::Mailbox => None,
            Scope::MailboxAndSite => Some(Audience::Site(who.site())),
        };
        let mut audiences = self.lock();
        let mut receiver =
            |audience| audiences.entry(audience).or_insert_with(|| broadcast::channel(BEHIND).0).subscribe();
        Subscription {
            account: receiver(account),
            site: site.map(&mut receiver),
            on: (account, site),
            bus: self.clone(),
        }
    }

    fn forget_if_unheard(&self, audience: Audience) {
        let mut audiences = self.lock();
        // The subscription that ends is still counted: it is dropped after this.
        if audiences.get(&audience).is_some_and(|subscribers| subscribers.receiver_count() <= 1) {
            audiences.remove(&audience);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Audience, broadcast::Sender<Hint>>> {
        self.audiences.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How much a subscriber wants to hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    Mailbox,
    MailboxAndSite,
}

/// Hints for one subscriber. Ends when dropped.
pub struct Subscription {
    account: broadcast::Receiver<Hint>,
    site: Option<broadcast::Receiver<Hint>>,
    on: (Audience, Option<Audience>),
    bus: Arc<Bus>,
}

impl Subscription {
    /// Waits for the next hint. Cancel-safe: a hint that was not returned is not lost.
    pub async fn next(&mut self) -> Hint {
        let received = match &mut self.site {
            None => self.account.recv().await,
            Some(site) => tokio::select! {
                received = self.account.recv() => received,
                received = site.recv() => received,
            },
        };
        match received {
            Ok(hint) => hint,
            Err(RecvError::Lagged(_)) => Hint::Lagged,
            // The bus outlives its subscriptions, and forgets only who is not heard.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }

    /// Takes all hints that have come so far, for who is about to look at everything.
    pub fn pass_over(&mut self) {
        self.account = self.account.resubscribe();
        self.site = self.site.as_ref().map(broadcast::Receiver::resubscribe);
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.bus.forget_if_unheard(self.on.0);
        if let Some(site) = self.on.1 {
            self.bus.forget_if_unheard(site);
        }
    }
}
