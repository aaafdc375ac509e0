//! What two sessions do in the same moment, and what is done beside the threads that serve everybody.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, helpers too"
)]
#![allow(clippy::indexing_slicing, clippy::string_slice, reason = "and by leaving its bounds")]

mod dialogue;
mod office;

use office::{Client, Office};
use server_domain::mailbox::{Flags, Role};
use tokio::net::TcpStream;

/// A client that believes of flags what it is told.
struct Believer {
    client: Client<TcpStream>,
    /// As they were written, by number.
    flags: Vec<String>,
}

impl Believer {
    async fn open(office: &Office, messages: usize) -> Self {
        let mut believer = Self { client: office.alice().await, flags: vec![String::new(); messages] };
        believer.ask("a FETCH 1:* FLAGS").await;
        believer
    }

    async fn ask(&mut self, command: &str) {
        for line in self.client.ask(command).await {
            let Some((number, told)) = line.strip_prefix("* ").and_then(|line| line.split_once(" FETCH "))
            else {
                assert!(line.starts_with("a OK "), "{command}: {line}");
                continue;
            };
            let (_, flags) = told.split_once("FLAGS (").unwrap();
            let number: usize = number.parse().unwrap();
            self.flags[number - 1] = flags.split(')').next().unwrap().to_owned();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sessions_that_store_in_the_same_moment_both_end_with_what_is_true() {
    const ROUNDS: usize = 150;
    const MESSAGES: usize = 3;
    let office = Office::open().await;
    for _ in 0..MESSAGES {
        office.leave(Role::Inbox, Flags::NONE, &dialogue::message("plain.eml")).await;
    }
    let mut one = Believer::open(&office, MESSAGES).await;
    let mut other = Believer::open(&office, MESSAGES).await;
    for round in 0..ROUNDS {
        let sign = if round % 2 == 0 { '+' } else { '-' };
        // Each changes what the other changes too, and one message that is its own.
        let (first, second) = (
            format!("a STORE 1:2 {sign}FLAGS (\\Flagged)"),
            format!("a UID STORE 2:3 {sign}FLAGS (\\Answered)"),
        );
        tokio::join!(one.ask(&first), other.ask(&second));
        if round % 10 == 9 {
            tokio::join!(one.ask("a NOOP"), other.ask("a NOOP"));
            let truth = Believer::open(&office, MESSAGES).await;
            assert_eq!((&one.flags, &other.flags), (&truth.flags, &truth.flags), "after round {round}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_than_a_thousand_messages_are_sorted_and_threaded_as_few_are() {
    const DOUBLED: u32 = 10;
    let office = Office::open().await;
    for subject in ["b", "a"] {
        let message = format!("Subject: {subject}\r\nMessage-ID: <{subject}@x>\r\n\r\nx\r\n");
        office.leave(Role::Inbox, Flags::NONE, message.as_bytes()).await;
    }
    let mut client = office.alice().await;
    for _ in 0..DOUBLED {
        assert!(client.ask("a COPY 1:* INBOX").await.last().unwrap().starts_with("a OK "));
    }
    let all = 2 << DOUBLED;
    let listed = |numbers: Vec<u32>| numbers.iter().map(|number| format!(" {number}")).collect::<String>();
    // A copy of two messages has them in their order, so every other one is the same.
    let (odd, even): (Vec<u32>, Vec<u32>) = (1..=all).partition(|number| number % 2 == 1);
    let sorted = client.ask("b SORT (SUBJECT) UTF-8 ALL").await;
    assert_eq!(sorted[0], format!("* SORT{}{}", listed(even.clone()), listed(odd.clone())));

    for algorithm in ["ORDEREDSUBJECT", "REFERENCES"] {
        let threads = client.ask(&format!("c THREAD {algorithm} UTF-8 ALL")).await;
        let numbers =
            threads[0].split(|byte: char| !byte.is_ascii_digit()).filter_map(|word| word.parse().ok());
        let mut named: Vec<u32> = numbers.collect();
        named.sort_unstable();
        assert_eq!(named, (1..=all).collect::<Vec<_>>(), "{algorithm} names every message once");
        assert_eq!(threads[1], "c OK Threaded");
    }
}
