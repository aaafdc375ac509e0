//! Folders as an IMAP session sees them: what is in one, and what changed since it last looked.

use crate::{Store, StoreError, bulk::list, keywords, rows::number};
use server_domain::{
    AccountId, FolderId,
    folders::{SpecialUse, canonical},
    keywords::Keywords,
    mailbox::{Flags, Folder},
};
use sqlx::{Row as _, SqliteConnection, sqlite::SqliteRow};
use std::collections::BTreeMap;

/// A message of a folder, as little as a session must remember of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// UID.
    pub uid: u32,
    /// Flags.
    pub flags: Flags,
    /// MODSEQ.
    pub modseq: u64,
}

/// A folder and its counts.
#[derive(Debug, Clone)]
pub struct FolderStatus {
    /// The folder.
    pub folder: Folder,
    /// How many messages.
    pub messages: u32,
    /// How many without `\Seen`.
    pub unseen: u32,
    /// How many with `\Deleted`.
    pub deleted: u32,
    /// Bytes of those.
    pub deleted_bytes: u64,
    /// Bytes of all messages.
    pub bytes: u64,
    /// HIGHESTMODSEQ (RFC 7162), at least 1.
    pub highest_modseq: u64,
}

/// A folder and all that is in it.
#[derive(Debug, Clone)]
pub struct OpenFolder {
    /// The folder.
    pub folder: Folder,
    /// Its messages by UID.
    pub entries: Vec<Entry>,
    /// The account's last number when it was read.
    pub modseq: u64,
    /// The keywords that its messages may have.
    pub keywords: Keywords,
    /// HIGHESTMODSEQ (RFC 7162), at least 1.
    pub highest_modseq: u64,
    /// What happened since the reader was here last, if it said when.
    pub missed: Option<Missed>,
}

/// What happened in a folder while a reader was away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The UID that the next message will get.
    pub uid_next: u32,
    /// New messages and changed flags, by UID.
    pub changed: Vec<Entry>,
    /// UIDs that are gone, ascending; nothing when it was too long ago to remember which: then all that are not there are gone.
    pub vanished: Option<Vec<u32>>,
}

/// What changed in a folder.
#[derive(Debug, Clone)]
pub struct FolderChanges {
    /// New messages and changed flags, by UID.
    pub changed: Vec<Entry>,
    /// UIDs that are gone, ascending; nothing when it was too long ago to remember which: then all messages that are there are
    /// among `changed`, and all others are gone.
    pub vanished: Option<Vec<u32>>,
    /// The account's last number when it was read.
    pub modseq: u64,
    /// The greatest number among these changes; 0 when there are none.
    pub highest_modseq: u64,
}

/// Where appended messages are (RFC 4315 APPENDUID).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// UIDVALIDITY of their folder.
    pub uid_validity: u32,
    /// Their UIDs, in the order of the messages.
    pub uids: Vec<u32>,
}

/// Where copied or moved messages are (RFC 4315 COPYUID).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// UIDVALIDITY of the folder they are in now.
    pub uid_validity: u32,
    /// Old and new UIDs, in step, ascending.
    pub pairs: Vec<(u32, u32)>,
}

/// The greatest number that something of the folder `f` ever had (RFC 7162 section 3.1.2.1), its annotations too (section 3.2), in
/// SQL.
macro_rules! highest_modseq {
    () => {
        "max(1, f.forgotten_modseq, f.annotated_modseq, \
         coalesce((SELECT max(modseq) FROM messages WHERE folder_id = f.id), 0), \
         coalesce((SELECT max(modseq) FROM vanished WHERE folder_id = f.id), 0))"
    };
}

impl Store {
    /// All folders of an account; the four first.
    pub async fn folders(&self, account: AccountId) -> Result<Vec<Folder>, StoreError> {
        all_of(&mut *self.inner.readers.acquire().await?, account).await
    }

    /// Whether there is such a folder. `INBOX` is found in any case.
    pub async fn has_folder(&self, account: AccountId, name: &str) -> Result<bool, StoreError> {
        let mut connection = self.inner.readers.acquire().await?;
        Ok(by_name(&mut connection, account, name).await?.is_some())
    }

