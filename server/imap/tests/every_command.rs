//! Every command in every state, through a socket: `commands/<command>.txt` says what is heard.
//!
//! `C:` is a command as a client says it, `⏎` a line end in it, `{me}` who says it. Below it stands the answer in each
//! state a session can be in, without the tag: `UIDVALIDITY` and what else differs from run to run is `…`. Selected and
//! examined is INBOX with two messages, of which the second is flagged `\Deleted`; storeless is selected, with storage that
//! fails from then on. The same answers are held against the pure session in `src/session/golden.rs`, which also says what is
//! missing here.
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
use office::{Client, Office, PASSWORD};
use server_domain::mailbox::Flags;
use server_imap::Settings;
use server_net::{Certificate, Mode, Tls};
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// The states, and how a session gets there.
const STATES: [(&str, &[&str]); 4] = [
    ("greeted", &[]),
    ("signed in", &["LOGIN {me} mobile-link-demo"]),
    ("selected", &["LOGIN {me} mobile-link-demo", "SELECT INBOX"]),
    ("examined", &["LOGIN {me} mobile-link-demo", "EXAMINE INBOX"]),
];

/// Selected, and then storage fails.
const STORELESS: &str = "storeless";

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
    // Each file has an office of its own whose storage fails; all at once would only wait for one another.
    let turns = Arc::new(Semaphore::new(8));
    let mut all = JoinSet::new();
    for file in files {
        let (office, people, turns) = (office.clone(), people.clone(), turns.clone());
        all.spawn(async move {
            let _turn = turns.acquire().await.unwrap();
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
    let said: Vec<&str> = pinned.lines().filter_map(|line| line.strip_prefix("C: ")).collect();
    let mut storeless = storeless(people, &said).await.into_iter();
    let mut now = String::new();
    for line in pinned.lines().filter(|line| line.is_empty() || line.starts_with(['#', 'C'])) {
        now.push_str(line);
        now.push('\n');
        if let Some(command) = line.strip_prefix("C: ") {
            let mut all = Vec::new();
            for (state, way) in STATES {
                all.push((state, Ready::new(office, people, way).await.answer(command).await));
            }
            all.extend(storeless.next().map(|heard| (STORELESS, heard)));
            for (state, heard) in
                all.iter().flat_map(|(state, heard)| heard.iter().map(move |line| (state, line)))
            {
                now.push_str(format!("{state:<9} S: {heard}").trim_end());
                now.push('\n');
            }
        }
    }
    now
}

/// What each command hears from a server whose storage fails.
async fn storeless(people: &AtomicU32, commands: &[&str]) -> Vec<Vec<String>> {
    let office = Office::open().await;
    let mut sessions = Vec::new();
    for _ in commands {
        let (_, way) = STATES[2];
        sessions.push(Ready::new(&office, people, way).await);
    }
    office.phone.close().await;
    let mut heard = Vec::new();
    for (session, command) in sessions.into_iter().zip(commands) {
        heard.push(session.answer(command).await);
    }
    heard
}

/// A person whose session is in one of the states.
struct Ready {
    client: Client<TcpStream>,
    me: String,
}

impl Ready {
    async fn new(office: &Office, people: &AtomicU32, way: &[&str]) -> Self {
        let number = people.fetch_add(1, Ordering::Relaxed);
        let me = format!("person{number}");
        let account = office.person(&me, &(10_000 + number).to_string()).await;
        if way.len() > 1 {
            office.leave_to(account, Flags::NONE, &dialogue::message("plain.eml")).await;
            office.leave_to(account, Flags::DELETED, &dialogue::message("nested.eml")).await;
        }
        let mut ready = Self { client: office.connect().await, me };
        ready.client.hear().await;
        for (nth, step) in way.iter().enumerate() {
            let step = ready.said(step);
            let heard = ready.client.ask(&format!("w{nth} {step}")).await;
            assert!(heard.last().unwrap().starts_with(&format!("w{nth} OK ")), "{heard:?}");
        }
        ready
    }

    fn said(&self, text: &str) -> String {
        let me = &self.me;
        let plain = BASE64_STANDARD.encode(format!("\0{me}\0{PASSWORD}"));
        text.replace("{me}", me).replace("{plain}", &plain).replace('⏎', "\r\n")
    }

    async fn answer(mut self, command: &str) -> Vec<String> {
        let command = self.said(command);
        let mut heard = self.client.ask(&format!("a {command}")).await;
        if let Some(last) = heard.last_mut().filter(|last| last.starts_with("a ")) {
            last.replace_range(..2, "");
        }
        heard.iter().map(|line| masked(line)).collect()
    }
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
