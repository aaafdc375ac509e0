//! What each endpoint does for somebody who may use it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "this is a test"
)]

mod office;

use axum::http::Method;
use jiff::SignedDuration;
use mobilelink_wire::{
    Conference, ConferenceState, CurrentPresence, Folder, Mode, Page, Person, Presence, Server, Session,
    User, Voicemail,
};
use office::Office;
use serde_json::json;
use server_domain::mailbox::Role;

#[tokio::test]
async fn anybody_may_ask_what_runs_here() {
    let office = Office::open().await;
    let server: Server = office.get("not a token", "/server").await.json();
    assert_eq!((server.product.as_str(), server.api.as_str()), ("mobilelinkd", "v1"));
    assert_eq!((server.imap_port, server.smtp_port), (Some(1143), None));
}

#[tokio::test]
async fn a_password_buys_a_session_with_the_account_in_it() {
    let office = Office::open().await;
    office.voicemail(office.alice.id, 1000).await;
    let session = office.session("alice").await;
    let User { username, extension, mode, new_messages, .. } = session.user;
    assert_eq!(
        (username.as_str(), extension.as_str(), mode, new_messages),
        ("alice", "101", Mode::Full, Some(1))
    );
    assert!(session.device_id.starts_with('d'));

    let me: User = office.get(session.access_token.expose(), "/users/me").await.json();
    assert_eq!(me.username, "alice");
}

#[tokio::test]
async fn nobody_may_keep_an_answer_with_tokens_in_it() {
    let office = Office::open().await;
    let body =
        json!({"username": "alice", "password": office::PASSWORD, "device": {"name": "x", "platform": "y"}});
    let answer = office.post("/session", &body).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn a_refresh_token_works_once_and_its_reuse_signs_the_device_out() {
    let office = Office::open().await;
    let first = office.session("alice").await;
    let refresh = async |session: &Session| {
        office.post("/session/refresh", &json!({"refresh_token": session.refresh_token})).await
    };
    let second: Session = refresh(&first).await.json();
    assert_eq!(second.device_id, first.device_id);
    assert_ne!(second.refresh_token, first.refresh_token);

    assert_eq!(refresh(&first).await.refusal(), (401, "refresh_token_reused".into()));
    let family = refresh(&second).await.refusal();
    assert_eq!(family.0, 401, "the whole family is dead: {family:?}");
    let answer = office.get(second.access_token.expose(), "/users/me").await;
    assert_eq!(answer.refusal(), (401, "device_revoked".into()));
}

#[tokio::test]
async fn who_signs_out_is_out_and_the_other_device_stays_in() {
    let office = Office::open().await;
    let (phone, tablet) = (office.token("alice").await, office.token("alice").await);
    let answer = office.ask(Method::DELETE, &phone, "/session", None).await;
    assert_eq!(answer.status, 204);
    assert_eq!(office.get(&phone, "/users/me").await.refusal(), (401, "device_revoked".into()));
    assert_eq!(office.get(&tablet, "/users/me").await.status, 200);
}

#[tokio::test]
async fn an_access_token_lives_a_short_while() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    office.clock.shift(SignedDuration::from_hours(24));
    let answer = office.get(&token, "/users/me").await;
    assert_eq!(answer.refusal(), (401, "token_expired".into()));
    assert!(answer.header("www-authenticate").contains("invalid_token"));
}

#[tokio::test]
async fn a_presence_is_set_and_everybody_sees_it() {
    let office = Office::open().await;
    let (alice, carol) = (office.token("alice").await, office.token("carol").await);
    let body = json!({"presence": "at_home", "note": " back at 3 "});
    let set: CurrentPresence =
        office.ask(Method::PUT, &alice, "/users/me/presence", Some(&body)).await.json();
    assert_eq!((set.presence, set.note.as_deref()), (Presence::AtHome, Some("back at 3")));
    let read: CurrentPresence = office.get(&alice, "/users/me/presence").await.json();
    assert_eq!(read, set);

    let people: Page<Person> = office.get(&carol, "/directory").await.json();
    let seen = people.items.iter().find(|person| person.username == "alice").unwrap();
    assert_eq!(seen.presence, set, "PRS-02");

    let body = json!({"presence": "busy"});
    let set: CurrentPresence =
        office.ask(Method::PUT, &alice, "/users/me/presence", Some(&body)).await.json();
    assert_eq!(set.note, None, "without a note the earlier one is removed");
}

