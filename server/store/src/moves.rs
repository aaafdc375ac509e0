//! Messages that change folders or go: copy, move, delete, restore, expunge. Few statements, however many messages.
//!
//! A message keeps its identifier when it moves. What leaves the inbox rests in Trash until it is purged, so every
//! way of deleting can be undone; a body goes with the last message that shares it.

use crate::{
    Copied, Store, StoreError,
    bulk::{Became, Gone, list},
    folders, messages,
    rows::body_id,
    write::{Promise, Write},
};
use jiff::Timestamp;
use server_domain::{
    AccountId, Audience, FolderId, MessageId,
    mailbox::{Flags, Folder, Role},
    voicemail::Voicemail,
};

/// How thoroughly a message is to be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deletion {
    /// To Trash; in Trash, for good.
    ToTrash,
    /// For good, wherever it is.
    ForGood,
}

/// Where expunged messages of the inbox come to rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// In Trash, so that deleting can be undone in every client.
    InTrash,
    /// Nowhere, as RFC 3501 has it.
    Nowhere,
}

impl Store {
    /// Copies messages into the folder `to`; nothing when there is no such folder. Kept.
    pub async fn copy(
        &self,
        account: AccountId,
        from: FolderId,
        uids: &[u32],
        to: &str,
        now: Timestamp,
    ) -> Result<Option<Copied>, StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        let Some(target) = folders::by_name(write.rows(), account, to).await? else {
            write.abandon().await;
            return Ok(None);
        };
        let found = present(&mut write, account, from, uids).await?;
        if found.is_empty() {
            write.abandon().await;
            return Ok(Some(Copied { uid_validity: target.uid_validity, pairs: Vec::new() }));
        }
        let before = write.take_numbers(Audience::Account(account), found.len()).await?;
        let first = folders::take_uids(write.rows(), target.id, found.len()).await?;
        sqlx::query(
            "INSERT INTO messages (account_id, folder_id, uid, body_id, flags, modseq, received_at, saved_at, \
             sender_account, sender_name, sender_number) \
             SELECT account_id, $1, $2 + row_number() OVER (ORDER BY uid), body_id, flags, \
             $3 + row_number() OVER (ORDER BY uid), received_at, $4, sender_account, sender_name, sender_number \
             FROM messages WHERE folder_id = $5 AND uid IN (SELECT value FROM json_each($6))",
        )
        .bind(target.id.0)
        .bind(i64::from(first) - 1)
        .bind(before.cast_signed())
        .bind(now.as_millisecond())
        .bind(from.0)
        .bind(list(&found))
        .execute(write.rows())
        .await?;
        write.log_messages(account, target.id, before, now, Became::Arrived).await?;
        write.commit().await?;
        Ok(Some(Copied {
            uid_validity: target.uid_validity,
            pairs: found.into_iter().zip(first..).collect(),
        }))
    }

    /// Moves messages into the folder `to`; nothing when there is no such folder. Kept.
    pub async fn move_messages(
        &self,
        account: AccountId,
        from: FolderId,
        uids: &[u32],
        to: &str,
        now: Timestamp,
    ) -> Result<Option<Copied>, StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        let Some(target) = folders::by_name(write.rows(), account, to).await? else {
            write.abandon().await;
            return Ok(None);
        };
        let found = present(&mut write, account, from, uids).await?;
        if found.is_empty() {
            write.abandon().await;
            return Ok(Some(Copied { uid_validity: target.uid_validity, pairs: Vec::new() }));
        }
        let first = relocate(&mut write, account, from, &found, &target, now).await?;
        write.commit().await?;
        Ok(Some(Copied {
            uid_validity: target.uid_validity,
            pairs: found.into_iter().zip(first..).collect(),
        }))
    }

    /// Deletes a message; false when the account has no such message. Kept.
    pub async fn delete(
        &self,
        account: AccountId,
        id: MessageId,
        deletion: Deletion,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        let Some(message) = owned(&mut write, account, id).await? else {
            write.abandon().await;
            return Ok(false);
        };
        match (deletion, message.role) {
            (Deletion::ForGood, _) | (Deletion::ToTrash, Some(Role::Trash)) => {
                remove(&mut write, account, message.folder, &[message.uid], now).await?;
            }
            (Deletion::ToTrash, _) => {
                let trash = role(&mut write, account, Role::Trash).await?;
                relocate(&mut write, account, message.folder, &[message.uid], &trash, now).await?;
            }
        }
        write.commit().await?;
        Ok(true)
    }

    /// Brings a message from Trash back to the inbox; one that is elsewhere stays. Kept.
    pub async fn restore(
        &self,
        account: AccountId,
        id: MessageId,
        now: Timestamp,
    ) -> Result<Option<Voicemail>, StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        let Some(message) = owned(&mut write, account, id).await? else {
            write.abandon().await;
            return Ok(None);
        };
        if message.role == Some(Role::Trash) {
            let inbox = role(&mut write, account, Role::Inbox).await?;
            relocate(&mut write, account, message.folder, &[message.uid], &inbox, now).await?;
        }
        let message = messages::by_id(write.rows(), id).await?.ok_or(StoreError::Unreadable("messages"))?;
        write.commit().await?;
        Ok(Some(message))
    }

    /// Removes the messages of a folder that are flagged `\Deleted`, of the given UIDs or of all, and returns their
    /// UIDs, ascending. Kept.
    ///
    /// From the inbox they come to [`Rest`] in Trash, unless a copy with the same body rests there already.
    pub async fn expunge(
        &self,
        account: AccountId,
        folder: FolderId,
        uids: Option<&[u32]>,
        rest: Rest,
        now: Timestamp,
    ) -> Result<Vec<u32>, StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        let deleted: Vec<u32> = sqlx::query_scalar(
            "SELECT uid FROM messages WHERE folder_id = $1 AND account_id = $2 AND flags & $3 <> 0 \
             AND ($4 IS NULL OR uid IN (SELECT value FROM json_each($4))) ORDER BY uid",
        )
        .bind(folder.0)
        .bind(account.0)
        .bind(Flags::DELETED.bits())
        .bind(uids.map(list))
        .fetch_all(write.rows())
        .await?;
        if deleted.is_empty() {
            write.abandon().await;
            return Ok(deleted);
        }
        take_away(&mut write, account, folder, &deleted, rest, now).await?;
        write.commit().await?;
        Ok(deleted)
    }
}

