//! Conferences.

use crate::{
    Store, StoreError, What,
    rows::{number, time},
    write::Promise,
};
use jiff::{SignedDuration, Timestamp};
use server_domain::{
    AccountId, Audience, ConferenceId, SiteId,
    conferences::{Conference, Kind, Number, Schedule, State},
};
use sqlx::{Row as _, sqlite::SqliteRow};

/// A conference to be added.
#[derive(Debug, Clone)]
pub struct NewConference {
    /// What callers dial.
    pub number: Number,
    /// Description.
    pub name: String,
    /// Digits that callers must enter.
    pub password: String,
    /// How it came to be.
    pub kind: Kind,
    /// Its first state.
    pub state: State,
    /// Who made it.
    pub creator: AccountId,
    /// Who else may run it.
    pub moderators: Vec<AccountId>,
    /// When it takes place.
    pub schedule: Option<Schedule>,
}

macro_rules! select_conference {
    ($rest:literal) => {
        concat!(
            "SELECT id, number, name, password, kind, state, creator_id, start_at, duration_ms, repeat_days, revision ",
            "FROM conferences ",
            $rest
        )
    };
}

impl Store {
    /// Adds a conference; nothing when the number is taken. Kept.
    pub async fn add_conference(
        &self,
        site: SiteId,
        new: &NewConference,
        now: Timestamp,
    ) -> Result<Option<ConferenceId>, StoreError> {
        let mut write = self.inner.write(Promise::Kept).await?;
        let duration =
            new.schedule.map(|schedule| i64::try_from(schedule.duration.as_millis()).unwrap_or(i64::MAX));
        let id: Option<i64> = sqlx::query_scalar(
            "INSERT INTO conferences (site_id, number, name, password, kind, state, creator_id, start_at, duration_ms, \
             repeat_days) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING id",
        )
        .bind(site.0)
        .bind(new.number.as_str())
        .bind(&new.name)
        .bind(&new.password)
        .bind(new.kind.wire_id())
        .bind(new.state.wire_id())
        .bind(new.creator.0)
        .bind(new.schedule.map(|schedule| schedule.start.as_millisecond()))
        .bind(duration)
        .bind(i64::from(new.schedule.map_or(0, |schedule| schedule.repeat_days)))
        .fetch_optional(write.rows())
        .await?;
        let Some(id) = id.map(ConferenceId) else {
            write.abandon().await;
            return Ok(None);
        };
        for moderator in &new.moderators {
            sqlx::query("INSERT INTO conference_moderators (conference_id, account_id) VALUES ($1, $2)")
                .bind(id.0)
                .bind(moderator.0)
                .execute(write.rows())
                .await?;
        }
        write.log_next(Audience::Site(site), now, What::ConferenceChanged(id)).await?;
        write.commit().await?;
        Ok(Some(id))
    }

    /// All conferences of a site, by number.
    pub async fn conferences(&self, site: SiteId) -> Result<Vec<Conference>, StoreError> {
        let rows = sqlx::query(select_conference!("WHERE site_id = $1 ORDER BY number"))
            .bind(site.0)
            .fetch_all(&mut *self.inner.readers.acquire().await?)
            .await?;
        let moderators: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT m.conference_id, m.account_id FROM conference_moderators m \
             JOIN conferences c ON c.id = m.conference_id WHERE c.site_id = $1 ORDER BY m.account_id",
        )
        .bind(site.0)
        .fetch_all(&mut *self.inner.readers.acquire().await?)
        .await?;
        let mut conferences = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        for conference in &mut conferences {
            let own = moderators.iter().filter(|(id, _)| *id == conference.id.0);
            conference.moderators = own.map(|(_, account)| AccountId(*account)).collect();
        }
        Ok(conferences)
    }

    /// The conference of this identifier, if the site has it.
    pub async fn conference(&self, site: SiteId, id: ConferenceId) -> Result<Option<Conference>, StoreError> {
        let row = sqlx::query(select_conference!("WHERE site_id = $1 AND id = $2"))
            .bind(site.0)
            .bind(id.0)
            .fetch_optional(&mut *self.inner.readers.acquire().await?)
            .await?;
        let Some(row) = row else {
            return Ok(None);
        };
        let moderators: Vec<i64> = sqlx::query_scalar(
            "SELECT account_id FROM conference_moderators WHERE conference_id = $1 ORDER BY account_id",
        )
        .bind(id.0)
        .fetch_all(&mut *self.inner.readers.acquire().await?)
        .await?;
        let moderators = moderators.into_iter().map(AccountId).collect();
        Ok(Some(Conference { moderators, ..read(&row)? }))
    }
}

fn read(row: &SqliteRow) -> Result<Conference, StoreError> {
    let schedule = match row.try_get::<Option<i64>, _>("start_at")? {
        None => None,
        Some(start) => Some(Schedule {
            start: time(start)?,
            duration: SignedDuration::from_millis(row.try_get::<Option<i64>, _>("duration_ms")?.unwrap_or(0)),
            repeat_days: row.try_get("repeat_days")?,
        }),
    };
    Ok(Conference {
        id: ConferenceId(row.try_get("id")?),
        number: Number::new(row.try_get("number")?).ok_or(StoreError::Unreadable("conferences.number"))?,
        name: row.try_get("name")?,
        password: row.try_get("password")?,
        kind: Kind::from_wire_id(row.try_get("kind")?).ok_or(StoreError::Unreadable("conferences.kind"))?,
        state: State::from_wire_id(row.try_get("state")?)
            .ok_or(StoreError::Unreadable("conferences.state"))?,
        creator: AccountId(row.try_get("creator_id")?),
        moderators: Vec::new(),
        schedule,
        revision: number(row, "revision")?,
    })
}
