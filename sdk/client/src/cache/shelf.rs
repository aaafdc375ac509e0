//! Messages as they were last read, so that only what changed since is read and parsed again.
//!
//! The database is the truth: each reading begins with its counters of changes, in the same snapshot as the outbox. The
//! shelf is locked before that snapshot begins, so that none ever sees a shelf that is newer than itself.

use super::{
    CacheError,
    voicemail::{self, LocatedVoicemail},
};
use crate::{backend::StoredRecipient, voicemail::Recipient};
use mobilelink_wire::{Person, PersonRef, Sender};
use sqlx::{Row, SqliteConnection};
use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
    sync::Arc,
};

/// What was read of messages and people.
#[derive(Default)]
pub(super) struct Shelf {
    counted: Counters,
    directory: Directory,
    messages: HashMap<String, Arc<LocatedVoicemail>>,
    /// Newest first.
    order: Vec<Arc<LocatedVoicemail>>,
}

/// How often each kind of record was written or removed, as of a snapshot.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counters {
    voicemails: i64,
    removals: i64,
    people: i64,
}

impl Shelf {
    /// All messages as the facts have them, newest first.
    pub(super) async fn messages(
        &mut self,
        snapshot: &mut SqliteConnection,
    ) -> Result<&[Arc<LocatedVoicemail>], CacheError> {
        let now = self.renew_directory(snapshot).await?;
        if now.removals != self.counted.removals {
            let left = sqlx::query("SELECT group_concat(id, ' ') AS ids FROM voicemails")
                .fetch_one(&mut *snapshot)
                .await?;
            let left: Option<&str> = left.try_get("ids")?;
            let left: HashSet<&str> = left.unwrap_or_default().split(' ').collect();
            self.messages.retain(|id, _| left.contains(id.as_str()));
        }
        if now != self.counted {
            let rows = sqlx::query(
                "SELECT id, folder, uid, seen, received_ms, facts FROM voicemails WHERE changed > $1",
            )
            .bind(self.counted.voicemails)
            .fetch_all(&mut *snapshot)
            .await?;
            let mut written = Vec::with_capacity(rows.len());
            for row in &rows {
                let message = Arc::new(voicemail::read(row, &self.directory)?);
                self.messages.insert(message.voicemail.id.clone(), message.clone());
                written.push(message);
            }
            let messages = &self.messages;
            let is_current = |message: &Arc<LocatedVoicemail>| {
                messages.get(&message.voicemail.id).is_some_and(|current| Arc::ptr_eq(current, message))
            };
            self.order.retain(is_current);
            self.order.extend(written);
            // Stable, because that is quick for what is nearly in order.
            self.order.sort_by_key(|message| {
                Reverse((message.voicemail.received_at, message.place.uid, message.place.folder as u8))
            });
            self.counted = now;
        }
        Ok(&self.order)
    }

    /// Who is who, as of this snapshot.
    pub(super) async fn directory(
        &mut self,
        snapshot: &mut SqliteConnection,
    ) -> Result<&Directory, CacheError> {
        self.renew_directory(snapshot).await?;
        Ok(&self.directory)
    }

    /// A name that changed stands in any message: then everything is read again. Presences, which change often, do not.
    async fn renew_directory(&mut self, snapshot: &mut SqliteConnection) -> Result<Counters, CacheError> {
        let domain = super::account::user(snapshot).await?.mail_domain;
        let row = sqlx::query("SELECT voicemails, removals, people FROM changes").fetch_one(&mut *snapshot);
        let row = row.await?;
        let now = Counters {
            voicemails: row.try_get("voicemails")?,
            removals: row.try_get("removals")?,
            people: row.try_get("people")?,
        };
        if now.people != self.counted.people || domain != self.directory.domain {
            let directory = Directory::new(domain, &super::people::people(snapshot).await?);
            if directory != self.directory {
                *self = Self { directory, ..Self::default() };
            }
            self.counted.people = now.people;
        }
        Ok(now)
    }
}

/// The people of the site, found by what stands left of the `@`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Directory {
    domain: String,
    by_username: HashMap<String, PersonRef>,
    by_extension: HashMap<String, PersonRef>,
}

impl Directory {
    fn new(domain: String, people: &[Person]) -> Self {
        let mut directory = Self { domain, ..Self::default() };
        for person in people {
            let reference = PersonRef {
                id: person.id.clone(),
                name: format!("{} {}", person.first_name, person.last_name),
                extension: person.extension.clone(),
            };
            directory.by_username.insert(person.username.to_ascii_lowercase(), reference.clone());
            directory.by_extension.insert(person.extension.clone(), reference);
        }
        directory
    }

    /// A person of the site, by username or extension at the site's own domain.
    pub(super) fn person(&self, local: &str, domain: &str) -> Option<&PersonRef> {
        if !domain.eq_ignore_ascii_case(&self.domain) {
            return None;
        }
        self.by_username.get(&local.to_ascii_lowercase()).or_else(|| self.by_extension.get(local))
    }

    /// Somebody a message was sent to.
    pub(super) fn recipient(&self, stored: &StoredRecipient) -> Recipient {
        match self.person(&stored.local, &stored.domain) {
            Some(person) => Recipient {
                user_id: Some(person.id.clone()),
                name: person.name.clone(),
                extension: person.extension.clone(),
            },
            None => Recipient {
                user_id: None,
                name: stored.name.clone().unwrap_or_else(|| format!("{}@{}", stored.local, stored.domain)),
                extension: String::new(),
            },
        }
    }

    /// Whoever left a message: a person of the site (VM-04), or a caller.
    pub(super) fn sender(&self, local: &str, domain: &str, name: Option<&str>) -> Sender {
        match self.person(local, domain) {
            Some(person) => Sender::Internal {
                user_id: person.id.clone(),
                name: person.name.clone(),
                extension: person.extension.clone(),
            },
            None => Sender::External {
                number: local.to_owned(),
                // Many senders repeat the number as the name.
                name: name.filter(|name| *name != local).map(str::to_owned),
            },
        }
    }
}
