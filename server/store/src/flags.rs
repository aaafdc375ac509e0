//! Flags: one statement for however many messages.

use crate::{
    Entry, Store, StoreError,
    bulk::Became,
    folders::{self, entry},
    messages,
    write::{Promise, Write},
};
use jiff::Timestamp;
use server_domain::{
    AccountId, Audience, FolderId, MessageId,
    mailbox::{FlagChange, Flags},
    voicemail::Voicemail,
};
use sqlx::QueryBuilder;
use std::borrow::Cow;

/// What became of messages whose flags were to change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stored {
    /// Those that have the wanted flags now, by UID.
    pub entries: Vec<Entry>,
    /// Those that somebody else had changed before, which were left alone, by UID.
    pub modified: Vec<Entry>,
}

impl Store {
    /// Changes the flags of messages of a folder and returns those that exist, as they are then. Settled.
    ///
    /// A message whose number is past `unchanged_since` is left as it is (RFC 7162 section 3.1.3).
    pub async fn store_flags(
        &self,
        account: AccountId,
        folder: FolderId,
        uids: &[u32],
        change: FlagChange,
        unchanged_since: Option<u64>,
        now: Timestamp,
    ) -> Result<Stored, StoreError> {
        let mut write = self.inner.write(Promise::Settled).await?;
        if folders::by_id(write.rows(), account, folder).await?.is_none() {
            write.abandon().await;
            return Ok(Stored::default());
        }
        let modified = match unchanged_since {
            Some(limit) => entries(&mut write, folder, uids, limit).await?,
            None => Vec::new(),
        };
        let is_modified = |uid: &u32| modified.binary_search_by_key(uid, |entry| entry.uid).is_ok();
        let uids: Cow<'_, [u32]> = match modified.is_empty() {
            true => uids.into(),
            false => uids.iter().copied().filter(|uid| !is_modified(uid)).collect(),
        };
        change_flags(&mut write, account, folder, &uids, change, now).await?;
        let entries = entries(&mut write, folder, &uids, 0).await?;
        write.commit().await?;
        Ok(Stored { entries, modified })
    }

    /// Changes the flags of one message; nothing when the account has no such message. Settled.
    pub async fn change_flags(
        &self,
        account: AccountId,
        id: MessageId,
        change: FlagChange,
        now: Timestamp,
    ) -> Result<Option<Voicemail>, StoreError> {
        let mut write = self.inner.write(Promise::Settled).await?;
        let place: Option<(i64, u32)> =
            sqlx::query_as("SELECT folder_id, uid FROM messages WHERE id = $1 AND account_id = $2")
                .bind(id.0)
                .bind(account.0)
                .fetch_optional(write.rows())
                .await?;
        let Some((folder, uid)) = place else {
            write.abandon().await;
            return Ok(None);
        };
        change_flags(&mut write, account, FolderId(folder), &[uid], change, now).await?;
        let message = messages::by_id(write.rows(), id).await?;
        write.commit().await?;
        Ok(message)
    }
}

/// Those of the UIDs, which are ascending, whose number is past `after`.
async fn entries(
    write: &mut Write,
    folder: FolderId,
    uids: &[u32],
    after: u64,
) -> Result<Vec<Entry>, StoreError> {
    let mut entries = Vec::new();
    for chunk in uids.chunks(CHUNK) {
        let mut query = QueryBuilder::new("SELECT uid, flags, modseq FROM messages WHERE folder_id = ");
        query.push_bind(folder.0).push(" AND modseq > ").push_bind(after.cast_signed()).push(" AND uid IN (");
        push_list(&mut query, chunk);
        query.push(") ORDER BY uid");
        for row in query.build().persistent(false).fetch_all(write.rows()).await? {
            entries.push(entry(&row)?);
        }
    }
    Ok(entries)
}

/// Numbers that fit in one statement comfortably.
const CHUNK: usize = 500;

/// Changes what differs, gives each changed message a number of its own, and logs it.
async fn change_flags(
    write: &mut Write,
    account: AccountId,
    folder: FolderId,
    uids: &[u32],
    change: FlagChange,
    now: Timestamp,
) -> Result<(), StoreError> {
    let audience = Audience::Account(account);
    let before = write.take_numbers(audience, uids.len()).await?;
    let mut base = before;
    for chunk in uids.chunks(CHUNK) {
        let mut query =
            QueryBuilder::new("UPDATE messages SET flags = changed.flags, modseq = changed.modseq FROM (");
        query.push("SELECT id, ");
        push_flags(&mut query, change);
        query.push(" AS flags, row_number() OVER (ORDER BY uid) + ").push_bind(base.cast_signed());
        query.push(" AS modseq FROM messages WHERE folder_id = ").push_bind(folder.0).push(" AND flags <> ");
        push_flags(&mut query, change);
        query.push(" AND uid IN (");
        push_list(&mut query, chunk);
        query.push(")) AS changed WHERE messages.id = changed.id");
        query.build().persistent(false).execute(write.rows()).await?;
        base += chunk.len() as u64;
    }

    write.log_messages(account, folder, before, now, Became::Changed).await
}

fn push_flags(query: &mut QueryBuilder<sqlx::Sqlite>, change: FlagChange) {
    let all = Flags::from_bits(-1);
    match change {
        FlagChange::Replace(flags) => query.push_bind(flags.bits()),
        FlagChange::Add(flags) => query.push("(flags | ").push_bind(flags.bits()).push(")"),
        FlagChange::Remove(flags) => query.push("(flags & ").push_bind(all.without(flags).bits()).push(")"),
    };
}

/// Writes numbers, and nothing but numbers, into the statement.
pub(crate) fn push_list(query: &mut QueryBuilder<sqlx::Sqlite>, uids: &[u32]) {
    let mut list = query.separated(", ");
    for uid in uids {
        list.push(*uid);
    }
}
