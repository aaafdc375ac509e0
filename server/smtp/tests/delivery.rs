//! What a dialogue cannot show: bytes on disk, TLS, tokens, limits and endings.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, helpers too"
)]

mod office;

use base64::{Engine, engine::general_purpose::STANDARD};
use office::{Client, Office, inbox_of, password_of};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::ServerName};
use secrecy::ExposeSecret;
use server_core::{Leg, NewDevice};
use server_smtp::Settings;
use std::{path::Path, sync::Arc, time::Duration};
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};

async fn secured(office: &Office, client: Client<TcpStream>) -> Client<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(office.certificate.leaf().unwrap().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    Client::new(TlsConnector::from(Arc::new(config)).connect(name, client.into_inner()).await.unwrap())
}

fn files_below(folder: &Path) -> Vec<String> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(files_below(&path));
        } else {
            files.push(path.display().to_string());
        }
    }
    files
}

/// Files of messages, whole or not.
fn messages_on_disk(folder: &Path) -> Vec<String> {
    let mut files = files_below(folder);
    files.retain(|path| path.contains("/messages/"));
    files
}

#[tokio::test]
async fn a_message_is_kept_byte_for_byte_in_every_inbox() {
    let office = Office::open().await;
    let mut client = office.alice().await;
    for line in
        ["MAIL FROM:<alice@harbour.example>", "RCPT TO:<carol>", "RCPT TO:<103>", "RCPT TO:<101@localhost>"]
    {
        assert!(client.ask(line).await.starts_with("250 "), "{line}");
    }
    client.ask("DATA").await;
    let message = b"Subject: Dots\r\n\r\n.\r\n..\r\n.a\r\nbare\nline feed\n.\nbare\rreturn \x00\xff\r\n";
    let stuffed =
        b"Subject: Dots\r\n\r\n..\r\n...\r\n..a\r\nbare\nline feed\n.\nbare\rreturn \x00\xff\r\n.\r\n";
    for piece in stuffed.chunks(3) {
        client.say(piece).await;
    }
    assert_eq!(client.hear().await, "250 2.0.0 Kept");
    // Carol was named twice and has it once.
    assert_eq!(inbox_of(&office.phone, "carol").await, [message.to_vec()]);
    assert_eq!(inbox_of(&office.phone, "alice").await, [message.to_vec()]);
    assert_eq!(messages_on_disk(office.folder.path()).len(), 1, "one file, however many inboxes");
}

#[tokio::test]
async fn a_relay_attempt_is_refused_and_nothing_is_kept() {
    let office = Office::open().await;
    let mut client = office.alice().await;
    client.ask("MAIL FROM:<>").await;
    assert!(client.ask("RCPT TO:<someone@elsewhere.example>").await.starts_with("550 5.7.1 "));
    assert!(client.ask("DATA").await.starts_with("554 5.5.1 "));
    drop(client);
    let (phone, folder, _) = office.stopped().await;
    for person in ["alice", "carol"] {
        assert!(inbox_of(&phone, person).await.is_empty(), "{person}");
    }
    assert_eq!(messages_on_disk(folder.path()), Vec::<String>::new());
}

#[tokio::test]
async fn what_was_not_kept_leaves_no_file_behind() {
    let office = Office::open().await;
    for text in [
        // Refused for its size, with more to come.
        format!("Subject: x\r\n\r\n{}\r\n.\r\n", "0123456789".repeat(1000)),
        // Refused for what it holds.
        "Content-Type: audio/wav\r\nContent-Transfer-Encoding: base64\r\n\r\nSGVsbG8=\r\n.\r\n".into(),
        // The client goes away in the middle.
        "Subject: x\r\n\r\nHello".into(),
    ] {
        let mut client = office.alice().await;
        client.ask("MAIL FROM:<>").await;
        client.ask("RCPT TO:<carol>").await;
        assert!(client.ask("DATA").await.starts_with("354 "));
        client.say(&text).await;
        if text.ends_with(".\r\n") {
            let heard = client.hear().await;
            assert!(heard.starts_with('5'), "{heard}");
        }
    }
    let (phone, folder, _) = office.stopped().await;
    assert!(inbox_of(&phone, "carol").await.is_empty());
    assert_eq!(messages_on_disk(folder.path()), Vec::<String>::new());
}

