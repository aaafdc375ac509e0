//! Conferences in the cache.

use super::{Cache, CacheError};
use mobilelink_wire::Conference;
use sqlx::{Row, Sqlite, Transaction};

impl Cache {
    /// The conferences of the user (CNF-07): those with a start first, soonest first, then standing bridges.
    pub(crate) async fn conferences(&self) -> Result<Vec<Conference>, CacheError> {
        let rows = sqlx::query("SELECT conference FROM conferences").fetch_all(self.pool()).await?;
        let mut conferences = rows
            .iter()
            .map(|row| Ok(serde_json::from_str(row.try_get("conference")?)?))
            .collect::<Result<Vec<Conference>, CacheError>>()?;
        conferences.sort_by(|a, b| {
            let order = |c: &Conference| (c.start_at.is_none(), c.start_at);
            order(a).cmp(&order(b)).then_with(|| a.number.cmp(&b.number))
        });
        Ok(conferences)
    }
}

pub(super) async fn put(
    transaction: &mut Transaction<'_, Sqlite>,
    conference: &Conference,
) -> Result<(), CacheError> {
    sqlx::query(
        "INSERT INTO conferences (id, conference) VALUES ($1, $2)
         ON CONFLICT (id) DO UPDATE SET conference = excluded.conference",
    )
    .bind(&conference.id)
    .bind(serde_json::to_string(conference)?)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

pub(super) async fn remove(transaction: &mut Transaction<'_, Sqlite>, id: &str) -> Result<(), CacheError> {
    sqlx::query("DELETE FROM conferences WHERE id = $1").bind(id).execute(&mut **transaction).await?;
    Ok(())
}
