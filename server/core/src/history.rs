//! Forgetting what nobody will ask for any more.

use crate::{Failure, PhoneSystem};
use jiff::SignedDuration;
use server_store::Horizon;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the server forgets.
const EVERY: Duration = Duration::from_secs(6 * 60 * 60);

/// How long, and how much, it is remembered what changed and which messages are gone. Who comes back later reads everything
/// anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct History {
    /// How long.
    pub kept: Duration,
    /// How many changes of each person, and of each site.
    pub changes: u32,
}

impl Default for History {
    fn default() -> Self {
        Self { kept: Duration::from_secs(90 * 24 * 60 * 60), changes: 100_000 }
    }
}

impl PhoneSystem {
    /// Until `stop`: keeps the log of changes as long as the settings say, and no longer.
    pub async fn forget_regularly(&self, stop: CancellationToken) {
        loop {
            // What could not be forgotten now is forgotten the next time; the cause is in the log.
            let _ = self.forget_history().await;
            if stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_none() {
                return;
            }
        }
    }

    /// Forgets changes beyond what the settings say; messages stay.
    pub async fn forget_history(&self) -> Result<(), Failure> {
        let History { kept, changes } = self.inner.history;
        let kept = SignedDuration::try_from(kept).unwrap_or(SignedDuration::MAX);
        // Where it would reach back to before there was time, time forgets nothing.
        let before = self.now().checked_sub(kept).unwrap_or(jiff::Timestamp::MIN);
        Ok(self.inner.store.forget_beyond(Horizon { before, changes }).await?)
    }
}
