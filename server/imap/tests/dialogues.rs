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
    let mut asked = [Vec::new(), Vec::new()];
    for step in &dialogue.steps {
        match step {
            Step::Says { client, line } => {
                let line = line.replace("<UIDVALIDITY>", &uid_validity);
                before = line.chars().take(120).collect();
                asked[*client].push((clients[*client].heard.len(), line.to_ascii_uppercase()));
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
    let words = if dialogue.unasked { &ASKED[..2] } else { ASKED };
    for (client, asked) in clients.iter().zip(&asked) {
        understood(name, &client.heard, asked, words);
    }
    assert_eq!(office.stop().await.aborted, 0, "{name}: no session was left hanging");
}

/// What stands in responses that the parser does not know, and what a client has said before it may hear them. The first
/// two are of RFC 3501 and RFC 2342, the others of extensions, in `dialogues/asked`.
const ASKED: &[(&str, &str)] = &[
    ("* NAMESPACE", "NAMESPACE"),
    (" BODY (", "FETCH"),
    ("* ESEARCH", "RETURN"),
    ("* ESEARCH", "IMAP4REV2"),
    ("* SEARCH", "MODSEQ"),
    ("* SORT", "SORT"),
    ("* THREAD", "THREAD"),
    ("* VANISHED", "QRESYNC"),
    ("* STATUS", "STATUS"),
    ("* METADATA", "METADATA"),
    ("* LIST", "LIST"),
    ("OLDNAME", "NOTIFY"),
    ("BINARY", "BINARY"),
    ("PREVIEW", "PREVIEW"),
    ("EMAILID", "EMAILID"),
    ("SAVEDATE", "SAVEDATE"),
];

/// Gives all responses to the parser. What it does not know is not sent before it is asked for.
fn understood(name: &str, heard: &[u8], asked: &[(usize, String)], words: &[(&str, &str)]) {
    let mut rest = heard;
    while !rest.is_empty() {
        if let Ok((after, _)) = imap_proto::Response::parse(rest) {
            rest = after;
            continue;
        }
        let (response, after) = rest.split_at(response_end(rest));
        let (response, at) = (String::from_utf8_lossy(response), heard.len() - rest.len());
        let is_asked = words.iter().any(|(told, said)| {
            response.contains(told) && asked.iter().any(|(when, line)| *when <= at && line.contains(said))
        });
        assert!(is_asked, "{name}: not understood, and not asked for: {response}");
        rest = after;
    }
}

/// Where a response ends, behind its literals.
fn response_end(heard: &[u8]) -> usize {
    let line = heard.windows(2).position(|pair| pair == b"\r\n").map_or(heard.len(), |end| end + 2);
    let text = String::from_utf8_lossy(&heard[..line]).trim_end().to_owned();
    let literal = text.strip_suffix('}').and_then(|text| text.rsplit_once('{')?.1.parse::<usize>().ok());
    literal.map_or(line, |size| line + size + response_end(&heard[line + size..]))
}
