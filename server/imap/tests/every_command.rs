//! Every command in every state, through a socket: `commands/<command>.txt` says what is heard.
//!
//! `C:` is a command as a client says it, `⏎` a line end in it, `{me}` who says it. Below it stands the answer in each
//! state a session can be in, without the tag: `UIDVALIDITY` and what else differs from run to run is `…`. Selected and
//! examined is INBOX with two messages, of which the second is flagged `\Deleted`. The same answers are held against the
//! pure session in `src/session/golden.rs`, which also says what is missing here.
//!
//! With MOBILE_LINK_PIN in the environment the answers are written into the files; read the difference like code.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, helpers too"
)]
#![allow(clippy::indexing_slicing, clippy::string_slice, reason = "and by leaving its bounds")]

mod dialogue;
mod office;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use office::{Office, PASSWORD};
use server_domain::mailbox::Flags;
use server_imap::Settings;
use server_net::{Certificate, Mode, Tls};
use tokio::task::JoinSet;

/// The states, and how a session gets there.
const STATES: [(&str, &[&str]); 4] = [
    ("greeted", &[]),
    ("signed in", &["LOGIN {me} mobile-link-demo"]),
    ("selected", &["LOGIN {me} mobile-link-demo", "SELECT INBOX"]),
    ("examined", &["LOGIN {me} mobile-link-demo", "EXAMINE INBOX"]),
];

/// What differs from run to run stands behind these, up to the byte that ends it; and the capabilities, which have a file.
const DIFFERS: [(&str, char); 9] = [
    ("[CAPABILITY ", ']'),
    ("[UIDVALIDITY ", ']'),
    ("UIDVALIDITY ", ' '),
    ("COPYUID ", ' '),
    ("APPENDUID ", ' '),
    ("MAILBOXID (", ')'),
    ("EMAILID (", ')'),
    ("THREADID (", ')'),
    ("SAVEDATE \"", '"'),
];

#[tokio::test(flavor = "multi_thread")]
async fn every_command_is_answered_in_every_state_as_its_file_says() {
    let certificate = tempfile::tempdir().unwrap();
    let (certificate, _) = Certificate::load_or_make(certificate.path(), &[]).unwrap();
    let mode = Mode::StartTls(Tls::new(&certificate).unwrap());
    let office = Arc::new(Office::with(Settings::default(), mode, 64).await);
    let people = Arc::new(AtomicU32::new(0));
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let mut all = JoinSet::new();
    for file in files {
        let (office, people) = (office.clone(), people.clone());
        all.spawn(async move {
            let pinned = std::fs::read_to_string(&file).unwrap();
            let heard = file_as_heard(&office, &people, &pinned).await;
            (file, pinned, heard)
        });
    }
    let mut wrong = Vec::new();
    while let Some(done) = all.join_next().await {
        let (file, pinned, heard) = done.unwrap();
        if std::env::var_os("MOBILE_LINK_PIN").is_some() {
            std::fs::write(file, heard).unwrap();
        } else if pinned != heard {
            wrong.push(format!("{}:\n{}", file.display(), difference(&pinned, &heard)));
        }
    }
    assert!(
        wrong.is_empty(),
        "not as pinned (MOBILE_LINK_PIN=1 writes what is heard):\n{}",
        wrong.join("\n")
    );
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands")
}

/// The file with the answers as they are now.
async fn file_as_heard(office: &Office, people: &AtomicU32, pinned: &str) -> String {
    let mut now = String::new();
    for line in pinned.lines().filter(|line| line.is_empty() || line.starts_with(['#', 'C'])) {
        now.push_str(line);
        now.push('\n');
        if let Some(command) = line.strip_prefix("C: ") {
            for (state, way) in STATES {
                for heard in answer(office, people, way, command).await {
                    now.push_str(format!("{state:<9} S: {heard}").trim_end());
                    now.push('\n');
                }
            }
        }
    }
    now
}

async fn answer(office: &Office, people: &AtomicU32, way: &[&str], command: &str) -> Vec<String> {
    let number = people.fetch_add(1, Ordering::Relaxed);
    let me = format!("person{number}");
    let account = office.person(&me, &(10_000 + number).to_string()).await;
    if way.len() > 1 {
        office.leave_to(account, Flags::NONE, &dialogue::message("plain.eml")).await;
        office.leave_to(account, Flags::DELETED, &dialogue::message("nested.eml")).await;
    }
    let plain = BASE64_STANDARD.encode(format!("\0{me}\0{PASSWORD}"));
    let said = |text: &str| text.replace("{me}", &me).replace("{plain}", &plain).replace('⏎', "\r\n");
    let mut client = office.connect().await;
    client.hear().await;
    for (nth, step) in way.iter().enumerate() {
        let heard = client.ask(&format!("w{nth} {}", said(step))).await;
        assert!(heard.last().unwrap().starts_with(&format!("w{nth} OK ")), "{heard:?}");
    }
    let mut heard = client.ask(&format!("a {}", said(command))).await;
    if let Some(last) = heard.last_mut().filter(|last| last.starts_with("a ")) {
        last.replace_range(..2, "");
    }
    heard.iter().map(|line| masked(line)).collect()
}

fn masked(line: &str) -> String {
    let mut line = line.to_owned();
    for (before, end) in DIFFERS {
        if let Some((head, rest)) = line.split_once(before) {
            let tail = rest.find([end, ')', ']']).map_or("", |at| &rest[at..]);
            line = format!("{head}{before}…{tail}");
        }
    }
    line
}

fn difference(pinned: &str, heard: &str) -> String {
    let (pinned, heard): (Vec<&str>, Vec<&str>) = (pinned.lines().collect(), heard.lines().collect());
    let at = pinned
        .iter()
        .zip(&heard)
        .position(|(before, now)| before != now)
        .unwrap_or(pinned.len().min(heard.len()));
    let said = heard[..at].iter().rev().find(|line| line.starts_with("C: ")).unwrap_or(&"");
    let line =
        |lines: &[&str]| lines.get(at).map_or_else(|| "(the end)".to_owned(), |line| (*line).to_owned());
    format!("  after {said}\n  pinned {}\n  heard  {}", line(&pinned), line(&heard))
}
