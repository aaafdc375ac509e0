//! Annotations (RFC 5464). Settled. They go with their folder.
//!
//! Each time one is set it has another row, so the row's number says whether it is still the same.

use crate::{Decided, Store, StoreError, write::Promise};
use server_domain::{
    AccountId, Audience, FolderId, Refusal,
    annotations::{Entry, MOST},
};

impl Store {
    /// All annotations of a folder, or of the whole mailbox, by name.
    pub async fn annotations(
        &self,
        account: AccountId,
        folder: Option<FolderId>,
    ) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        Ok(sqlx::query_as(
            "SELECT entry, value FROM annotations WHERE account_id = $1 AND coalesce(folder_id, 0) = $2 ORDER BY entry",
        )
        .bind(account.0)
        .bind(folder.map_or(0, |folder| folder.0))
        .fetch_all(&mut *self.inner.readers.acquire().await?)
        .await?)
    }

    /// All annotations of an account, and for each a number that another value does not have.
    pub async fn annotation_revisions(
        &self,
        account: AccountId,
    ) -> Result<Vec<(Option<FolderId>, String, i64)>, StoreError> {
        let rows: Vec<(Option<i64>, String, i64)> =
            sqlx::query_as("SELECT folder_id, entry, id FROM annotations WHERE account_id = $1")
                .bind(account.0)
                .fetch_all(&mut *self.inner.readers.acquire().await?)
                .await?;
        Ok(rows.into_iter().map(|(folder, entry, id)| (folder.map(FolderId), entry, id)).collect())
    }

    /// Sets annotations, or removes them where there is no value: all or none. Returns the revision of each that was set.
    pub async fn annotate(
        &self,
        account: AccountId,
        folder: Option<FolderId>,
        changes: &[(Entry, Option<Vec<u8>>)],
    ) -> Decided<Vec<Option<i64>>> {
        let mut revisions = Vec::with_capacity(changes.len());
        let mut write = self.inner.write(Promise::Settled).await?;
        let mut is_changed = false;
        for (entry, value) in changes {
            let removed = sqlx::query(
                "DELETE FROM annotations WHERE account_id = $1 AND coalesce(folder_id, 0) = $2 AND entry = $3",
            )
            .bind(account.0)
            .bind(folder.map_or(0, |folder| folder.0))
            .bind(entry.as_str())
            .execute(write.rows())
            .await?;
            is_changed |= value.is_some() || removed.rows_affected() > 0;
            revisions.push(match value {
                Some(value) => {
                    let insert = sqlx::query_scalar(
                        "INSERT INTO annotations (account_id, folder_id, entry, value) VALUES ($1, $2, $3, $4) RETURNING id",
                    );
                    let values = insert.bind(account.0).bind(folder.map(|folder| folder.0));
                    Some(values.bind(entry.as_str()).bind(value).fetch_one(write.rows()).await?)
                }
                None => None,
            });
        }
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM annotations WHERE account_id = $1")
            .bind(account.0)
            .fetch_one(write.rows())
            .await?;
        if usize::try_from(count).unwrap_or(usize::MAX) > MOST {
            write.abandon().await;
            return Ok(Err(Refusal::TooManyAnnotations { limit: MOST }));
        }
        if let (Some(folder), true) = (folder, is_changed) {
            let before = write.take_numbers(Audience::Account(account), 1).await?;
            sqlx::query("UPDATE folders SET annotated_modseq = $1 WHERE id = $2")
                .bind(before.saturating_add(1).cast_signed())
                .bind(folder.0)
                .execute(write.rows())
                .await?;
        }
        write.announce_in_bulk(Audience::Account(account));
        write.commit().await?;
        Ok(Ok(revisions))
    }
}
