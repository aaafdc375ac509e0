//! Every dialogue, word for word, through a socket and with a real phone system; and all that the server said in them is
//! given to the parser of async-imap, which our own phones use.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, helpers too"
)]
#![allow(clippy::indexing_slicing, clippy::string_slice, reason = "and by leaving its bounds")]

mod dialogue;
mod office;

use async_imap::imap_proto;
use dialogue::{Dialogue, Step};
use office::Office;
use server_domain::mailbox::{Flags, Role};
use tokio::task::JoinSet;

#[tokio::test(flavor = "multi_thread")]
async fn every_dialogue_is_heard_word_for_word_and_understood_by_our_own_phones() {
    let dialogues = dialogue::all();
    assert!(dialogues.len() >= 15, "the dialogues are not where they are looked for");
    let mut all = JoinSet::new();
    for dialogue in dialogues {
        all.spawn(async move { held(&dialogue).await });
    }
    while let Some(done) = all.join_next().await {
        done.unwrap();
    }
}

async fn held(dialogue: &Dialogue) {
    let name = &dialogue.name;
    let office = Office::open().await;
    let mut clients = [office.connect().await, office.connect().await];
    for client in &mut clients {
        client.hear().await;
    }
    let mut before = String::new();
    let mut uid_validity = String::new();
    for step in &dialogue.steps {
        match step {
            Step::Says { client, line } => {
                let line = line.replace("<UIDVALIDITY>", &uid_validity);
                before = line.chars().take(120).collect();
                clients[*client].say(format!("{line}\r\n").as_bytes()).await;
            }
            Step::Hears { client, line } => {
                let heard = clients[*client].hear().await;
                if let Some((_, rest)) = heard.split_once("[UIDVALIDITY ") {
                    uid_validity = rest.split(']').next().unwrap().to_owned();
                }
                assert!(
                    dialogue::fits(line, &heard),
                    "{name}, after {before:?}\n expected {line}\n heard    {heard}"
                );
            }
            Step::Leave { folder, file, flags } => {
                let role = Role::ALL.into_iter().find(|role| role.folder_name() == folder).unwrap();
                let flag = |word: &String| Flags::NAMED.iter().find(|(_, named)| named == word).unwrap().0;
                let flags = flags.iter().map(flag).fold(Flags::NONE, Flags::with);
                office.leave(role, flags, &dialogue::message(file)).await;
            }
        }
    }
    if dialogue.unasked {
        for client in clients {
            understood(name, &client.heard);
        }
    }
    assert_eq!(office.stop().await.aborted, 0, "{name}: no session was left hanging");
}

/// Gives all responses to the parser. Two it does not know; they are never sent unasked.
fn understood(name: &str, heard: &[u8]) {
    let mut rest = heard;
    while let Some(end) = rest.windows(2).position(|pair| pair == b"\r\n") {
        let (line, after) = rest.split_at(end + 2);
        if line.starts_with(b"* NAMESPACE") || line.windows(7).any(|text| text == b" BODY (") {
            rest = after;
            continue;
        }
        match imap_proto::Response::parse(rest) {
            Ok((after, _)) => rest = after,
            Err(_) => panic!("{name}: not understood: {}", String::from_utf8_lossy(line)),
        }
    }
    assert!(rest.is_empty(), "{name}: half a response");
}
