//! The names of keywords, per mailbox. They only ever become more.

use crate::{Store, StoreError, write::Promise};
use server_domain::{
    AccountId,
    keywords::{Keyword, Keywords},
};
use sqlx::SqliteConnection;

impl Store {
    /// The keywords of an account.
    pub async fn keywords(&self, account: AccountId) -> Result<Keywords, StoreError> {
        let mut connection = self.inner.readers.acquire().await?;
        of_account(&mut connection, account).await
    }

    /// Makes those of the keywords that the account does not have yet, or none when there is no room for all, and
    /// returns what it has then. Settled, and kept with the first message that has one of them.
    pub async fn make_keywords(
        &self,
        account: AccountId,
        wanted: &[Keyword],
    ) -> Result<Option<Keywords>, StoreError> {
        let mut write = self.inner.write(Promise::Settled).await?;
        let before = of_account(write.rows(), account).await?;
        let mut all: Vec<Keyword> = before.iter().map(|(_, keyword)| keyword.clone()).collect();
        let known = all.len();
        for keyword in wanted {
            if !all.contains(keyword) {
                all.push(keyword.clone());
            }
        }
        if all.len() > Keywords::MOST {
            write.abandon().await;
            return Ok(None);
        }
        for (number, keyword) in all.iter().enumerate().skip(known) {
            sqlx::query("INSERT INTO keywords (account_id, number, name) VALUES ($1, $2, $3)")
                .bind(account.0)
                .bind(i64::try_from(number).unwrap_or(i64::MAX))
                .bind(keyword.as_str())
                .execute(write.rows())
                .await?;
        }
        write.commit().await?;
        Ok(Some(Keywords::new(all)))
    }
}

pub(crate) async fn of_account(
    rows: &mut SqliteConnection,
    account: AccountId,
) -> Result<Keywords, StoreError> {
    let names: Vec<String> =
        sqlx::query_scalar("SELECT name FROM keywords WHERE account_id = $1 ORDER BY number")
            .bind(account.0)
            .fetch_all(rows)
            .await?;
    let unreadable = |_| StoreError::Unreadable("keywords.name");
    let names = names.iter().map(|name| Keyword::new(name).map_err(unreadable));
    Ok(Keywords::new(names.collect::<Result<Vec<_>, _>>()?))
}
