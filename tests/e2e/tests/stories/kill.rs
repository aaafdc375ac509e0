//! `kill -9` at any instant: what got its 250 is there afterwards, once, and opens (architecture section 4).

use e2e::{Probe, run, script, within};
use sample_office::DEMO_PASSWORD;
use serde_json::Value;
use std::{
    collections::{HashMap, HashSet},
    path::Path,
    time::Duration,
};
use test_support::Process;
use tokio::process::Command;

const ROUNDS: u32 = 20;
const SENDERS: &str = "4";

#[tokio::test(flavor = "multi_thread")]
async fn killed_twenty_times_while_messages_stream_in_the_server_keeps_every_one_it_said_250_to() {
    within(240, async {
        let folder = tempfile::tempdir().expect("a folder");
        let mut kept: HashMap<String, String> = HashMap::new();
        let mut found: HashMap<String, String> = HashMap::new();
        let mut next_uid = 1;
        for round in 0..=ROUNDS {
            let server = Process::demo(folder.path()).await;
            if round == 0 {
                // The sample office's own messages are not the story.
                for message in mailbox(&server, 1).await {
                    next_uid = number(&message, "uid") + 1;
                }
            }
            no_file_is_without_a_row(folder.path(), round).await;
            for message in mailbox(&server, next_uid).await {
                next_uid = number(&message, "uid") + 1;
                let subject = message["subject"].as_str().expect("text").to_owned();
                assert_eq!(message["size"], message["octets"], "{subject} opens whole");
                let audio = message["audio"].as_str().expect("audio").to_owned();
                let before = found.insert(subject.clone(), audio);
                assert_eq!(before, None, "{subject} is there twice");
            }
            for (subject, audio) in &kept {
                assert_eq!(found.get(subject), Some(audio), "{subject} got its 250 and is not what was sent");
            }
            if round == ROUNDS {
                assert!(server.interrupt().await);
                break;
            }

            let mut senders = stream(&server, round);
            // The instant is any: some kills hit the first log-in, some the middle of a group commit.
            let first = senders.next();
            tokio::select! {
                said = first => note(&mut kept, said.expect("a sender says something")),
                () = tokio::time::sleep(instant(round) * 4) => {}
            }
            let doomed = tokio::time::Instant::now() + instant(round);
            while let Ok(Some(said)) = tokio::time::timeout_at(doomed, senders.next()).await {
                note(&mut kept, said);
            }
            server.kill().await;
            while let Some(said) = senders.next().await {
                note(&mut kept, said);
            }
        }
        assert!(kept.len() > 40, "only {} messages were taken: this proves little", kept.len());
        let unanswered = found.len() - kept.len();
        println!("{ROUNDS} kills: {} messages got their 250 and all are there; {unanswered} more arrived whose 250 did not", kept.len());
    })
    .await;
}

/// Between 2 and about 400 ms, different in every round, the same in every run.
fn instant(round: u32) -> Duration {
    Duration::from_millis(2 + u64::from(round * 7919 % 401))
}

fn note(kept: &mut HashMap<String, String>, said: Value) {
    assert_eq!(said["refused"], Value::Null, "nothing is refused");
    let text = |name: &str| said[name].as_str().expect("text").to_owned();
    kept.insert(text("kept"), text("audio"));
}

fn number(message: &Value, name: &str) -> u64 {
    message[name].as_u64().expect("a number")
}

fn stream(server: &Process, round: u32) -> Probe {
    let smtp = server.smtp();
    let mut command = script("deposits");
    command.args([smtp.ip().to_string(), smtp.port().to_string(), round.to_string(), SENDERS.into()]);
    Probe::start(as_person(&mut command, "carol"))
}

async fn mailbox(server: &Process, first_uid: u64) -> Vec<Value> {
    let imap = server.imap();
    let mut command = script("mailbox");
    command.args([imap.ip().to_string(), imap.port().to_string(), first_uid.to_string()]);
    let said = run(as_person(&mut command, "alice")).await.well().said;
    said.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn as_person<'a>(command: &'a mut Command, name: &str) -> &'a mut Command {
    command.env("PROBE_USER", name).env("PROBE_PASSWORD", DEMO_PASSWORD)
}

async fn no_file_is_without_a_row(folder: &Path, round: u32) {
    let said = run(script("database").arg(folder).arg("bodies")).await.well().said;
    let database: Value = serde_json::from_str(&said).expect("JSON");
    assert_eq!(database["orphans"], 0, "no row is without its file");
    let rows = database["bodies"].as_array().expect("a list").iter();
    let rows: HashSet<String> = rows.map(|id| id.as_str().expect("text").to_owned()).collect();
    let mut files = HashSet::new();
    for shelf in std::fs::read_dir(folder.join("messages")).expect("readable") {
        for file in std::fs::read_dir(shelf.expect("readable").path()).expect("readable") {
            let path = file.expect("readable").path();
            assert_eq!(path.extension().and_then(|extension| extension.to_str()), Some("eml"));
            files.insert(path.file_stem().expect("a name").to_string_lossy().into_owned());
        }
    }
    assert_eq!(files, rows, "after start {round}, files and rows are the same");
}
