//! Messages as people see them: lists and single ones.

use crate::{
    Store, StoreError,
    rows::{body_id, json, number, sender, time},
};
use server_domain::{
    AccountId, FolderId, MessageId,
    mailbox::{Flags, Role},
    voicemail::{Part, Sound, Voicemail},
};
use server_message::Voice;
use sqlx::{Row as _, SqliteConnection, sqlite::SqliteRow};

/// Where a page of a list begins and how long it may be.
#[derive(Debug, Clone)]
pub struct Page {
    /// What the page before gave as `next`.
    pub after: Option<String>,
    /// Most items.
    pub limit: u16,
}

/// A page of a list.
#[derive(Debug, Clone)]
pub struct Listing<T> {
    /// The items, in order.
    pub items: Vec<T>,
    /// Where the next page begins, if there is one.
    pub next: Option<String>,
}

/// The columns that [`read`] reads.
macro_rules! select_voicemail {
    ($rest:literal) => {
        concat!(
            "SELECT m.id, m.account_id, m.folder_id, f.role, m.uid, m.body_id, m.flags, m.modseq, m.received_at, ",
            "m.sender_account, m.sender_name, m.sender_number, b.subject, b.text, b.size, b.introduction, b.recording ",
            "FROM messages m JOIN folders f ON f.id = m.folder_id JOIN bodies b ON b.id = m.body_id ",
            $rest
        )
    };
}

pub(crate) use select_voicemail;

impl Store {
    /// A page of a folder, newest first.
    pub async fn voicemails(
        &self,
        account: AccountId,
        role: Role,
        page: &Page,
    ) -> Result<Option<Listing<Voicemail>>, StoreError> {
        let (time, id) = match page.after.as_deref().map(read_position) {
            None => (i64::MAX, i64::MAX),
            Some(Some(position)) => position,
            Some(None) => return Ok(None),
        };
        let rows = sqlx::query(select_voicemail!(
            "WHERE m.folder_id = (SELECT id FROM folders WHERE account_id = $1 AND role = $2) \
             AND (m.received_at, m.id) < ($3, $4) ORDER BY m.received_at DESC, m.id DESC LIMIT $5"
        ))
        .bind(account.0)
        .bind(role.wire_id())
        .bind(time)
        .bind(id)
        .bind(i64::from(page.limit) + 1)
        .fetch_all(&mut *self.inner.readers.acquire().await?)
        .await?;
        let mut items = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let more = items.len() > usize::from(page.limit);
        items.truncate(usize::from(page.limit));
        let last = items.last().filter(|_| more);
        let next = last.map(|last| format!("{}-{}", last.received_at.as_millisecond(), last.id.0));
        Ok(Some(Listing { items, next }))
    }

    /// One message of the account.
    pub async fn voicemail(
        &self,
        account: AccountId,
        id: MessageId,
    ) -> Result<Option<Voicemail>, StoreError> {
        let row = sqlx::query(select_voicemail!("WHERE m.id = $1 AND m.account_id = $2"))
            .bind(id.0)
            .bind(account.0)
            .fetch_optional(&mut *self.inner.readers.acquire().await?)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// Where one of a message's recordings stands in its file.
    pub async fn voice(
        &self,
        account: AccountId,
        id: MessageId,
        part: Part,
    ) -> Result<Option<Voice>, StoreError> {
        let sql = match part {
            Part::Introduction => {
                "SELECT b.introduction FROM messages m JOIN bodies b ON b.id = m.body_id \
                 WHERE m.id = $1 AND m.account_id = $2"
            }
            Part::Recording => {
                "SELECT b.recording FROM messages m JOIN bodies b ON b.id = m.body_id \
                 WHERE m.id = $1 AND m.account_id = $2"
            }
        };
        let found: Option<Option<String>> = sqlx::query_scalar(sql)
            .bind(id.0)
            .bind(account.0)
            .fetch_optional(&mut *self.inner.readers.acquire().await?)
            .await?;
        found.flatten().map(|text| json(&text, "bodies.recording")).transpose()
    }

    /// How many messages of the inbox nobody has listened to (ML-30).
    pub async fn new_messages(&self, account: AccountId) -> Result<u64, StoreError> {
        let count: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM messages WHERE flags & 1 = 0 AND folder_id = \
             (SELECT id FROM folders WHERE account_id = $1 AND role = 'inbox')",
        )
        .bind(account.0)
        .fetch_one(&mut *self.inner.readers.acquire().await?)
        .await?;
        Ok(count.cast_unsigned())
    }
}

/// One message, whoever's it is.
pub(crate) async fn by_id(
    rows: &mut SqliteConnection,
    id: MessageId,
) -> Result<Option<Voicemail>, StoreError> {
    let row = sqlx::query(select_voicemail!("WHERE m.id = $1")).bind(id.0).fetch_optional(rows).await?;
    row.as_ref().map(read).transpose()
}

/// All messages of an account, oldest first.
pub(crate) async fn of_account(
    rows: &mut SqliteConnection,
    account: AccountId,
) -> Result<Vec<Voicemail>, StoreError> {
    let found = sqlx::query(select_voicemail!("WHERE m.account_id = $1 ORDER BY m.received_at, m.id"))
        .bind(account.0)
        .fetch_all(rows)
        .await?;
    found.iter().map(read).collect()
}

/// The messages of a folder whose number is past `seq`, oldest change first.
pub(crate) async fn changed_after(
    rows: &mut SqliteConnection,
    folder: FolderId,
    seq: u64,
) -> Result<Vec<Voicemail>, StoreError> {
    let found = sqlx::query(select_voicemail!("WHERE m.folder_id = $1 AND m.modseq > $2 ORDER BY m.modseq"))
        .bind(folder.0)
        .bind(seq.cast_signed())
        .fetch_all(rows)
        .await?;
    found.iter().map(read).collect()
}

/// A row of `select_voicemail!`.
pub(crate) fn read(row: &SqliteRow) -> Result<Voicemail, StoreError> {
    let mut sounds = Vec::new();
    for (part, column) in [(Part::Introduction, "introduction"), (Part::Recording, "recording")] {
        if let Some(text) = row.try_get::<Option<&str>, _>(column)? {
            let voice: Voice = json(text, "bodies.recording")?;
            sounds.push(Sound {
                part,
                media_type: voice.media_type,
                size: voice.decoded_size,
                duration_ms: voice.duration_ms,
                peaks: voice.peaks,
            });
        }
    }
    Ok(Voicemail {
        id: MessageId(row.try_get("id")?),
        body: body_id(row.try_get("body_id")?)?,
        folder: FolderId(row.try_get("folder_id")?),
        role: row.try_get::<Option<&str>, _>("role")?.and_then(|role| role.parse().ok()),
        uid: row.try_get("uid")?,
        flags: Flags::from_bits(row.try_get("flags")?),
        modseq: number(row, "modseq")?,
        sender: sender(row)?,
        received_at: time(row.try_get("received_at")?)?,
        subject: row.try_get("subject")?,
        text: row.try_get("text")?,
        size: number(row, "size")?,
        sounds,
    })
}

fn read_position(text: &str) -> Option<(i64, i64)> {
    let (time, id) = text.rsplit_once('-')?;
    Some((time.parse().ok()?, id.parse().ok()?))
}
