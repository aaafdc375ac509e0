//! What is refused, and in which words: who has no key, who has no token, what cannot be read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "this is a test"
)]

mod office;

use axum::{
    body::Body,
    http::{Method, Request},
};
use mobilelink_wire::{Mode, Presence, User};
use office::{Answer, Office};
use serde_json::{Value, json};

/// Every endpoint that needs a token, with a body where it has one.
fn guarded() -> Vec<(Method, &'static str, Option<Value>)> {
    vec![
        (Method::DELETE, "/session", None),
        (Method::GET, "/users/me", None),
        (Method::GET, "/users/me/presence", None),
        (Method::PUT, "/users/me/presence", Some(json!({"presence": "away"}))),
        (Method::GET, "/directory", None),
        (Method::GET, "/users/me/voicemails", None),
        (Method::GET, "/users/me/voicemails/m1", None),
        (Method::PATCH, "/users/me/voicemails/m1", Some(json!({"seen": true}))),
        (Method::DELETE, "/users/me/voicemails/m1", None),
        (Method::GET, "/users/me/voicemails/m1/audio", None),
        (Method::GET, "/conferences", None),
        (Method::GET, "/conferences/c1", None),
        (Method::GET, "/logo", None),
        (Method::GET, "/sync", None),
        (Method::GET, "/sync?since=0.0", None),
    ]
}

#[tokio::test]
async fn without_the_key_everything_but_presence_is_refused() {
    let office = Office::open().await;
    let token = office.token("bob").await;
    let me: User = office.get(&token, "/users/me").await.json();
    assert_eq!((me.mode, me.new_messages), (Mode::Evaluation, None), "ML-03, golden fact 3");

    for (method, path, body) in guarded() {
        if path == "/session" || path.starts_with("/users/me/presence") || path == "/users/me" {
            continue;
        }
        let answer = office.ask(method.clone(), &token, path, body.as_ref()).await;
        assert_eq!(answer.refusal(), (403, "feature_key_missing".into()), "{method} {path}");
    }
    let set = office.ask(Method::PUT, &token, "/users/me/presence", Some(&json!({"presence": "away"}))).await;
    assert_eq!(set.json::<mobilelink_wire::CurrentPresence>().presence, Presence::Away, "PRS-06");
}

#[tokio::test]
async fn without_a_token_the_challenge_names_the_scope() {
    let office = Office::open().await;
    for (method, path, body) in guarded() {
        for given in [None, Some("Bearer nonsense"), Some("Basic YWxpY2U6eA==")] {
            let mut request = Request::builder().method(&method).uri(format!("/api/v1{path}"));
            if let Some(given) = given {
                request = request.header("authorization", given);
            }
            let body = body.as_ref().map_or_else(Body::empty, |body| Body::from(body.to_string()));
            let answer = office.raw(request.body(body).unwrap()).await;
            let expected = if given.is_none() { "token_missing" } else { "token_invalid" };
            assert_eq!(answer.refusal(), (401, expected.into()), "{method} {path}");
            let challenge = answer.header("www-authenticate");
            assert!(challenge.starts_with("Bearer realm="), "{challenge}");
            assert_eq!(challenge.contains("scope=\""), given.is_none(), "{challenge}");
        }
    }
}

#[tokio::test]
async fn an_unknown_user_and_a_wrong_password_look_alike() {
    let office = Office::open().await;
    let sign_in = async |username: &str, password: &str| {
        let device = json!({"name": "x", "platform": "y"});
        let body = json!({"username": username, "password": password, "device": device});
        office.post("/session", &body).await
    };
    let problem = |answer: &Answer| {
        let mut problem = answer.problem();
        problem.request_id = None;
        (problem, answer.header("www-authenticate").to_owned())
    };
    let wrong = problem(&sign_in("alice", "wrong password").await);
    assert_eq!((wrong.0.status, wrong.0.code.as_str()), (401, "sign_in_refused"));
    for username in ["nobody", "alice@elsewhere.example", "", "a b", "101"] {
        assert_eq!(problem(&sign_in(username, office::PASSWORD).await), wrong, "{username}");
    }
}

#[tokio::test]
async fn guessing_passwords_is_slowed_down() {
    let office = Office::open().await;
    let device = json!({"name": "x", "platform": "y"});
    let body = json!({"username": "alice", "password": "wrong password", "device": device});
    for _ in 0..50 {
        let answer = office.post("/session", &body).await;
        if answer.status == 429 {
            assert_eq!(answer.problem().code, "too_many_attempts");
            assert!(answer.header("retry-after").parse::<u64>().unwrap() > 0);
            return;
        }
    }
    panic!("fifty wrong passwords in a second were looked at");
}

#[tokio::test]
async fn whatever_http_itself_refuses_is_a_problem_too() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let answer = office.get(&token, "/nowhere").await;
    assert_eq!(answer.refusal(), (404, "not_found".into()));
    assert_eq!(answer.problem().instance.as_deref(), Some("/api/v1/nowhere"));

    let outside = Request::get("/").body(Body::empty()).unwrap();
    assert_eq!(office.raw(outside).await.refusal(), (404, "not_found".into()));

    let answer = office.ask(Method::POST, &token, "/users/me/presence", None).await;
    assert_eq!(answer.refusal(), (405, "method_not_allowed".into()));
    let allowed = answer.header("allow");
    assert!(allowed.contains("GET") && allowed.contains("PUT"), "{allowed}");

    let answer = office.get(&token, "/events").await;
    assert_eq!(answer.refusal(), (426, "upgrade_required".into()));
    assert_eq!(answer.header("upgrade"), "websocket");

    let answer = office.get(&token, "/users/me/voicemails/%ff").await;
    assert_eq!(answer.refusal(), (400, "request_malformed".into()));
    for id in ["m0", "c1", "u1001", "x", "m99999999999999999999"] {
        let answer = office.get(&token, &format!("/users/me/voicemails/{id}")).await;
        assert_eq!(answer.refusal(), (404, "no_such_message".into()), "{id}");
    }
}

