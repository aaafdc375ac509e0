//! Rows as IMAP reads them, and how columns become values.

use crate::{Store, StoreError};
use jiff::Timestamp;
use server_domain::{AccountId, BodyId, FolderId, MessageId, mailbox::Flags, voicemail::Sender};
use server_message::Section;
use sqlx::{Row as _, sqlite::SqliteRow};
use std::collections::BTreeSet;

/// What FETCH answers with, as it was serialised when the message was written.
#[derive(Debug, Clone)]
pub struct Row {
    /// UID in its folder.
    pub uid: u32,
    /// The message.
    pub id: MessageId,
    /// Where its bytes are; EMAILID, for copies share them (RFC 8474).
    pub body: BodyId,
    /// Its flags.
    pub flags: Flags,
    /// MODSEQ (RFC 7162).
    pub modseq: u64,
    /// INTERNALDATE.
    pub received_at: Timestamp,
    /// When it came into its folder (RFC 8514).
    pub saved_at: Timestamp,
    /// RFC822.SIZE in bytes.
    pub size: u64,
    /// Size of the header with its empty line.
    pub header_size: u64,
    /// ENVELOPE, serialised.
    pub envelope: String,
    /// BODY, serialised.
    pub body_plain: String,
    /// BODYSTRUCTURE, serialised.
    pub body_structure: String,
    /// Where each part is.
    pub sections: Vec<Section>,
    /// Date header.
    pub sent_at: Option<Timestamp>,
}

impl Store {
    /// The rows of the given UIDs, which are ascending; those that are gone are left out.
    pub async fn rows(
        &self,
        account: AccountId,
        folder: FolderId,
        uids: &[u32],
    ) -> Result<Vec<Row>, StoreError> {
        let (Some(first), Some(last)) = (uids.first(), uids.last()) else {
            return Ok(Vec::new());
        };
        let rows = sqlx::query(
            "SELECT m.uid, m.id, m.body_id, m.flags, m.modseq, m.received_at, m.saved_at, b.size, b.header_size, b.envelope, \
             b.body_plain, b.body_structure, b.sections, b.sent_at \
             FROM messages m JOIN bodies b ON b.id = m.body_id \
             WHERE m.folder_id = $1 AND m.account_id = $2 AND m.uid BETWEEN $3 AND $4 ORDER BY m.uid",
        )
        .bind(folder.0)
        .bind(account.0)
        .bind(first)
        .bind(last)
        .fetch_all(&self.inner.readers)
        .await?;
        let mut found = Vec::with_capacity(uids.len());
        for row in rows {
            let uid: u32 = row.try_get("uid")?;
            if uids.binary_search(&uid).is_ok() {
                found.push(Row {
                    uid,
                    id: MessageId(row.try_get("id")?),
                    body: body_id(row.try_get("body_id")?)?,
                    flags: Flags::from_bits(row.try_get("flags")?),
                    modseq: number(&row, "modseq")?,
                    received_at: time(row.try_get("received_at")?)?,
                    saved_at: time(row.try_get("saved_at")?)?,
                    size: number(&row, "size")?,
                    header_size: number(&row, "header_size")?,
                    envelope: row.try_get("envelope")?,
                    body_plain: row.try_get("body_plain")?,
                    body_structure: row.try_get("body_structure")?,
                    sections: json(row.try_get("sections")?, "bodies.sections")?,
                    sent_at: row.try_get::<Option<i64>, _>("sent_at")?.map(time).transpose()?,
                });
            }
        }
        Ok(found)
    }
}

/// A time from its milliseconds.
pub(crate) fn time(milliseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(milliseconds).map_err(|_| StoreError::Unreadable("a time"))
}

/// A count, which is never negative.
pub(crate) fn number(row: &SqliteRow, column: &'static str) -> Result<u64, StoreError> {
    let value: i64 = row.try_get(column)?;
    u64::try_from(value).map_err(|_| StoreError::Unreadable(column))
}

pub(crate) fn body_id(name: String) -> Result<BodyId, StoreError> {
    BodyId::new(name).ok_or(StoreError::Unreadable("bodies.id"))
}

pub(crate) fn json<T: serde::de::DeserializeOwned>(
    text: &str,
    column: &'static str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable(column))
}

pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable("a value"))
}

/// A value of the domain from its word.
pub(crate) fn word<T: std::str::FromStr>(text: &str, column: &'static str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable(column))
}

/// A set kept as words between spaces. Words of a later version are passed over.
pub(crate) fn words<T: Ord>(text: &str, read: impl Fn(&str) -> Option<T>) -> BTreeSet<T> {
    text.split(' ').filter_map(read).collect()
}

/// Who left a message, from its three columns.
pub(crate) fn sender(row: &SqliteRow) -> Result<Sender, StoreError> {
    let name: Option<String> = row.try_get("sender_name")?;
    let number: String = row.try_get("sender_number")?;
    Ok(match row.try_get::<Option<i64>, _>("sender_account")? {
        Some(account) => Sender::Internal {
            account: AccountId(account),
            name: name.unwrap_or_default(),
            extension: number,
        },
        None => Sender::External { number, name },
    })
}
