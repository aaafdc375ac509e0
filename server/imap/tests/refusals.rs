//! Refusals that no line of `commands` can earn: they need time, many of something, or storage that is full.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, helpers too"
)]
#![allow(clippy::indexing_slicing, reason = "and by leaving its bounds")]

mod dialogue;
mod office;

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use office::{Client, Office, PASSWORD};
use secrecy::ExposeSecret;
use server_core::{NewDevice, Session};
use server_domain::mailbox::{Flags, Role};
use server_domain::quota::Quota;
use server_imap::Settings;
use server_net::Mode;
use tokio::net::TcpStream;

/// Says a command and returns its answer without the tag.
async fn answer(client: &mut Client<TcpStream>, command: &str) -> String {
    let heard = client.ask(&format!("a {command}")).await;
    heard.last().unwrap().trim_start_matches("a ").to_owned()
}

#[tokio::test]
async fn guessing_a_password_has_to_wait() {
    let settings = Settings { failed_logins: 100, ..Settings::default() };
    let office = Office::with(settings, Mode::Plain, 8).await;
    let mut client = office.connect().await;
    client.hear().await;
    let wait = "NO [LIMIT] Too many failed attempts; wait … seconds and try again";
    for _ in 0..10 {
        let heard = answer(&mut client, "LOGIN alice wrong-password").await;
        assert_eq!(heard, "NO [AUTHENTICATIONFAILED] invalid password");
    }
    let heard = answer(&mut client, &format!("LOGIN alice {PASSWORD}")).await;
    assert!(dialogue::fits(wait, &heard), "{heard}");
    office.clock.advance(Duration::from_secs(10));
    assert!(answer(&mut client, &format!("LOGIN alice {PASSWORD}")).await.starts_with("OK "));
}

/// What signs a new device of somebody in by XOAUTH2.
async fn by_token(office: &Office, login: &str) -> (Session, String) {
    let phone = NewDevice { name: "A phone".into(), platform: "test".into() };
    let session = office.phone.sign_in_device(login, &PASSWORD.into(), phone).await.unwrap();
    let token = session.access_token.expose_secret();
    let said = BASE64_STANDARD.encode(format!("user={login}\x01auth=Bearer {token}\x01\x01"));
    (session, format!("AUTHENTICATE XOAUTH2 {said}"))
}

#[tokio::test]
async fn a_token_that_is_too_old_and_one_of_a_device_that_was_signed_out_say_which_it_is() {
    let office = Office::open().await;
    let (session, authenticate) = by_token(&office, "alice").await;
    let tried = async || {
        let mut client = office.connect().await;
        client.hear().await;
        client.say(format!("a {authenticate}\r\n").as_bytes()).await;
        assert!(client.hear().await.starts_with("+ "), "RFC 7628 has the client answer first");
        client.say(b"\r\n").await;
        client.hear().await
    };
    office.phone.sign_out(&session.requester).await.unwrap();
    assert_eq!(tried().await, "a NO [AUTHENTICATIONFAILED] The device was signed out; sign in again");
    office.clock.advance(Duration::from_secs(86_400));
    assert_eq!(tried().await, "a NO [EXPIRED] The access token has expired; refresh it and try again");
}

#[tokio::test]
async fn a_token_that_is_good_is_not_said_to_be_wrong_whatever_else_is_refused() {
    let office = Office::with(Settings { per_person: 1, ..Settings::default() }, Mode::Plain, 8).await;
    let (_, of_alice) = by_token(&office, "alice").await;
    let (bob, of_bob) = by_token(&office, "bob").await;
    let first = office.alice().await;
    let mut client = office.connect().await;
    client.hear().await;
    assert_eq!(
        client.ask(&format!("a {of_alice}")).await,
        ["a NO [LIMIT] You have 1 connections open, which is the most for one person; close one first"]
    );
    assert_eq!(
        client.ask(&format!("b {of_bob}")).await,
        ["b NO [NOPERM] This needs the feature key mobile_link; ask the administrator to switch it on"]
    );
    drop(first);
    while !answer(&mut client, &of_alice).await.starts_with("OK ") {}
    // Nobody remembers whose token this is, and whoever could say so is closed.
    office.phone.sign_out(&bob.requester).await.unwrap();
    office.phone.close().await;
    let mut client = office.connect().await;
    client.hear().await;
    assert_eq!(
        client.ask(&format!("c {of_bob}")).await,
        ["c NO [UNAVAILABLE] The mailbox cannot be reached at the moment; try again later"]
    );
}

#[tokio::test]
async fn a_person_with_too_many_sessions_is_refused_one_more() {
    let office = Office::with(Settings { per_person: 1, ..Settings::default() }, Mode::Plain, 8).await;
    let first = office.alice().await;
    let mut second = office.connect().await;
    second.hear().await;
    assert_eq!(
        answer(&mut second, &format!("LOGIN alice {PASSWORD}")).await,
        "NO [LIMIT] You have 1 connections open, which is the most for one person; close one first"
    );
    drop(first);
    while !answer(&mut second, &format!("LOGIN alice {PASSWORD}")).await.starts_with("OK ") {}
}

