//! Messages that change folders or go: copy, move, delete, restore, expunge.
//!
//! A message keeps its identifier when it moves. What leaves the inbox rests in Trash until it is purged, so every
//! way of deleting can be undone; a body goes with the last message that shares it.

use crate::{
    Copied, Store, StoreError, What, folders, messages,
    write::{Promise, Write},
};
use jiff::Timestamp;
use server_domain::{
    AccountId, Audience, BodyId, FolderId, MessageId,
    mailbox::{Flags, Folder, Role},
    voicemail::Voicemail,
};
use std::collections::HashSet;

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
        let mut pairs = Vec::with_capacity(uids.len());
        for (id, uid) in present(&mut write, account, from, uids).await? {
            let new_uid = folders::take_uids(write.rows(), target.id, 1).await?;
            let before = write.take_numbers(Audience::Account(account), 1).await?;
            let copy: i64 = sqlx::query_scalar(
                "INSERT INTO messages (account_id, folder_id, uid, body_id, flags, modseq, received_at, \
                 sender_account, sender_name, sender_number) \
                 SELECT account_id, $1, $2, body_id, flags, $3, received_at, sender_account, sender_name, sender_number \
                 FROM messages WHERE id = $4 RETURNING id",
            )
            .bind(target.id.0)
            .bind(new_uid)
            .bind((before + 1).cast_signed())
            .bind(id.0)
            .fetch_one(write.rows())
            .await?;
            let message = reread(&mut write, MessageId(copy)).await?;
            write.log(Audience::Account(account), before + 1, now, What::VoicemailArrived(message)).await?;
            pairs.push((uid, new_uid));
        }
        write.commit().await?;
        Ok(Some(Copied { uid_validity: target.uid_validity, pairs }))
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
        let mut pairs = Vec::with_capacity(uids.len());
        for (id, uid) in present(&mut write, account, from, uids).await? {
            let message = reread(&mut write, id).await?;
            pairs.push((uid, relocate(&mut write, account, &message, &target, now).await?));
        }
        write.commit().await?;
        Ok(Some(Copied { uid_validity: target.uid_validity, pairs }))
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
                remove(&mut write, account, &message, now).await?;
            }
            (Deletion::ToTrash, _) => {
                let trash = role(&mut write, account, Role::Trash).await?;
                relocate(&mut write, account, &message, &trash, now).await?;
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
            relocate(&mut write, account, &message, &inbox, now).await?;
        }
        let message = reread(&mut write, id).await?;
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
        let deleted: Vec<(i64, u32)> = sqlx::query_as(
            "SELECT id, uid FROM messages WHERE folder_id = $1 AND account_id = $2 AND flags & $3 <> 0 ORDER BY uid",
        )
        .bind(folder.0)
        .bind(account.0)
        .bind(Flags::DELETED.bits())
        .fetch_all(write.rows())
        .await?;
        let chosen: Option<HashSet<u32>> = uids.map(|uids| uids.iter().copied().collect());
        let deleted: Vec<_> = deleted
            .into_iter()
            .filter(|(_, uid)| chosen.as_ref().is_none_or(|chosen| chosen.contains(uid)))
            .collect();
        if deleted.is_empty() {
            write.abandon().await;
            return Ok(Vec::new());
        }
        let trash = role(&mut write, account, Role::Trash).await?;
        let mut gone = Vec::with_capacity(deleted.len());
        for (id, uid) in deleted {
            let message = reread(&mut write, MessageId(id)).await?;
            let rests = rest == Rest::InTrash
                && message.role == Some(Role::Inbox)
                && !holds(&mut write, trash.id, &message.body).await?;
            if rests {
                relocate(&mut write, account, &message, &trash, now).await?;
            } else {
                remove(&mut write, account, &message, now).await?;
            }
            gone.push(uid);
        }
        write.commit().await?;
        Ok(gone)
    }
}