#[tokio::test]
async fn a_list_walked_by_its_cursors_shows_everything_once() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    for _ in 0..7 {
        office.voicemail(office.alice.id, 200).await;
        office.clock.shift(SignedDuration::from_secs(1));
    }
    let mut ids = Vec::new();
    let mut path = "/users/me/voicemails?limit=3".to_owned();
    loop {
        let page: Page<Voicemail> = office.get(&token, &path).await.json();
        assert!(page.items.len() <= 3);
        ids.extend(page.items.into_iter().map(|message| (message.received_at, message.id)));
        match page.next_cursor {
            Some(cursor) => path = format!("/users/me/voicemails?limit=3&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(ids.len(), 7);
    assert!(ids.windows(2).all(|pair| pair[0].0 > pair[1].0), "newest first, none twice: {ids:?}");

    let mut names = Vec::new();
    let mut path = "/directory?limit=1".to_owned();
    while let Page { items, next_cursor: Some(cursor) } =
        office.get(&token, &path).await.json::<Page<Person>>()
    {
        names.extend(items.into_iter().map(|person| person.username));
        path = format!("/directory?limit=1&cursor={cursor}");
    }
    let last: Page<Person> = office.get(&token, &path).await.json();
    names.extend(last.items.into_iter().map(|person| person.username));
    names.sort();
    assert_eq!(names, ["admin", "alice", "bob", "carol"]);
}

#[tokio::test]
async fn a_message_is_seen_deleted_brought_back_and_gone_for_good() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let id = office.voicemail(office.alice.id, 1000).await;
    let path = format!("/users/me/voicemails/{id}");

    let message: Voicemail = office.get(&token, &path).await.json();
    assert!(!message.seen && message.folder == Folder::Inbox);
    let again: Voicemail = office.get(&token, &path).await.json();
    assert!(!again.seen, "reading has no side effect");

    let patch = async |body| office.ask(Method::PATCH, &token, &path, Some(&body)).await.json::<Voicemail>();
    assert!(patch(json!({"seen": true})).await.seen, "ML-41");
    assert!(!patch(json!({"seen": false})).await.seen);

    assert_eq!(office.ask(Method::DELETE, &token, &path, None).await.status, 204);
    let inbox: Page<Voicemail> = office.get(&token, "/users/me/voicemails").await.json();
    let trash: Page<Voicemail> = office.get(&token, "/users/me/voicemails?folder=trash").await.json();
    assert_eq!((inbox.items.len(), trash.items[0].id == id.to_string()), (0, true));

    let back = patch(json!({"folder": "inbox", "seen": true})).await;
    assert_eq!((back.folder, back.seen), (Folder::Inbox, true));

    let purged = office.ask(Method::DELETE, &token, &format!("{path}?purge=true"), None).await;
    assert_eq!(purged.status, 204);
    assert_eq!(office.get(&token, &path).await.refusal(), (404, "no_such_message".into()));
}

#[tokio::test]
async fn a_mailbox_is_its_owners_alone() {
    let office = Office::open().await;
    let carol = office.token("carol").await;
    let id = office.voicemail(office.alice.id, 1000).await;
    for path in [format!("/users/me/voicemails/{id}"), format!("/users/me/voicemails/{id}/audio")] {
        assert_eq!(office.get(&carol, &path).await.refusal(), (404, "no_such_message".into()));
    }
    let path = format!("/users/me/voicemails/{id}");
    for (method, body) in [(Method::PATCH, Some(json!({"seen": true}))), (Method::DELETE, None)] {
        let answer = office.ask(method, &carol, &path, body.as_ref()).await;
        assert_eq!(answer.refusal(), (404, "no_such_message".into()));
    }
}

#[tokio::test]
async fn each_folder_is_listed_by_its_name() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    for role in Role::ALL {
        office.message(office.alice.id, role, &office::recording(100)).await;
        let path = format!("/users/me/voicemails?folder={}", role.wire_id());
        let page: Page<Voicemail> = office.get(&token, &path).await.json();
        assert_eq!(page.items.len(), 1, "{}", role.wire_id());
    }
}