    /// A folder's counts; nothing when there is no such folder. `INBOX` is found in any case.
    pub async fn folder_status(
        &self,
        account: AccountId,
        name: &str,
    ) -> Result<Option<FolderStatus>, StoreError> {
        let mut connection = self.inner.readers.acquire().await?;
        let mut rows = sqlx::Connection::begin(&mut *connection).await?;
        let Some(folder) = by_name(&mut rows, account, name).await? else {
            return Ok(None);
        };
        let (messages, bytes, unseen): (u32, i64, u32) = sqlx::query_as(
            "SELECT message_count, byte_count, \
             (SELECT count(*) FROM messages WHERE folder_id = $1 AND flags & 1 = 0) FROM folders WHERE id = $1",
        )
        .bind(folder.id.0)
        .fetch_one(&mut *rows)
        .await?;
        let (deleted, deleted_bytes): (u32, i64) = sqlx::query_as(
            "SELECT count(*), coalesce(sum(b.size), 0) FROM messages m JOIN bodies b ON b.id = m.body_id \
             WHERE m.folder_id = $1 AND m.flags & 8 <> 0",
        )
        .bind(folder.id.0)
        .fetch_one(&mut *rows)
        .await?;
        let highest_modseq = highest_modseq(&mut rows, folder.id).await?;
        Ok(Some(FolderStatus {
            folder,
            messages,
            unseen,
            deleted,
            deleted_bytes: deleted_bytes.cast_unsigned(),
            bytes: bytes.cast_unsigned(),
            highest_modseq,
        }))
    }

    /// Everything in a folder, and with `since` what changed after that number, in one look; nothing when there is no such
    /// folder.
    pub async fn open_folder(
        &self,
        account: AccountId,
        name: &str,
        since: Option<u64>,
    ) -> Result<Option<OpenFolder>, StoreError> {
        let mut connection = self.inner.readers.acquire().await?;
        let mut rows = sqlx::Connection::begin(&mut *connection).await?;
        let Some(folder) = by_name(&mut rows, account, name).await? else {
            return Ok(None);
        };
        let modseq = last_number(&mut rows, account).await?;
        let entries = all_in(&mut rows, folder.id).await?;
        let keywords = keywords::of_account(&mut rows, account).await?;
        let highest_modseq = highest_modseq(&mut rows, folder.id).await?;
        let missed = match since {
            Some(since) => Some(missed(&mut rows, folder.id, since).await?),
            None => None,
        };
        Ok(Some(OpenFolder { folder, entries, modseq, highest_modseq, missed, keywords }))
    }

    /// What changed in a folder after the number `since`, however long ago; nothing when there is no such folder.
    pub async fn missed(
        &self,
        account: AccountId,
        folder: FolderId,
        since: u64,
    ) -> Result<Option<Missed>, StoreError> {
        let mut connection = self.inner.readers.acquire().await?;
        let mut rows = sqlx::Connection::begin(&mut *connection).await?;
        match by_id(&mut rows, account, folder).await? {
            Some(folder) => Ok(Some(missed(&mut rows, folder.id, since).await?)),
            None => Ok(None),
        }
    }

    /// Flags and modification sequences of the given UIDs, which are ascending; those that are gone are left out.
    pub async fn entries(
        &self,
        account: AccountId,
        folder: FolderId,
        uids: &[u32],
    ) -> Result<Vec<Entry>, StoreError> {
        let found = sqlx::query(
            "SELECT uid, flags, modseq FROM messages \
             WHERE folder_id = $1 AND account_id = $2 AND uid IN (SELECT value FROM json_each($3)) ORDER BY uid",
        )
        .bind(folder.0)
        .bind(account.0)
        .bind(list(uids))
        .fetch_all(&mut *self.inner.readers.acquire().await?)
        .await?;
        found.iter().map(entry).collect()
    }

    /// The greatest number that something of each folder ever had, as [`FolderStatus`] has it.
    pub async fn highest_modseqs(&self, account: AccountId) -> Result<BTreeMap<FolderId, u64>, StoreError> {
        const SELECT: &str =
            concat!("SELECT f.id, ", highest_modseq!(), " FROM folders f WHERE f.account_id = $1");
        let rows: Vec<(i64, i64)> = sqlx::query_as(SELECT)
            .bind(account.0)
            .fetch_all(&mut *self.inner.readers.acquire().await?)
            .await?;
        Ok(rows.into_iter().map(|(id, modseq)| (FolderId(id), modseq.cast_unsigned())).collect())
    }

