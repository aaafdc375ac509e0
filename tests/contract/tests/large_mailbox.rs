//! A mailbox that holds years of messages: it shows at once, and the rest follows.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]

use mobilelink_client::{Folder, LinkOptions, LinkState, MobileLink, ServerSettings};
use std::time::{Duration, Instant};
use test_support::{PASSWORD, TestServer};
use tokio::time::timeout;

async fn first_synchronisation(messages: usize) {
    let server = TestServer::start().await;
    for number in 1..=messages {
        server.caller_leaves(server.alice, &format!("message {number}")).await;
    }
    let settings = ServerSettings::new(server.amds().ip().to_string(), server.amds().port());
    let link = MobileLink::live(settings, LinkOptions::default()).await.unwrap();
    let begun = Instant::now();
    link.sign_in("alice", PASSWORD.into()).await.unwrap();
    let mut lists = link.observe_voicemails(Folder::Inbox);
    let mut sizes = Vec::new();
    while sizes.last() != Some(&messages) {
        let list = timeout(Duration::from_secs(60), lists.next()).await.unwrap().unwrap();
        if list.is_empty() {
            continue;
        }
        if sizes.is_empty() {
            println!("the first {} of {messages} after {:?}", list.len(), begun.elapsed());
            assert_eq!(list[0].subject, format!("message {messages}"), "the newest first");
            assert_eq!(link.state(), LinkState::Syncing);
        }
        assert!(list.is_sorted_by(|newer, older| newer.received_at >= older.received_at));
        sizes.push(list.len());
    }
    assert_eq!(link.ready().await, LinkState::Connected);
    println!("all {messages} after {:?}", begun.elapsed());
    assert!(sizes[0] < messages, "it shows before all of it is there: {sizes:?}");
    assert!(sizes.is_sorted(), "{sizes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_mailbox_shows_its_newest_messages_while_the_others_are_read() {
    first_synchronisation(300).await;
}

/// By hand, in a release build: `cargo test --release -p contract --test large_mailbox -- --ignored --nocapture`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn twice_as_many_messages_take_twice_as_long() {
    for messages in [1_250, 2_500, 5_000] {
        first_synchronisation(messages).await;
    }
}
