//! How many objects a foreign program still holds: how a leak is seen from the other language.

use mobilelink_client::LinkError;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many objects of each kind there are in this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct Alive {
    /// Links that were made and not yet let go.
    pub links: u64,
    /// Subscriptions that are held.
    pub subscriptions: u64,
    /// Submissions that are held.
    pub submissions: u64,
    /// Listeners that a subscription may still call.
    pub listeners: u64,
}

/// Counts the objects that are alive now; an object that was let go a moment ago may still be on its way.
#[uniffi::export]
pub fn alive() -> Result<Alive, LinkError> {
    let count = |kind: Kind| kind.counter().load(Ordering::Relaxed);
    Ok(Alive {
        links: count(Kind::Link),
        subscriptions: count(Kind::Subscription),
        submissions: count(Kind::Submission),
        listeners: count(Kind::Listener),
    })
}

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kind {
    Link,
    Subscription,
    Submission,
    Listener,
}

impl Kind {
    fn counter(self) -> &'static AtomicU64 {
        static COUNTERS: [AtomicU64; 4] = [const { AtomicU64::new(0) }; 4];
        let [links, subscriptions, submissions, listeners] = &COUNTERS;
        match self {
            Self::Link => links,
            Self::Subscription => subscriptions,
            Self::Submission => submissions,
            Self::Listener => listeners,
        }
    }
}

/// Counts one object for as long as it lives.
#[derive(Debug)]
pub(crate) struct Counted(Kind);

impl Counted {
    pub(crate) fn new(kind: Kind) -> Self {
        kind.counter().fetch_add(1, Ordering::Relaxed);
        Self(kind)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.counter().fetch_sub(1, Ordering::Relaxed);
    }
}
