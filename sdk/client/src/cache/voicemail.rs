//! Messages in the cache: facts as folders list them, and what screens read, with the outbox laid over.

use super::{
    Cache, CacheError, Topic,
    outbox::{self, Delivery},
};
use crate::{
    backend::{Arrived, FolderListing, KnownFolder, MessageFacts, Place, Reading, StoredPart},
    intention::Intention,
    voicemail::Voicemail,
};
use jiff::Timestamp;
use mobilelink_wire::{Folder, Part, PartKind, Person, Sender, VoicemailKind};
use sqlx::{Row, Sqlite, Transaction, sqlite::SqliteRow};
use std::collections::BTreeMap;

/// A message as screens see it, and where it is on the server.
#[derive(Debug, Clone)]
pub(crate) struct LocatedVoicemail {
    pub(crate) voicemail: Voicemail,
    /// Where the facts say it is; an intention may already show it elsewhere.
    pub(crate) place: Place,
    pub(crate) parts: Vec<StoredPart>,
}

impl Cache {
    /// What was last read of these folders.
    pub(crate) async fn known(
        &self,
        folders: &[Folder],
        reading: Reading,
    ) -> Result<Vec<KnownFolder>, CacheError> {
        let mut known = Vec::new();
        for folder in folders {
            let name = folder_name(*folder)?;
            let validity = sqlx::query("SELECT uid_validity FROM folders WHERE folder = $1")
                .bind(&name)
                .fetch_optional(self.pool())
                .await?;
            let uids = sqlx::query("SELECT uid FROM voicemails WHERE folder = $1")
                .bind(&name)
                .fetch_all(self.pool())
                .await?;
            known.push(KnownFolder {
                folder: *folder,
                uid_validity: validity.map(|row| row.try_get("uid_validity")).transpose()?,
                reading,
                uids: uids.iter().map(|row| row.try_get("uid")).collect::<Result<_, _>>()?,
            });
        }
        Ok(known)
    }

    /// Makes these folders read as listed, and drops intentions up to `contained`, which the listing contains.
    pub(crate) async fn put_listings(
        &self,
        listings: &[FolderListing],
        contained: i64,
    ) -> Result<(), CacheError> {
        let mut transaction = self.write().await?;
        // What left one folder first, so that a message that moved finds its id free.
        for listing in listings.iter().filter(|listing| listing.reading == Reading::Whole) {
            settle_known(&mut transaction, listing).await?;
        }
        for listing in listings {
            let folder = folder_name(listing.folder)?;
            for arrived in &listing.arrived {
                insert(&mut transaction, &folder, arrived).await?;
            }
        }
        sqlx::query(
            "DELETE FROM outbox WHERE state = 'sent' AND number <= $1
             AND intention ->> '$.do' <> 'set_presence'",
        )
        .bind(contained)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        self.touched(&[Topic::Voicemail]);
        Ok(())
    }

    /// The messages that screens show in this folder, newest first (ML-13).
    pub(crate) async fn voicemails(&self, folder: Folder) -> Result<Vec<Voicemail>, CacheError> {
        let all = self.located().await?;
        Ok(all.into_iter().map(|l| l.voicemail).filter(|v| v.folder == folder).collect())
    }

    /// The messages of all folders, newest first.
    pub(crate) async fn mailbox(&self) -> Result<Vec<Voicemail>, CacheError> {
        Ok(self.located().await?.into_iter().map(|located| located.voicemail).collect())
    }

    /// One message, as screens show it.
    pub(crate) async fn voicemail(&self, id: &str) -> Result<LocatedVoicemail, CacheError> {
        self.located().await?.into_iter().find(|l| l.voicemail.id == id).ok_or(CacheError::NotFound)
    }

    /// Where the facts say a message is, whatever the outbox wants.
    pub(crate) async fn place(&self, id: &str) -> Result<Place, CacheError> {
        let row = sqlx::query("SELECT folder, uid FROM voicemails WHERE id = $1")
            .bind(id)
            .fetch_optional(self.pool())
            .await?
            .ok_or(CacheError::NotFound)?;
        place_of(&row)
    }

