//! The rows of `searched`: written with their body, and made at open for bodies that are older than the table.

use super::read;
use crate::{
    StoreError,
    bytes::MessageBytes,
    rows::{body_id, json, number},
    write::Promise,
};
use server_domain::BodyId;
use server_message::{Searched, Section};
use sqlx::{Row as _, Sqlite, query::Query, sqlite::SqliteArguments};

/// Bodies that are made searchable in one transaction.
const AT_ONCE: i64 = 500;

/// Makes a body searchable, before its messages are inserted. The values are those of [`bind`].
macro_rules! insert_searched {
    () => {
        "INSERT INTO searched (body_id, size, sent_at, sent_day, is_reply, base_subject, from_mailbox, to_mailbox, \
         cc_mailbox, from_display, to_display, message_id, in_reply_to, from_text, to_text, cc_text, bcc_text, subject_text) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18); \
         INSERT INTO searched_texts (id, header, text) SELECT id, $19, $20 FROM searched WHERE body_id = $1;"
    };
}

pub(crate) use insert_searched;

/// A statement and its values.
type Bound<'q> = Query<'q, Sqlite, SqliteArguments>;

/// Binds the twenty values of `insert_searched!`; the first three are the body's identifier, its size and its date.
pub(crate) fn bind<'q>(
    statement: Bound<'q>,
    body: &'q BodyId,
    size: u64,
    sent_at: Option<i64>,
    searched: &'q Searched,
) -> Bound<'q> {
    statement
        .bind(body.as_str())
        .bind(size.cast_signed())
        .bind(sent_at)
        .bind(searched.sent_day)
        .bind(searched.is_reply)
        .bind(&searched.base_subject)
        .bind(&searched.from_mailbox)
        .bind(&searched.to_mailbox)
        .bind(&searched.cc_mailbox)
        .bind(&searched.from_display)
        .bind(&searched.to_display)
        .bind(&searched.message_id)
        .bind(&searched.references)
        .bind(&searched.from)
        .bind(&searched.to)
        .bind(&searched.cc)
        .bind(&searched.bcc)
        .bind(&searched.subject)
        .bind(&searched.header)
        .bind(&searched.text)
}

/// Makes bodies searchable that are not. One whose file cannot be read is found by its dates and size alone.
pub(crate) async fn fill(inner: &crate::Inner) -> Result<(), StoreError> {
    loop {
        let bodies = sqlx::query(
            "SELECT id, size, sent_at, header_size, sections FROM bodies WHERE id IN ( \
             SELECT b.id FROM bodies b WHERE NOT EXISTS (SELECT 1 FROM searched s WHERE s.body_id = b.id) LIMIT $1)",
        )
        .bind(AT_ONCE)
        .fetch_all(&mut *inner.readers.acquire().await?)
        .await?;
        if bodies.is_empty() {
            return Ok(());
        }
        let mut write = inner.write(Promise::Kept).await?;
        for row in &bodies {
            let body = body_id(row.try_get("id")?)?;
            let sections: Vec<Section> = json(row.try_get("sections")?, "bodies.sections")?;
            let searched = from_file(&inner.bytes, &body, number(row, "header_size")?, &sections).await;
            let insert = sqlx::query(insert_searched!());
            let (size, sent_at) = (number(row, "size")?, row.try_get("sent_at")?);
            write.batch(bind(insert, &body, size, sent_at, &searched)).await?;
            sqlx::query(
                "UPDATE messages SET searched_id = (SELECT id FROM searched WHERE body_id = $1) WHERE body_id = $1",
            )
            .bind(body.as_str())
            .execute(write.rows())
            .await?;
        }
        write.commit().await?;
        tracing::info!(
            bodies = bodies.len(),
            "made messages searchable that were kept by an earlier version"
        );
    }
}

async fn from_file(bytes: &MessageBytes, body: &BodyId, header_size: u64, sections: &[Section]) -> Searched {
    match read(bytes, body, header_size, sections).await {
        Ok(raw) => Searched::read(&raw.header, Some(raw.text)),
        Err(error) => {
            tracing::warn!(body = body.as_str(), %error, "could not read a message to make it searchable");
            Searched { header: Some(String::new()), text: Some(String::new()), ..Searched::default() }
        }
    }
}
