//! The round that every mail program makes in its own way, and what must be so afterwards, whichever it was.
//!
//! Alice's INBOX holds three voicemails, [`KEPT`], [`MOVED`] and [`DELETED`], with the UIDs 1, 2 and 3. The program lists the
//! folders, reads the audio of the first, and it is seen then; flags it, moves the second to Sent, deletes the third,
//! appends [`APPENDED`] to Drafts, and hears of [`NEWS`] while it is idle. [`Step`] names what a program can do of that.

use crate::{
    imap::Imap,
    message::{RECORDING, Spoken},
    probe::{Probe, python},
    rest::Rest,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::{
    collections::BTreeSet,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};
use test_support::{PASSWORD, TestServer};
use tokio::process::Command;

/// Subject of the message that is read and flagged.
pub const KEPT: &str = "Keep";
/// Subject of the message that is moved from INBOX to Sent.
pub const MOVED: &str = "Move";
/// Subject of the message that is deleted.
pub const DELETED: &str = "Delete";
/// Subject of the message that is appended to Drafts.
pub const APPENDED: &str = "Draft";
/// Subject of the message that arrives while the program is idle.
pub const NEWS: &str = "News";

/// Names the folder with clients from npm, Go and Maven.
const CLIENTS_VARIABLE: &str = "MOBILE_LINK_TEST_CLIENTS";

/// The folder with clients from npm, Go and Maven.
pub fn clients() -> PathBuf {
    match std::env::var_os(CLIENTS_VARIABLE) {
        Some(folder) => folder.into(),
        None => panic!("{CLIENTS_VARIABLE} is not set: `cargo xtask test` installs the mail clients"),
    }
}

/// A program of the Python environment, such as `getmail` or `node`.
pub fn beside_python(name: &str) -> PathBuf {
    python().with_file_name(name)
}

/// One thing to do on the round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Sees all folders.
    List,
    /// Gets the audio, byte for byte.
    Read,
    /// Marks what it read as seen, or the server does because it read.
    See,
    /// Flags it.
    Flag,
    /// Moves with MOVE.
    Move,
    /// Moves by copying and deleting, or by appending and deleting; what was deleted rests in Trash too.
    CopyAndDelete,
    /// Deletes for good, which puts into Trash.
    Delete,
    /// Appends a message of its own.
    Append,
    /// Hears at once of what arrives.
    Idle,
}

impl Step {
    /// All, with MOVE.
    pub const ALL: &[Self] =
        &[Self::List, Self::Read, Self::See, Self::Flag, Self::Move, Self::Delete, Self::Append, Self::Idle];
}

/// What a program saw on its round.
#[derive(Debug, Default)]
pub struct Saw {
    /// Names of the folders.
    pub folders: BTreeSet<String>,
    /// The audio of [`KEPT`].
    pub audio: Vec<u8>,
    /// Whether it heard of [`NEWS`] while it was idle.
    pub heard: bool,
}

/// A server for one round.
pub struct Round {
    server: TestServer,
    rest: Rest,
    folder: PathBuf,
}

impl Round {
    /// Ready, with three voicemails.
    pub async fn ready() -> Self {
        let server = TestServer::start().await;
        for subject in [KEPT, MOVED, DELETED] {
            server.caller_leaves(server.alice, subject).await;
        }
        let rest = Rest::sign_in(server.amds(), "alice", PASSWORD).await;
        let folder = server.folder().join("program");
        fs::create_dir(&folder).expect("made");
        fs::write(folder.join("draft.eml"), Spoken::to_alice(APPENDED).to_bytes()).expect("written");
        Self { server, rest, folder }
    }

    /// Where IMAP with STARTTLS is.
    pub fn imap(&self) -> SocketAddr {
        self.server.imap()
    }

    /// Where IMAP inside TLS is.
    pub fn imaps(&self) -> SocketAddr {
        self.server.imaps()
    }

    /// The server itself.
    pub fn server(&self) -> &TestServer {
        &self.server
    }

    /// Where the program may keep files of its own; its home.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file with the message to append.
    pub fn draft(&self) -> PathBuf {
        self.folder.join("draft.eml")
    }

    /// The file with the server's certificate, which names 127.0.0.1: what a program must trust to verify it.
    pub fn certificate(&self) -> PathBuf {
        self.server.folder().join("certificate.pem")
    }