/// Moves a message and returns its new UID. It is no longer flagged `\Deleted`: in its new place nobody asked for that.
async fn relocate(
    write: &mut Write,
    account: AccountId,
    message: &Voicemail,
    target: &Folder,
    now: Timestamp,
) -> Result<u32, StoreError> {
    let audience = Audience::Account(account);
    let seq = write.take_numbers(audience, 1).await? + 1;
    let uid = folders::take_uids(write.rows(), target.id, 1).await?;
    vanish(write, message.folder, message.uid, seq).await?;
    sqlx::query("UPDATE messages SET folder_id = $1, uid = $2, modseq = $3, flags = $4 WHERE id = $5")
        .bind(target.id.0)
        .bind(uid)
        .bind(seq.cast_signed())
        .bind(message.flags.without(Flags::DELETED).bits())
        .bind(message.id.0)
        .execute(write.rows())
        .await?;
    let moved = reread(write, message.id).await?;
    write.log(audience, seq, now, What::VoicemailChanged(moved)).await?;
    Ok(uid)
}

/// Removes a message for good, and its body with the last message that shares it.
async fn remove(
    write: &mut Write,
    account: AccountId,
    message: &Voicemail,
    now: Timestamp,
) -> Result<(), StoreError> {
    let audience = Audience::Account(account);
    let seq = write.take_numbers(audience, 1).await? + 1;
    vanish(write, message.folder, message.uid, seq).await?;
    sqlx::query("DELETE FROM messages WHERE id = $1").bind(message.id.0).execute(write.rows()).await?;
    let last = sqlx::query(
        "DELETE FROM bodies WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM messages WHERE body_id = $1)",
    )
    .bind(message.body.as_str())
    .execute(write.rows())
    .await?;
    if last.rows_affected() > 0 {
        write.orphan(message.body.clone());
    }
    let what = What::VoicemailGone { id: message.id, role: message.role, uid: message.uid };
    write.log(audience, seq, now, what).await
}

async fn vanish(write: &mut Write, folder: FolderId, uid: u32, seq: u64) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO vanished (folder_id, modseq, uid) VALUES ($1, $2, $3)")
        .bind(folder.0)
        .bind(seq.cast_signed())
        .bind(uid)
        .execute(write.rows())
        .await?;
    Ok(())
}

/// Which of the UIDs are there, ascending.
async fn present(
    write: &mut Write,
    account: AccountId,
    folder: FolderId,
    uids: &[u32],
) -> Result<Vec<(MessageId, u32)>, StoreError> {
    let wanted: HashSet<u32> = uids.iter().copied().collect();
    let all: Vec<(i64, u32)> =
        sqlx::query_as("SELECT id, uid FROM messages WHERE folder_id = $1 AND account_id = $2 ORDER BY uid")
            .bind(folder.0)
            .bind(account.0)
            .fetch_all(write.rows())
            .await?;
    Ok(all
        .into_iter()
        .filter(|(_, uid)| wanted.contains(uid))
        .map(|(id, uid)| (MessageId(id), uid))
        .collect())
}

async fn owned(
    write: &mut Write,
    account: AccountId,
    id: MessageId,
) -> Result<Option<Voicemail>, StoreError> {
    let owner: Option<i64> = sqlx::query_scalar("SELECT account_id FROM messages WHERE id = $1")
        .bind(id.0)
        .fetch_optional(write.rows())
        .await?;
    if owner == Some(account.0) { messages::by_id(write.rows(), id).await } else { Ok(None) }
}

async fn reread(write: &mut Write, id: MessageId) -> Result<Voicemail, StoreError> {
    messages::by_id(write.rows(), id).await?.ok_or(StoreError::Unreadable("messages"))
}

async fn role(write: &mut Write, account: AccountId, role: Role) -> Result<Folder, StoreError> {
    let folder = folders::by_name(write.rows(), account, role.folder_name()).await?;
    folder.ok_or(StoreError::Unreadable("folders"))
}

async fn holds(write: &mut Write, folder: FolderId, body: &BodyId) -> Result<bool, StoreError> {
    let found: Option<i64> =
        sqlx::query_scalar("SELECT id FROM messages WHERE folder_id = $1 AND body_id = $2 LIMIT 1")
            .bind(folder.0)
            .bind(body.as_str())
            .fetch_optional(write.rows())
            .await?;
    Ok(found.is_some())
}
