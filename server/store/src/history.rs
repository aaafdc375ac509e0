//! Forgetting: what changed, and which UIDs are gone, is kept for readers that come back, and not for ever.

use crate::{
    Store, StoreError,
    write::{Promise, Write},
};
use jiff::Timestamp;
use server_domain::{AccountId, Audience, SiteId};

/// What is remembered of the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon {
    /// Nothing that happened before.
    pub before: Timestamp,
    /// And no more than so many changes of each audience.
    pub changes: u32,
}

impl Store {
    /// Forgets what lies beyond the horizon. Messages stay. Settled.
    ///
    /// A reader whose cursor is older starts anew ([`Store::changes_since`]), and a mail program is told of every UID that
    /// is not there ([`crate::Missed`]).
    pub async fn forget_beyond(&self, horizon: Horizon) -> Result<(), StoreError> {
        let ids = async |sql| -> Result<Vec<i64>, StoreError> {
            Ok(sqlx::query_scalar(sql).fetch_all(&mut *self.inner.readers.acquire().await?).await?)
        };
        let accounts =
            ids("SELECT id FROM accounts").await?.into_iter().map(AccountId).map(Audience::Account);
        let sites = ids("SELECT id FROM sites").await?.into_iter().map(SiteId).map(Audience::Site);
        // One transaction for each, so that nobody who wants to write waits for all.
        for audience in accounts.chain(sites) {
            let Some(last) = self.last_beyond(audience, horizon).await? else { continue };
            let mut write = self.inner.write(Promise::Settled).await?;
            forget(&mut write, audience, last).await?;
            write.commit().await?;
        }
        Ok(())
    }

    /// The last number of the audience's log that lies beyond the horizon.
    async fn last_beyond(&self, audience: Audience, horizon: Horizon) -> Result<Option<i64>, StoreError> {
        let last = sqlx::query_scalar(
            "SELECT max(seq) FROM changes WHERE audience = $1 AND (seq < coalesce( \
             (SELECT min(seq) FROM changes WHERE audience = $1 AND at >= $2), 9223372036854775807) \
             OR seq <= (SELECT max(seq) FROM changes WHERE audience = $1) - $3)",
        )
        .bind(audience.to_string())
        .bind(horizon.before.as_millisecond())
        .bind(i64::from(horizon.changes))
        .fetch_one(&mut *self.inner.readers.acquire().await?)
        .await?;
        Ok(last)
    }
}

async fn forget(write: &mut Write, audience: Audience, last: i64) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM changes WHERE audience = $1 AND seq <= $2")
        .bind(audience.to_string())
        .bind(last)
        .execute(write.rows())
        .await?;
    let (id, statements) = match audience {
        Audience::Site(site) => (site.0, &["UPDATE sites SET oldest_seq = $2 WHERE id = $1"][..]),
        Audience::Account(account) => (
            account.0,
            &[
                "UPDATE accounts SET oldest_seq = $2 WHERE id = $1",
                "UPDATE folders SET forgotten_modseq = max(forgotten_modseq, coalesce( \
                 (SELECT max(modseq) FROM vanished WHERE folder_id = folders.id AND modseq <= $2), 0)) \
                 WHERE account_id = $1",
                "DELETE FROM vanished WHERE modseq <= $2 AND folder_id IN \
                 (SELECT id FROM folders WHERE account_id = $1)",
            ][..],
        ),
    };
    for statement in statements {
        sqlx::query(*statement).bind(id).bind(last).execute(write.rows()).await?;
    }
    Ok(())
}
