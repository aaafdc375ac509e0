//! Presence.

use crate::{Store, StoreError, What, accounts, write::Promise};
use server_domain::{AccountId, Audience, presence::Current};

impl Store {
    /// Sets a person's presence and tells the site (PRS-05). Settled.
    pub async fn set_presence(&self, id: AccountId, current: &Current) -> Result<(), StoreError> {
        let mut write = self.inner.write(Promise::Settled).await?;
        sqlx::query(
            "UPDATE accounts SET presence = $1, presence_note = $2, presence_set_at = $3, presence_set_by = $4 \
             WHERE id = $5",
        )
        .bind(current.presence.wire_id())
        .bind(&current.note)
        .bind(current.set_at.as_millisecond())
        .bind(current.set_by.wire_id())
        .bind(id.0)
        .execute(write.rows())
        .await?;
        if let Some(account) = accounts::by_id(write.rows(), id).await? {
            write.log_next(Audience::Site(account.site), current.set_at, What::PresenceSet(account)).await?;
        }
        write.commit().await
    }
}
