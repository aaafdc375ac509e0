//! `GET /sync`: whoever follows the cursors ends up with what there is, and misses nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "this is a test"
)]

mod office;

use axum::http::Method;
use mobilelink_wire::{Audience, SyncPage, What};
use office::Office;
use serde_json::json;
use std::collections::BTreeMap;

async fn since(office: &Office, token: &str, cursor: &str, limit: u32) -> SyncPage {
    office.get(token, &format!("/sync?since={cursor}&limit={limit}")).await.json()
}

#[tokio::test]
async fn without_a_cursor_everything_comes_as_events() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    office.voicemail(office.alice.id, 100).await;
    office.voicemail(office.carol.id, 100).await;
    office.conference("4711", office.alice.id, vec![]).await;
    office.conference("4712", office.carol.id, vec![]).await;
    office.phone.administration().set_logo(office.site, "image/png", b"a picture".to_vec()).await.unwrap();

    let page: SyncPage = office.get(&token, "/sync").await.json();
    let count = |which: fn(&What) -> bool| page.items.iter().filter(|event| which(&event.what)).count();
    assert_eq!(count(|what| matches!(what, What::PresenceUpdated(_))), 4);
    assert_eq!(count(|what| matches!(what, What::VoicemailCreated(_))), 1, "only her own");
    assert_eq!(count(|what| matches!(what, What::ConferenceUpdated(_))), 1, "CNF-07");
    assert_eq!(count(|what| matches!(what, What::LogoUpdated(_))), 1);
    assert_eq!(page.items.len(), 7, "and nothing is said of what was never shown");
    assert!(!page.has_more);

    let next = since(&office, &token, &page.cursor, 50).await;
    assert_eq!((next.items, next.cursor), (vec![], page.cursor));
}

#[tokio::test]
async fn from_a_cursor_on_only_what_changed_comes() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let kept = office.voicemail(office.alice.id, 100).await;
    let purged = office.voicemail(office.alice.id, 100).await;
    let start: SyncPage = office.get(&token, "/sync").await.json();

    let path = |id| format!("/users/me/voicemails/{id}");
    office.ask(Method::PATCH, &token, &path(kept), Some(&json!({"seen": true}))).await;
    office.ask(Method::DELETE, &token, &format!("{}?purge=true", path(purged)), None).await;
    office.ask(Method::PUT, &token, "/users/me/presence", Some(&json!({"presence": "busy"}))).await;

    let page = since(&office, &token, &start.cursor, 50).await;
    assert_eq!(page.items.len(), 3, "{page:#?}");
    for event in &page.items {
        let site = matches!(event.what, What::PresenceUpdated(_));
        assert_eq!(event.audience, if site { Audience::Site } else { Audience::Account });
        assert_eq!(event.user.as_deref(), Some(office.alice.id.to_string().as_str()));
        match &event.what {
            What::PresenceUpdated(person) => assert_eq!(person.username, "alice"),
            What::VoicemailUpdated(message) => assert!(message.seen && message.id == kept.to_string()),
            What::VoicemailDeleted(gone) => assert_eq!(gone.id, purged.to_string()),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn in_the_smallest_steps_nothing_is_lost_or_told_twice() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let start: SyncPage = office.get(&token, "/sync").await.json();
    for presence in ["busy", "away", "at_home"] {
        office.voicemail(office.alice.id, 100).await;
        office.ask(Method::PUT, &token, "/users/me/presence", Some(&json!({"presence": presence}))).await;
    }
    let all = since(&office, &token, &start.cursor, 100).await;
    assert_eq!(all.items.len(), 6);
    for limit in 1..=6 {
        let (mut cursor, mut ids, mut more) = (start.cursor.clone(), Vec::new(), true);
        while more {
            let page = since(&office, &token, &cursor, limit).await;
            assert!(page.items.len() <= usize::try_from(limit).unwrap());
            ids.extend(page.items.into_iter().map(|event| event.id));
            (cursor, more) = (page.cursor, page.has_more);
        }
        let mut expected: Vec<_> = all.items.iter().map(|event| event.id.clone()).collect();
        ids.sort();
        expected.sort();
        assert_eq!(ids, expected, "limit {limit}");
        assert_eq!(cursor, all.cursor);
    }
}

#[tokio::test]
async fn a_client_resumes_with_the_cursors_of_the_events_it_applied() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let start: SyncPage = office.get(&token, "/sync").await.json();
    office.voicemail(office.alice.id, 100).await;
    office.ask(Method::PUT, &token, "/users/me/presence", Some(&json!({"presence": "busy"}))).await;
    office.voicemail(office.alice.id, 100).await;
    let page = since(&office, &token, &start.cursor, 100).await;

    let mut newest = BTreeMap::new();
    for event in &page.items {
        newest.insert(format!("{:?}", event.audience), event.cursor.clone());
    }
    let held: Vec<_> = [start.cursor].into_iter().chain(newest.into_values()).collect();
    let rest = since(&office, &token, &held.join(","), 100).await;
    assert_eq!(rest.items, [], "{held:?}");
    assert_eq!(rest.cursor, page.cursor);
}

#[tokio::test]
async fn a_cursor_that_is_not_ours_has_expired() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    for cursor in ["", "nonsense", "a1", "s1", "999999.999999", "1.2.3", "-1.-1"] {
        let answer = office.get(&token, &format!("/sync?since={cursor}")).await;
        assert_eq!(answer.refusal(), (410, "sync_token_expired".into()), "{cursor}");
    }
}

#[tokio::test]
async fn a_conference_shows_its_password_to_who_runs_it_and_is_gone_for_the_rest() {
    let office = Office::open().await;
    let (alice, carol) = (office.token("alice").await, office.token("carol").await);
    let cursor = office.get(&alice, "/sync").await.json::<SyncPage>().cursor;
    let id = office.conference("4711", office.alice.id, vec![]).await.to_string();
    let event = async |token: &str| {
        let cursor = office.get(token, "/sync").await.json::<SyncPage>().cursor;
        let site = cursor.split_once('.').unwrap().1.parse::<u64>().unwrap() - 1;
        let account = cursor.split_once('.').unwrap().0.to_owned();
        since(&office, token, &format!("{account}.{site}"), 10).await.items.remove(0).what
    };
    assert_ne!(cursor, office.get(&alice, "/sync").await.json::<SyncPage>().cursor);
    assert!(matches!(event(&alice).await, What::ConferenceUpdated(shown) if shown.password.is_some()));
    assert!(matches!(event(&carol).await, What::ConferenceDeleted(gone) if gone.id == id));
}
