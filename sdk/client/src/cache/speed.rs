//! How long screens wait with five thousand messages. Run by hand, in a release build:
//! `cargo test --release -p mobilelink-client --lib speed -- --ignored --nocapture`

use super::{Cache, Topic, tests};
use crate::{
    backend::{FolderListing, Reading},
    intention::Intention,
    subscription::Subscription,
    voicemail::{self, Voicemail},
};
use mobilelink_wire::{Folder, What};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const MESSAGES: u32 = 5_000;
const PEOPLE: u32 = 14;
/// Fewer than 17, the first message that is marked: marking one that shows as seen changes no list.
const TIMES: u32 = 9;

fn listing(arrived: std::ops::RangeInclusive<u32>) -> FolderListing {
    let present: Vec<u32> = (1..=*arrived.end()).collect();
    let from = |uid: u32| match uid % 2 {
        0 => format!("10{}@acme.example", uid % PEOPLE),
        _ => format!("+1585421{uid:04}@acme.example"),
    };
    let arrived = arrived.map(|uid| {
        let mut arrived = tests::arrived(uid, &format!("{uid:024x}"), &from(uid));
        arrived.facts.text = Some("Hello, this is a message of some length, as people leave them.".repeat(3));
        arrived
            .facts
            .parts
            .iter_mut()
            .for_each(|part| part.peaks = vec![7; if uid % 10 == 0 { 100 } else { 0 }]);
        arrived
    });
    tests::listing(Folder::Inbox, 7, &present, arrived.collect())
}

fn observe(cache: &Cache) -> Subscription<Vec<Voicemail>> {
    let read = cache.clone();
    Subscription::to_signal(
        cache.revisions(),
        CancellationToken::new(),
        |revisions| revisions.of(&[Topic::Voicemail]),
        move || {
            let cache = read.clone();
            async move { cache.voicemails(Folder::Inbox).await.ok() }
        },
        voicemail::mark,
    )
}

fn tell(what: &str, mut took: Vec<Duration>) -> Duration {
    took.sort();
    let median = took[took.len() / 2];
    println!("{what:<58} {median:>9.2?}  ({:.2?} to {:.2?})", took[0], took[took.len() - 1]);
    median
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn five_thousand_messages() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(Some(folder.path())).await.unwrap();
    cache.adopt("server", &tests::user("u1")).await.unwrap();
    let people: Vec<_> = (0..PEOPLE)
        .map(|n| {
            tests::event(What::PresenceUpdated(tests::person(
                &format!("p{n}"),
                &format!("user{n}"),
                &format!("10{n}"),
            )))
        })
        .collect();
    cache.apply(&people, "c1", super::Base::Empty).await.unwrap();
    let begun = Instant::now();
    cache.put_listings(&[listing(1..=MESSAGES)], 0).await.unwrap();
    tell("5,000 messages into an empty cache", vec![begun.elapsed()]);
    drop(cache);

    let mut opened = Vec::new();
    for _ in 0..TIMES {
        let begun = Instant::now();
        let cache = Cache::open(Some(folder.path())).await.unwrap();
        let list = cache.voicemails(Folder::Inbox).await.unwrap();
        opened.push(begun.elapsed());
        assert_eq!(list.len(), 5_000);
    }
    let opened = tell("opened, and the first list read", opened);

    let cache = Cache::open(Some(folder.path())).await.unwrap();
    let mut lists = observe(&cache);
    lists.next().await.unwrap();
    let (mut acted, mut listed, mut looked_up, mut arrived) = (vec![], vec![], vec![], vec![]);
    for nth in 0..TIMES {
        let voicemail = format!("{:024x}", 17 * (nth + 1));
        let begun = Instant::now();
        cache.intend(&Intention::SetSeen { voicemail: voicemail.clone(), seen: true }).await.unwrap();
        let list = lists.next().await.unwrap();
        acted.push(begun.elapsed());
        assert!(list.iter().any(|message| message.id == voicemail && message.seen));

        let mut flags = listing(1..=MESSAGES);
        flags.arrived.clear();
        for present in &mut flags.present {
            present.seen = present.uid <= nth + 1;
        }
        let begun = Instant::now();
        cache.put_listings(&[flags], 0).await.unwrap();
        let list = lists.next().await.unwrap();
        listed.push(begun.elapsed());
        assert!(list[list.len() - 1 - usize::try_from(nth).unwrap()].seen);

        let begun = Instant::now();
        cache.voicemail(&voicemail).await.unwrap();
        looked_up.push(begun.elapsed());
    }
    for nth in 1..=TIMES {
        let mut news = listing(MESSAGES + nth..=MESSAGES + nth);
        news.reading = Reading::Arrivals;
        let begun = Instant::now();
        cache.put_listings(&[news], 0).await.unwrap();
        let list = lists.next().await.unwrap();
        arrived.push(begun.elapsed());
        assert_eq!(list.len(), usize::try_from(MESSAGES + nth).unwrap());
    }
    let acted = tell("the user marks one seen, until the new list", acted);
    let listed = tell("the server's flags with one changed, until the new list", listed);
    let arrived = tell("one message arrives, until the new list", arrived);
    let looked_up = tell("one message looked up", looked_up);
    for (took, goal) in [(opened, 150), (acted, 10), (listed, 10), (arrived, 10), (looked_up, 2)] {
        assert!(took <= Duration::from_millis(goal), "{took:?} is over {goal} ms");
    }
}
