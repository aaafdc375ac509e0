//! What dialogues cannot show: TLS, tokens, sign-out, limits, time, and bodies byte for byte.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, helpers too"
)]
#![allow(clippy::indexing_slicing, reason = "and by leaving its bounds")]

mod dialogue;
mod office;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};
use office::{Client, Office, PASSWORD};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use secrecy::ExposeSecret;
use server_core::{NewDevice, Session};
use server_domain::mailbox::{FlagChange, Flags, Role};
use server_imap::Settings;
use server_net::{Certificate, Mode, Tls};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

fn certificate() -> Certificate {
    let folder = tempfile::tempdir().unwrap();
    Certificate::load_or_make(folder.path(), &[]).unwrap().0
}

async fn secured(socket: TcpStream, trusted: &Certificate) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.leaf().unwrap().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, socket).await.unwrap()
}

#[tokio::test]
async fn a_command_smuggled_behind_starttls_is_never_obeyed() {
    let certificate = certificate();
    let mode = Mode::StartTls(Tls::new(&certificate).unwrap());
    let office = Office::with(Settings::default(), mode, 8).await;
    let mut plain = office.connect().await;
    assert!(plain.hear().await.contains(" STARTTLS "));
    plain.say(format!("a STARTTLS\r\nb LOGIN alice {PASSWORD}\r\n").as_bytes()).await;
    assert_eq!(plain.hear().await, "a OK Begin TLS now");

    let mut client = Client::over(secured(plain.into_inner(), &certificate).await);
    let heard = client.ask("c SELECT INBOX").await;
    assert_eq!(heard, ["c BAD Sign in first, with LOGIN or AUTHENTICATE"]);
    let heard = client.ask("d CAPABILITY").await;
    assert!(!heard[0].contains("STARTTLS") && heard[0].contains("AUTH=PLAIN"), "{heard:?}");
    assert!(client.ask(&format!("e LOGIN alice {PASSWORD}")).await[0].starts_with("e OK "));
}

#[tokio::test]
async fn on_the_tls_port_the_greeting_is_said_within_tls() {
    let certificate = certificate();
    let office = Office::with(Settings::default(), Mode::Tls(Tls::new(&certificate).unwrap()), 8).await;
    let socket = TcpStream::connect(office.address).await.unwrap();
    let mut client = Client::over(secured(socket, &certificate).await);
    assert!(client.hear().await.starts_with("* OK [CAPABILITY IMAP4rev1 "));
    assert_eq!(
        client.ask("a STARTTLS").await,
        ["a BAD TLS is in use already, or not to be had on this port"]
    );
}

async fn device(office: &Office) -> Session {
    let phone = NewDevice { name: "Alice's phone".into(), platform: "test".into() };
    office.phone.sign_in_device("alice", &PASSWORD.into(), phone).await.unwrap()
}

#[tokio::test]
async fn the_access_token_of_the_amds_opens_the_mailbox_of_its_owner_only() {
    let office = Office::open().await;
    let session = device(&office).await;
    let token = session.access_token.expose_secret();
    let bearer = |name: &str| {
        BASE64_STANDARD.encode(format!("n,a={name},\x01host=localhost\x01auth=Bearer {token}\x01\x01"))
    };
    let xoauth2 = |name: &str| BASE64_STANDARD.encode(format!("user={name}\x01auth=Bearer {token}\x01\x01"));
    for answer in [
        format!("a AUTHENTICATE OAUTHBEARER {}", bearer("alice")),
        format!("a AUTHENTICATE OAUTHBEARER {}", bearer("alice@localhost")),
        format!("a AUTHENTICATE XOAUTH2 {}", xoauth2("101")),
    ] {
        let mut client = office.connect().await;
        client.hear().await;
        assert!(client.ask(&answer).await[0].starts_with("a OK "));
        assert!(client.ask("b SELECT INBOX").await.last().unwrap().starts_with("b OK "));
    }
    let mut client = office.connect().await;
    client.hear().await;
    client.say(format!("a AUTHENTICATE XOAUTH2 {}\r\n", xoauth2("bob")).as_bytes()).await;
    assert!(client.hear().await.starts_with("+ "));
    client.say(b"\r\n").await;
    assert_eq!(client.hear().await, "a NO [AUTHENTICATIONFAILED] invalid password");
}