#[tokio::test]
async fn a_full_mailbox_says_which_limit_it_met_and_loses_nothing() {
    let quota = Quota { bytes: Some(100), messages: Some(3) };
    let office = Office::where_core(|core| core.limits.quota = quota).await;
    let mut client = office.alice().await;
    let one = "{16+}\r\nSubject: x\r\n\r\nxx";
    let five = "{100+}\r\n".to_owned() + &"Subject: xxxxxx xx\r\n".repeat(5);
    for (command, heard) in [
        (format!("APPEND INBOX {one}"), "OK "),
        (format!("APPEND Drafts {one} {one}"), "OK "),
        (
            format!("APPEND Drafts {one}"),
            "NO [OVERQUOTA] The mailbox is full (limit 3 messages); empty Trash, then delete some",
        ),
        ("COPY 1 Sent".into(), "NO [OVERQUOTA] The mailbox is full (limit 3 messages)"),
        ("MOVE 1 Sent".into(), "OK "),
        ("SELECT Drafts".into(), "OK "),
        (
            format!("REPLACE 1 Drafts {five}"),
            "NO [OVERQUOTA] The mailbox is full (limit 100 bytes); empty Trash, then delete messages",
        ),
        (format!("REPLACE 1 Drafts {one}"), "OK "),
        ("STATUS Drafts (MESSAGES)".into(), "OK "),
    ] {
        let said = answer(&mut client, &command).await;
        assert!(said.starts_with(heard), "{command:.30}: {said}");
    }
    assert_eq!(client.ask("s STATUS Drafts (MESSAGES)").await[0], "* STATUS \"Drafts\" (MESSAGES 2)");
}

#[tokio::test]
async fn folders_and_annotations_are_counted() {
    let office = Office::open().await;
    let mut client = office.alice().await;
    let folders = async |client: &mut Client<TcpStream>| {
        for top in 0..70 {
            let heard = answer(client, &format!("CREATE {top}{}", "/x".repeat(14))).await;
            if !heard.starts_with("OK ") {
                return heard;
            }
        }
        "no end of them".to_owned()
    };
    assert_eq!(
        folders(&mut client).await,
        "NO [LIMIT] A mailbox has at most 1000 folders and as many subscriptions"
    );
    let annotations = async |client: &mut Client<TcpStream>| {
        for nth in 0..=200 {
            let heard = answer(client, &format!("SETMETADATA INBOX (/private/{nth} \"x\")")).await;
            if !heard.starts_with("OK ") {
                return heard;
            }
        }
        "no end of them".to_owned()
    };
    assert_eq!(
        annotations(&mut client).await,
        "NO [METADATA TOOMANY] A mailbox has at most 200 annotations; remove some"
    );
}

#[tokio::test]
async fn a_greeting_whose_audio_is_none_is_refused() {
    let office = Office::open().await;
    let mut client = office.alice().await;
    let message = "X-CNS-Greeting-Type: normal-greeting\r\nMIME-Version: 1.0\r\n\
                   Content-Type: audio/wav; name=hello.wav\r\n\r\nMZ this is a program\r\n";
    client.ask("s STATUS Greetings (MESSAGES)").await;
    assert_eq!(
        answer(&mut client, &format!("APPEND Greetings {{{}+}}\r\n{message}", message.len())).await,
        "NO [CANNOT] hello.wav says that it is audio/wav and is program; record it again"
    );
}

#[tokio::test]
async fn a_search_that_takes_too_long_is_refused_by_its_limit_and_the_session_goes_on() {
    let office = Office::where_core(|core| core.limits.search = Duration::ZERO).await;
    for _ in 0..40 {
        office.leave(Role::Inbox, Flags::NONE, &dialogue::message("plain.eml")).await;
    }
    let mut client = office.alice().await;
    let refused = "NO [LIMIT] A search may take at most 0 seconds; ask for less at once";
    let keys = ["NOT TEXT nothing"; 32].join(" ");
    for command in ["SEARCH", "UID SEARCH RETURN (SAVE)", "SORT (DATE) UTF-8", "THREAD REFERENCES UTF-8"] {
        assert_eq!(answer(&mut client, &format!("{command} {keys}")).await, refused, "{command}");
    }
    assert_eq!(client.ask("b SEARCH $").await[0], "* SEARCH", "behind a search that was refused is nothing");
    assert_eq!(client.ask("c UID SEARCH SEEN").await.last().unwrap(), "c OK Searched");
    assert!(answer(&mut client, "FETCH 1:3 ENVELOPE").await.starts_with("OK "));
}