#[tokio::test]
async fn a_message_without_end_is_cut_off_at_five_times_the_limit() {
    let office = Office::open().await;
    let mut client = office.alice().await;
    client.ask("MAIL FROM:<>").await;
    client.ask("RCPT TO:<carol>").await;
    assert!(client.ask("DATA").await.starts_with("354 "));
    client.say(&"0123456\r\n".repeat(5 * 4000 / 9)).await;
    client.say("one line more\r\nand another\r\n").await;
    assert_eq!(
        client.hear().await,
        "421 4.3.4 The message goes on far beyond the limit that EHLO names; closing"
    );
    assert_eq!(client.hear().await, "(closed)");
    drop(client);

    // One that ends just before that point is refused in the usual way, and the conversation goes on.
    let mut client = office.alice().await;
    client.ask("MAIL FROM:<>").await;
    client.ask("RCPT TO:<carol>").await;
    client.ask("DATA").await;
    client.say(&"0123456\r\n".repeat(5 * 4000 / 9)).await;
    assert!(client.ask(".").await.starts_with("552 5.3.4 "));
    assert_eq!(client.ask("NOOP").await, "250 2.0.0 Still here");
    drop(client);

    let (phone, folder, _) = office.stopped().await;
    assert!(inbox_of(&phone, "carol").await.is_empty());
    assert_eq!(messages_on_disk(folder.path()), Vec::<String>::new());
}

#[tokio::test]
async fn what_was_slipped_in_before_tls_is_forgotten() {
    let office = Office::open().await;
    let mut client = office.connect().await;
    client.hear().await;
    // CVE-2011-0411: who sits on the wire adds a command to the packet that carries STARTTLS.
    client.say("STARTTLS\r\nEHLO mallory.example\r\n").await;
    assert_eq!(client.hear().await, "220 2.0.0 Begin the TLS handshake");
    let mut client = secured(&office, client).await;
    assert_eq!(client.ask("MAIL FROM:<>").await, "503 5.5.1 Say EHLO first", "that EHLO was not ours");

    client.say("EHLO laptop.example\r\n").await;
    let mut offered = vec![client.hear().await];
    while offered.last().is_some_and(|line| line.starts_with("250-")) {
        offered.push(client.hear().await);
    }
    assert!(offered.iter().all(|line| !line.contains("STARTTLS")), "{offered:?}");
    assert!(offered.iter().any(|line| line.starts_with("250-AUTH PLAIN ")), "{offered:?}");
    assert_eq!(client.ask("AUTH PLAIN AGFsaWNlAGFsaWNlLXNlY3JldA==").await, "235 2.7.0 Signed in");
}

#[tokio::test]
async fn a_sign_in_before_tls_counts_no_more_after_it() {
    let office = Office::open().await;
    let mut client = office.alice().await;
    client.ask("STARTTLS").await;
    let mut client = secured(&office, client).await;
    client.ask("EHLO laptop.example").await;
    assert_eq!(client.ask("MAIL FROM:<>").await, "530 5.7.0 Sign in with AUTH first");
}

#[tokio::test]
async fn an_access_token_signs_in_and_its_end_ends_the_conversation() {
    let office = Office::open().await;
    let device = NewDevice { name: "Alice's phone".into(), platform: "android".into() };
    let session = office.phone.sign_in_device("alice", &password_of("alice"), device).await.unwrap();
    let token = session.access_token.expose_secret();
    let response = STANDARD.encode(format!("n,a=alice,\x01auth=Bearer {token}\x01\x01"));

    let mut client = office.connect().await;
    client.hear().await;
    client.ask("EHLO phone.example").await;
    assert_eq!(client.ask(&format!("AUTH OAUTHBEARER {response}")).await, "235 2.7.0 Signed in");
    client.ask("MAIL FROM:<>").await;
    client.ask("RCPT TO:<carol>").await;

    // A second one in the middle of its text: it is ended there as well, and keeps nothing.
    let mut sending = office.connect().await;
    sending.hear().await;
    sending.ask("EHLO phone.example").await;
    sending.ask(&format!("AUTH OAUTHBEARER {response}")).await;
    sending.say("MAIL FROM:<>\r\nRCPT TO:<carol>\r\nDATA\r\n").await;
    while !sending.hear().await.starts_with("354 ") {}
    sending.say("Subject: x\r\n").await;

    let who = office.phone.sign_in_by_token(token, Leg::Smtp).await.unwrap();
    office.phone.sign_out(&who).await.unwrap();
    for client in [&mut client, &mut sending] {
        assert_eq!(client.hear().await, "421 4.7.0 This device was signed out; closing");
        assert_eq!(client.hear().await, "(closed)");
    }
    assert!(inbox_of(&office.phone, "carol").await.is_empty());
}

