//! Whose cache this is, how far it has read, and what keeps the session over a restart of the app.

use super::{Cache, CacheError, Topic};
use crate::{backend::LogoImage, intention::Intention};
use jiff::Timestamp;
use mobilelink_wire::{CurrentPresence, Secret, SetPresence, User};
use sqlx::{Row, Sqlite, SqliteConnection, Transaction};

/// What is kept of a session when the app stops.
///
/// The refresh token lies in the cache folder, which only its owner may enter.
#[derive(Debug, Clone)]
pub(crate) struct KeptSession {
    pub(crate) username: String,
    pub(crate) refresh_token: Secret,
}

impl Cache {
    /// Makes this the cache of that account; what another account or server left is removed first.
    pub(crate) async fn adopt(&self, server: &str, user: &User) -> Result<(), CacheError> {
        let mut transaction = self.write().await?;
        let owner = sqlx::query("SELECT server, user FROM account").fetch_optional(&mut *transaction).await?;
        let same = match owner {
            Some(row) => {
                let kept: User = serde_json::from_str(row.try_get("user")?)?;
                row.try_get::<&str, _>("server")? == server && kept.id == user.id
            }
            None => false,
        };
        if !same {
            empty_tables(&mut transaction).await?;
        }
        sqlx::query(
            "INSERT INTO account (only_row, server, user) VALUES (1, $1, $2)
             ON CONFLICT (only_row) DO UPDATE SET user = excluded.user",
        )
        .bind(server)
        .bind(serde_json::to_string(user)?)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        if !same {
            self.forget_audio().await;
        }
        self.touched(&[Topic::Account, Topic::People, Topic::Voicemail, Topic::Conferences, Topic::Logo]);
        Ok(())
    }

    /// Leaves nothing of the account on this device: no message, no audio, no session, and no action that waits.
    pub(crate) async fn empty(&self) -> Result<(), CacheError> {
        let mut transaction = self.write().await?;
        empty_tables(&mut transaction).await?;
        transaction.commit().await?;
        self.forget_audio().await;
        self.touched(&[Topic::Account, Topic::People, Topic::Voicemail, Topic::Conferences, Topic::Logo]);
        Ok(())
    }

    /// The signed-in user as the server last described them, presence included; `NotFound` before the first sign-in.
    pub(crate) async fn user(&self) -> Result<User, CacheError> {
        user(&mut *self.pool().acquire().await?).await
    }

    /// The own presence as screens show it: the server's word, unless the user has said another one since.
    pub(crate) async fn shown_presence(&self, now: Timestamp) -> Result<CurrentPresence, CacheError> {
        let mut snapshot = self.pool().begin().await?;
        let known = user(&mut snapshot).await?.presence;
        let wanted =
            super::outbox::intentions(&mut snapshot).await?.into_iter().rev().find_map(|(intention, _)| {
                match intention {
                    Intention::SetPresence(wanted) => Some(wanted),
                    _ => None,
                }
            });
        Ok(match wanted {
            Some(SetPresence { presence, note }) => {
                CurrentPresence { presence, note, set_at: now, set_by: known.set_by }
            }
            None => known,
        })
    }

    /// Writes the own presence as the server has it.
    pub(crate) async fn put_presence(&self, presence: &CurrentPresence) -> Result<(), CacheError> {
        let mut transaction = self.write().await?;
        let mut user = user(&mut transaction).await?;
        user.presence = presence.clone();
        sqlx::query("UPDATE account SET user = $1")
            .bind(serde_json::to_string(&user)?)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        self.touched(&[Topic::Account]);
        Ok(())
    }

    /// The newest change applied; none before the first full read.
    pub(crate) async fn cursor(&self) -> Result<Option<String>, CacheError> {
        let row = sqlx::query("SELECT cursor FROM account").fetch_optional(self.pool()).await?;
        Ok(row.map(|row| row.try_get("cursor")).transpose()?.flatten())
    }

    /// Begins from nothing at the next pull.
    pub(crate) async fn forget_cursor(&self) -> Result<(), CacheError> {
        sqlx::query("UPDATE account SET cursor = NULL").execute(self.pool()).await?;
        Ok(())
    }

    /// Keeps the newest refresh token, or removes it.
    ///
    /// Tokens rotate, so this must be written before the new session is used.
    pub(crate) async fn keep_refresh_token(&self, token: Option<&Secret>) -> Result<(), CacheError> {
        sqlx::query("UPDATE account SET refresh_token = $1")
            .bind(token.map(Secret::expose))
            .execute(self.pool())
            .await?;
        Ok(())
    }

    /// The session of an earlier run with this server, if there is one.
    pub(crate) async fn kept_session(&self, server: &str) -> Result<Option<KeptSession>, CacheError> {
        let row = sqlx::query(
            "SELECT user, refresh_token FROM account WHERE server = $1 AND refresh_token IS NOT NULL",
        )
        .bind(server)
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let user: User = serde_json::from_str(row.try_get("user")?)?;
        let refresh_token = Secret::new(row.try_get::<String, _>("refresh_token")?);
        Ok(Some(KeptSession { username: user.username, refresh_token }))
    }

    /// The logo as it was last fetched.
    pub(crate) async fn logo(&self) -> Result<Option<LogoImage>, CacheError> {
        let row =
            sqlx::query("SELECT revision, media_type, image FROM logo").fetch_optional(self.pool()).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(LogoImage {
            revision: row.try_get("revision")?,
            media_type: row.try_get("media_type")?,
            bytes: row.try_get("image")?,
        }))
    }

    /// Keeps a logo.
    pub(crate) async fn put_logo(&self, logo: &LogoImage) -> Result<(), CacheError> {
        sqlx::query(
            "INSERT INTO logo (only_row, revision, media_type, image) VALUES (1, $1, $2, $3)
             ON CONFLICT (only_row) DO UPDATE
             SET revision = excluded.revision, media_type = excluded.media_type, image = excluded.image",
        )
        .bind(&logo.revision)
        .bind(&logo.media_type)
        .bind(&logo.bytes)
        .execute(self.pool())
        .await?;
        self.touched(&[Topic::Logo]);
        Ok(())
    }
}

pub(super) async fn user(connection: &mut SqliteConnection) -> Result<User, CacheError> {
    let row = sqlx::query("SELECT user FROM account").fetch_optional(connection).await?;
    Ok(serde_json::from_str(row.ok_or(CacheError::NotFound)?.try_get("user")?)?)
}

async fn empty_tables(transaction: &mut Transaction<'_, Sqlite>) -> Result<(), CacheError> {
    for table in ["account", "people", "conferences", "folders", "voicemails", "logo", "outbox"] {
        sqlx::query(sqlx::AssertSqlSafe(format!("DELETE FROM {table}"))).execute(&mut **transaction).await?;
    }
    Ok(())
}
