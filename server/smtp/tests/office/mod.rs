//! A phone system with Alice (101), Bob (102, without the Mobile Link key) and Carol (103), and SMTP on a port of its own.

#![allow(dead_code, reason = "each test program uses its part")]

use secrecy::SecretString;
use server_core::{Leg, Limits, NewPerson, PasswordCost, PhoneSystem, Requester};
use server_domain::accounts::FeatureKey;
use server_net::{Certificate, Gate, Listener, ListenerConfig, Mode, Stopped, Tls};
use std::{collections::BTreeSet, net::SocketAddr, time::Duration};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpStream,
    task::JoinHandle,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

/// Longer than anything here takes; a test that meets it fails.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Office {
    pub(crate) phone: PhoneSystem,
    pub(crate) address: SocketAddr,
    pub(crate) certificate: Certificate,
    pub(crate) folder: TempDir,
    shutdown: CancellationToken,
    serving: JoinHandle<Stopped>,
}

impl Office {
    pub(crate) async fn open() -> Self {
        Self::open_with(server_smtp::Settings::new("mail.harbour.example"), 100).await
    }

    pub(crate) async fn open_with(smtp: server_smtp::Settings, connections: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut settings = server_core::Settings::in_folder(folder.path());
        settings.limits = Limits { message_bytes: 4000, recipients: 3, ..Limits::default() };
        settings.password_cost = PasswordCost::Least;
        let phone = PhoneSystem::open(settings).await.unwrap();
        hire(&phone).await;

        let (certificate, _) = Certificate::load_or_make(&folder.path().join("tls"), &[]).unwrap();
        let listener = Listener::bind(ListenerConfig {
            name: "smtp",
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            mode: Mode::StartTls(Tls::new(&certificate).unwrap()),
            gate: Gate::new(server_net::Limits { connections, per_peer: connections }),
            stop_within: PATIENCE,
        })
        .unwrap();
        let (address, shutdown) = (listener.local_addr(), CancellationToken::new());
        let serving = tokio::spawn(server_smtp::serve(listener, phone.clone(), smtp, shutdown.clone()));
        Self { phone, address, certificate, folder, shutdown, serving }
    }

    pub(crate) async fn connect(&self) -> Client<TcpStream> {
        Client::new(TcpStream::connect(self.address).await.unwrap())
    }

    /// A client that has said EHLO and is Alice.
    pub(crate) async fn alice(&self) -> Client<TcpStream> {
        let mut client = self.connect().await;
        client.say("EHLO laptop.example\r\nAUTH PLAIN AGFsaWNlAGFsaWNlLXNlY3JldA==\r\n").await;
        while client.hear().await != "235 2.7.0 Signed in" {}
        client
    }

    /// Tells the server to stop, and goes on.
    pub(crate) fn stop(&self) {
        self.shutdown.cancel();
    }

    /// Waits until every conversation has ended.
    pub(crate) async fn stopped(self) -> (PhoneSystem, TempDir, Stopped) {
        self.shutdown.cancel();
        let stopped = timeout(PATIENCE, self.serving).await.unwrap().unwrap();
        (self.phone, self.folder, stopped)
    }
}

async fn hire(phone: &PhoneSystem) {
    let administration = phone.administration();
    let site = administration.site(None).await.unwrap().id;
    let domain = "harbour.example".parse().unwrap();
    administration.describe_site(site, "Harbour", &domain).await.unwrap();
    for (name, extension, keys) in [
        ("alice", "101", &[FeatureKey::MobileLink][..]),
        ("bob", "102", &[]),
        ("carol", "103", &[FeatureKey::MobileLink]),
    ] {
        let person = NewPerson {
            site,
            username: name.parse().unwrap(),
            extension: extension.parse().unwrap(),
            first_name: name.to_owned(),
            last_name: String::new(),
            password: password_of(name),
            pin: None,
            permissions: BTreeSet::new(),
            feature_keys: keys.iter().copied().collect(),
        };
        administration.add_person(person).await.unwrap();
    }
}

pub(crate) fn password_of(name: &str) -> SecretString {
    format!("{name}-secret").into()
}

pub(crate) async fn signed_in(phone: &PhoneSystem, name: &str) -> Requester {
    phone.sign_in(name, &password_of(name), Leg::Imap).await.unwrap()
}

/// The messages in somebody's inbox, oldest first, byte for byte.
pub(crate) async fn inbox_of(phone: &PhoneSystem, name: &str) -> Vec<Vec<u8>> {
    let who = signed_in(phone, name).await;
    let inbox = phone.open_folder(&who, "INBOX", None).await.unwrap();
    let uids: Vec<u32> = inbox.entries.iter().map(|entry| entry.uid).collect();
    let mut messages = Vec::new();
    for written in phone.written(&who, inbox.folder.id, &uids).await.unwrap().iter().flatten() {
        let file = phone.bytes(&who, &written.body).await.unwrap();
        let mut message = Vec::new();
        let size = usize::try_from(file.size()).unwrap();
        file.read(0, &mut message, size).await.unwrap();
        messages.push(message);
    }
    messages
}

/// One client, line by line.
pub(crate) struct Client<S> {
    stream: BufReader<S>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Client<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream: BufReader::new(stream) }
    }

    pub(crate) async fn say(&mut self, text: impl AsRef<[u8]>) {
        timeout(PATIENCE, self.stream.write_all(text.as_ref())).await.unwrap().unwrap();
        self.stream.flush().await.unwrap();
    }

    /// The next line; `(closed)` at the end.
    pub(crate) async fn hear(&mut self) -> String {
        let mut line = String::new();
        let length = timeout(PATIENCE, self.stream.read_line(&mut line)).await.expect("an answer").unwrap();
        match line.strip_suffix("\r\n") {
            Some(line) => line.to_owned(),
            None => {
                assert_eq!(length, 0, "{line:?}");
                "(closed)".into()
            }
        }
    }

    /// Says a line and hears the last line of its answer.
    pub(crate) async fn ask(&mut self, line: &str) -> String {
        self.say(format!("{line}\r\n")).await;
        loop {
            let heard = self.hear().await;
            if heard.get(3..4) != Some("-") {
                return heard;
            }
        }
    }

    pub(crate) fn into_inner(self) -> S {
        assert!(self.stream.buffer().is_empty(), "something was heard that nobody asked for");
        self.stream.into_inner()
    }
}