#[tokio::test]
async fn a_device_that_is_signed_out_is_sent_away_within_a_second_idling_or_not() {
    let office = Office::open().await;
    let session = device(&office).await;
    let token = BASE64_STANDARD
        .encode(format!("user=alice\x01auth=Bearer {}\x01\x01", session.access_token.expose_secret()));
    let mut clients = [office.connect().await, office.connect().await];
    for client in &mut clients {
        client.hear().await;
        assert!(client.ask(&format!("a AUTHENTICATE XOAUTH2 {token}")).await[0].starts_with("a OK "));
        client.ask("b SELECT INBOX").await;
    }
    clients[1].say(b"c IDLE\r\n").await;
    assert_eq!(clients[1].hear().await, "+ idling");

    office.phone.sign_out(&session.requester).await.unwrap();
    let signed_out = Instant::now();
    for client in &mut clients {
        assert_eq!(client.hear().await, "* BYE You were signed out; sign in again");
        assert_eq!(client.hear().await, "(closed)");
    }
    assert!(signed_out.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn who_says_nothing_for_too_long_is_sent_away_in_idle_too() {
    let settings = Settings { idle: Duration::from_millis(300), ..Settings::default() };
    let office = Office::with(settings, Mode::Plain, 8).await;
    let mut silent = office.alice().await;
    let mut idling = office.alice().await;
    idling.say(b"i IDLE\r\n").await;
    assert_eq!(idling.hear().await, "+ idling");
    for client in [&mut silent, &mut idling] {
        assert_eq!(client.hear().await, "* BYE Nothing was said for 0 seconds; connect again when needed");
    }
}

#[tokio::test]
async fn a_server_that_stops_says_so_to_everybody_and_leaves_nobody_hanging() {
    let office = Office::open().await;
    let mut waiting = office.connect().await;
    waiting.hear().await;
    let mut idling = office.alice().await;
    idling.say(b"i IDLE\r\n").await;
    idling.hear().await;
    let stopped = office.stop().await;
    assert_eq!(stopped.aborted, 0);
    for client in [&mut waiting, &mut idling] {
        assert_eq!(client.hear().await, "* BYE The server is stopping; connect again in a moment");
        assert_eq!(client.hear().await, "(closed)");
    }
}

#[tokio::test]
async fn a_connection_too_many_is_told_so() {
    let office = Office::with(Settings::default(), Mode::Plain, 1).await;
    let mut first = office.connect().await;
    first.hear().await;
    let mut second = office.connect().await;
    assert_eq!(second.hear().await, "* BYE All 1 connections are in use; try again later");
    assert_eq!(second.hear().await, "(closed)");
    assert_eq!(first.ask("a NOOP").await, ["a OK Done"]);
}

/// Long lines of text that say where they are, so that a window read twice or left out shows.
fn large_message() -> Vec<u8> {
    let mut message = b"Subject: large\r\nContent-Type: text/plain\r\n\r\n".to_vec();
    for line in 0..12_000 {
        message
            .extend_from_slice(format!("line {line:06} of a message that is read in windows\r\n").as_bytes());
    }
    message
}

#[tokio::test]
async fn a_large_body_goes_in_and_comes_out_byte_for_byte() {
    let office = Office::open().await;
    let mut client = office.alice().await;
    let message = large_message();
    client.say(format!("a APPEND INBOX {{{}}}\r\n", message.len()).as_bytes()).await;
    assert_eq!(client.hear().await, "+ Go on");
    client.say(&message).await;
    client.say(b"\r\n").await;
    assert_eq!(client.hear().await, "* 1 EXISTS");
    assert!(client.hear().await.starts_with("a OK [APPENDUID "));

    for (origin, count) in [(0, message.len()), (65_535, 2), (65_536, 131_072), (7, 200_000)] {
        client.say(format!("b FETCH 1 BODY.PEEK[]<{origin}.{count}>\r\n").as_bytes()).await;
        assert_eq!(client.hear().await, format!("* 1 FETCH (BODY[]<{origin}> {{{count}}}"));
        let body = client.hear_bytes(count).await;
        assert!(body == message[origin..origin + count], "{origin} {count}");
        assert_eq!(client.hear().await, ")");
        client.hear().await;
    }
}

#[tokio::test]
async fn a_thousand_messages_are_listed_each_once_and_in_order() {
    let office = Office::open().await;
    let message = dialogue::message("plain.eml");
    for _ in 0..600 {
        office.leave(Role::Inbox, Flags::NONE, &message).await;
    }
    let mut client = office.alice().await;
    let heard = client.ask("a UID FETCH 1:* (FLAGS ENVELOPE)").await;
    assert_eq!(heard.len(), 601);
    for (at, line) in heard.iter().take(600).enumerate() {
        let number = at + 1;
        assert!(line.starts_with(&format!("* {number} FETCH (UID {number} FLAGS () ENVELOPE (")), "{line}");
    }
    let heard = client.ask("b UID FETCH 300:301 BODY[HEADER.FIELDS (Subject)]").await;
    assert!(heard.contains(&" FLAGS (\\Seen))".to_owned()), "read, so heard: {heard:?}");
}

fn message_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() {
            found.extend(message_files(&entry));
        } else if entry.extension().is_some_and(|extension| extension == "eml") {
            found.push(entry);
        }
    }
    found
}

