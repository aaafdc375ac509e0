//! Recordings over HTTP: ranges, versions, no side effects (ML-40, RFC 9110 §14).

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "this is a test"
)]

mod office;

use axum::http::Method;
use mobilelink_wire::Voicemail;
use office::{Office, recording};
use server_domain::mailbox::Role;

/// Larger than two windows of what is read at once, and odd.
const SIZE: usize = 600_001;

async fn message_of(office: &Office, size: usize) -> String {
    let id = office.voicemail(office.alice.id, size).await;
    format!("/users/me/voicemails/{id}/audio")
}

#[tokio::test]
async fn a_recording_comes_out_as_it_went_in() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    for size in [44, 45, 46, 47, 1000, SIZE] {
        let answer = office.get(&token, &message_of(&office, size).await).await;
        assert_eq!(answer.status, 200);
        assert!(answer.body[..] == recording(size)[..], "{size} bytes");
        assert_eq!(answer.header("content-type"), "audio/wav");
        assert_eq!(answer.header("content-length"), size.to_string());
        assert_eq!(answer.header("accept-ranges"), "bytes");
        assert_eq!(answer.header("cache-control"), "private, no-cache");
    }
}

#[tokio::test]
async fn a_range_is_those_bytes_and_no_others() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let path = message_of(&office, SIZE).await;
    let whole = recording(SIZE);
    let last = SIZE - 1;
    for (range, expected) in [
        ("bytes=0-0".to_owned(), 0..1),
        ("bytes=0-".to_owned(), 0..SIZE),
        ("bytes=1-3".to_owned(), 1..4),
        (format!("bytes={last}-"), last..SIZE),
        ("bytes=-5".to_owned(), SIZE - 5..SIZE),
        ("bytes=-9999999".to_owned(), 0..SIZE),
        (format!("bytes=599999-{}", SIZE * 2), 599_999..SIZE),
        ("bytes=262143-524289".to_owned(), 262_143..524_290),
        ("bytes=77-300077".to_owned(), 77..300_078),
    ] {
        let answer = office.get_with(&token, &path, &[("range", &range)]).await;
        assert_eq!(answer.status, 206, "{range}");
        let place = format!("bytes {}-{}/{SIZE}", expected.start, expected.end - 1);
        assert_eq!(answer.header("content-range"), place);
        assert_eq!(answer.header("content-length"), expected.len().to_string());
        assert!(answer.body[..] == whole[expected], "{range}");
    }
}

#[tokio::test]
async fn a_range_beyond_the_end_is_refused_with_the_size() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let path = message_of(&office, 1000).await;
    for range in ["bytes=1000-", "bytes=1000-2000", "bytes=-0"] {
        let answer = office.get_with(&token, &path, &[("range", range)]).await;
        assert_eq!(answer.refusal(), (416, "range_outside".into()), "{range}");
        assert_eq!(answer.header("content-range"), "bytes */1000");
    }
}

#[tokio::test]
async fn what_is_no_single_range_gets_the_whole() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let path = message_of(&office, 1000).await;
    for range in ["bytes=0-1,5-6", "bytes=9-1", "samples=0-1", "bytes=x"] {
        let answer = office.get_with(&token, &path, &[("range", range)]).await;
        assert_eq!((answer.status.as_u16(), answer.body.len()), (200, 1000), "{range}");
    }
}

#[tokio::test]
async fn a_range_of_a_version_is_only_given_of_that_version() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let path = message_of(&office, 1000).await;
    let tag = office.get(&token, &path).await.header("etag").to_owned();
    let asked = async |version: &str| {
        let headers = [("range", "bytes=0-9"), ("if-range", version)];
        office.get_with(&token, &path, &headers).await.status.as_u16()
    };
    assert_eq!(asked(&tag).await, 206);
    assert_eq!(asked("\"other\"").await, 200);
    assert_eq!(asked("Mon, 02 Mar 2026 09:00:00 GMT").await, 200);
}

#[tokio::test]
async fn a_head_tells_the_size_and_reads_nothing() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let path = message_of(&office, SIZE).await;
    let answer = office.ask(Method::HEAD, &token, &path, None).await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (200, 0));
    assert_eq!(answer.header("content-length"), SIZE.to_string());
    assert_eq!(answer.header("etag"), office.get(&token, &path).await.header("etag"));
}

#[tokio::test]
async fn listening_marks_nothing() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let path = message_of(&office, 1000).await;
    let before = office.get(&token, "/sync").await.json::<mobilelink_wire::SyncPage>().cursor;
    office.get(&token, &path).await;
    let message: Voicemail = office.get(&token, path.trim_end_matches("/audio")).await.json();
    let after = office.get(&token, "/sync").await.json::<mobilelink_wire::SyncPage>().cursor;
    assert_eq!((message.seen, after), (false, before));
}

#[tokio::test]
async fn a_message_without_an_introduction_says_so() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let path = message_of(&office, 1000).await;
    assert_eq!(office.get(&token, &format!("{path}?part=recording")).await.status, 200);
    let answer = office.get(&token, &format!("{path}?part=introduction")).await;
    assert_eq!(answer.refusal(), (404, "no_such_part".into()));
}

#[tokio::test]
async fn a_message_in_the_trash_can_still_be_heard() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let id = office.message(office.alice.id, Role::Trash, &recording(500)).await;
    let answer = office.get(&token, &format!("/users/me/voicemails/{id}/audio")).await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (200, 500));
}