    /// What changed in a folder after the account's number `since`; nothing when the folder is gone.
    pub async fn folder_changes(
        &self,
        account: AccountId,
        folder: FolderId,
        since: u64,
    ) -> Result<Option<FolderChanges>, StoreError> {
        let forgotten = self.inner.latest.forgotten();
        // One statement sees one state, and needs no transaction for it.
        let rows = sqlx::query(
            "SELECT 0 AS kind, 0 AS uid, 0 AS flags, seq AS modseq FROM accounts WHERE id = $1 \
             UNION ALL SELECT 1, 0, 0, forgotten_modseq FROM folders WHERE id = $2 AND account_id = $1 \
             UNION ALL SELECT 2, 0, 0, annotated_modseq FROM folders WHERE id = $2 AND account_id = $1 \
             UNION ALL SELECT 3, uid, flags, modseq FROM messages WHERE folder_id = $2 AND modseq > $3 \
             UNION ALL SELECT 4, uid, 0, modseq FROM vanished WHERE folder_id = $2 AND modseq > $3 ORDER BY 1, 2",
        )
        .bind(account.0)
        .bind(folder.0)
        .bind(since.cast_signed())
        .fetch_all(&mut *self.inner.readers.acquire().await?)
        .await?;
        let Some((first, rows)) = rows.split_first() else { return Ok(None) };
        let modseq = number(first, "modseq")?;
        self.inner.latest.note(account, modseq, forgotten);
        let Some((second, rows)) = rows.split_first() else { return Ok(None) };
        if since < number(second, "modseq")? {
            return self.all_changes(account, folder).await;
        }
        let Some((third, rows)) = rows.split_first() else { return Ok(None) };
        let (mut changed, mut vanished) = (Vec::new(), Vec::new());
        let mut highest_modseq = number(third, "modseq")?;
        for row in rows {
            let entry = entry(row)?;
            highest_modseq = highest_modseq.max(entry.modseq);
            match row.try_get("kind")? {
                3 => changed.push(entry),
                _ => vanished.push(entry.uid),
            }
        }
        Ok(Some(FolderChanges { changed, vanished: Some(vanished), modseq, highest_modseq }))
    }

    /// The whole folder as its changes, for who looked so long ago that it is forgotten what is gone.
    async fn all_changes(
        &self,
        account: AccountId,
        folder: FolderId,
    ) -> Result<Option<FolderChanges>, StoreError> {
        let mut connection = self.inner.readers.acquire().await?;
        let mut rows = sqlx::Connection::begin(&mut *connection).await?;
        let Some(folder) = by_id(&mut rows, account, folder).await? else { return Ok(None) };
        Ok(Some(FolderChanges {
            changed: all_in(&mut rows, folder.id).await?,
            vanished: None,
            modseq: last_number(&mut rows, account).await?,
            highest_modseq: highest_modseq(&mut rows, folder.id).await?,
        }))
    }
}

/// All folders of an account, in the order in which they were made: the four first.
pub(crate) async fn all_of(
    rows: &mut SqliteConnection,
    account: AccountId,
) -> Result<Vec<Folder>, StoreError> {
    let found = sqlx::query(
        "SELECT id, role, special_use, name, uid_validity, uid_next FROM folders WHERE account_id = $1 ORDER BY id",
    )
    .bind(account.0)
    .fetch_all(rows)
    .await?;
    found.iter().map(read).collect()
}

/// The folder of this name. RFC 3501 section 5.1: INBOX alone is found in any case.
pub(crate) async fn by_name(
    rows: &mut SqliteConnection,
    account: AccountId,
    name: &str,
) -> Result<Option<Folder>, StoreError> {
    let row = sqlx::query(
        "SELECT id, role, special_use, name, uid_validity, uid_next FROM folders WHERE account_id = $1 AND name = $2",
    )
    .bind(account.0)
    .bind(&*canonical(name))
    .fetch_optional(rows)
    .await?;
    row.as_ref().map(read).transpose()
}

/// The folder of this identifier, if it is the account's.
pub(crate) async fn by_id(
    rows: &mut SqliteConnection,
    account: AccountId,
    id: FolderId,
) -> Result<Option<Folder>, StoreError> {
    let row = sqlx::query(
        "SELECT id, role, special_use, name, uid_validity, uid_next FROM folders WHERE account_id = $1 AND id = $2",
    )
    .bind(account.0)
    .bind(id.0)
    .fetch_optional(rows)
    .await?;
    row.as_ref().map(read).transpose()
}