#[tokio::test]
async fn one_lost_file_does_not_keep_the_other_messages_from_the_client() {
    let office = Office::open().await;
    office.leave(Role::Inbox, Flags::NONE, &dialogue::message("plain.eml")).await;
    for file in message_files(office.folder.path()) {
        std::fs::remove_file(file).unwrap();
    }
    office.leave(Role::Inbox, Flags::NONE, &dialogue::message("plain.eml")).await;
    let mut client = office.alice().await;
    let heard = client.ask("a FETCH 1:2 BODY.PEEK[HEADER.FIELDS (Subject)]").await;
    assert_eq!(heard[0], "* 2 FETCH (BODY[HEADER.FIELDS (Subject)] {22}");
    let refused = "a NO [UNAVAILABLE] 1 of the messages cannot be read at the moment; try again later";
    assert_eq!(heard.last().unwrap(), refused);
    assert!(client.ask("b FETCH 1 ENVELOPE").await[0].starts_with("* 1 FETCH (ENVELOPE "));
    assert_eq!(client.ask("c FETCH 1:2 BODY[]").await.last().unwrap(), &refused.replacen('a', "c", 1));
    let flags = client.ask("d FETCH 1:2 FLAGS").await;
    assert_eq!(flags[..2], ["* 1 FETCH (FLAGS ())", "* 2 FETCH (FLAGS (\\Seen))"], "read is what was sent");
}

#[tokio::test]
async fn many_idling_clients_learn_of_one_message() {
    let office = Office::open().await;
    let mut clients = Vec::new();
    for _ in 0..40 {
        let mut client = office.alice().await;
        client.say(b"i IDLE\r\n").await;
        assert_eq!(client.hear().await, "+ idling");
        clients.push(client);
    }
    office.leave(Role::Inbox, Flags::NONE, &dialogue::message("plain.eml")).await;
    for client in &mut clients {
        assert_eq!(client.hear().await, "* 1 EXISTS");
    }
}

