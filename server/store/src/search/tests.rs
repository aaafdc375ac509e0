//! SQL's answers against plain ones, and how long they take over 100,000 messages.

use super::*;
use crate::{
    office::{Office, now},
    write::Promise,
};
use proptest::{prelude::*, test_runner::TestRunner};
use server_domain::{
    mailbox::Flags,
    search::{Field, Period},
};
use server_message::casemapped;
use std::time::Instant;

async fn found(office: &Office, criterion: &Criterion) -> Vec<u32> {
    let all: Vec<u32> = (1..=100).collect();
    office.store.search(office.account, office.inbox, &all, criterion, now()).await.unwrap()
}

const MAIL: [&str; 5] = [
    "From: Ann <ann@b.c>\nTo: bob@b.c\nSubject: one\nDate: Thu, 1 Jan 1970 23:30:00 -0800\nX-A: b\nX-A: c a\n\nc b a\n",
    "From: bob@b.c\nCc: ann@b.c\nSubject: a b\nDate: Sat, 3 Jan 1970 00:30:00 +0200\nReceived: x\n\nAnn\n",
    "Subject:\nX-A:\n\n",
    "X-Long: LONG\nFrom: long <a@b>\n\nLONGTEXT\n",
    "no header at all\n",
];

fn mail(at: usize) -> String {
    // Neither the header nor the text of this one is kept.
    MAIL[at].replace("LONGTEXT", &"word ".repeat(5000)).replace("LONG", &"b".repeat(20_000))
}

/// The answer as a person would find it: looking at everything.
fn holds(criterion: &Criterion, at: usize, uid: u32) -> bool {
    let bytes = mail(at).replace('\n', "\r\n");
    let (header, text) = bytes.split_once("\r\n\r\n").unwrap_or((&bytes, ""));
    let fields: Vec<(String, String)> = header
        .lines()
        .map(|line| line.split_once(':').unwrap_or(("", line)))
        .map(|(name, value)| (casemapped(name), casemapped(value.trim())))
        .collect();
    let field = |name: &str, text: &str| {
        fields.iter().any(|(field, value)| *field == casemapped(name) && value.contains(&casemapped(text)))
    };
    let in_text = |wanted: &str| casemapped(text).contains(&casemapped(wanted));
    match criterion {
        Criterion::Always(holds) => *holds,
        Criterion::Flag { flag, set } => flags(at).contains(*flag) == *set,
        Criterion::Uids(ranges) => ranges.iter().any(|range| range.contains(&uid)),
        Criterion::Received(Period { since, before }) => {
            since.is_none_or(|since| received(at) >= since)
                && before.is_none_or(|before| received(at) < before)
        }
        Criterion::Larger(size) => bytes.len() as u64 > *size,
        Criterion::Smaller(size) => (bytes.len() as u64) < *size,
        Criterion::Sent { since, before } => [Some(0), Some(2), None, None, None][at].is_some_and(|day| {
            since.is_none_or(|since| day >= since) && before.is_none_or(|before| day < before)
        }),
        Criterion::Older(seconds) => received(at).as_second() < now().as_second() - i64::from(*seconds),
        Criterion::Younger(seconds) => received(at).as_second() >= now().as_second() - i64::from(*seconds),
        Criterion::Field(Field::From, text) => field("From", text),
        Criterion::Field(Field::To, text) => field("To", text),
        Criterion::Field(Field::Cc, text) => field("Cc", text),
        Criterion::Field(Field::Bcc, text) => field("Bcc", text),
        Criterion::Field(Field::Subject, text) => field("Subject", text),
        Criterion::Header { name, text } => field(name, text),
        Criterion::BodyText(text) => in_text(text),
        Criterion::Text(text) => {
            let wanted = casemapped(text);
            in_text(text) || fields.iter().any(|(name, value)| format!("{name}: {value}").contains(&wanted))
        }
        Criterion::Not(criterion) => !holds(criterion, at, uid),
        Criterion::And(criteria) => criteria.iter().all(|criterion| holds(criterion, at, uid)),
        Criterion::Or(one, other) => holds(one, at, uid) || holds(other, at, uid),
        Criterion::Saved(_) | Criterion::Modseq(_) | Criterion::Body(_) => unreachable!(),
    }
}

