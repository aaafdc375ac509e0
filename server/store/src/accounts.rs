//! Accounts: people, their secrets' hashes, keys and permissions.

use crate::{
    Listing, Page, Store, StoreError, What,
    rows::{time, to_json, word, words},
    write::Promise,
};
use jiff::Timestamp;
use server_domain::{
    AccountId, Audience, SiteId,
    accounts::{Account, Extension, FeatureKey, Permission, Username},
    mailbox::Role,
    presence::{Current, Presence, SetBy},
    routing::Addressee,
};
use sqlx::{Row as _, SqliteConnection, sqlite::SqliteRow};
use std::collections::BTreeSet;

/// A person to be added. Hashes are PHC strings.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Whose company.
    pub site: SiteId,
    /// What they log in as.
    pub username: Username,
    /// Their primary extension.
    pub extension: Extension,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Hash of the password.
    pub password_hash: String,
    /// Hash of the PIN; empty when there is none yet.
    pub pin_hash: String,
    /// What they may do.
    pub permissions: BTreeSet<Permission>,
    /// What was bought for them.
    pub feature_keys: BTreeSet<FeatureKey>,
}

/// What a log-in is checked against.
pub struct Credentials {
    /// The account.
    pub account: Account,
    /// Hash of its password.
    pub password_hash: String,
}

macro_rules! select_account {
    ($rest:literal) => {
        concat!(
            "SELECT id, site_id, username, extension, first_name, last_name, password_hash, presence, presence_note, ",
            "presence_set_at, presence_set_by, permissions, feature_keys, epoch FROM accounts ",
            $rest
        )
    };
}

impl Store {
    /// Adds a person with the four folders, In Office (features 0.1). Kept.
    ///
    /// Nothing when the username or the extension is taken. The person's numbers begin behind 1, which is what an empty folder
    /// has to say (RFC 7162 section 7).
    pub async fn add_account(&self, new: &NewAccount, now: Timestamp) -> Result<Option<Account>, StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        let id: Option<i64> = sqlx::query_scalar(
            "INSERT INTO accounts (site_id, username, extension, first_name, last_name, password_hash, pin_hash, \
             presence, presence_set_at, presence_set_by, permissions, feature_keys, created_at, seq) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $9, 1) ON CONFLICT DO NOTHING RETURNING id",
        )
        .bind(new.site.0)
        .bind(new.username.as_str())
        .bind(new.extension.as_str())
        .bind(&new.first_name)
        .bind(&new.last_name)
        .bind(&new.password_hash)
        .bind(&new.pin_hash)
        .bind(Presence::InOffice.wire_id())
        .bind(now.as_millisecond())
        .bind(SetBy::System.wire_id())
        .bind(joined(&new.permissions, |each| each.wire_id()))
        .bind(joined(&new.feature_keys, |each| each.wire_id()))
        .fetch_optional(write.rows())
        .await?;
        let Some(id) = id.map(AccountId) else {
            write.abandon().await;
            return Ok(None);
        };
        // Seconds since 1970 as UIDVALIDITY: a mailbox made anew after a restore gets a larger one.
        let validity = now.as_second().clamp(1, i64::from(u32::MAX));
        for role in Role::ALL {
            sqlx::query("INSERT INTO folders (account_id, role, name, uid_validity) VALUES ($1, $2, $3, $4)")
                .bind(id.0)
                .bind(role.wire_id())
                .bind(role.folder_name())
                .bind(validity)
                .execute(write.rows())
                .await?;
        }
        for sql in [
            "UPDATE accounts SET uid_validity = (SELECT max(uid_validity) FROM folders WHERE account_id = $1) WHERE id = $1",
            "INSERT INTO subscriptions (account_id, name) SELECT account_id, name FROM folders WHERE account_id = $1",
        ] {
            sqlx::query(sql).bind(id.0).execute(write.rows()).await?;
        }
        let account = by_id(write.rows(), id).await?.ok_or(StoreError::Unreadable("accounts"))?;
        write.log_next(Audience::Site(new.site), now, What::PresenceSet(account.clone())).await?;
        write.commit().await?;
        Ok(Some(account))
    }

    /// The account of this identifier.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        by_id(&mut *self.inner.readers.acquire().await?, id).await
    }

    /// The account that an address means.
    pub async fn account_for(
        &self,
        site: SiteId,
        addressee: &Addressee,
    ) -> Result<Option<Account>, StoreError> {
        let (sql, text) = match addressee {
            Addressee::Username(name) => {
                (select_account!("WHERE site_id = $1 AND username = $2"), name.as_str())
            }
            Addressee::Extension(digits) => {
                (select_account!("WHERE site_id = $1 AND extension = $2"), digits.as_str())
            }
        };
        let row = sqlx::query(sql)
            .bind(site.0)
            .bind(text)
            .fetch_optional(&mut *self.inner.readers.acquire().await?)
            .await?;
        row.as_ref().map(read).transpose()
    }

    /// The account that logs in by this name, with what its password is checked against.
    pub async fn credentials(
        &self,
        site: SiteId,
        name: &Username,
    ) -> Result<Option<Credentials>, StoreError> {
        let row = sqlx::query(select_account!("WHERE site_id = $1 AND username = $2"))
            .bind(site.0)
            .bind(name.as_str())
            .fetch_optional(&mut *self.inner.readers.acquire().await?)
            .await?;
        row.map(|row| Ok(Credentials { password_hash: row.try_get("password_hash")?, account: read(&row)? }))
            .transpose()
    }

    /// A page of a site's people, by extension.
    pub async fn people(&self, site: SiteId, page: &Page) -> Result<Listing<Account>, StoreError> {
        let rows =
            sqlx::query(select_account!("WHERE site_id = $1 AND extension > $2 ORDER BY extension LIMIT $3"))
                .bind(site.0)
                .bind(page.after.as_deref().unwrap_or(""))
                .bind(i64::from(page.limit) + 1)
                .fetch_all(&mut *self.inner.readers.acquire().await?)
                .await?;
        let mut items = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let more = items.len() > usize::from(page.limit);
        items.truncate(usize::from(page.limit));
        let next = items.last().filter(|_| more).map(|last| last.extension.to_string());
        Ok(Listing { items, next })
    }

    /// Those of the given accounts that the site has, in no particular order.
    pub async fn accounts(
        &self,
        site: SiteId,
        ids: &BTreeSet<AccountId>,
    ) -> Result<Vec<Account>, StoreError> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        let rows =
            sqlx::query(select_account!("WHERE site_id = $1 AND id IN (SELECT value FROM json_each($2))"))
                .bind(site.0)
                .bind(to_json(&ids)?)
                .fetch_all(&mut *self.inner.readers.acquire().await?)
                .await?;
        rows.iter().map(read).collect()
    }

    /// Replaces the password and signs out every device of the account. Kept.
    pub async fn set_password(&self, id: AccountId, hash: &str, now: Timestamp) -> Result<(), StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        sqlx::query("UPDATE accounts SET password_hash = $1, epoch = epoch + 1 WHERE id = $2")
            .bind(hash)
            .bind(id.0)
            .execute(write.rows())
            .await?;
        sqlx::query("UPDATE devices SET revoked_at = $1 WHERE account_id = $2 AND revoked_at IS NULL")
            .bind(now.as_millisecond())
            .bind(id.0)
            .execute(write.rows())
            .await?;
        write.commit().await
    }

    /// Replaces the feature keys of an account. Kept.
    pub async fn set_feature_keys(
        &self,
        id: AccountId,
        keys: &BTreeSet<FeatureKey>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        sqlx::query("UPDATE accounts SET feature_keys = $1, epoch = epoch + 1 WHERE id = $2")
            .bind(joined(keys, |each| each.wire_id()))
            .bind(id.0)
            .execute(write.rows())
            .await?;
        if let Some(account) = by_id(write.rows(), id).await? {
            write.log_next(Audience::Site(account.site), now, What::PresenceSet(account)).await?;
        }
        write.commit().await
    }
}

