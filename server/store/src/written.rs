//! What was written with a message and never changes, for FETCH: rows that are read once and then remembered.
//!
//! UIDs and folders are never used twice, so what is remembered of one is never wrong. It may outlive the message: whoever
//! asks knows from the folder's view which messages there are.

use crate::{
    Store, StoreError,
    bulk::list,
    rows::{body_id, json, number, time},
};
use jiff::Timestamp;
use quick_cache::{Weighter, sync::Cache};
use server_domain::{AccountId, BodyId, FolderId, MessageId};
use server_message::Section;
use sqlx::Row as _;
use std::sync::Arc;

/// What is remembered of all messages together, in bytes. A thousand voicemails take about one MiB.
const REMEMBERED: u64 = 16 * 1024 * 1024;
/// About what one message takes.
const TYPICAL: u64 = 1024;

/// What FETCH answers with, as it was serialised when the message was written.
#[derive(Debug)]
pub struct Written {
    account: AccountId,
    /// The message.
    pub id: MessageId,
    /// Where its bytes are.
    pub body: BodyId,
    /// INTERNALDATE.
    pub received_at: Timestamp,
    /// When it came into this folder (RFC 8514).
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
    /// PREVIEW.
    pub preview: String,
    /// Where each part is.
    pub sections: Vec<Section>,
}

/// The messages that were asked for last.
pub(crate) type Remembered = Cache<(FolderId, u32), Arc<Written>, Bytes>;

pub(crate) fn remembered() -> Remembered {
    let items = usize::try_from(REMEMBERED / TYPICAL).unwrap_or(0);
    Cache::with_weighter(items, REMEMBERED, Bytes)
}

/// Weighs by what a message takes in memory.
#[derive(Debug, Clone)]
pub(crate) struct Bytes;

impl Weighter<(FolderId, u32), Arc<Written>> for Bytes {
    fn weight(&self, _: &(FolderId, u32), written: &Arc<Written>) -> u64 {
        let texts = [&written.envelope, &written.body_plain, &written.body_structure, &written.preview];
        let sections = written.sections.iter().map(|section| size_of::<Section>() + section.path.capacity());
        let heap = texts.iter().map(|text| text.capacity()).sum::<usize>() + sections.sum::<usize>();
        // With the body's identifier, the key and what holds both.
        (heap + size_of::<Written>() + 128) as u64
    }
}

impl Store {
    /// What was written of the messages with the given UIDs, which are ascending, each in its place; none where there is no
    /// such message.
    pub async fn written(
        &self,
        account: AccountId,
        folder: FolderId,
        uids: &[u32],
    ) -> Result<Vec<Option<Arc<Written>>>, StoreError> {
        let remembered = &self.inner.remembered;
        let recall = |uid: &u32| remembered.get(&(folder, *uid)).filter(|written| written.account == account);
        let mut found: Vec<Option<Arc<Written>>> = uids.iter().map(recall).collect();
        let missing: Vec<u32> =
            found.iter().zip(uids).filter(|(written, _)| written.is_none()).map(|(_, uid)| *uid).collect();
        if missing.is_empty() {
            return Ok(found);
        }
        let rows = sqlx::query(
            "SELECT m.uid, m.id, m.body_id, m.received_at, m.saved_at, b.size, b.header_size, b.envelope, b.body_plain, \
             b.body_structure, b.preview, b.sections FROM messages m JOIN bodies b ON b.id = m.body_id \
             WHERE m.folder_id = $1 AND m.account_id = $2 \
             AND m.uid IN (SELECT value FROM json_each($3)) ORDER BY m.uid",
        )
        .bind(folder.0)
        .bind(account.0)
        .bind(list(missing))
        .fetch_all(&mut *self.inner.readers.acquire().await?)
        .await?;
        for row in rows {
            let uid: u32 = row.try_get("uid")?;
            let Some(place) = uids.binary_search(&uid).ok().and_then(|at| found.get_mut(at)) else {
                continue;
            };
            let written = Arc::new(Written {
                account,
                id: MessageId(row.try_get("id")?),
                body: body_id(row.try_get("body_id")?)?,
                received_at: time(row.try_get("received_at")?)?,
                saved_at: time(row.try_get("saved_at")?)?,
                size: number(&row, "size")?,
                header_size: number(&row, "header_size")?,
                envelope: row.try_get("envelope")?,
                body_plain: row.try_get("body_plain")?,
                body_structure: row.try_get("body_structure")?,
                preview: row.try_get("preview")?,
                sections: json(row.try_get("sections")?, "bodies.sections")?,
            });
            remembered.insert((folder, uid), written.clone());
            *place = Some(written);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests;