fn received(at: usize) -> Timestamp {
    Timestamp::from_second(now().as_second() - at as i64 * 3600).unwrap()
}

fn flags(at: usize) -> Flags {
    if at.is_multiple_of(2) { Flags::SEEN } else { Flags::NONE }
}

fn criteria() -> impl Strategy<Value = Criterion> {
    let text = || prop_oneof!["[abc ]{0,2}", "ann|one|word|ö|x-a: c|%|\\\\|'"];
    let field = prop::sample::select(vec![Field::From, Field::To, Field::Cc, Field::Bcc, Field::Subject]);
    let name = prop::sample::select(vec!["X-A", "x-long", "Received", "Date", "X", "A"]);
    let days = || prop::option::of(-1..4);
    let leaf = prop_oneof![
        (field, text()).prop_map(|(field, text)| Criterion::Field(field, text)),
        (name, text()).prop_map(|(name, text)| Criterion::Header { name: name.into(), text }),
        text().prop_map(Criterion::BodyText),
        text().prop_map(Criterion::Text),
        any::<bool>().prop_map(|set| Criterion::Flag { flag: Flags::SEEN, set }),
        prop::collection::btree_set(1..6_u32, 0..4)
            .prop_map(|uids| Criterion::Uids(uids.into_iter().map(|uid| uid..=uid).collect())),
        (1..6_u32, 0..3_u32).prop_map(|(from, more)| Criterion::Uids(vec![from..=from + more])),
        Just(Criterion::Uids(vec![1..=2, 4..=4, 5..=6, 8..=9, 11..=12])),
        (days(), days()).prop_map(|(since, before)| Criterion::Sent { since, before }),
        (0..20_000_u32).prop_map(Criterion::Older),
        (0..20_000_u32).prop_map(Criterion::Younger),
        (0..300_u64).prop_map(Criterion::Larger),
        (0..300_u64).prop_map(Criterion::Smaller),
    ];
    leaf.prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|criterion| Criterion::Not(Box::new(criterion))),
            (inner.clone(), inner.clone())
                .prop_map(|(one, other)| Criterion::Or(Box::new(one), Box::new(other))),
            prop::collection::vec(inner, 0..4).prop_map(Criterion::And),
        ]
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn sql_answers_as_a_person_would() {
    let office = Office::open().await;
    for at in 0..MAIL.len() {
        office.leave(&mail(at), received(at), flags(at)).await;
    }
    tokio::task::block_in_place(|| {
        let handle = tokio::runtime::Handle::current();
        TestRunner::default()
            .run(&criteria(), |criterion| {
                let found = handle.block_on(found(&office, &criterion));
                let expected: Vec<u32> = (1..)
                    .zip(0..MAIL.len())
                    .filter(|(uid, at)| holds(&criterion, *at, *uid))
                    .map(|(uid, _)| uid)
                    .collect();
                prop_assert_eq!(found, expected);
                Ok(())
            })
            .unwrap();
    });
}

#[tokio::test]
async fn as_many_keys_as_a_command_may_have_are_answered() {
    let office = Office::open().await;
    office.leave(&mail(0), now(), Flags::NONE).await;
    let header = || Criterion::Header { name: "X-A".into(), text: "c".into() };
    assert_eq!(found(&office, &Criterion::And((0..1000).map(|_| header()).collect())).await, [1]);
    let nested = (0..200).fold(header(), |inner, _| {
        Criterion::And(vec![
            Criterion::Always(true),
            Criterion::Not(Box::new(inner)),
            Criterion::Always(true),
        ])
    });
    assert_eq!(found(&office, &nested).await, [1]);
    // As many ranges as there is room for in a command.
    for width in [0, 1] {
        let ranges = (0..15_000).map(|at| at * 3 + 1..=at * 3 + 1 + width).collect();
        let either = Criterion::Or(Box::new(Criterion::Uids(ranges)), Box::new(Criterion::Text("no".into())));
        assert_eq!(found(&office, &either).await, [1]);
    }
}