pub(crate) async fn by_id(rows: &mut SqliteConnection, id: AccountId) -> Result<Option<Account>, StoreError> {
    let row = sqlx::query(select_account!("WHERE id = $1")).bind(id.0).fetch_optional(rows).await?;
    row.as_ref().map(read).transpose()
}

pub(crate) async fn of_site(rows: &mut SqliteConnection, site: SiteId) -> Result<Vec<Account>, StoreError> {
    let found = sqlx::query(select_account!("WHERE site_id = $1 ORDER BY extension"))
        .bind(site.0)
        .fetch_all(rows)
        .await?;
    found.iter().map(read).collect()
}

fn read(row: &SqliteRow) -> Result<Account, StoreError> {
    let set_by = match row.try_get("presence_set_by")? {
        "user" => SetBy::User,
        _ => SetBy::System,
    };
    Ok(Account {
        id: AccountId(row.try_get("id")?),
        site: SiteId(row.try_get("site_id")?),
        username: word(row.try_get("username")?, "accounts.username")?,
        extension: word(row.try_get("extension")?, "accounts.extension")?,
        first_name: row.try_get("first_name")?,
        last_name: row.try_get("last_name")?,
        presence: Current {
            presence: word(row.try_get("presence")?, "accounts.presence")?,
            note: row.try_get("presence_note")?,
            set_at: time(row.try_get("presence_set_at")?)?,
            set_by,
        },
        permissions: words(row.try_get("permissions")?, Permission::from_wire_id),
        feature_keys: words(row.try_get("feature_keys")?, FeatureKey::from_wire_id),
        epoch: row.try_get("epoch")?,
    })
}

fn joined<T: Copy>(set: &BTreeSet<T>, word: impl Fn(T) -> &'static str) -> String {
    set.iter().map(|each| word(*each)).collect::<Vec<_>>().join(" ")
}
