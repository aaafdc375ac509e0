//! The outbox: intentions of the user, in the order they were said.
//!
//! `queued` waits for the link. `sent` is with the server, and is shown until a reading of the facts that began
//! afterwards contains it; so nothing flickers back in between.

use super::{Cache, CacheError, Topic};
use crate::intention::Intention;
use sqlx::{Row, SqliteConnection};

/// A row of the outbox.
#[derive(Debug, Clone)]
pub(crate) struct Queued {
    pub(crate) number: i64,
    pub(crate) intention: Intention,
}

impl Cache {
    /// Adds an intention; screens show it from now on.
    pub(crate) async fn intend(&self, intention: &Intention) -> Result<i64, CacheError> {
        let row = sqlx::query("INSERT INTO outbox (intention, state) VALUES ($1, 'queued') RETURNING number")
            .bind(serde_json::to_string(intention)?)
            .fetch_one(self.pool())
            .await?;
        self.touched(&[topic_of(intention)]);
        Ok(row.try_get("number")?)
    }

    /// The oldest intention the server does not have yet.
    pub(crate) async fn next_queued(&self) -> Result<Option<Queued>, CacheError> {
        let row = sqlx::query(
            "SELECT number, intention FROM outbox WHERE state = 'queued' ORDER BY number LIMIT 1",
        )
        .fetch_optional(self.pool())
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Queued {
            number: row.try_get("number")?,
            intention: serde_json::from_str(row.try_get("intention")?)?,
        }))
    }

    /// The server has it; the facts may not contain it yet.
    pub(crate) async fn mark_sent(&self, number: i64) -> Result<(), CacheError> {
        sqlx::query("UPDATE outbox SET state = 'sent' WHERE number = $1")
            .bind(number)
            .execute(self.pool())
            .await?;
        Ok(())
    }

    /// Removes an intention: the facts contain it, or the server refused it for good.
    pub(crate) async fn withdraw(&self, queued: &Queued) -> Result<(), CacheError> {
        sqlx::query("DELETE FROM outbox WHERE number = $1").bind(queued.number).execute(self.pool()).await?;
        self.touched(&[topic_of(&queued.intention)]);
        Ok(())
    }

    /// The newest number that was sent: a reading of the mailbox that starts now contains it and all before.
    pub(crate) async fn newest_sent(&self) -> Result<i64, CacheError> {
        let row = sqlx::query("SELECT coalesce(max(number), 0) AS number FROM outbox WHERE state = 'sent'")
            .fetch_one(self.pool())
            .await?;
        Ok(row.try_get("number")?)
    }
}

/// Everything in the outbox, in order.
pub(super) async fn intentions(
    connection: &mut SqliteConnection,
) -> Result<Vec<(Intention, Delivery)>, CacheError> {
    let rows =
        sqlx::query("SELECT intention, state FROM outbox ORDER BY number").fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let delivery =
                if row.try_get::<&str, _>("state")? == "sent" { Delivery::Sent } else { Delivery::Queued };
            Ok((serde_json::from_str(row.try_get("intention")?)?, delivery))
        })
        .collect()
}

/// How far an intention has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Delivery {
    /// Waits for the link.
    Queued,
    /// The server has it.
    Sent,
}

fn topic_of(intention: &Intention) -> Topic {
    match intention.voicemail() {
        Some(_) => Topic::Voicemail,
        None => Topic::Account,
    }
}
