//! Which message greets callers in which presence (AMC-50).

use crate::{Rest, StoreError, messages, moves, write::Write};
use jiff::Timestamp;
use server_domain::{
    AccountId, MessageId,
    greetings::{GREETINGS, Slot},
};
use sqlx::SqliteConnection;

/// Makes a message the greeting of a slot, in place of the one before, which goes for good.
pub(crate) async fn set(
    write: &mut Write,
    account: AccountId,
    slot: Slot,
    message: MessageId,
    now: Timestamp,
) -> Result<(), StoreError> {
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
    let Some(before) = before else { return Ok(()) };
    if let Some(old) = messages::by_id(write.rows(), before).await? {
        moves::take_away(write, account, old.folder, &[old.uid], Rest::Nowhere, now).await?;
    }
    Ok(())
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
