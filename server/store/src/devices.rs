//! Devices and their refresh tokens (ADM-04). A token that is used twice signs its device out.

use crate::{Store, StoreError, write::Promise};
use jiff::Timestamp;
use server_domain::{AccountId, DeviceId};

/// A device that signs in.
#[derive(Debug, Clone)]
pub struct NewDevice {
    /// As the person knows it, "Alice's phone".
    pub name: String,
    /// `android`, `ios`, `terminal`, …
    pub platform: String,
}

/// A device and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device {
    /// Identifier.
    pub id: DeviceId,
    /// Whose.
    pub account: AccountId,
}

/// What became of a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefreshOutcome {
    /// It was good and is used up; the new one took its place.
    Rotated(Device),
    /// It had been used before; its device is signed out now.
    Reused(Device),
    /// Its device was signed out.
    Revoked,
    /// Never heard of it, or it is too old.
    Unknown,
}

impl Store {
    /// Adds a device with its first refresh token; nothing when the account's epoch is another by now, because what
    /// the device proved is no longer so. Kept.
    pub async fn add_device(
        &self,
        account: AccountId,
        epoch: i64,
        new: &NewDevice,
        digest: &str,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<Option<DeviceId>, StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        let id: Option<i64> = sqlx::query_scalar(
            "INSERT INTO devices (account_id, name, platform, created_at, last_seen_at) \
             SELECT id, $2, $3, $4, $4 FROM accounts WHERE id = $1 AND epoch = $5 RETURNING id",
        )
        .bind(account.0)
        .bind(&new.name)
        .bind(&new.platform)
        .bind(now.as_millisecond())
        .bind(epoch)
        .fetch_optional(write.rows())
        .await?;
        let Some(id) = id.map(DeviceId) else {
            write.abandon().await;
            return Ok(None);
        };
        add_token(write.rows(), id, digest, expires_at).await?;
        write.commit().await?;
        Ok(Some(id))
    }

    /// Exchanges one refresh token for the next. Kept.
    pub async fn rotate(
        &self,
        digest: &str,
        next_digest: &str,
        next_expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<RefreshOutcome, StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        let found: Option<(i64, i64, Option<i64>, Option<i64>)> = sqlx::query_as(
            "SELECT d.id, d.account_id, d.revoked_at, t.used_at FROM refresh_tokens t \
             JOIN devices d ON d.id = t.device_id WHERE t.digest = $1 AND t.expires_at > $2",
        )
        .bind(digest)
        .bind(now.as_millisecond())
        .fetch_optional(write.rows())
        .await?;
        let Some((device, account, revoked_at, used_at)) = found else {
            write.abandon().await;
            return Ok(RefreshOutcome::Unknown);
        };
        let device = Device { id: DeviceId(device), account: AccountId(account) };
        let outcome = match (revoked_at, used_at) {
            (Some(_), _) => RefreshOutcome::Revoked,
            (None, Some(_)) => {
                revoke(write.rows(), device.id, now).await?;
                RefreshOutcome::Reused(device)
            }
            (None, None) => {
                sqlx::query("UPDATE refresh_tokens SET used_at = $1 WHERE digest = $2")
                    .bind(now.as_millisecond())
                    .bind(digest)
                    .execute(write.rows())
                    .await?;
                sqlx::query("DELETE FROM refresh_tokens WHERE device_id = $1 AND expires_at <= $2")
                    .bind(device.id.0)
                    .bind(now.as_millisecond())
                    .execute(write.rows())
                    .await?;
                add_token(write.rows(), device.id, next_digest, next_expires_at).await?;
                sqlx::query("UPDATE devices SET last_seen_at = $1 WHERE id = $2")
                    .bind(now.as_millisecond())
                    .bind(device.id.0)
                    .execute(write.rows())
                    .await?;
                RefreshOutcome::Rotated(device)
            }
        };
        write.commit().await?;
        Ok(outcome)
    }

    /// Signs a device out. Kept.
    pub async fn revoke_device(&self, device: DeviceId, now: Timestamp) -> Result<(), StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        revoke(write.rows(), device, now).await?;
        write.commit().await
    }

    /// The account of a device that is signed in.
    pub async fn signed_in(&self, device: DeviceId) -> Result<Option<AccountId>, StoreError> {
        let account: Option<i64> =
            sqlx::query_scalar("SELECT account_id FROM devices WHERE id = $1 AND revoked_at IS NULL")
                .bind(device.0)
                .fetch_optional(&mut *self.inner.readers.acquire().await?)
                .await?;
        Ok(account.map(AccountId))
    }
}

async fn add_token(
    rows: &mut sqlx::SqliteConnection,
    device: DeviceId,
    digest: &str,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO refresh_tokens (digest, device_id, expires_at) VALUES ($1, $2, $3)")
        .bind(digest)
        .bind(device.0)
        .bind(expires_at.as_millisecond())
        .execute(rows)
        .await?;
    Ok(())
}

async fn revoke(
    rows: &mut sqlx::SqliteConnection,
    device: DeviceId,
    now: Timestamp,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE devices SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL")
        .bind(now.as_millisecond())
        .bind(device.0)
        .execute(rows)
        .await?;
    Ok(())
}