/// Takes messages out of a folder: those of the inbox to their [`Rest`], each body once, all others for good.
pub(crate) async fn take_away(
    write: &mut Write,
    account: AccountId,
    folder: FolderId,
    uids: &[u32],
    rest: Rest,
    now: Timestamp,
) -> Result<(), StoreError> {
    let inbox = role(write, account, Role::Inbox).await?;
    if rest == Rest::Nowhere || folder != inbox.id {
        return remove(write, account, folder, uids, now).await;
    }
    let trash = role(write, account, Role::Trash).await?;
    let resting: Vec<u32> = sqlx::query_scalar(
        "SELECT min(m.uid) FROM messages m WHERE m.folder_id = $1 AND m.uid IN (SELECT value FROM json_each($2)) \
         AND NOT EXISTS (SELECT 1 FROM messages t WHERE t.body_id = m.body_id AND t.folder_id = $3) \
         GROUP BY m.body_id ORDER BY min(m.uid)",
    )
    .bind(folder.0)
    .bind(list(uids))
    .bind(trash.id.0)
    .fetch_all(write.rows())
    .await?;
    let going: Vec<u32> = uids.iter().copied().filter(|uid| resting.binary_search(uid).is_err()).collect();
    relocate(write, account, folder, &resting, &trash, now).await?;
    remove(write, account, folder, &going, now).await
}

/// Gives messages a new place, which has ascending UIDs from the one returned; they are not `\Deleted` there.
pub(crate) async fn relocate(
    write: &mut Write,
    account: AccountId,
    from: FolderId,
    uids: &[u32],
    target: &Folder,
    now: Timestamp,
) -> Result<u32, StoreError> {
    if uids.is_empty() {
        return Ok(target.uid_next);
    }
    let before = write.take_numbers(Audience::Account(account), uids.len()).await?;
    let first = folders::take_uids(write.rows(), target.id, uids.len()).await?;
    vanish(write, from, uids, before).await?;
    sqlx::query(
        "UPDATE messages SET folder_id = $1, uid = $2 + moved.place, modseq = $3 + moved.place, saved_at = $4, \
         flags = flags & ~$5 FROM (SELECT id, row_number() OVER (ORDER BY uid) AS place FROM messages \
         WHERE folder_id = $6 AND uid IN (SELECT value FROM json_each($7))) AS moved WHERE messages.id = moved.id",
    )
    .bind(target.id.0)
    .bind(i64::from(first) - 1)
    .bind(before.cast_signed())
    .bind(now.as_millisecond())
    .bind(Flags::DELETED.bits())
    .bind(from.0)
    .bind(list(uids))
    .execute(write.rows())
    .await?;
    write.log_messages(account, target.id, before, now, Became::Changed).await?;
    Ok(first)
}

