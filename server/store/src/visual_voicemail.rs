//! What a visual voicemail client sets: PIN, language, tutorial.

use crate::{Store, StoreError, write::Promise};
use server_domain::AccountId;

impl Store {
    /// The hash of an account's PIN; empty when there is none yet.
    pub async fn pin_hash(&self, account: AccountId) -> Result<String, StoreError> {
        Ok(sqlx::query_scalar("SELECT pin_hash FROM accounts WHERE id = $1")
            .bind(account.0)
            .fetch_one(&mut *self.inner.readers.acquire().await?)
            .await?)
    }

    /// Replaces the PIN. Kept.
    pub async fn set_pin(&self, account: AccountId, hash: &str) -> Result<(), StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        sqlx::query("UPDATE accounts SET pin_hash = $1 WHERE id = $2")
            .bind(hash)
            .bind(account.0)
            .execute(write.rows())
            .await?;
        write.commit().await
    }

    /// Keeps the language of the prompts. Settled.
    pub async fn set_prompt_language(&self, account: AccountId, language: u8) -> Result<(), StoreError> {
        let mut write = self.inner.write(Promise::Settled).await?;
        sqlx::query(
            "INSERT INTO voicemail_settings (account_id, language) VALUES ($1, $2) \
             ON CONFLICT (account_id) DO UPDATE SET language = excluded.language",
        )
        .bind(account.0)
        .bind(language)
        .execute(write.rows())
        .await?;
        write.commit().await
    }

    /// The language of the prompts, if one was chosen.
    pub async fn prompt_language(&self, account: AccountId) -> Result<Option<u8>, StoreError> {
        let found: Option<Option<u8>> =
            sqlx::query_scalar("SELECT language FROM voicemail_settings WHERE account_id = $1")
                .bind(account.0)
                .fetch_optional(&mut *self.inner.readers.acquire().await?)
                .await?;
        Ok(found.flatten())
    }

    /// Notes that the tutorial is over. Settled.
    pub async fn close_tutorial(&self, account: AccountId) -> Result<(), StoreError> {
        let mut write = self.inner.write(Promise::Settled).await?;
        sqlx::query(
            "INSERT INTO voicemail_settings (account_id, tutorial_closed) VALUES ($1, 1) \
             ON CONFLICT (account_id) DO UPDATE SET tutorial_closed = 1",
        )
        .bind(account.0)
        .execute(write.rows())
        .await?;
        write.commit().await
    }
}
