//! Flags: the same few statements for however many messages.

use crate::{
    Change, Entry, Store, StoreError, What,
    bulk::{ANNOUNCED_SINGLY, list},
    folders::entry,
    messages,
    write::{Promise, Write},
};
use jiff::Timestamp;
use server_domain::{
    AccountId, Audience, FolderId, MessageId,
    mailbox::{FlagChange, Flags},
    voicemail::Voicemail,
};
use sqlx::{Row as _, sqlite::SqliteRow};

/// What became of messages whose flags were to change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stored {
    /// Those that have the wanted flags now, by UID.
    pub entries: Vec<Entry>,
    /// Those that somebody else had changed before, which were left alone, by UID.
    pub modified: Vec<Entry>,
    /// The account's last number before this change.
    pub before: u64,
    /// The account's last number with it: whoever knew all up to `before` knows all up to here.
    pub after: u64,
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
        let place = Place { account, folder, uids, unchanged_since };
        let (stored, _) = change_flags(&mut write, &place, change, now).await?;
        write.commit().await?;
        Ok(stored)
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
        let place = Place { account, folder: FolderId(folder), uids: &[uid], unchanged_since: None };
        let (_, changed) = change_flags(&mut write, &place, change, now).await?;
        let message = match changed {
            Some(message) => Some(message),
            None => messages::by_id(write.rows(), id).await?,
        };
        write.commit().await?;
        Ok(message)
    }
}

/// Which messages are meant.
struct Place<'a> {
    account: AccountId,
    folder: FolderId,
    uids: &'a [u32],
    unchanged_since: Option<u64>,
}

/// Changes what differs, gives each changed message a number of its own, and logs it. Returns the last changed message too, if
/// the changes are few.
async fn change_flags(
    write: &mut Write,
    place: &Place<'_>,
    change: FlagChange,
    now: Timestamp,
) -> Result<(Stored, Option<Voicemail>), StoreError> {
    // The account's number moves last, by as many as differed: what changes nothing takes none, so that no number of
    // requests makes the log forget (`forget_beyond`), and until then it says which messages are the changed ones. With `+` the
    // number is no reason to look through an index: it bounds nothing, and the UIDs do. One message more than are announced
    // singly; SQLite compiles a statement anew whenever its LIMIT is bound.
    const CHANGE: &str = concat!(
        "SELECT seq FROM accounts WHERE id = $1; \
         SELECT uid, flags, modseq FROM messages WHERE folder_id = $2 AND account_id = $1 AND +modseq > $3 \
         AND uid IN (SELECT value FROM json_each($4)) ORDER BY uid; \
         UPDATE messages SET flags = changed.flags, modseq = changed.modseq FROM ( \
         SELECT m.id, (m.flags & $5) | $6 AS flags, a.seq + row_number() OVER (ORDER BY m.uid) AS modseq \
         FROM messages m JOIN accounts a ON a.id = m.account_id \
         WHERE m.folder_id = $2 AND m.account_id = $1 AND +m.modseq <= $3 AND m.flags <> ((m.flags & $5) | $6) \
         AND m.uid IN (SELECT value FROM json_each($4))) AS changed WHERE messages.id = changed.id; \
         INSERT INTO changes (audience, seq, at, kind, subject) SELECT $7, modseq, $8, 'changed', id \
         FROM messages WHERE folder_id = $2 AND modseq > (SELECT seq FROM accounts WHERE id = $1); \
         SELECT uid, flags, modseq FROM messages WHERE folder_id = $2 AND account_id = $1 \
         AND uid IN (SELECT value FROM json_each($4)) ORDER BY uid; ",
        messages::select_voicemail!(
            "WHERE m.folder_id = $2 AND m.modseq > (SELECT seq FROM accounts WHERE id = $1) \
             ORDER BY m.modseq LIMIT 33"
        ),
        "; UPDATE accounts SET seq = m.modseq FROM (SELECT max(modseq) AS modseq FROM messages \
         WHERE folder_id = $2 AND account_id = $1) AS m WHERE id = $1 AND seq < m.modseq RETURNING seq"
    );
    const { assert!(ANNOUNCED_SINGLY + 1 == 33, "the LIMIT above") };
    let Place { account, folder, uids, unchanged_since } = *place;
    let audience = Audience::Account(account);
    let (kept, added) = match change {
        FlagChange::Replace(flags) => (Flags::NONE, flags),
        FlagChange::Add(flags) => (Flags::from_bits(-1), flags),
        FlagChange::Remove(flags) => (Flags::from_bits(-1).without(flags), Flags::NONE),
    };
    let statements = sqlx::query(CHANGE)
        .bind(account.0)
        .bind(folder.0)
        .bind(unchanged_since.map_or(i64::MAX, |number| i64::try_from(number).unwrap_or(i64::MAX)))
        .bind(list(uids))
        .bind(kept.bits())
        .bind(added.bits())
        .bind(audience.to_string())
        .bind(now.as_millisecond());
    let answers = write.batch(statements).await?;
    let [numbers, modified, _, _, entries, changed, moved] = answers.as_slice() else {
        return Err(StoreError::Unreadable("the answer to a change of flags"));
    };
    let number = |row: &SqliteRow| row.try_get::<i64, _>("seq").map(i64::cast_unsigned);
    let before = number(numbers.first().ok_or(StoreError::Unreadable("accounts.seq"))?)?;
    let after = moved.first().map(number).transpose()?.unwrap_or(before);
    write.took(account, after);

    let read = |rows: &[SqliteRow]| rows.iter().map(entry).collect::<Result<Vec<_>, _>>();
    let (modified, mut entries) = (read(modified)?, read(entries)?);
    let is_modified = |entry: &Entry| modified.binary_search_by_key(&entry.uid, |entry| entry.uid).is_ok();
    entries.retain(|entry| !is_modified(entry));
    let mut last_changed = None;
    if changed.len() > ANNOUNCED_SINGLY {
        write.announce_in_bulk(audience);
    } else {
        for message in changed {
            let message = messages::read(message)?;
            let what = What::VoicemailChanged(message.clone());
            write.announce(Change::new(audience, message.modseq, now, what));
            last_changed = Some(message);
        }
    }
    Ok((Stored { entries, modified, before, after }, last_changed))
}
