//! Annotations (RFC 5464). Settled. They go with their folder.

use crate::{Decided, Store, StoreError, write::Promise};
use server_domain::{
    AccountId, FolderId, Refusal,
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

    /// Sets annotations, or removes them where there is no value: all or none.
    pub async fn annotate(
        &self,
        account: AccountId,
        folder: Option<FolderId>,
        changes: &[(Entry, Option<Vec<u8>>)],
    ) -> Decided<()> {
        let mut write = self.inner.write(Promise::Settled).await?;
        for (entry, value) in changes {
            sqlx::query(
                "DELETE FROM annotations WHERE account_id = $1 AND coalesce(folder_id, 0) = $2 AND entry = $3",
            )
            .bind(account.0)
            .bind(folder.map_or(0, |folder| folder.0))
            .bind(entry.as_str())
            .execute(write.rows())
            .await?;
            if let Some(value) = value {
                sqlx::query(
                    "INSERT INTO annotations (account_id, folder_id, entry, value) VALUES ($1, $2, $3, $4)",
                )
                .bind(account.0)
                .bind(folder.map(|folder| folder.0))
                .bind(entry.as_str())
                .bind(value)
                .execute(write.rows())
                .await?;
            }
        }
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM annotations WHERE account_id = $1")
            .bind(account.0)
            .fetch_one(write.rows())
            .await?;
        if usize::try_from(count).unwrap_or(usize::MAX) > MOST {
            write.abandon().await;
            return Ok(Err(Refusal::TooManyAnnotations { limit: MOST }));
        }
        write.commit().await?;
        Ok(Ok(()))
    }
}