/// All that is said by a client that compresses, inflated up to the answer of its last command.
async fn compressed(client: Client<TcpStream>, commands: &str, last: &str) -> String {
    let mut socket = client.into_inner();
    let mut said = Vec::with_capacity(commands.len() + 1024);
    let mut compressor = Compress::new(Compression::best(), false);
    compressor.compress_vec(commands.as_bytes(), &mut said, FlushCompress::Sync).unwrap();
    socket.write_all(&said).await.unwrap();
    let (mut inflater, mut heard) = (Decompress::new(false), Vec::new());
    while !String::from_utf8_lossy(&heard).contains(last) {
        let mut chunk = [0; 500];
        let count = timeout(Duration::from_secs(20), socket.read(&mut chunk)).await.unwrap().unwrap();
        assert!(count > 0, "closed after {}", String::from_utf8_lossy(&heard));
        heard.reserve(100_000);
        inflater.decompress_vec(&chunk[..count], &mut heard, FlushDecompress::None).unwrap();
    }
    String::from_utf8(heard).unwrap()
}

#[tokio::test]
async fn a_session_goes_on_compressed_and_knows_what_it_knew() {
    let office = Office::open().await;
    office.leave(Role::Inbox, Flags::NONE, &dialogue::message("nested.eml")).await;
    let mut client = office.alice().await;
    assert_eq!(client.ask("c COMPRESS DEFLATE").await, ["c OK DEFLATE begins now"]);
    let commands = "a FETCH 1 BODY.PEEK[HEADER.FIELDS (SUBJECT)]\r\nb COMPRESS DEFLATE\r\nd NOOP\r\n";
    let heard = compressed(client, commands, "d OK").await;
    assert!(heard.contains("Subject: Forwarded\r\n\r\n)\r\na OK That is all of it\r\n"), "{heard}");
    assert!(
        heard.ends_with("b NO [COMPRESSIONACTIVE] DEFLATE is in use already\r\nd OK Done\r\n"),
        "{heard}"
    );
}

#[tokio::test]
async fn an_open_folder_loses_what_is_gone_though_it_is_forgotten_what_that_was() {
    let history = |core: &mut server_core::Settings| core.history.changes = 1;
    let office = Office::where_core(history).await;
    for _ in 0..3 {
        office.leave(Role::Inbox, Flags::NONE, &dialogue::message("plain.eml")).await;
    }
    let (mut silent, mut other) = (office.alice().await, office.alice().await);
    silent.ask("a SELECT INBOX").await;
    other.ask("b SELECT INBOX").await;
    other.ask("b STORE 1:2 +FLAGS.SILENT (\\Deleted)").await;
    other.ask("b EXPUNGE").await;
    other.ask("b STORE 1 +FLAGS.SILENT (\\Flagged)").await;
    office.phone.forget_history().await.unwrap();
    let told = silent.ask("a NOOP").await;
    assert_eq!(told, ["* 2 EXPUNGE", "* 1 EXPUNGE", "* 1 FETCH (UID 3 FLAGS (\\Flagged))", "a OK Done"]);
}

#[tokio::test]
async fn a_command_of_who_is_notified_waits_for_one_look_at_most_however_much_happens() {
    let office = Office::open().await;
    office.leave(Role::Inbox, Flags::NONE, &dialogue::message("plain.eml")).await;
    let mut watching = office.alice().await;
    for n in 0..40 {
        watching.ask(&format!("c CREATE Watched/{n}")).await;
    }
    watching.ask("u UNSELECT").await;
    let told = watching.ask("n NOTIFY SET (personal (MessageNew MessageExpunge FlagChange))").await;
    assert_eq!(told.last().unwrap(), "n OK What happens is told from now on");
    let (phone, who) = (office.phone.clone(), device(&office).await.requester);
    let inbox = phone.open_folder(&who, "INBOX", None).await.unwrap().folder.id;
    let busy = tokio::spawn(async move {
        for change in [FlagChange::Add(Flags::SEEN), FlagChange::Remove(Flags::SEEN)].into_iter().cycle() {
            phone.store_flags(&who, inbox, &[1], change, None).await.unwrap();
        }
    });
    for _ in 0..5 {
        assert!(
            watching.hear().await.starts_with("* STATUS \"INBOX\" "),
            "there is more to look at behind it"
        );
        let answer = timeout(Duration::from_secs(10), watching.ask("a NOOP")).await.expect("an answer");
        assert_eq!(answer.last().unwrap(), "a OK Done");
    }
    busy.abort();
}
