//! Which message greets callers in which presence (AMC-50).

use crate::{Store, StoreError, write::Promise};
use server_domain::{
    AccountId, MessageId,
    greetings::{GREETINGS, Slot},
};
use sqlx::SqliteConnection;

impl Store {
    /// Makes a message the greeting of a slot and returns the one before. Kept.
    pub async fn set_greeting(
        &self,
        account: AccountId,
        slot: Slot,
        message: MessageId,
    ) -> Result<Option<MessageId>, StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        let before = present(write.rows(), account, slot).await?;
        sqlx::query(
            "INSERT INTO greetings (account_id, slot, message_id) VALUES ($1, $2, $3) \
             ON CONFLICT (account_id, slot) DO UPDATE SET message_id = excluded.message_id",
        )
        .bind(account.0)
        .bind(slot.wire_id())
        .bind(message.0)
        .execute(write.rows())
        .await?;
        write.commit().await?;
        Ok(before.filter(|before| *before != message))
    }
}

async fn present(
    rows: &mut SqliteConnection,
    account: AccountId,
    slot: Slot,
) -> Result<Option<MessageId>, StoreError> {
    let found: Option<i64> = sqlx::query_scalar(
        "SELECT m.id FROM greetings g JOIN messages m ON m.id = g.message_id JOIN folders f ON f.id = m.folder_id \
         WHERE g.account_id = $1 AND g.slot = $2 AND f.name = $3",
    )
    .bind(account.0)
    .bind(slot.wire_id())
    .bind(GREETINGS)
    .fetch_optional(rows)
    .await?;
    Ok(found.map(MessageId))
}