#[tokio::test]
async fn an_access_token_signs_in_its_owner_only() {
    let office = Office::open().await;
    let device = NewDevice { name: "Alice's phone".into(), platform: "android".into() };
    let session = office.phone.sign_in_device("alice", &password_of("alice"), device).await.unwrap();
    let token = session.access_token.expose_secret();
    let response = STANDARD.encode(format!("user=carol\x01auth=Bearer {token}\x01\x01"));
    let mut client = office.connect().await;
    client.hear().await;
    client.ask("EHLO phone.example").await;
    assert!(client.ask(&format!("AUTH XOAUTH2 {response}")).await.starts_with("334 "));
    assert_eq!(client.ask("").await, "535 5.7.8 Unknown user or wrong password");
}

#[tokio::test]
async fn a_client_that_pipelines_a_hundred_wrong_lines_hears_why_it_is_sent_away() {
    let office = Office::open().await;
    let mut client = office.connect().await;
    client.hear().await;
    // More than is read ahead, so that the rest is unread when the conversation ends.
    let wrong = format!("WHAT {}\r\n", "x".repeat(400));
    client.say(&wrong.repeat(100)).await;
    for _ in 0..20 {
        assert_eq!(client.hear().await, "500 5.5.1 Unknown command; HELP lists those there are");
    }
    assert_eq!(client.hear().await, "421 4.7.0 20 lines were wrong; closing");
    assert_eq!(client.hear().await, "(closed)");
    // Nor is it reset for what it goes on to say.
    for _ in 0..10 {
        client.say(&wrong.repeat(100)).await;
    }
}

#[tokio::test]
async fn a_silent_client_is_told_so_and_closed() {
    let short = Duration::from_millis(50);
    let settings = Settings { idle: short, data_idle: short, ..Settings::new("mail.harbour.example") };
    let office = Office::open_with(settings, 10).await;
    let mut client = office.connect().await;
    client.hear().await;
    assert_eq!(client.hear().await, "421 4.4.2 Nothing was said for too long; closing");
    assert_eq!(client.hear().await, "(closed)");
}

#[tokio::test]
async fn a_client_that_falls_silent_in_its_text_is_told_so_and_closed() {
    let settings = Settings { data_idle: Duration::from_millis(50), ..Settings::new("mail.harbour.example") };
    let office = Office::open_with(settings, 10).await;
    let mut client = office.alice().await;
    client.ask("MAIL FROM:<>").await;
    client.ask("RCPT TO:<carol>").await;
    client.ask("DATA").await;
    client.say("Subject: x\r\n\r\n.\n").await;
    assert_eq!(client.hear().await, "421 4.4.2 Nothing was said for too long; closing");
}

#[tokio::test]
async fn a_stopping_server_says_goodbye_to_those_who_wait() {
    let office = Office::open().await;
    let mut client = office.alice().await;
    office.stop();
    assert_eq!(client.hear().await, "421 4.3.2 The server is stopping; try again later");
    assert_eq!(client.hear().await, "(closed)");
    let (_, _, stopped) = office.stopped().await;
    assert_eq!(stopped.aborted, 0);
}

#[tokio::test]
async fn one_connection_too_many_is_told_so() {
    let office = Office::open_with(Settings::new("mail.harbour.example"), 1).await;
    let mut first = office.alice().await;
    let mut second = office.connect().await;
    assert_eq!(second.hear().await, "421 4.3.2 All 1 connections are in use; try again later");
    assert_eq!(second.hear().await, "(closed)");
    assert_eq!(first.ask("NOOP").await, "250 2.0.0 Still here");
}

#[tokio::test]
async fn half_a_command_does_not_hold_back_the_answer_to_the_one_before() {
    let office = Office::open().await;
    let mut client = office.alice().await;
    client.say("NOOP\r\nNO").await;
    assert_eq!(client.hear().await, "250 2.0.0 Still here");
    client.say("OP\r\n").await;
    assert_eq!(client.hear().await, "250 2.0.0 Still here");
}
