//! SEARCH, and what SORT and THREAD sort by: answered by SQLite from rows written with the message.
//!
//! One row comes back however many messages are found, because a hundred thousand rows cost more than the search. Only
//! texts that were too long to be kept are read from their files.

mod condition;
mod index;
mod keys;
#[cfg(test)]
mod tests;

pub(crate) use index::{bind, fill, insert_searched};
pub use keys::{Key, Keys};

use crate::{
    Store, StoreError,
    bulk::list,
    bytes::MessageBytes,
    readers::LongReader,
    rows::{body_id, json, number},
};
use condition::Texts;
use jiff::Timestamp;
use server_domain::{AccountId, FolderId, search::Criterion};
use server_message::{Section, TextPart, searched_header};
use sqlx::{QueryBuilder, Row as _, Sqlite};

/// Bytes of a header or of a part that are searched; what follows is not, which bounds what is held.
const MOST: u64 = 1024 * 1024;
/// Bytes of the texts of a message that are searched, all parts together.
const MOST_TEXT: usize = 8 * 1024 * 1024;
/// UIDs that are named one by one; past it the folder is asked from the first to the last.
const NAMED_SINGLY: usize = 500;
impl Store {
    /// Those of the UIDs, which are ascending, for which the criterion holds; ascending.
    pub async fn search(
        &self,
        account: AccountId,
        folder: FolderId,
        uids: &[u32],
        criterion: &Criterion,
        now: Timestamp,
    ) -> Result<Vec<u32>, StoreError> {
        // What was not kept makes the condition NULL, unless the rest decides: then the UID comes back negative.
        let mut query = QueryBuilder::new("SELECT group_concat(");
        if criterion.asks_for_texts() {
            query.push("CASE WHEN ");
            condition::push(&mut query, criterion, &Texts::Kept, now);
            query.push(" THEN m.uid ELSE -m.uid END");
        } else {
            query.push("m.uid");
        }
        query.push(") FROM messages m CROSS JOIN searched s ON s.id = m.searched_id ");
        if criterion.asks_for_texts() {
            query.push("CROSS JOIN searched_texts t ON t.id = m.searched_id ");
        }
        push_place(&mut query, account, folder, uids);
        query.push(" AND ");
        condition::push(&mut query, criterion, &Texts::Kept, now);
        query.push(" IS NOT FALSE");
        let mut reader = self.inner.readers.acquire_long(account).await?;
        let list: Option<String> =
            query.build_query_scalar().persistent(false).fetch_one(&mut *reader).await?;

        let (mut found, mut undecided) = (Vec::new(), Vec::new());
        for uid in list.unwrap_or_default().split(',').filter_map(|uid| uid.parse::<i64>().ok()) {
            let Ok(number) = u32::try_from(uid.unsigned_abs()) else { continue };
            if uids.binary_search(&number).is_ok() {
                if uid > 0 { found.push(number) } else { undecided.push(number) }
            }
        }
        for uid in undecided {
            if self.holds(&mut reader, (account, folder, uid), criterion, now).await? {
                found.push(uid);
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// What the messages of these UIDs, which are ascending, are to be sorted by.
    pub async fn keys(
        &self,
        account: AccountId,
        folder: FolderId,
        uids: &[u32],
        keys: &[Key],
    ) -> Result<Keys, StoreError> {
        let mut query = QueryBuilder::new("SELECT group_concat(v, char(30)) FROM (SELECT m.uid");
        for key in keys {
            query.push(" || char(31) || ").push(key.column());
        }
        query.push(" AS v FROM messages m CROSS JOIN searched s ON s.id = m.searched_id ");
        push_place(&mut query, account, folder, uids);
        query.push(" ORDER BY m.uid)");
        let text: Option<String> = query
            .build_query_scalar()
            .persistent(false)
            .fetch_one(&mut *self.inner.readers.acquire_long(account).await?)
            .await?;
        Ok(Keys(text.unwrap_or_default()))
    }

    /// The highest MODSEQ of these messages; `None` when there are none.
    pub async fn highest_modseq(
        &self,
        account: AccountId,
        folder: FolderId,
        uids: &[u32],
    ) -> Result<Option<u64>, StoreError> {
        let mut query = QueryBuilder::new(
            "SELECT max(m.modseq) FROM messages m WHERE m.uid IN (SELECT value FROM json_each(",
        );
        query.push_bind(list(uids));
        query
            .push(")) AND m.folder_id = ")
            .push_bind(folder.0)
            .push(" AND m.account_id = ")
            .push_bind(account.0);
        let highest: Option<i64> = query
            .build_query_scalar()
            .persistent(false)
            .fetch_one(&mut *self.inner.readers.acquire_long(account).await?)
            .await?;
        Ok(highest.map(i64::cast_unsigned))
    }

    /// The answer of one message whose file must be asked.
    async fn holds(
        &self,
        reader: &mut LongReader<'_>,
        (account, folder, uid): (AccountId, FolderId, u32),
        criterion: &Criterion,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        reader.check_time()?;
        let row = sqlx::query(
            "SELECT b.id, b.header_size, b.sections FROM messages m JOIN bodies b ON b.id = m.body_id \
             WHERE m.folder_id = $1 AND m.account_id = $2 AND m.uid = $3",
        )
        .bind(folder.0)
        .bind(account.0)
        .bind(uid)
        .fetch_optional(&mut **reader)
        .await?;
        // It went meanwhile.
        let Some(row) = row else { return Ok(false) };
        let sections: Vec<Section> = json(row.try_get("sections")?, "bodies.sections")?;
        let raw =
            read(&self.inner.bytes, &body_id(row.try_get("id")?)?, number(&row, "header_size")?, &sections)
                .await?;
        let texts = Texts::Read { header: searched_header(&raw.header), text: raw.text };

        let mut query = QueryBuilder::new("SELECT ");
        condition::push(&mut query, criterion, &texts, now);
        query.push(" FROM messages m JOIN searched s ON s.id = m.searched_id ");
        push_place(&mut query, account, folder, &[uid]);
        let holds: Option<bool> =
            query.build_query_scalar().persistent(false).fetch_optional(&mut **reader).await?;
        Ok(holds.unwrap_or(false))
    }
}

/// What a file holds for searches.
struct Raw {
    header: Vec<u8>,
    /// Of all text parts, in the form in which it is compared.
    text: String,
}

async fn read(
    bytes: &MessageBytes,
    body: &server_domain::BodyId,
    header_size: u64,
    sections: &[Section],
) -> Result<Raw, StoreError> {
    let bounded = |start: u64, end: u64| usize::try_from(end.saturating_sub(start).min(MOST)).unwrap_or(0);
    let file = bytes.read(body).await?;
    let mut header = Vec::new();
    file.read(0, &mut header, bounded(0, header_size)).await?;
    let (mut text, mut window) = (String::new(), Vec::new());
    for section in sections {
        if text.len() > MOST_TEXT {
            break;
        }
        window.clear();
        file.read(section.header_start, &mut window, bounded(section.header_start, section.body_start))
            .await?;
        if let Some(part) = TextPart::of(&window) {
            window.clear();
            file.read(section.body_start, &mut window, bounded(section.body_start, section.end)).await?;
            text.push_str(&part.read(&window));
            text.push('\n');
        }
    }
    Ok(Raw { header, text })
}

/// `WHERE`: the folder, and in it the UIDs or all between the first and the last of them.
fn push_place(query: &mut QueryBuilder<Sqlite>, account: AccountId, folder: FolderId, uids: &[u32]) {
    query.push("WHERE m.folder_id = ").push_bind(folder.0).push(" AND m.account_id = ").push_bind(account.0);
    if uids.len() <= NAMED_SINGLY {
        query.push(" AND m.uid IN (");
        push_list(query, uids);
        query.push(")");
    } else {
        let (first, last) = (uids.first().copied().unwrap_or(0), uids.last().copied().unwrap_or(0));
        query.push(" AND m.uid BETWEEN ").push_bind(first).push(" AND ").push_bind(last);
    }
}

/// Writes numbers, and nothing but numbers, into the statement.
fn push_list(query: &mut QueryBuilder<Sqlite>, uids: &[u32]) {
    let mut list = query.separated(", ");
    for uid in uids {
        list.push(*uid);
    }
}
