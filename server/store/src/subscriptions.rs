//! Names that a person is subscribed to (RFC 3501 sections 6.3.6 and 6.3.7). Settled.

use crate::{Decided, Store, StoreError, folders, write::Promise};
use server_domain::{
    AccountId, Audience, Refusal,
    folders::{MOST_FOLDERS, canonical},
    mailbox::Folder,
};
use std::collections::BTreeSet;

impl Store {
    /// All folders of an account and all names it is subscribed to, of one moment.
    pub async fn folders_and_subscriptions(
        &self,
        account: AccountId,
    ) -> Result<(Vec<Folder>, BTreeSet<String>), StoreError> {
        let mut connection = self.inner.readers.acquire().await?;
        let mut rows = sqlx::Connection::begin(&mut *connection).await?;
        let folders = folders::all_of(&mut rows, account).await?;
        let names: Vec<String> = sqlx::query_scalar("SELECT name FROM subscriptions WHERE account_id = $1")
            .bind(account.0)
            .fetch_all(&mut *rows)
            .await?;
        Ok((folders, names.into_iter().collect()))
    }

    /// Subscribes to a folder that there is.
    pub async fn subscribe(&self, account: AccountId, name: &str) -> Decided<()> {
        let mut write = self.inner.write(Promise::Settled).await?;
        let Some(folder) = folders::by_name(write.rows(), account, name).await? else {
            write.abandon().await;
            return Ok(Err(no_folder(name)));
        };
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM subscriptions WHERE account_id = $1")
            .bind(account.0)
            .fetch_one(write.rows())
            .await?;
        if usize::try_from(count).unwrap_or(usize::MAX) >= MOST_FOLDERS {
            write.abandon().await;
            return Ok(Err(Refusal::TooManyFolders { limit: MOST_FOLDERS }));
        }
        sqlx::query("INSERT INTO subscriptions (account_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(account.0)
            .bind(folder.name)
            .execute(write.rows())
            .await?;
        write.announce_in_bulk(Audience::Account(account));
        write.commit().await?;
        Ok(Ok(()))
    }

    /// Ends a subscription, of a folder that there is or was.
    pub async fn unsubscribe(&self, account: AccountId, name: &str) -> Decided<()> {
        let mut write = self.inner.write(Promise::Settled).await?;
        let removed = sqlx::query("DELETE FROM subscriptions WHERE account_id = $1 AND name = $2")
            .bind(account.0)
            .bind(&*canonical(name))
            .execute(write.rows())
            .await?;
        let is_known =
            removed.rows_affected() > 0 || folders::by_name(write.rows(), account, name).await?.is_some();
        write.announce_in_bulk(Audience::Account(account));
        write.commit().await?;
        Ok(if is_known { Ok(()) } else { Err(no_folder(name)) })
    }
}

fn no_folder(name: &str) -> Refusal {
    Refusal::NoSuchFolder { name: name.chars().take(80).collect() }
}
