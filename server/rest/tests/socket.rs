//! The WebSocket through a real listener, with a client that is not ours.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "this is a test"
)]

mod line;
mod office;

use axum::http::Method;
use jiff::SignedDuration;
use line::{Line, Running};
use mobilelink_wire::{Event, ServerFrame, What, close};

use serde_json::json;
use server_domain::presence::Presence;

#[tokio::test]
async fn a_change_is_told_at_once() {
    let running = Running::start().await;
    let mut line = running.line("alice").await;
    let (session, _) = line.hello().await;
    assert!(session.starts_with("ws_"));

    let id = running.office.voicemail(running.office.alice.id, 100).await;
    let event = line.event().await;
    assert!(matches!(event.what, What::VoicemailCreated(message) if message.id == id.to_string()));

    let carol = running.office.token("carol").await;
    let body = json!({"presence": "at_a_meeting"});
    running.office.ask(Method::PUT, &carol, "/users/me/presence", Some(&body)).await;
    let event = line.event().await;
    assert_eq!(event.user, Some(running.office.carol.id.to_string()));
    assert!(matches!(event.what, What::PresenceUpdated(person) if person.username == "carol"));
}

#[tokio::test]
async fn all_who_read_an_event_get_the_same_bytes() {
    let running = Running::start().await;
    let (mut first, mut second) = (running.line("alice").await, running.line("carol").await);
    first.hello().await;
    second.hello().await;
    let token = running.office.token("admin").await;
    running.office.ask(Method::PUT, &token, "/users/me/presence", Some(&json!({"presence": "busy"}))).await;
    assert_eq!(first.text().await, second.text().await);
}

#[tokio::test]
async fn what_was_missed_is_replayed_and_then_live_goes_on() {
    let running = Running::start().await;
    let office = &running.office;
    let mut line = running.line("alice").await;
    let (_, cursor) = line.hello().await;
    drop(line);

    office.voicemail(office.alice.id, 100).await;
    let carol = office.token("carol").await;
    office.ask(Method::PUT, &carol, "/users/me/presence", Some(&json!({"presence": "busy"}))).await;

    let mut line = running.line("alice").await;
    line.hello().await;
    line.say(json!({"op": "resume", "cursor": cursor})).await;
    let mut held = vec![cursor];
    let mut kinds = Vec::new();
    for _ in 0..2 {
        let event = line.event().await;
        kinds.push(std::mem::discriminant(&event.what));
        held.push(event.cursor);
    }
    assert_ne!(kinds[0], kinds[1]);
    office.voicemail(office.alice.id, 100).await;
    held.push(line.event().await.cursor);

    // With all it holds it has missed nothing: the next thing it hears is the next thing that happens.
    line.say(json!({"op": "resume", "cursor": held.join(",")})).await;
    line.say(json!({"op": "ping"})).await;
    assert_eq!(line.frame().await, ServerFrame::Pong);
}

#[tokio::test]
async fn a_cursor_of_elsewhere_means_sync_and_the_socket_stays() {
    let running = Running::start().await;
    let mut line = running.line("alice").await;
    line.hello().await;
    for cursor in ["nonsense", "999999.999999", ""] {
        line.say(json!({"op": "resume", "cursor": cursor})).await;
        assert!(
            matches!(line.frame().await, ServerFrame::Reset { reason } if reason == "sync_token_expired")
        );
    }
    running.office.voicemail(running.office.alice.id, 100).await;
    assert!(matches!(line.event().await.what, What::VoicemailCreated(_)));
}

#[tokio::test]
async fn a_burst_that_is_too_much_to_hold_is_read_from_the_log() {
    let running = Running::start().await;
    let mut line = running.line("alice").await;
    line.hello().await;
    let who = running.requester("carol").await;
    let phone = running.office.phone.clone();
    // The socket's task is on this thread and cannot run while the thread is waited for, so it must lag.
    let burst = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            for turn in 0..150 {
                phone.set_presence(&who, Presence::ALL[turn % 7], None).await.unwrap();
            }
        });
    });
    burst.join().unwrap();

    let mut seqs = Vec::new();
    for _ in 0..150 {
        seqs.push(line.event().await.seq);
    }
    let expected: Vec<u64> = (seqs[0]..seqs[0] + 150).collect();
    assert_eq!(seqs, expected, "in order, none missing, none twice");
    line.say(json!({"op": "ping"})).await;
    assert_eq!(line.frame().await, ServerFrame::Pong, "and nothing after them");
}