/// Removes messages for good, and each body with the last message that shares it.
pub(crate) async fn remove(
    write: &mut Write,
    account: AccountId,
    folder: FolderId,
    uids: &[u32],
    now: Timestamp,
) -> Result<(), StoreError> {
    if uids.is_empty() {
        return Ok(());
    }
    let folder =
        folders::by_id(write.rows(), account, folder).await?.ok_or(StoreError::Unreadable("folders"))?;
    let before = write.take_numbers(Audience::Account(account), uids.len()).await?;
    vanish(write, folder.id, uids, before).await?;
    let removed: Vec<(i64, u32, String)> = sqlx::query_as(
        "DELETE FROM messages WHERE folder_id = $1 AND uid IN (SELECT value FROM json_each($2)) \
         RETURNING id, uid, body_id",
    )
    .bind(folder.id.0)
    .bind(list(uids))
    .fetch_all(write.rows())
    .await?;
    let mut gone = Vec::with_capacity(removed.len());
    let mut bodies = Vec::with_capacity(removed.len());
    for (id, uid, body) in removed {
        let place = uids.partition_point(|&other| other < uid) as u64;
        gone.push(Gone { id: MessageId(id), uid, seq: before + 1 + place });
        bodies.push(format!("\"{body}\""));
    }
    let last: Vec<String> = sqlx::query_scalar(
        "DELETE FROM bodies WHERE id IN (SELECT value FROM json_each($1)) \
         AND NOT EXISTS (SELECT 1 FROM messages WHERE body_id = bodies.id) RETURNING id",
    )
    .bind(list(bodies))
    .fetch_all(write.rows())
    .await?;
    for body in last {
        write.orphan(body_id(body)?);
    }
    gone.sort_unstable_by_key(|gone| gone.seq);
    write.log_gone(account, &folder, &gone, now).await
}

/// Notes that UIDs are gone from a folder, under the numbers that follow `before`.
async fn vanish(write: &mut Write, folder: FolderId, uids: &[u32], before: u64) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO vanished (folder_id, modseq, uid) SELECT $1, $2 + key + 1, value FROM json_each($3)",
    )
    .bind(folder.0)
    .bind(before.cast_signed())
    .bind(list(uids))
    .execute(write.rows())
    .await?;
    Ok(())
}

/// Which of the UIDs are there, ascending.
pub(crate) async fn present(
    write: &mut Write,
    account: AccountId,
    folder: FolderId,
    uids: &[u32],
) -> Result<Vec<u32>, StoreError> {
    let found = sqlx::query_scalar(
        "SELECT uid FROM messages WHERE folder_id = $1 AND account_id = $2 \
         AND uid IN (SELECT value FROM json_each($3)) ORDER BY uid",
    )
    .bind(folder.0)
    .bind(account.0)
    .bind(list(uids))
    .fetch_all(write.rows())
    .await?;
    Ok(found)
}

async fn owned(
    write: &mut Write,
    account: AccountId,
    id: MessageId,
) -> Result<Option<Voicemail>, StoreError> {
    let message = messages::by_id(write.rows(), id).await?;
    let owner: Option<i64> = sqlx::query_scalar("SELECT account_id FROM messages WHERE id = $1")
        .bind(id.0)
        .fetch_optional(write.rows())
        .await?;
    Ok(message.filter(|_| owner == Some(account.0)))
}

async fn role(write: &mut Write, account: AccountId, role: Role) -> Result<Folder, StoreError> {
    let folder = folders::by_name(write.rows(), account, role.folder_name()).await?;
    folder.ok_or(StoreError::Unreadable("folders"))
}
