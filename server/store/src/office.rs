//! An office of one person, for tests.

use crate::{Access, Commit, Deposited, NewAccount, NewMessage, Options, Settled, Store, Target};
use jiff::Timestamp;
use server_domain::{AccountId, FolderId, SiteId, mailbox::Flags, voicemail::Sender};
use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};
use tempfile::TempDir;

/// A mailbox whose owner is alice.
pub(crate) struct Office {
    pub store: Store,
    pub account: AccountId,
    pub inbox: FolderId,
    /// What was announced since it was opened.
    pub announced: Announced,
    place: TempDir,
}

/// Commits, in order.
pub(crate) type Announced = Arc<Mutex<Vec<Commit>>>;

/// When everything happens, unless a test says otherwise.
pub(crate) fn now() -> Timestamp {
    "2026-11-05T12:00:00Z".parse().unwrap()
}

impl Office {
    pub(crate) async fn open() -> Self {
        let place = TempDir::new().unwrap();
        let (store, announced) = store_in(&place).await;
        let site =
            store.add_site(&"default".parse().unwrap(), "Office", "localhost", now()).await.unwrap().unwrap();
        let account = store.add_account(&alice(site.id), now()).await.unwrap().unwrap().id;
        let inbox = store.folders(account).await.unwrap()[0].id;
        Self { store, account, inbox, announced, place }
    }

    /// The same office after a night.
    pub(crate) async fn reopened(self) -> Self {
        let Self { store, account, inbox, place, .. } = self;
        store.close().await;
        drop(store);
        let (store, announced) = store_in(&place).await;
        Self { store, account, inbox, announced, place }
    }

    /// Leaves a message in the inbox and returns its UID.
    pub(crate) async fn leave(&self, message: &str, received_at: Timestamp, flags: Flags) -> u32 {
        let message = NewMessage { received_at, ..self.message(message, &["INBOX"], flags).await };
        match self.store.deposit(vec![message], None, now()).await.unwrap() {
            Deposited::Delivered(delivered) => delivered[0].uid,
            refused => panic!("{refused:?}"),
        }
    }

    /// A message for these folders, of which there may be none.
    pub(crate) async fn message(&self, message: &str, folders: &[&str], flags: Flags) -> NewMessage {
        self.message_of(message.replace('\n', "\r\n").as_bytes(), folders, flags).await
    }

    /// The same of these bytes, which come in pieces.
    pub(crate) async fn message_of(&self, bytes: &[u8], folders: &[&str], flags: Flags) -> NewMessage {
        let mut staged = self.store.stage().await.unwrap();
        for piece in bytes.chunks(10_000) {
            staged.write(piece).await.unwrap();
        }
        assert_eq!(staged.beginning(bytes.len() + 1).await.unwrap(), bytes);
        let reading = staged.reading()().unwrap().unwrap();
        assert_eq!(reading, server_message::read(bytes).unwrap());
        let body = staged.seal(reading).await.unwrap();
        let sender = Sender::External { number: "+4930".into(), name: None };
        let target = |folder: &&str| Target { account: self.account, folder: (*folder).into(), flags };
        let targets = folders.iter().map(target).collect();
        NewMessage { body, sender, received_at: now(), targets, greeting: None }
    }

    /// The texts of all message files.
    pub(crate) fn files(&self) -> Vec<Vec<u8>> {
        let inside = |path: &Path| std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        let shelves = inside(&self.place.path().join("messages"));
        shelves
            .flat_map(|shelf| inside(&shelf).collect::<Vec<_>>())
            .map(|file| std::fs::read(file).unwrap())
            .collect()
    }
}

async fn store_in(place: &TempDir) -> (Store, Announced) {
    let folder = place.path().to_owned();
    let (settled, access) = (Settled::BeforePowerLoss, Access::Server);
    let options = Options { folder, settled, access, search: Duration::from_secs(60) };
    let announced = Announced::default();
    let told = announced.clone();
    let store =
        Store::open(&options, Arc::new(move |commit| told.lock().unwrap().push(commit))).await.unwrap();
    (store, announced)
}

fn alice(site: SiteId) -> NewAccount {
    NewAccount {
        site,
        username: "alice".parse().unwrap(),
        extension: "101".parse().unwrap(),
        first_name: String::new(),
        last_name: String::new(),
        password_hash: String::new(),
        pin_hash: String::new(),
        permissions: [].into(),
        feature_keys: [].into(),
    }
}
