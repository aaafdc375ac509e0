//! The mailbox over IMAP: any IMAP4rev1 server will do (RFC 3501), ours is the best one and not the only one.
//!
//! UIDPLUS, MOVE and SPECIAL-USE are used when announced and done without when not. A connection that failed is
//! dropped by its owner, never repaired. IMAP4rev2 is not enabled: the library cannot read its answers.

use super::{
    mailbox_sign_in::{self, Proof, failed},
    message::{self, DETAILS},
    transport::{BoxedWire, Dialer, Security},
};
use crate::{
    backend::{
        Arrived, BackendError, FolderListing, KnownFolder, MessageChange, Place, Present, Reading, StoredPart,
    },
    state::Leg,
};
use async_imap::{
    Session,
    error::Error,
    imap_proto::NameAttribute,
    types::{Fetch, Flag},
};
use futures_util::TryStreamExt;
use mobilelink_wire::Folder;
use std::{collections::HashMap, time::Duration};
use tokio::{io::BufReader, time::timeout};

const LEG: Leg = Leg::Imap;
/// How long any one answer may take.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
/// How many messages are described in one answer.
const BATCH: usize = 200;

/// An authenticated connection.
pub(super) struct Mailbox {
    session: Session<BufReader<BoxedWire>>,
    /// What the folders are called there.
    names: HashMap<Folder, String>,
    can_move: bool,
    can_uidplus: bool,
}

impl Mailbox {
    /// Connects and signs in.
    pub(super) async fn open(
        dialer: &Dialer,
        port: u16,
        security: Security,
        proof: &Proof,
    ) -> Result<Self, BackendError> {
        let session = mailbox_sign_in::sign_in(dialer, port, security, proof).await?;
        let mut mailbox = Self { session, names: HashMap::new(), can_move: false, can_uidplus: false };
        let granted = within(mailbox.session.capabilities()).await?;
        mailbox.can_move = granted.has_str("MOVE");
        mailbox.can_uidplus = granted.has_str("UIDPLUS");
        mailbox.names = within(mailbox.find_folders()).await?;
        Ok(mailbox)
    }

    /// What is in these folders; a folder the server does not have reads as empty.
    pub(super) async fn list(&mut self, known: Vec<KnownFolder>) -> Result<Vec<FolderListing>, BackendError> {
        let mut listings = Vec::new();
        for folder in known {
            listings.push(self.list_folder(folder).await?);
        }
        Ok(listings)
    }

    /// Does something to a message.
    pub(super) async fn change(&mut self, place: Place, change: MessageChange) -> Result<(), BackendError> {
        self.select(place.folder).await?;
        let uid = place.uid.to_string();
        match change {
            MessageChange::Seen(true) => self.store(&uid, "+FLAGS.SILENT (\\Seen)").await,
            MessageChange::Seen(false) => self.store(&uid, "-FLAGS.SILENT (\\Seen)").await,
            MessageChange::MoveTo(to) => {
                let target = self.name_of_or_create(to).await?;
                if self.can_move {
                    return within(self.session.uid_mv(&uid, &target)).await;
                }
                within(self.session.uid_copy(&uid, &target)).await?;
                self.remove(&uid).await
            }
            MessageChange::Purge => self.remove(&uid).await,
        }
    }

    /// The decoded bytes of one part, without marking the message seen.
    pub(super) async fn audio(&mut self, place: Place, part: &StoredPart) -> Result<Vec<u8>, BackendError> {
        self.select(place.folder).await?;
        let query = format!("(UID BODY.PEEK[{}])", part.section);
        let fetched = self.fetch(&place.uid.to_string(), &query).await?;
        let section = message::section_path(&part.section);
        let body =
            fetched.iter().filter(|fetch| fetch.uid == Some(place.uid)).find_map(|f| f.section(&section));
        message::decode(body.ok_or(BackendError::Gone)?, &part.encoding).ok_or_else(|| {
            BackendError::Misbehaved { leg: LEG, what: "audio that is not encoded as it says".into() }
        })
    }