#[tokio::test]
async fn the_first_frame_may_bring_the_token() {
    let running = Running::start().await;
    let mut line = running.line_without_header().await;
    let token = running.office.token("alice").await;
    line.say(json!({"op": "authenticate", "access_token": token})).await;
    line.hello().await;
}

#[tokio::test]
async fn a_bad_token_closes_with_a_code_that_says_why() {
    let running = Running::start().await;
    let mut line = running.line_without_header().await;
    line.say(json!({"op": "authenticate", "access_token": "nonsense"})).await;
    assert_eq!(line.closed().await, (close::REFUSED, "token_invalid".into()));

    let token = running.office.token("alice").await;
    running.office.clock.shift(SignedDuration::from_hours(24));
    let mut line = running.line_without_header().await;
    line.say(json!({"op": "authenticate", "access_token": token})).await;
    assert_eq!(line.closed().await, (close::REFUSED, "token_expired".into()));

    assert_eq!(
        running.upgrade_with("Bearer nonsense").await.err(),
        Some(401),
        "in the header it is HTTP's refusal"
    );
}

#[tokio::test]
async fn what_is_not_understood_closes() {
    let running = Running::start().await;
    for wrong in [json!({"op": "dance"}), json!([]), json!({"op": "resume"})] {
        let mut line = running.line("alice").await;
        line.hello().await;
        line.say(wrong).await;
        assert_eq!(line.closed().await.0, close::PROTOCOL_ERROR);
    }
    let mut line = running.line_without_header().await;
    line.say(json!({"op": "resume", "cursor": "1.1"})).await;
    assert_eq!(line.closed().await, (close::PROTOCOL_ERROR, "not_authenticated".into()));
}

#[tokio::test]
async fn a_device_that_is_signed_out_loses_its_socket_within_a_second() {
    let running = Running::start().await;
    let token = running.office.token("alice").await;
    let mut line = running.line_with(&token).await;
    line.hello().await;
    running.office.ask(Method::DELETE, &token, "/session", None).await;
    assert_eq!(line.closed().await, (close::REVOKED, "signed_out".into()));
}

#[tokio::test]
async fn in_evaluation_only_ones_own_presence_is_told() {
    let running = Running::start().await;
    let office = &running.office;
    let mut line = running.line("bob").await;
    let (_, cursor) = line.hello().await;
    office.voicemail(office.bob.id, 100).await;
    for username in ["alice", "bob"] {
        let token = office.token(username).await;
        office.ask(Method::PUT, &token, "/users/me/presence", Some(&json!({"presence": "busy"}))).await;
    }
    let own = |event: Event| matches!(event.what, What::PresenceUpdated(person) if person.username == "bob");
    assert!(own(line.event().await), "ML-03");
    line.say(json!({"op": "resume", "cursor": cursor})).await;
    assert!(own(line.event().await), "nor is more replayed");
    line.say(json!({"op": "ping"})).await;
    assert_eq!(line.frame().await, ServerFrame::Pong);
}

#[tokio::test]
async fn a_conference_is_told_to_each_as_they_may_see_it() {
    let running = Running::start().await;
    let (mut alice, mut carol) = (running.line("alice").await, running.line("carol").await);
    alice.hello().await;
    carol.hello().await;
    running.office.conference("4711", running.office.alice.id, vec![]).await;
    assert!(matches!(alice.event().await.what, What::ConferenceUpdated(shown) if shown.password.is_some()));
    assert!(matches!(carol.event().await.what, What::ConferenceDeleted(_)));
}

#[tokio::test]
async fn a_server_that_stops_says_goodbye() {
    let running = Running::start().await;
    let mut line: Line = running.line("alice").await;
    line.hello().await;
    running.shutdown.cancel();
    assert_eq!(line.closed().await, (1001, "server_stops".into()));
    let stopped = running.serving.await.unwrap();
    assert_eq!(stopped.aborted, 0);
}