#[tokio::test]
async fn a_head_is_answered_without_a_body() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let answer = office.ask(Method::HEAD, &token, "/users/me/voicemails/m99", None).await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (404, 0));
    let answer = office.ask(Method::HEAD, &token, "/users/me", None).await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (200, 0));
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_refused_by_name() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let put = async |media_type: &str, body: Vec<u8>| {
        let request = Request::put("/api/v1/users/me/presence")
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", media_type);
        office.raw(request.body(Body::from(body)).unwrap()).await
    };
    let json = "application/json";
    assert_eq!(put("text/plain", b"{}".into()).await.refusal(), (415, "media_type_unsupported".into()));
    assert_eq!(put(json, b"{\"presence\":".into()).await.refusal(), (400, "json_malformed".into()));
    assert_eq!(put(json, b"".into()).await.refusal(), (400, "json_malformed".into()));
    assert_eq!(put(json, vec![b' '; 1024 * 1024 + 1]).await.refusal(), (413, "body_too_large".into()));
    assert_eq!(
        put(json, [b'['; 200_000].into()).await.refusal(),
        (400, "json_malformed".into()),
        "no stack is lost"
    );
    assert_eq!(put("application/json; charset=utf-8", br#"{"presence":"away"}"#.into()).await.status, 200);

    let fields = async |body: Value| {
        let problem = put(json, body.to_string().into_bytes()).await.problem();
        let errors: Vec<_> = problem.errors.into_iter().map(|field| (field.pointer, field.code)).collect();
        (problem.status, problem.code, errors)
    };
    let fault = |pointer: &str, code: &str| vec![(pointer.to_owned(), code.to_owned())];
    let invalid = |errors| (422, "fields_invalid".to_owned(), errors);
    assert_eq!(fields(json!({})).await, invalid(fault("/presence", "missing_field")));
    assert_eq!(fields(json!({"presence": 1})).await, invalid(fault("/presence", "wrong_kind")));
    assert_eq!(
        fields(json!({"presence": "away", "noet": "x"})).await,
        invalid(fault("/noet", "unknown_field"))
    );
    for never in ["default", "unknown", "In Office", ""] {
        let expected = (422, "presence_not_settable".to_owned(), fault("/presence", "presence_not_settable"));
        assert_eq!(fields(json!({"presence": never})).await, expected, "PRS-01");
    }
    let long = "x".repeat(141);
    let expected = (422, "note_unsuitable".to_owned(), fault("/note", "note_unsuitable"));
    assert_eq!(fields(json!({"presence": "away", "note": long})).await, expected);
}

#[tokio::test]
async fn the_refusal_of_a_presence_names_the_seven() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let body = json!({"presence": "lunch"});
    let detail = office.ask(Method::PUT, &token, "/users/me/presence", Some(&body)).await.problem().detail;
    let detail = detail.unwrap();
    assert!(detail.contains("lunch") && detail.contains("on_business_trip"), "{detail}");
}

#[tokio::test]
async fn a_message_can_be_moved_to_the_inbox_and_nowhere_else() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let path = format!("/users/me/voicemails/{}", office.voicemail(office.alice.id, 100).await);
    for folder in ["trash", "sent", "archive"] {
        let body = json!({"folder": folder, "seen": true});
        let answer = office.ask(Method::PATCH, &token, &path, Some(&body)).await;
        let problem = answer.problem();
        assert_eq!((problem.status, problem.errors[0].pointer.as_str()), (422, "/folder"));
    }
    let message: mobilelink_wire::Voicemail = office.get(&token, &path).await.json();
    assert!(!message.seen, "a refused patch changes nothing");
}

#[tokio::test]
async fn a_parameter_that_is_wrong_or_unknown_is_named() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    for (path, pointer) in [
        ("/directory?limit=0", "?limit"),
        ("/directory?limit=101", "?limit"),
        ("/directory?limit=ten", "?limit"),
        ("/directory?limit=5&limit=6", "?limit"),
        ("/directory?cursor=abc", "?cursor"),
        ("/directory?cursor=", "?cursor"),
        ("/directory?page=2", "?page"),
        ("/conferences?cursor=!", "?cursor"),
        ("/users/me/voicemails?folder=INBOX", "?folder"),
        ("/users/me/voicemails/m1/audio?part=all", "?part"),
        ("/sync?sinse=1.1", "?sinse"),
    ] {
        let problem = office.get(&token, path).await.problem();
        assert_eq!((problem.status, problem.code.as_str()), (400, "query_invalid"), "{path}");
        assert_eq!(problem.errors[0].pointer, pointer, "{path}");
    }
    let answer = office.ask(Method::DELETE, &token, "/users/me/voicemails/m1?purge=yes", None).await;
    assert_eq!(answer.problem().errors[0].pointer, "?purge");
}