    /// A file for the program to be configured by.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.folder.join(name);
        fs::write(&path, text).expect("written");
        // Some refuse a file with a password that others may read.
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).expect("made private");
        path
    }

    /// Now [`NEWS`] arrives.
    pub async fn news(&self) {
        self.server.caller_leaves(self.server.alice, NEWS).await;
    }

    /// Over REST.
    pub fn rest(&self) -> &Rest {
        &self.rest
    }

    /// Has a probe make the whole round: it says `{"folders": [...]}`, `{"audio": "<base64>"}`, `{"idling": true}` and
    /// `{"exists": n}`, and ends well.
    pub async fn made_by(&self, command: &mut Command) -> Saw {
        command.env("PROBE_HOST", self.imap().ip().to_string());
        command.env("PROBE_PORT", self.imap().port().to_string());
        command.env("PROBE_TLS_PORT", self.imaps().port().to_string());
        command.env("PROBE_USER", "alice").env("PROBE_PASSWORD", PASSWORD).env("PROBE_DRAFT", self.draft());
        command.env("PROBE_CERTIFICATE", self.certificate());
        let mut probe = Probe::start(command);
        let has = async |probe: &mut Probe, what: &str| {
            probe.until(|value| value.get(what).is_some()).await[what].clone()
        };
        let folders = has(&mut probe, "folders").await;
        let folders = folders.as_array().expect("a list").iter();
        let folders = folders.map(|name| name.as_str().expect("text").to_owned()).collect();
        let audio = has(&mut probe, "audio").await;
        let audio = STANDARD.decode(audio.as_str().expect("text")).expect("base64");
        has(&mut probe, "idling").await;
        self.news().await;
        let exists = has(&mut probe, "exists").await;
        assert!(probe.dismiss().await.success(), "it ended well");
        Saw { folders, audio, heard: exists == 2 }
    }

    /// Judges what the program saw, and what all others see of what it did. The server is stopped then.
    pub async fn judge(self, saw: Saw, steps: &[Step]) {
        let did = |step| steps.contains(&step);
        if did(Step::List) {
            for name in ["INBOX", "Drafts", "Sent", "Trash"] {
                assert!(saw.folders.contains(name), "{name} is in {:?}", saw.folders);
            }
        }
        if did(Step::Read) {
            assert!(saw.audio == *RECORDING, "the audio is what the caller said, byte for byte");
        }
        assert_eq!(saw.heard, did(Step::Idle), "heard of {NEWS}");
        let moved = did(Step::Move) || did(Step::CopyAndDelete);
        let mut inbox = vec![KEPT];
        inbox.extend((!moved).then_some(MOVED));
        inbox.extend((!did(Step::Delete)).then_some(DELETED));
        inbox.extend(did(Step::Idle).then_some(NEWS));
        self.holds("inbox", inbox).await;
        self.holds("sent", moved.then_some(MOVED)).await;
        let copied = did(Step::CopyAndDelete).then_some(MOVED);
        self.holds("trash", did(Step::Delete).then_some(DELETED).into_iter().chain(copied)).await;
        self.holds("drafts", did(Step::Append).then_some(APPENDED)).await;

        let kept = self.rest.voicemail("inbox", KEPT).await.expect("it is there");
        assert_eq!(kept["seen"], did(Step::See), "{kept}");
        let mut observer = Imap::log_in(self.imap(), "alice", PASSWORD).await;
        observer.select("INBOX").await;
        let flagged = observer.search("FLAGGED").await;
        assert_eq!(flagged, if did(Step::Flag) { vec![1] } else { vec![] }, "{KEPT} alone");
        drop(observer);
        self.over().await;
    }

    /// Stops the server.
    pub async fn over(self) {
        self.server.stop().await;
    }

    /// The folder holds messages with these subjects, each once and with the whole audio.
    async fn holds(&self, folder: &str, subjects: impl IntoIterator<Item = &str>) {
        let there = self.rest.voicemails(folder).await;
        let mut found: Vec<&str> = there.iter().filter_map(|message| message["subject"].as_str()).collect();
        let mut wanted: Vec<&str> = subjects.into_iter().collect();
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "in {folder}");
        for message in &there {
            let audio = self.rest.audio(message["id"].as_str().expect("text")).await;
            assert!(audio == *RECORDING, "{} in {folder} is whole", message["subject"]);
        }
    }
}
