//! A phone system for sessions over a pipe, opened once and furnished anew now and then.

use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use server_core::{Inbound, NewPerson, PasswordCost, PhoneSystem};
use server_domain::AccountId;
use server_domain::accounts::FeatureKey;
use server_domain::mailbox::{Flags, Role};
use server_domain::voicemail::Sender;
use server_net::LineStream;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
use tokio::runtime::Runtime;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::heard::{self, Wrong};
use crate::connection::{Channel, Connection, LogIn, StartTls};
use crate::{Service, Settings};

const PASSWORD: &str = "mobile-link-demo";
/// Sessions that find what those before them left, before there is a new mailbox.
const SHARED: u32 = 64;
/// Mailboxes in one phone system.
const MAILBOXES: u32 = 100;

struct Stage {
    phone: PhoneSystem,
    runtime: Runtime,
    sessions: u32,
    mailboxes: u32,
    _folder: TempDir,
}

/// Says the bytes to a session and hangs up; all that is heard must be responses.
///
/// The first byte says how far the session has come before: signed in, in a folder, with which extensions turned on.
pub fn session(bytes: &[u8]) {
    static STAGE: OnceLock<Mutex<Option<Stage>>> = OnceLock::new();
    let Some((start, said)) = bytes.split_first() else { return };
    let mut stage = STAGE.get_or_init(Mutex::default).lock().unwrap_or_else(PoisonError::into_inner);
    if stage.as_ref().is_none_or(|stage| stage.mailboxes > MAILBOXES) {
        *stage = Some(Stage::open());
    }
    if let Some(stage) = stage.as_mut() {
        stage.hold(*start, said);
    }
}

impl Stage {
    fn open() -> Self {
        let memory = std::path::Path::new("/dev/shm");
        let folder = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.unwrap();
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let mut settings = server_core::Settings::in_folder(folder.path());
        settings.password_cost = PasswordCost::Least;
        settings.limits.message_bytes = 64 * 1024;
        let phone = runtime.block_on(PhoneSystem::open(settings)).unwrap();
        Self { phone, runtime, sessions: 0, mailboxes: 0, _folder: folder }
    }

    fn hold(&mut self, start: u8, said: &[u8]) {
        if self.sessions.is_multiple_of(SHARED) {
            self.mailboxes += 1;
            self.runtime.block_on(furnish(&self.phone, self.mailboxes));
        }
        self.sessions += 1;
        let before = preface(start, self.mailboxes);
        let all = [before.as_bytes(), said].concat();
        let held =
            self.runtime.block_on(async { timeout(Duration::from_secs(20), hold(&self.phone, &all)).await });
        let heard = held.unwrap_or_else(|_| panic!("the session does not end"));
        // After COMPRESS it is no longer text.
        if !said.to_ascii_uppercase().windows(8).any(|word| word == b"COMPRESS") {
            match heard::all(&heard) {
                // The client hung up, and what it had not been told is lost.
                Ok(()) | Err(Wrong::Unfinished) => {}
                Err(wrong) => panic!("{wrong:?}"),
            }
        }
    }
}

fn preface(start: u8, mailbox: u32) -> String {
    let mut text = String::new();
    if start & 3 != 0 {
        text.push_str(&format!("p1 LOGIN fuzz{mailbox} {PASSWORD}\r\n"));
        for (bit, word) in [(4, "CONDSTORE"), (8, "QRESYNC"), (16, "UTF8=ACCEPT"), (32, "IMAP4REV2")] {
            if start & bit != 0 {
                text.push_str(&format!("p2 ENABLE {word}\r\n"));
            }
        }
    }
    match start & 3 {
        2 => text.push_str("p3 SELECT INBOX\r\n"),
        3 => text.push_str("p3 EXAMINE INBOX\r\n"),
        _ => {}
    }
    text
}

async fn hold(phone: &PhoneSystem, said: &[u8]) -> Vec<u8> {
    let (ours, mut client) = duplex(1 << 20);
    let settings = Settings { discard_bytes: 1 << 20, ..Settings::default() };
    let service = Service::new(phone.clone(), settings);
    let lines = LineStream::new(ours, service.settings.line_bytes, service.settings.write_within);
    let channel = Channel { log_in: LogIn::Allowed, starttls: StartTls::NotOffered };
    let connection = Connection::new(service, lines, channel);
    let stopping = CancellationToken::new();
    let (ended, heard) = tokio::join!(connection.converse(&stopping), async {
        // One that is sent away early does not read the rest.
        let _ = client.write_all(said).await;
        let _ = client.shutdown().await;
        let mut heard = Vec::new();
        let _ = client.read_to_end(&mut heard).await;
        heard
    });
    // A client that hangs up in the middle of a word ends the session with an error, and that is all.
    drop(ended);
    heard
}

async fn furnish(phone: &PhoneSystem, mailbox: u32) {
    let person = NewPerson {
        site: phone.administration().site(None).await.unwrap().id,
        username: format!("fuzz{mailbox}").parse().unwrap(),
        extension: (1_000 + mailbox).to_string().parse().unwrap(),
        first_name: String::new(),
        last_name: String::new(),
        password: PASSWORD.into(),
        pin: None,
        permissions: [].into(),
        feature_keys: [FeatureKey::MobileLink].into(),
    };
    let account = phone.administration().add_person(person).await.unwrap().id;
    for (flags, text) in [(Flags::NONE, PLAIN), (Flags::DELETED, NESTED)] {
        leave(phone, account, flags, text).await;
    }
}

async fn leave(phone: &PhoneSystem, to: AccountId, flags: Flags, text: &str) {
    let message = Inbound {
        to,
        folder: Role::Inbox,
        sender: Sender::External { number: "+49301234567".into(), name: None },
        received_at: "2026-11-05T09:08:07Z".parse().unwrap(),
        flags,
        bytes: text.replace('\n', "\r\n").into_bytes(),
    };
    phone.administration().leave_message(message).await.unwrap();
}

const PLAIN: &str = include_str!("../../tests/messages/plain.eml");
const NESTED: &str = include_str!("../../tests/messages/nested.eml");
