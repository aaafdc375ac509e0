//! What is put, alone and together with others, and what becomes of the files of what is not.

use super::*;
use crate::office::{Office, now};
use futures_util::future::join_all;

async fn message(office: &Office, text: &[u8], folder: &str) -> NewMessage {
    office.message_of(text, &[folder], Flags::NONE).await
}

async fn put(office: &Office, text: &[u8], folder: &str) -> Deposited {
    office.store.deposit(vec![message(office, text, folder).await], None, now()).await.unwrap()
}

fn uids(deposited: &Deposited) -> Vec<u32> {
    match deposited {
        Deposited::Delivered(delivered) => delivered.iter().map(|delivered| delivered.uid).collect(),
        refused => panic!("{refused:?}"),
    }
}

#[tokio::test]
async fn what_is_for_no_folder_takes_no_uid_and_leaves_no_file() {
    let office = Office::open().await;
    assert_eq!(uids(&put(&office, b"Subject: 1\r\n\r\n", "INBOX").await), [1]);
    assert_eq!(put(&office, b"Subject: 2\r\n\r\n", "Nowhere").await, Deposited::NoSuchFolder);
    assert_eq!(uids(&put(&office, b"Subject: 3\r\n\r\n", "inbox").await), [2]);
    let mut files = office.files();
    files.sort();
    assert_eq!(files, [b"Subject: 1\r\n\r\n", b"Subject: 3\r\n\r\n"]);
}

#[tokio::test]
async fn a_folder_is_known_until_something_else_happens_to_the_account() {
    let office = Office::open().await;
    let Office { store, account, .. } = &office;
    assert!(!store.is_known_folder(*account, "Projects"));
    store.create_folder(*account, &"Projects".parse().unwrap(), None, now()).await.unwrap().unwrap();
    put(&office, b"Subject: 1\r\n\r\n", "Projects").await;
    assert!(store.is_known_folder(*account, "Projects"));
    assert!(!store.is_known_folder(*account, "INBOX"));
    store.delete_folder(*account, "Projects", now()).await.unwrap().unwrap();
    assert!(!store.is_known_folder(*account, "Projects"));
}

#[tokio::test]
async fn a_folder_is_not_known_by_the_name_it_had() {
    let office = Office::open().await;
    let Office { store, account, .. } = &office;
    store.create_folder(*account, &"Work/Open".parse().unwrap(), None, now()).await.unwrap().unwrap();
    put(&office, b"Subject: 1\r\n\r\n", "Work/Open").await;
    store.rename_folder(*account, "Work", &"Play".parse().unwrap(), now()).await.unwrap().unwrap();
    assert!(!store.is_known_folder(*account, "Work/Open"));
}

#[tokio::test]
async fn of_those_that_share_a_commit_one_that_is_refused_takes_no_other_with_it() {
    let office = Office::open().await;
    let mut waiting = Vec::new();
    for folder in ["INBOX", "INBOX", "Nowhere", "INBOX", "Trash"] {
        waiting.push(message(&office, b"Subject: x\r\n\r\n", folder).await);
    }
    let both = vec![waiting.pop().unwrap(), message(&office, b"Subject: y\r\n\r\n", "Nowhere").await];
    let several = vec![message(&office, b"Subject: z\r\n\r\n", "INBOX").await, waiting.remove(1)];
    let jobs = waiting.into_iter().map(|message| vec![message]).chain([both, several]);

    // Whoever comes first waits for the writer, so that all others are there when it gets it.
    let busy = office.store.inner.writer.clone().lock_owned().await;
    let mut deposits = Box::pin(join_all(jobs.map(|job| office.store.deposit(job, None, now()))));
    assert!(futures_util::poll!(&mut deposits).is_pending());
    drop(busy);
    let deposited: Vec<Deposited> = deposits.await.into_iter().map(Result::unwrap).collect();

    let [first, nowhere, second, both, several] = deposited.as_slice() else { panic!("{deposited:?}") };
    assert_eq!([uids(first), uids(second), uids(several)], [vec![1], vec![2], vec![3, 4]]);
    assert_eq!([nowhere, both], [&Deposited::NoSuchFolder; 2]);
    assert_eq!(office.files().len(), 4);
}

