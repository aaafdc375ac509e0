//! Messages in the cache: facts as folders list them, and what screens read, with the outbox laid over.

use super::{
    Cache, CacheError, Topic,
    outbox::{self, Delivery},
    shelf::Directory,
};
use crate::{
    backend::{Arrived, FolderListing, KnownFolder, MessageFacts, Place, Reading, StoredPart},
    intention::Intention,
    voicemail::Voicemail,
};
use jiff::Timestamp;
use mobilelink_wire::{Folder, Part, PartKind, Sender, VoicemailKind};
use sqlx::{Row, Sqlite, SqliteConnection, Transaction, sqlite::SqliteRow};
use std::collections::{BTreeMap, HashMap};

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
            let uids = uids(&mut *self.pool().acquire().await?, &name, None).await?;
            known.push(KnownFolder {
                folder: *folder,
                uid_validity: validity.map(|row| row.try_get("uid_validity")).transpose()?,
                reading,
                uids: uids.into_iter().collect(),
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

    /// Adds messages that a listing of this folder left out.
    pub(crate) async fn put_arrived(&self, folder: Folder, arrived: &[Arrived]) -> Result<(), CacheError> {
        let folder = folder_name(folder)?;
        let mut transaction = self.write().await?;
        for arrived in arrived {
            insert(&mut transaction, &folder, arrived).await?;
        }
        transaction.commit().await?;
        self.touched(&[Topic::Voicemail]);
        Ok(())
    }

    /// The messages that screens show in this folder, newest first (ML-13).
    pub(crate) async fn voicemails(&self, folder: Folder) -> Result<Vec<Voicemail>, CacheError> {
        self.shown(Some(folder)).await
    }

    /// The messages of all folders, newest first.
    pub(crate) async fn mailbox(&self) -> Result<Vec<Voicemail>, CacheError> {
        self.shown(None).await
    }

    /// One message, as screens show it. Reads that one only.
    pub(crate) async fn voicemail(&self, id: &str) -> Result<LocatedVoicemail, CacheError> {
        let mut shelf = self.inner.shelf.lock().await;
        let mut snapshot = self.pool().begin().await?;
        let directory = shelf.directory(&mut snapshot).await?;
        let row =
            sqlx::query("SELECT id, folder, uid, seen, received_ms, facts FROM voicemails WHERE id = $1")
                .bind(id)
                .fetch_optional(&mut *snapshot)
                .await?;
        let mut located = read(&row.ok_or(CacheError::NotFound)?, directory)?;
        let wishes = Wishes::read(&mut snapshot).await?;
        located.voicemail = wishes.laid_over(&located.voicemail).ok_or(CacheError::NotFound)?;
        Ok(located)
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

    /// What screens show, in one folder or in all, newest first.
    ///
    /// Read in one snapshot: between facts and outbox a pull could otherwise move an action from one to the other, and
    /// the screen would show neither.
    async fn shown(&self, folder: Option<Folder>) -> Result<Vec<Voicemail>, CacheError> {
        let mut shelf = self.inner.shelf.lock().await;
        let mut snapshot = self.pool().begin().await?;
        let messages = shelf.messages(&mut snapshot).await?;
        let wishes = Wishes::read(&mut snapshot).await?;
        let wanted = |message: &LocatedVoicemail| {
            folder.is_none_or(|folder| folder == wishes.folder_of(&message.voicemail))
        };
        let wanted = messages.iter().filter(|message| wanted(message));
        Ok(wanted.filter_map(|message| wishes.laid_over(&message.voicemail)).collect())
    }
}

/// What the outbox wants of each message.
#[derive(Default)]
struct Wishes(HashMap<String, Wish>);

/// What the outbox wants of one message.
#[derive(Default)]
struct Wish {
    seen: Option<bool>,
    folder: Option<Folder>,
    is_purged: bool,
    /// Some of it is not with the server yet.
    is_pending: bool,
}

impl Wishes {
    async fn read(snapshot: &mut SqliteConnection) -> Result<Self, CacheError> {
        let mut wishes = Self::default();
        for (intention, delivery) in outbox::intentions(snapshot).await? {
            let Some(id) = intention.voicemail() else { continue };
            let wish = wishes.0.entry(id.to_owned()).or_default();
            wish.is_pending |= delivery == Delivery::Queued;
            match intention {
                Intention::SetSeen { seen, .. } => wish.seen = Some(seen),
                Intention::Move { to, .. } => wish.folder = Some(to),
                Intention::Purge { .. } => wish.is_purged = true,
                Intention::SetPresence(_) => {}
            }
        }
        Ok(wishes)
    }

    fn folder_of(&self, message: &Voicemail) -> Folder {
        self.0.get(&message.id).and_then(|wish| wish.folder).unwrap_or(message.folder)
    }

    /// The message as it would be with all wishes granted; none when it would be gone.
    fn laid_over(&self, message: &Voicemail) -> Option<Voicemail> {
        let Some(wish) = self.0.get(&message.id) else { return Some(message.clone()) };
        (!wish.is_purged).then(|| Voicemail {
            seen: wish.seen.unwrap_or(message.seen),
            folder: wish.folder.unwrap_or(message.folder),
            pending: wish.is_pending,
            ..message.clone()
        })
    }
}

/// One row, its sender looked up in the directory (VM-04).
pub(super) fn read(row: &SqliteRow, directory: &Directory) -> Result<LocatedVoicemail, CacheError> {
    let facts: MessageFacts = serde_json::from_str(row.try_get("facts")?)?;
    let place = place_of(row)?;
    let sender = directory.sender(&facts.from_local, &facts.from_domain, facts.from_name.as_deref());
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
        recipients: facts.recipients.iter().map(|stored| directory.recipient(stored)).collect(),
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
    for known_seen in [false, true] {
        for uid in uids(transaction, &folder, Some(known_seen)).await? {
            let change = match present.get(&uid) {
                None => "DELETE FROM voicemails WHERE folder = $1 AND uid = $2",
                Some(seen) if *seen != known_seen => {
                    "UPDATE voicemails SET seen = NOT seen WHERE folder = $1 AND uid = $2"
                }
                Some(_) => continue,
            };
            sqlx::query(change).bind(&folder).bind(uid).execute(&mut **transaction).await?;
        }
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
        if added.rows_affected() > 0 {
            break;
        }
        let there = sqlx::query("SELECT 1 FROM voicemails WHERE folder = $1 AND uid = $2")
            .bind(folder)
            .bind(arrived.uid)
            .fetch_optional(&mut **transaction)
            .await?;
        if there.is_some() {
            break;
        }
        id = format!("{}-{copy}", arrived.facts.identity);
    }
    Ok(())
}

/// The UIDs that are known in a folder, those seen or those new only where asked. One row, because a mailbox can hold many
/// messages and each row costs more than its number.
async fn uids(
    connection: &mut SqliteConnection,
    folder: &str,
    seen: Option<bool>,
) -> Result<Vec<u32>, CacheError> {
    let row = sqlx::query(
        "SELECT group_concat(uid) AS uids FROM voicemails WHERE folder = $1 AND ($2 IS NULL OR seen = $2)",
    )
    .bind(folder)
    .bind(seen)
    .fetch_one(connection)
    .await?;
    let uids: Option<&str> = row.try_get("uids")?;
    Ok(uids.unwrap_or_default().split(',').filter_map(|uid| uid.parse().ok()).collect())
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