    /// Keeps what was found out about an audio part by decoding it.
    pub(crate) async fn put_part(&self, id: &str, part: &StoredPart) -> Result<(), CacheError> {
        let mut transaction = self.write().await?;
        let row = sqlx::query("SELECT facts FROM voicemails WHERE id = $1")
            .bind(id)
            .fetch_optional(&mut *transaction)
            .await?
            .ok_or(CacheError::NotFound)?;
        let mut facts: MessageFacts = serde_json::from_str(row.try_get("facts")?)?;
        for kept in facts.parts.iter_mut().filter(|kept| kept.part == part.part) {
            kept.clone_from(part);
        }
        let lengths: Option<Vec<u64>> = facts.parts.iter().map(|part| part.duration_ms).collect();
        if let Some(lengths) = lengths {
            facts.duration_ms = Some(lengths.iter().sum());
        }
        sqlx::query("UPDATE voicemails SET facts = $1 WHERE id = $2")
            .bind(serde_json::to_string(&facts)?)
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        self.touched(&[Topic::Voicemail]);
        Ok(())
    }

    /// Everything, intentions applied, newest first.
    ///
    /// Read in one snapshot: between facts and outbox a pull could otherwise move an action from one to the other, and
    /// the screen would show neither.
    async fn located(&self) -> Result<Vec<LocatedVoicemail>, CacheError> {
        let mut snapshot = self.pool().begin().await?;
        let domain = super::account::user(&mut snapshot).await?.mail_domain;
        let people = super::people::people(&mut snapshot).await?;
        let rows = sqlx::query(
            "SELECT id, folder, uid, seen, received_ms, facts FROM voicemails ORDER BY received_ms DESC, uid DESC",
        )
        .fetch_all(&mut *snapshot)
        .await?;
        let mut all = rows.iter().map(|row| read(row, &people, &domain)).collect::<Result<Vec<_>, _>>()?;
        for (intention, delivery) in outbox::intentions(&mut snapshot).await? {
            lay_over(&mut all, &intention, delivery);
        }
        Ok(all)
    }
}

fn lay_over(all: &mut Vec<LocatedVoicemail>, intention: &Intention, delivery: Delivery) {
    let Some(id) = intention.voicemail() else { return };
    if matches!(intention, Intention::Purge { .. }) {
        all.retain(|located| located.voicemail.id != id);
        return;
    }
    let Some(found) = all.iter_mut().find(|located| located.voicemail.id == id) else { return };
    found.voicemail.pending |= delivery == Delivery::Queued;
    match intention {
        Intention::SetSeen { seen, .. } => found.voicemail.seen = *seen,
        Intention::Move { to, .. } => found.voicemail.folder = *to,
        Intention::Purge { .. } | Intention::SetPresence(_) => {}
    }
}

/// One row, its sender looked up in the directory (VM-04).
fn read(row: &SqliteRow, people: &[Person], domain: &str) -> Result<LocatedVoicemail, CacheError> {
    let facts: MessageFacts = serde_json::from_str(row.try_get("facts")?)?;
    let place = place_of(row)?;
    let sender = sender_of(&facts, people, domain);
    let forwarded = facts.parts.iter().any(|part| part.part == PartKind::Introduction);
    let kind = match &sender {
        _ if forwarded => VoicemailKind::Forward,
        Sender::Internal { .. } => VoicemailKind::Internal,
        Sender::External { .. } => VoicemailKind::External,
    };
    let voicemail = Voicemail {
        id: row.try_get("id")?,
        folder: place.folder,
        kind,
        sender,
        received_at: Timestamp::from_millisecond(row.try_get("received_ms")?).unwrap_or_default(),
        seen: row.try_get("seen")?,
        subject: facts.subject,
        text: facts.text,
        size: facts.size,
        duration_ms: facts.duration_ms,
        parts: facts.parts.iter().map(shown_part).collect(),
        pending: false,
    };
    Ok(LocatedVoicemail { voicemail, place, parts: facts.parts })
}

fn shown_part(part: &StoredPart) -> Part {
    Part {
        part: part.part,
        media_type: part.media_type.clone(),
        size: part.size,
        duration_ms: part.duration_ms,
        peaks: part.peaks.clone(),
    }
}