#[tokio::test]
async fn a_message_is_the_same_in_memory_and_in_pieces() {
    let office = Office::open().await;
    let text = |lines| [b"Subject: long\r\n\r\n".to_vec(), b"0123456789\r\n".repeat(lines)].concat();
    // Nothing, a piece of what is gathered, all of it, and more than that.
    for lines in [0, 1_000, 15_000, 40_000] {
        put(&office, &text(lines), "INBOX").await;
        assert!(office.files().contains(&text(lines)), "{lines} lines");
    }
    let rooms = office.store.inner.bytes.rooms.clone();
    assert_eq!(rooms.available_permits(), crate::bytes::ROOMS, "what is on disk needs no room");
    let _taken = rooms.acquire_many(u32::try_from(crate::bytes::ROOMS).unwrap()).await.unwrap();
    put(&office, &text(16_000), "INBOX").await;
    assert!(office.files().contains(&text(16_000)));
}

#[tokio::test]
async fn a_message_that_is_given_up_leaves_no_file() {
    let office = Office::open().await;
    for bytes in [1, 100_000, 1_000_000] {
        let mut staged = office.store.stage().await.unwrap();
        staged.write(&vec![b'x'; bytes]).await.unwrap();
        staged.sync().await.unwrap();
        assert_eq!(office.files().len(), 1);
        drop(staged);
        assert_eq!(office.files().len(), 0);
    }
}

/// From now on this happens in the database by itself.
async fn trigger(office: &Office, sql: &'static str) {
    let inner = &office.store.inner;
    let mut write = Write::begin(&inner.writer, Promise::Kept, &inner.bytes).await.unwrap();
    sqlx::raw_sql(sql).execute(write.rows()).await.unwrap();
    write.commit().await.unwrap();
}

#[tokio::test]
async fn a_deposit_that_the_database_refuses_leaves_no_file() {
    let office = Office::open().await;
    trigger(
        &office,
        "CREATE TRIGGER refuse BEFORE INSERT ON messages BEGIN SELECT RAISE(ABORT, 'full'); END",
    )
    .await;
    let message = message(&office, b"Subject: 1\r\n\r\n", "INBOX").await;
    office.store.deposit(vec![message], None, now()).await.unwrap_err();
    assert_eq!(office.files().len(), 0);
}

#[tokio::test]
async fn a_deposit_that_is_kept_is_never_said_not_to_be_even_if_it_cannot_be_read() {
    let office = Office::open().await;
    let garble = "CREATE TRIGGER garble AFTER INSERT ON messages BEGIN \
                  UPDATE messages SET received_at = 1 << 62 WHERE id = new.id; END";
    trigger(&office, garble).await;
    let latest = async || {
        let folder = office.store.folder_status(office.account, "INBOX").await.unwrap().unwrap();
        assert!(!office.store.is_latest(office.account, folder.highest_modseq - 1));
        office.announced.lock().unwrap().pop().unwrap().bulk
    };
    let mine = [Audience::Account(office.account)];

    assert_eq!(uids(&put(&office, b"Subject: alone\r\n\r\n", "INBOX").await), [1]);
    assert_eq!(latest().await, mine);

    let both = [b"Subject: 2\r\n\r\n", b"Subject: 3\r\n\r\n"].map(|text| message(&office, text, "INBOX"));
    let both = join_all(both).await;
    let deposits = join_all(both.into_iter().map(|one| office.store.deposit(vec![one], None, now()))).await;
    assert_eq!(deposits.iter().map(|done| uids(done.as_ref().unwrap())).collect::<Vec<_>>(), [[2], [3]]);
    assert_eq!(latest().await.last(), mine.last());

    let several = vec![
        message(&office, b"Subject: 4\r\n\r\n", "INBOX").await,
        message(&office, b"Subject: 5\r\n\r\n", "INBOX").await,
    ];
    let several = office.store.deposit(several, None, now()).await.unwrap();
    assert_eq!(uids(&several), [4, 5]);
    assert_eq!(latest().await.last(), mine.last());
    assert_eq!(office.files().len(), 5);
}