#[tokio::test]
async fn messages_that_were_kept_before_are_made_searchable_at_open() {
    let office = Office::open().await;
    for at in 0..MAIL.len() {
        office.leave(&mail(at), now(), Flags::NONE).await;
    }
    let mut write = office.store.inner.write(Promise::Kept).await.unwrap();
    sqlx::query("DELETE FROM searched").execute(write.rows()).await.unwrap();
    sqlx::query("UPDATE messages SET searched_id = NULL").execute(write.rows()).await.unwrap();
    write.commit().await.unwrap();
    let ann = Criterion::Text("ann".into());
    assert_eq!(found(&office, &ann).await, [] as [u32; 0]);
    let again = office.reopened().await;
    assert_eq!(found(&again, &ann).await, [1, 2]);
    assert_eq!(
        found(&again, &Criterion::Not(Box::new(Criterion::BodyText("word".into())))).await,
        [1, 2, 3, 5]
    );
}

/// `cargo test --release -p server-store search -- --ignored --nocapture`
#[tokio::test]
#[ignore = "a measurement"]
async fn over_100_000_messages() {
    const COUNT: u32 = 100_000;
    let office = Office::open().await;
    office.leave(&mail(0), now(), Flags::NONE).await;
    let mut write = office.store.inner.write(Promise::Settled).await.unwrap();
    for sql in [
        "CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT i FROM n",
        "INSERT INTO bodies (id, size, header_size, envelope, body_plain, body_structure, sections, subject, text, sent_at, \
         introduction, recording) SELECT printf('%08x-0000-7000-8000-%012x', i, i * 7919 % 100000), size, header_size, envelope, \
         body_plain, body_structure, sections, subject, text, sent_at, introduction, recording FROM n, (SELECT * FROM bodies LIMIT 1)",
        "INSERT INTO searched SELECT i, printf('%08x-0000-7000-8000-%012x', i, i * 7919 % 100000), size, i * 7919 % 100003, 5, \
         0, 'VOICE MESSAGE ' || (i * 7919 % 100003), 'PERSON' || (i % 500), to_mailbox, cc_mailbox, 'PERSON' || (i % 500), \
         to_display, i || '@X', '', 'PERSON' || (i % 500) || ' <PERSON' || (i % 500) || '@EXAMPLE.ORG>', to_text, NULL, NULL, \
         'VOICE MESSAGE ' || (i * 7919 % 100003) FROM n, (SELECT * FROM searched LIMIT 1)",
        "INSERT INTO searched_texts SELECT i, header, text FROM n, (SELECT * FROM searched_texts LIMIT 1)",
        "INSERT INTO messages (account_id, folder_id, uid, body_id, flags, modseq, received_at, sender_number) \
         SELECT account_id, folder_id, i, printf('%08x-0000-7000-8000-%012x', i, i * 7919 % 100000), 0, i, received_at + i, '' \
         FROM n, (SELECT * FROM messages LIMIT 1)",
    ] {
        sqlx::query(sql).execute(write.rows()).await.unwrap();
    }
    write.commit().await.unwrap();
    let uids: Vec<u32> = (1..=COUNT).collect();
    let (account, inbox) = (office.account, office.inbox);
    let asked = [
        ("FROM person77", Criterion::Field(Field::From, "person77".into())),
        ("SUBJECT 9999", Criterion::Field(Field::Subject, "9999".into())),
        ("SENTSINCE", Criterion::Sent { since: Some(5), before: None }),
        ("HEADER X-A c", Criterion::Header { name: "X-A".into(), text: "c".into() }),
        ("TEXT nothing", Criterion::Text("nothing".into())),
    ];
    for _ in 0..3 {
        for (name, criterion) in &asked {
            let start = Instant::now();
            let found = office.store.search(account, inbox, &uids, criterion, now()).await.unwrap();
            println!("SEARCH {name:16} {:8.1?}  {} found", start.elapsed(), found.len());
        }
        for key in [Key::Arrival, Key::Date, Key::Subject, Key::From] {
            let start = Instant::now();
            let keys = office.store.keys(account, inbox, &uids, &[key]).await.unwrap();
            println!("keys for SORT {key:?} {:8.1?}  {} rows", start.elapsed(), keys.rows().count());
        }
    }
}