#[tokio::test]
async fn a_version_that_the_client_has_is_not_sent_again() {
    let office = Office::open().await;
    office.phone.administration().set_logo(office.site, "image/png", b"a picture".to_vec()).await.unwrap();
    let token = office.token("alice").await;
    let message = office.voicemail(office.alice.id, 1000).await;
    let conference = office.conference("4711", office.alice.id, vec![]).await;
    for path in [
        format!("/users/me/voicemails/{message}"),
        format!("/users/me/voicemails/{message}/audio"),
        format!("/conferences/{conference}"),
        "/logo".to_owned(),
    ] {
        let first = office.get(&token, &path).await;
        let tag = first.header("etag");
        assert!(first.status == 200 && tag.len() > 2 && tag.starts_with('"'), "{path} {first:?}");
        let again = office.get_with(&token, &path, &[("if-none-match", tag)]).await;
        assert_eq!((again.status.as_u16(), again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("etag"), tag, "{path}");
        let other = office.get_with(&token, &path, &[("if-none-match", "\"other\"")]).await;
        assert_eq!(other.body, first.body, "{path}");
    }
}

#[tokio::test]
async fn a_changed_message_is_a_new_version() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let path = format!("/users/me/voicemails/{}", office.voicemail(office.alice.id, 1000).await);
    let tag = office.get(&token, &path).await.header("etag").to_owned();
    office.ask(Method::PATCH, &token, &path, Some(&json!({"seen": true}))).await;
    let answer = office.get_with(&token, &path, &[("if-none-match", &tag)]).await;
    assert!(answer.status == 200 && answer.json::<Voicemail>().seen);
}

#[tokio::test]
async fn a_conference_that_becomes_active_is_a_new_version() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let path = format!("/conferences/{}", office.conference("4711", office.alice.id, vec![]).await);
    let before = office.get(&token, &path).await;
    assert_eq!(before.json::<Conference>().state, ConferenceState::Active);
    office.clock.shift(SignedDuration::from_hours(2));
    let token = office.token("alice").await;
    let after = office.get_with(&token, &path, &[("if-none-match", before.header("etag"))]).await;
    assert_eq!(
        after.json::<Conference>().state,
        ConferenceState::Expired,
        "CNF-10, though no row was written"
    );
}

#[tokio::test]
async fn a_conference_is_shown_to_who_runs_it() {
    let office = Office::open().await;
    let id = office.conference("4711", office.alice.id, vec![office.carol.id]).await;
    let private = office.conference("4712", office.alice.id, vec![]).await;
    let numbers = async |username: &str| {
        let page: Page<Conference> = office.get(&office.token(username).await, "/conferences").await.json();
        page.items.into_iter().map(|conference| conference.number).collect::<Vec<_>>()
    };
    assert_eq!(numbers("alice").await, ["4711", "4712"], "CNF-07");
    assert_eq!(numbers("carol").await, ["4711"]);
    assert_eq!(numbers("admin").await, ["4711", "4712"]);

    let carol = office.token("carol").await;
    let shown: Conference = office.get(&carol, &format!("/conferences/{id}")).await.json();
    assert_eq!(
        (shown.creator.name.as_str(), shown.moderators[0].extension.as_str()),
        ("ALICE Example", "103")
    );
    assert_eq!(shown.password.map(|password| password.expose().to_owned()).as_deref(), Some("90210"));
    let hidden = office.get(&carol, &format!("/conferences/{private}")).await;
    assert_eq!(hidden.refusal(), (404, "no_such_conference".into()));
}

#[tokio::test]
async fn a_logo_is_sent_as_what_it_is() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    assert_eq!(office.get(&token, "/logo").await.refusal(), (404, "no_logo".into()));
    office.phone.administration().set_logo(office.site, "image/png", b"a picture".to_vec()).await.unwrap();
    let logo = office.get(&token, "/logo").await;
    assert_eq!((logo.header("content-type"), &logo.body[..]), ("image/png", &b"a picture"[..]));
    let me: User = office.get(&token, "/users/me").await.json();
    assert_eq!(logo.header("etag"), format!("\"{}\"", me.logo_revision), "LOGO-04");
}

/// The wire crate pins a sample of each body; what it promises to clients must be taken here.
#[tokio::test]
async fn the_samples_of_the_contract_are_taken() {
    let office = Office::open().await;
    let token = office.token("alice").await;
    let message = format!("/users/me/voicemails/{}", office.voicemail(office.alice.id, 100).await);
    let sample = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    for (method, path, body, expected) in [
        (Method::POST, "/session", include_str!("../../../sdk/wire/samples/sign_in.json"), 401),
        (Method::POST, "/session/refresh", include_str!("../../../sdk/wire/samples/refresh.json"), 401),
        (Method::PUT, "/users/me/presence", include_str!("../../../sdk/wire/samples/set_presence.json"), 200),
        (Method::PATCH, &message, include_str!("../../../sdk/wire/samples/voicemail_patch_seen.json"), 200),
        (
            Method::PATCH,
            &message,
            include_str!("../../../sdk/wire/samples/voicemail_patch_restore.json"),
            200,
        ),
    ] {
        let answer = office.ask(method, &token, path, Some(&sample(body))).await;
        assert_eq!(answer.status, expected, "{path} {answer:?}");
    }
}