/// Takes `count` UIDs of a folder and returns the first.
pub(crate) async fn take_uids(
    rows: &mut SqliteConnection,
    folder: FolderId,
    count: usize,
) -> Result<u32, StoreError> {
    let count = u32::try_from(count).map_err(|_| StoreError::Unreadable("folders.uid_next"))?;
    let next: u32 =
        sqlx::query_scalar("UPDATE folders SET uid_next = uid_next + $1 WHERE id = $2 RETURNING uid_next")
            .bind(count)
            .bind(folder.0)
            .fetch_one(rows)
            .await?;
    Ok(next - count)
}

/// All messages of a folder, by UID, in one row: a hundred thousand rows of sqlx cost four times what reading them does.
async fn all_in(rows: &mut SqliteConnection, folder: FolderId) -> Result<Vec<Entry>, StoreError> {
    let text: Option<String> = sqlx::query_scalar(
        "SELECT group_concat(uid || ' ' || flags || ' ' || modseq) FROM \
         (SELECT uid, flags, modseq FROM messages WHERE folder_id = $1 ORDER BY uid) AS m",
    )
    .bind(folder.0)
    .fetch_one(rows)
    .await?;
    let read = |entry: &str| {
        let mut numbers = entry.split(' ');
        let uid = numbers.next()?.parse().ok()?;
        let flags = Flags::from_bits(numbers.next()?.parse().ok()?);
        Some(Entry { uid, flags, modseq: numbers.next()?.parse().ok()? })
    };
    let entries = text.as_deref().unwrap_or_default().split_terminator(',').map(read);
    entries.collect::<Option<_>>().ok_or(StoreError::Unreadable("messages"))
}

pub(crate) fn entry(row: &SqliteRow) -> Result<Entry, StoreError> {
    Ok(Entry {
        uid: row.try_get("uid")?,
        flags: Flags::from_bits(row.try_get("flags")?),
        modseq: number(row, "modseq")?,
    })
}

async fn changed_after(
    rows: &mut SqliteConnection,
    folder: FolderId,
    since: u64,
) -> Result<Vec<Entry>, StoreError> {
    let changed = sqlx::query(
        "SELECT uid, flags, modseq FROM messages WHERE folder_id = $1 AND modseq > $2 ORDER BY uid",
    )
    .bind(folder.0)
    .bind(since.cast_signed())
    .fetch_all(rows)
    .await?;
    changed.iter().map(entry).collect()
}

async fn missed(rows: &mut SqliteConnection, folder: FolderId, since: u64) -> Result<Missed, StoreError> {
    let changed = changed_after(rows, folder, since).await?;
    let (uid_next, forgotten): (u32, i64) =
        sqlx::query_as("SELECT uid_next, forgotten_modseq FROM folders WHERE id = $1")
            .bind(folder.0)
            .fetch_one(&mut *rows)
            .await?;
    if since < forgotten.cast_unsigned() {
        return Ok(Missed { uid_next, changed, vanished: None });
    }
    let vanished =
        sqlx::query_scalar("SELECT uid FROM vanished WHERE folder_id = $1 AND modseq > $2 ORDER BY uid")
            .bind(folder.0)
            .bind(since.cast_signed())
            .fetch_all(rows)
            .await?;
    Ok(Missed { uid_next, changed, vanished: Some(vanished) })
}

async fn highest_modseq(rows: &mut SqliteConnection, folder: FolderId) -> Result<u64, StoreError> {
    const SELECT: &str = concat!("SELECT ", highest_modseq!(), " FROM folders f WHERE f.id = $1");
    let highest: i64 = sqlx::query_scalar(SELECT).bind(folder.0).fetch_one(rows).await?;
    Ok(highest.cast_unsigned())
}

async fn last_number(rows: &mut SqliteConnection, account: AccountId) -> Result<u64, StoreError> {
    let seq: i64 =
        sqlx::query_scalar("SELECT seq FROM accounts WHERE id = $1").bind(account.0).fetch_one(rows).await?;
    Ok(seq.cast_unsigned())
}

fn read(row: &SqliteRow) -> Result<Folder, StoreError> {
    Ok(Folder {
        id: FolderId(row.try_get("id")?),
        role: row.try_get::<Option<&str>, _>("role")?.and_then(|role| role.parse().ok()),
        special_use: row.try_get::<Option<&str>, _>("special_use")?.and_then(SpecialUse::from_wire_id),
        name: row.try_get("name")?,
        uid_validity: row.try_get("uid_validity")?,
        uid_next: row.try_get("uid_next")?,
    })
}
