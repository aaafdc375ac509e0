//! Notices what the administrator's commands wrote beside the running server.

use crate::PhoneSystem;
use server_store::StoreError;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the server looks.
const EVERY: Duration = Duration::from_millis(500);

impl PhoneSystem {
    /// Until `stop`: when another program wrote, ends the log-ins it ended and tells everybody to read their log.
    ///
    /// With it, `mobilelinkd user password` beside a running server closes live connections within a second.
    pub async fn watch_beside(&self, stop: CancellationToken) {
        let mut seen = self.inner.store.written_beside().await.ok();
        while stop.run_until_cancelled(tokio::time::sleep(EVERY)).await.is_some() {
            match self.inner.store.written_beside().await {
                Ok(times) if seen == Some(times) => {}
                Ok(times) => match self.follow().await {
                    Ok(()) => seen = Some(times),
                    Err(error) => {
                        tracing::warn!(%error, "could not follow what was written beside the server")
                    }
                },
                Err(error) => tracing::warn!(%error, "could not see what was written beside the server"),
            }
        }
    }

    async fn follow(&self) -> Result<(), StoreError> {
        self.inner.store.forget_latest();
        for (account, epoch) in self.inner.signed_in.epochs() {
            if self.inner.store.epoch(account).await? != Some(epoch) {
                self.inner.signed_in.end_account(account);
            }
        }
        self.inner.bus.tell_all_to_read();
        Ok(())
    }
}
