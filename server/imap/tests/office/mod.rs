//! A phone system in a temporary folder with alice and bob, and its IMAP service on a free port of this machine.

#![allow(dead_code, reason = "each test program uses its part")]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use server_core::{Inbound, NewPerson, PasswordCost, PhoneSystem, Settings as Core};
use server_domain::accounts::FeatureKey;
use server_domain::mailbox::{Flags, Role};
use server_domain::voicemail::Sender;
use server_domain::{AccountId, Clock, MessageId, SystemClock};
use server_imap::{Service, Settings};
use server_net::{Gate, Limits, Listener, ListenerConfig, Mode, Stopped};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

pub(crate) const PASSWORD: &str = "mobile-link-demo";
/// Nothing here takes so long; a test that waits longer has failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// The system's clock, until it is advanced.
#[derive(Debug, Default)]
pub(crate) struct AdvancedClock {
    seconds: AtomicU64,
}

impl AdvancedClock {
    pub(crate) fn advance(&self, by: Duration) {
        self.seconds.fetch_add(by.as_secs(), Ordering::Relaxed);
    }
}

impl Clock for AdvancedClock {
    fn now(&self) -> Timestamp {
        SystemClock.now() + Duration::from_secs(self.seconds.load(Ordering::Relaxed))
    }
}

pub(crate) struct Office {
    pub(crate) phone: PhoneSystem,
    pub(crate) address: SocketAddr,
    pub(crate) alice: AccountId,
    pub(crate) clock: Arc<AdvancedClock>,
    pub(crate) stopping: CancellationToken,
    service: JoinHandle<Stopped>,
    pub(crate) folder: TempDir,
}

impl Office {
    pub(crate) async fn open() -> Self {
        Self::with(Settings::default(), Mode::Plain, 64).await
    }

    pub(crate) async fn with(settings: Settings, mode: Mode, connections: usize) -> Self {
        Self::built(settings, mode, connections, |_| ()).await
    }

    /// One whose phone system has other settings.
    pub(crate) async fn where_core(change: impl FnOnce(&mut Core)) -> Self {
        Self::built(Settings::default(), Mode::Plain, 64, change).await
    }

    async fn built(
        settings: Settings,
        mode: Mode,
        connections: usize,
        change: impl FnOnce(&mut Core),
    ) -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(AdvancedClock::default());
        let mut core = Core::in_folder(folder.path());
        core.password_cost = PasswordCost::Least;
        core.limits.message_bytes = 1024 * 1024;
        core.clock = clock.clone();
        change(&mut core);
        let phone = PhoneSystem::open(core).await.unwrap();
        let alice = person(&phone, "alice", "101", &[FeatureKey::MobileLink]).await;
        person(&phone, "bob", "102", &[]).await;

        let listener = Listener::bind(ListenerConfig {
            name: "imap",
            address: (Ipv4Addr::LOCALHOST, 0).into(),
            mode,
            gate: Gate::new(Limits { connections, per_peer: connections }),
            stop_within: Duration::from_secs(10),
        })
        .unwrap();
        let address = listener.local_addr();
        let stopping = CancellationToken::new();
        let imap = Service::new(phone.clone(), settings);
        let served = listener.serve(
            stopping.clone(),
            move |stream, permit| imap.clone().serve(stream, permit),
            server_imap::refusal,
        );
        Self {
            phone,
            address,
            alice,
            clock,
            stopping: stopping.clone(),
            service: tokio::spawn(served),
            folder,
        }
    }

    /// Another person who may use IMAP.
    pub(crate) async fn person(&self, username: &str, extension: &str) -> AccountId {
        person(&self.phone, username, extension, &[FeatureKey::MobileLink]).await
    }

    /// Leaves alice a message as a caller from outside would.
    pub(crate) async fn leave(&self, role: Role, flags: Flags, bytes: &[u8]) -> MessageId {
        self.leave_in(self.alice, role, flags, bytes).await
    }

    /// Leaves somebody a message.
    pub(crate) async fn leave_to(&self, to: AccountId, flags: Flags, bytes: &[u8]) -> MessageId {
        self.leave_in(to, Role::Inbox, flags, bytes).await
    }

    async fn leave_in(&self, to: AccountId, folder: Role, flags: Flags, bytes: &[u8]) -> MessageId {
        let message = Inbound {
            to,
            folder,
            sender: Sender::External { number: "+49301234567".into(), name: None },
            received_at: received_at(),
            flags,
            bytes: bytes.to_vec(),
        };
        self.phone.administration().leave_message(message).await.unwrap()
    }

    pub(crate) async fn connect(&self) -> Client<TcpStream> {
        Client::over(TcpStream::connect(self.address).await.unwrap())
    }

    /// A client that has signed in and opened the inbox.
    pub(crate) async fn alice(&self) -> Client<TcpStream> {
        let mut client = self.connect().await;
        client.hear().await;
        client.ask(&format!("l LOGIN alice {PASSWORD}")).await;
        client.ask("s SELECT INBOX").await;
        client
    }

    pub(crate) async fn stop(self) -> Stopped {
        self.stopping.cancel();
        self.service.await.unwrap()
    }
}

/// When every message of the tests was received.
pub(crate) fn received_at() -> Timestamp {
    "2026-11-05T09:08:07Z".parse().unwrap()
}

async fn person(phone: &PhoneSystem, username: &str, extension: &str, keys: &[FeatureKey]) -> AccountId {
    let administration = phone.administration();
    let site = administration.site(None).await.unwrap().id;
    let new = NewPerson {
        site,
        username: username.parse().unwrap(),
        extension: extension.parse().unwrap(),
        first_name: String::new(),
        last_name: String::new(),
        password: PASSWORD.into(),
        pin: None,
        permissions: [].into(),
        feature_keys: keys.iter().copied().collect(),
    };
    administration.add_person(new).await.unwrap().id
}

/// A client that knows lines and nothing else.
pub(crate) struct Client<S> {
    socket: BufReader<S>,
    pub(crate) heard: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    pub(crate) fn over(stream: S) -> Self {
        Self { socket: BufReader::new(stream), heard: Vec::new() }
    }

    pub(crate) fn into_inner(self) -> S {
        self.socket.into_inner()
    }

    pub(crate) async fn say(&mut self, bytes: &[u8]) {
        self.socket.get_mut().write_all(bytes).await.unwrap();
    }

    /// The next line without its end; `(closed)` when there is none.
    pub(crate) async fn hear(&mut self) -> String {
        let mut line = Vec::new();
        let read = timeout(PATIENCE, self.socket.read_until(b'\n', &mut line)).await;
        match read.expect("the server says nothing") {
            Ok(0) | Err(_) => "(closed)".to_owned(),
            Ok(_) => {
                self.heard.extend_from_slice(&line);
                let text = String::from_utf8_lossy(&line);
                text.strip_suffix("\r\n").expect("every line ends with CRLF").to_owned()
            }
        }
    }

    pub(crate) async fn hear_bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        timeout(PATIENCE, self.socket.read_exact(&mut bytes))
            .await
            .expect("the server says nothing")
            .unwrap();
        bytes
    }

    /// Says a command (its first word is the tag) and returns all lines up to its answer.
    pub(crate) async fn ask(&mut self, command: &str) -> Vec<String> {
        let tag = command.split(' ').next().unwrap().to_owned();
        self.say(format!("{command}\r\n").as_bytes()).await;
        let mut lines = Vec::new();
        loop {
            let line = self.hear().await;
            let is_last = line.starts_with(&format!("{tag} ")) || line == "(closed)";
            lines.push(line);
            if is_last {
                return lines;
            }
        }
    }
}