    async fn list_folder(&mut self, known: KnownFolder) -> Result<FolderListing, BackendError> {
        let folder = known.folder;
        if !self.names.contains_key(&folder) {
            let (present, arrived) = Default::default();
            return Ok(FolderListing { folder, uid_validity: 0, reading: Reading::Whole, present, arrived });
        }
        // Selecting again, even the selected one, is how a client learns about it in one round trip.
        let selected = self.select(folder).await?;
        let uid_validity = selected.uid_validity.unwrap_or_default();
        let is_same = known.uid_validity == Some(uid_validity);
        if let (Reading::Arrivals, true, Some(newest)) = (known.reading, is_same, known.uids.last().copied())
        {
            // `n:*` always names at least the last message, however old (RFC 3501 §6.4.8).
            let newer = format!("{}:*", newest.saturating_add(1));
            let arrived = self.describe(&newer, |uid| uid > newest).await?;
            let present =
                arrived.iter().map(|message| Present { uid: message.uid, seen: message.seen }).collect();
            return Ok(FolderListing { folder, uid_validity, reading: Reading::Arrivals, present, arrived });
        }
        let mut present = Vec::new();
        if selected.exists > 0 {
            for fetch in self.fetch("1:*", "(UID FLAGS)").await? {
                if let Some(uid) = fetch.uid.filter(|_| !has(&fetch, &Flag::Deleted)) {
                    present.push(Present { uid, seen: has(&fetch, &Flag::Seen) });
                }
            }
        }
        let is_known = |uid: u32| is_same && known.uids.contains(&uid);
        let unknown: Vec<u32> =
            present.iter().map(|present| present.uid).filter(|uid| !is_known(*uid)).collect();
        let mut arrived = Vec::new();
        for batch in unknown.chunks(BATCH) {
            arrived.extend(self.describe(&uid_set(batch), |uid| batch.contains(&uid)).await?);
        }
        Ok(FolderListing { folder, uid_validity, reading: Reading::Whole, present, arrived })
    }

    /// The details of these messages, but for those that are only waiting to be expunged.
    async fn describe(
        &mut self,
        uids: &str,
        wanted: impl Fn(u32) -> bool,
    ) -> Result<Vec<Arrived>, BackendError> {
        let fetched = self.fetch(uids, DETAILS).await?;
        let arrived = fetched.iter().filter(|fetch| !has(fetch, &Flag::Deleted)).filter_map(|fetch| {
            let uid = fetch.uid.filter(|uid| wanted(*uid))?;
            let (received_at, facts) = message::facts(fetch)?;
            Some(Arrived { uid, seen: has(fetch, &Flag::Seen), received_at, facts })
        });
        Ok(arrived.collect())
    }

    async fn select(&mut self, folder: Folder) -> Result<async_imap::types::Mailbox, BackendError> {
        let name = self.names.get(&folder).ok_or(BackendError::Gone)?.clone();
        within(self.session.select(&name)).await
    }

    async fn fetch(&mut self, uids: &str, query: &str) -> Result<Vec<Fetch>, BackendError> {
        within(async { self.session.uid_fetch(uids, query).await?.try_collect().await }).await
    }

    async fn store(&mut self, uids: &str, query: &str) -> Result<(), BackendError> {
        within(async { self.session.uid_store(uids, query).await?.try_collect::<Vec<_>>().await.map(|_| ()) })
            .await
    }

    /// Removes messages for good. Without UIDPLUS, EXPUNGE also takes what other clients marked (RFC 4315 §2.1).
    async fn remove(&mut self, uids: &str) -> Result<(), BackendError> {
        self.store(uids, "+FLAGS.SILENT (\\Deleted)").await?;
        if self.can_uidplus {
            let expunge =
                async { self.session.uid_expunge(uids).await?.try_collect::<Vec<_>>().await.map(|_| ()) };
            within(expunge).await
        } else {
            within(async { self.session.expunge().await?.try_collect::<Vec<_>>().await.map(|_| ()) }).await
        }
    }

    async fn name_of_or_create(&mut self, folder: Folder) -> Result<String, BackendError> {
        if let Some(name) = self.names.get(&folder) {
            return Ok(name.clone());
        }
        let name = "Trash".to_owned();
        within(self.session.create(&name)).await?;
        self.names.insert(folder, name.clone());
        Ok(name)
    }

    /// INBOX by definition, Trash by its attribute (RFC 6154), or else by the usual names.
    async fn find_folders(&mut self) -> Result<HashMap<Folder, String>, Error> {
        let names: Vec<_> = self.session.list(Some(""), Some("*")).await?.try_collect().await?;
        let mut folders = HashMap::from([(Folder::Inbox, "INBOX".to_owned())]);
        let marked = names.iter().find(|name| name.attributes().contains(&NameAttribute::Trash));
        let usual = || {
            names.iter().find(|name| {
                let last = name.name().rsplit(name.delimiter().unwrap_or("/")).next().unwrap_or_default();
                ["trash", "deleted items", "deleted messages"].contains(&last.to_ascii_lowercase().as_str())
            })
        };
        if let Some(trash) = marked.or_else(usual) {
            folders.insert(Folder::Trash, trash.name().to_owned());
        }
        Ok(folders)
    }
}

fn has(fetch: &Fetch, flag: &Flag<'_>) -> bool {
    fetch.flags().any(|found| found == *flag)
}

fn uid_set(uids: &[u32]) -> String {
    uids.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}

async fn within<T>(answer: impl Future<Output = Result<T, Error>>) -> Result<T, BackendError> {
    match timeout(ANSWER_TIMEOUT, answer).await {
        Ok(answer) => answer.map_err(failed),
        Err(_) => Err(BackendError::Unreachable { leg: LEG, reason: "the server takes too long".into() }),
    }
}
