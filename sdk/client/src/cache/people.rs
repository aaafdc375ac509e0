//! The directory in the cache, and the change log applied to it.

use super::{Cache, CacheError, Topic};
use mobilelink_wire::{Event, Folder, Person, What};
use sqlx::{Row, Sqlite, SqliteConnection, Transaction};

impl Cache {
    /// Everybody of the site, by last name, first name, extension (ML-13).
    pub(crate) async fn people(&self) -> Result<Vec<Person>, CacheError> {
        let mut people = people(&mut *self.pool().acquire().await?).await?;
        people.sort_by(|a, b| {
            (&a.last_name, &a.first_name, &a.extension).cmp(&(&b.last_name, &b.first_name, &b.extension))
        });
        Ok(people)
    }

    /// Applies one page of the change log and moves the cursor, in one transaction.
    ///
    /// Messages are not taken from here: their facts come from the mailbox. `replace` first removes what a full read
    /// would no longer mention. Returns whether anything in the mailbox changed.
    pub(crate) async fn apply(
        &self,
        events: &[Event],
        cursor: &str,
        base: Base,
    ) -> Result<MailboxNews, CacheError> {
        let mut transaction = self.write().await?;
        let mut topics = Vec::new();
        let mut news = MailboxNews::None;
        if base == Base::Empty {
            sqlx::query("DELETE FROM people").execute(&mut *transaction).await?;
            sqlx::query("DELETE FROM conferences").execute(&mut *transaction).await?;
            topics.extend([Topic::People, Topic::Conferences]);
        }
        for event in events {
            match &event.what {
                What::PresenceUpdated(person) => {
                    put_person(&mut transaction, person).await?;
                    topics.extend([Topic::People, Topic::Account]);
                }
                What::ConferenceUpdated(conference) => {
                    super::conferences::put(&mut transaction, conference).await?;
                    topics.push(Topic::Conferences);
                }
                What::ConferenceDeleted(deleted) => {
                    super::conferences::remove(&mut transaction, &deleted.id).await?;
                    topics.push(Topic::Conferences);
                }
                What::LogoUpdated(logo) => {
                    sqlx::query("UPDATE account SET user = json_set(user, '$.logo_revision', $1)")
                        .bind(&logo.revision)
                        .execute(&mut *transaction)
                        .await?;
                    topics.extend([Topic::Logo, Topic::Account]);
                }
                What::VoicemailCreated(created) if created.folder == Folder::Inbox => {
                    news = news.max(MailboxNews::Arrived);
                }
                What::VoicemailCreated(_) => news = MailboxNews::Changed,
                What::VoicemailUpdated(_) | What::VoicemailDeleted(_) => news = MailboxNews::Changed,
                What::Unknown => {}
            }
        }
        sqlx::query("UPDATE account SET cursor = $1").bind(cursor).execute(&mut *transaction).await?;
        transaction.commit().await?;
        self.touched(&topics);
        Ok(news)
    }
}

/// Everybody of the site, in no order.
pub(super) async fn people(connection: &mut SqliteConnection) -> Result<Vec<Person>, CacheError> {
    let rows = sqlx::query("SELECT person FROM people").fetch_all(connection).await?;
    rows.iter().map(|row| Ok(serde_json::from_str(row.try_get("person")?)?)).collect()
}

/// What a page of the change log is laid upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Base {
    /// Nothing: it is the first page of a full read.
    Empty,
    /// What is there.
    Kept,
}

/// What the change log says about the mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum MailboxNews {
    /// Nothing.
    None,
    /// Something came into the inbox.
    Arrived,
    /// Something changed or moved, in any folder.
    Changed,
}

/// A person's new presence; the own one is the account's, too.
async fn put_person(transaction: &mut Transaction<'_, Sqlite>, person: &Person) -> Result<(), CacheError> {
    sqlx::query(
        "INSERT INTO people (id, person) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET person = excluded.person",
    )
    .bind(&person.id)
    .bind(serde_json::to_string(person)?)
    .execute(&mut **transaction)
    .await?;
    sqlx::query(
        "UPDATE account SET user = json_set(user, '$.presence', json($1)) WHERE user ->> '$.id' = $2",
    )
    .bind(serde_json::to_string(&person.presence)?)
    .bind(&person.id)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}
