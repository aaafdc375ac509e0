//! Which rows are read.

use crate::{
    office::{Office, now},
    write::Promise,
};
use server_domain::mailbox::Flags;

/// Makes the message with UID 2 one whose row cannot be read.
async fn break_the_second(office: &Office) {
    let mut write = office.store.inner.write(Promise::Kept).await.unwrap();
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

#[tokio::test]
async fn what_lies_between_the_messages_that_are_asked_for_is_not_read() {
    let office = Office::open().await;
    for _ in 0..3 {
        office.leave("Subject: x\n\nx\n", now(), Flags::NONE).await;
    }
    break_the_second(&office).await;
    let Office { store, account, inbox, .. } = office;

    assert!(store.entries(account, inbox, &[1, 2, 3]).await.is_err(), "it cannot be read");
    let entries = store.entries(account, inbox, &[1, 3]).await.unwrap();
    assert_eq!(entries.iter().map(|entry| entry.uid).collect::<Vec<_>>(), [1, 3]);

    assert!(store.written(account, inbox, &[1, 2, 3]).await.is_err(), "it cannot be read");
    let written = store.written(account, inbox, &[1, 3, 4]).await.unwrap();
    assert_eq!(written.iter().map(Option::is_some).collect::<Vec<_>>(), [true, true, false]);
}