/// A person of the directory, by username or extension at the site's own domain; everybody else is a caller.
fn sender_of(facts: &MessageFacts, people: &[Person], domain: &str) -> Sender {
    let person = people.iter().find(|person| {
        facts.from_domain.eq_ignore_ascii_case(domain)
            && (person.username.eq_ignore_ascii_case(&facts.from_local)
                || person.extension == facts.from_local)
    });
    match person {
        Some(person) => Sender::Internal {
            user_id: person.id.clone(),
            name: format!("{} {}", person.first_name, person.last_name),
            extension: person.extension.clone(),
        },
        None => Sender::External {
            number: facts.from_local.clone(),
            // Many senders repeat the number as the name.
            name: facts.from_name.clone().filter(|name| *name != facts.from_local),
        },
    }
}

/// Removes what is no longer listed and writes the flags that differ; a mailbox hardly changes between two readings.
async fn settle_known(
    transaction: &mut Transaction<'_, Sqlite>,
    listing: &FolderListing,
) -> Result<(), CacheError> {
    let folder = folder_name(listing.folder)?;
    let validity = sqlx::query("SELECT uid_validity FROM folders WHERE folder = $1")
        .bind(&folder)
        .fetch_optional(&mut **transaction)
        .await?
        .map(|row| row.try_get::<u32, _>("uid_validity"))
        .transpose()?;
    let present: BTreeMap<u32, bool> = if validity.is_none_or(|known| known == listing.uid_validity) {
        listing.present.iter().map(|present| (present.uid, present.seen)).collect()
    } else {
        BTreeMap::new()
    };
    let known = sqlx::query("SELECT uid, seen FROM voicemails WHERE folder = $1")
        .bind(&folder)
        .fetch_all(&mut **transaction)
        .await?;
    for row in known {
        let (uid, known_seen): (u32, bool) = (row.try_get("uid")?, row.try_get("seen")?);
        let change = match present.get(&uid) {
            None => "DELETE FROM voicemails WHERE folder = $1 AND uid = $2",
            Some(seen) if *seen != known_seen => {
                "UPDATE voicemails SET seen = NOT seen WHERE folder = $1 AND uid = $2"
            }
            Some(_) => continue,
        };
        sqlx::query(change).bind(&folder).bind(uid).execute(&mut **transaction).await?;
    }
    sqlx::query(
        "INSERT INTO folders (folder, uid_validity) VALUES ($1, $2)
         ON CONFLICT (folder) DO UPDATE SET uid_validity = excluded.uid_validity",
    )
    .bind(&folder)
    .bind(listing.uid_validity)
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// Two messages that look exactly alike get ids that end in `-2`, `-3`, …
async fn insert(
    transaction: &mut Transaction<'_, Sqlite>,
    folder: &str,
    arrived: &Arrived,
) -> Result<(), CacheError> {
    let facts = serde_json::to_string(&arrived.facts)?;
    let mut id = arrived.facts.identity.clone();
    for copy in 2.. {
        let added = sqlx::query(
            "INSERT INTO voicemails (id, folder, uid, seen, received_ms, facts) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT DO NOTHING",
        )
        .bind(&id)
        .bind(folder)
        .bind(arrived.uid)
        .bind(arrived.seen)
        .bind(arrived.received_at.as_millisecond())
        .bind(&facts)
        .execute(&mut **transaction)
        .await?;
        let there = sqlx::query("SELECT 1 FROM voicemails WHERE folder = $1 AND uid = $2")
            .bind(folder)
            .bind(arrived.uid)
            .fetch_optional(&mut **transaction)
            .await?;
        if added.rows_affected() > 0 || there.is_some() {
            break;
        }
        id = format!("{}-{copy}", arrived.facts.identity);
    }
    Ok(())
}

fn place_of(row: &SqliteRow) -> Result<Place, CacheError> {
    Ok(Place {
        folder: serde_json::from_value(row.try_get::<String, _>("folder")?.into())?,
        uid: row.try_get("uid")?,
    })
}

fn folder_name(folder: Folder) -> Result<String, CacheError> {
    Ok(serde_json::from_value(serde_json::to_value(folder)?)?)
}
