//! Which rows are read.

use super::*;
use crate::{Access, Deposited, NewAccount, NewMessage, Options, Settled, Target, write::Promise};
use server_domain::{mailbox::Flags, voicemail::Sender};
use tempfile::TempDir;

struct Office {
    store: Store,
    account: AccountId,
    inbox: FolderId,
    _place: TempDir,
}

fn now() -> Timestamp {
    "2026-11-05T12:00:00Z".parse().unwrap()
}

impl Office {
    async fn open() -> Self {
        let place = TempDir::new().unwrap();
        let folder = place.path().to_owned();
        let options = Options { folder, settled: Settled::BeforePowerLoss, access: Access::Server };
        let store = Store::open(&options, Arc::new(|_| {})).await.unwrap();
        let site =
            store.add_site(&"default".parse().unwrap(), "Office", "localhost", now()).await.unwrap().unwrap();
        let alice = NewAccount {
            site: site.id,
            username: "alice".parse().unwrap(),
            extension: "101".parse().unwrap(),
            first_name: String::new(),
            last_name: String::new(),
            password_hash: String::new(),
            pin_hash: String::new(),
            permissions: [].into(),
            feature_keys: [].into(),
        };
        let account = store.add_account(&alice, now()).await.unwrap().unwrap().id;
        let inbox = store.folders(account).await.unwrap()[0].id;
        Self { store, account, inbox, _place: place }
    }

    async fn leave(&self) {
        let bytes = b"Subject: x\r\n\r\nx\r\n";
        let mut staged = self.store.stage().await.unwrap();
        staged.write(bytes).await.unwrap();
        let body = staged.seal(server_message::read(bytes).unwrap()).await.unwrap();
        let sender = Sender::External { number: "+4930".into(), name: None };
        let targets = vec![Target { account: self.account, folder: "INBOX".into(), flags: Flags::NONE }];
        let message = NewMessage { body, sender, received_at: now(), targets, greeting: None };
        let deposited = self.store.deposit(vec![message], None, now()).await.unwrap();
        assert!(matches!(deposited, Deposited::Delivered(_)), "{deposited:?}");
    }

    /// Makes the message with UID 2 one whose row cannot be read.
    async fn break_the_second(&self) {
        let mut write = self.store.inner.write(Promise::Kept).await.unwrap();
        for sql in [
            "UPDATE messages SET modseq = -1 WHERE uid = 2",
            "ALTER TABLE bodies RENAME TO whole",
            "CREATE VIEW bodies AS SELECT id, size, header_size, body_plain, body_structure, preview, sections, \
             CASE WHEN id = (SELECT body_id FROM messages WHERE uid = 2) THEN json('no') ELSE envelope END AS envelope \
             FROM whole",
        ] {
            sqlx::query(sql).execute(write.rows()).await.unwrap();
        }
        write.commit().await.unwrap();
    }
}

#[tokio::test]
async fn what_lies_between_the_messages_that_are_asked_for_is_not_read() {
    let office = Office::open().await;
    for _ in 0..3 {
        office.leave().await;
    }
    office.break_the_second().await;
    let Office { store, account, inbox, .. } = office;

    assert!(store.entries(account, inbox, &[1, 2, 3]).await.is_err(), "it cannot be read");
    let entries = store.entries(account, inbox, &[1, 3]).await.unwrap();
    assert_eq!(entries.iter().map(|entry| entry.uid).collect::<Vec<_>>(), [1, 3]);

    assert!(store.written(account, inbox, &[1, 2, 3]).await.is_err(), "it cannot be read");
    let written = store.written(account, inbox, &[1, 3, 4]).await.unwrap();
    assert_eq!(written.iter().map(Option::is_some).collect::<Vec<_>>(), [true, true, false]);
}
