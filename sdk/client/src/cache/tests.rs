//! What the cache promises to screens and to the two that write it.

use super::{Base, Cache, CacheError, MailboxNews};
use crate::{
    backend::{Arrived, FolderListing, MessageFacts, Place, Present, Reading, StoredPart},
    intention::Intention,
};
use jiff::Timestamp;
use mobilelink_wire::{
    Audience, CurrentPresence, Event, Folder, LogoUpdated, Mode, PartKind, Person, Presence, Secret, Sender,
    User, VoicemailKind, What,
};

fn presence(presence: Presence) -> CurrentPresence {
    CurrentPresence { presence, note: None, set_at: Timestamp::UNIX_EPOCH, set_by: "user".into() }
}

pub(super) fn user(id: &str) -> User {
    User {
        id: id.into(),
        username: "mary".into(),
        first_name: "Mary".into(),
        last_name: "Miller".into(),
        extension: "101".into(),
        site: "default".into(),
        mail_domain: "acme.example".into(),
        mode: Mode::Full,
        permissions: vec![],
        feature_keys: vec![],
        presence: presence(Presence::InOffice),
        new_messages: Some(0),
        logo_revision: String::new(),
    }
}

pub(super) fn person(id: &str, username: &str, extension: &str) -> Person {
    Person {
        id: id.into(),
        username: username.into(),
        first_name: "Bob".into(),
        last_name: "Brown".into(),
        extension: extension.into(),
        presence: presence(Presence::Busy),
    }
}

pub(super) fn event(what: What) -> Event {
    Event {
        seq: 1,
        audience: Audience::Site,
        id: "e".into(),
        time: Timestamp::UNIX_EPOCH,
        user: None,
        cursor: "c1".into(),
        what,
    }
}

pub(super) fn arrived(uid: u32, identity: &str, from: &str) -> Arrived {
    let (from_local, from_domain) = from.split_once('@').unwrap();
    let part = StoredPart {
        part: PartKind::Recording,
        media_type: "audio/wav".into(),
        size: 10,
        duration_ms: None,
        peaks: vec![],
        section: "2".into(),
        encoding: "base64".into(),
    };
    let facts = MessageFacts {
        identity: identity.into(),
        from_local: from_local.into(),
        from_domain: from_domain.into(),
        from_name: None,
        recipients: vec![],
        subject: format!("message {uid}"),
        text: None,
        size: 100,
        duration_ms: None,
        parts: vec![part],
    };
    Arrived { uid, seen: false, received_at: Timestamp::from_second(i64::from(uid)).unwrap(), facts }
}

pub(super) fn listing(
    folder: Folder,
    uid_validity: u32,
    present: &[u32],
    arrived: Vec<Arrived>,
) -> FolderListing {
    let present = present.iter().map(|uid| Present { uid: *uid, seen: false }).collect();
    FolderListing { folder, uid_validity, reading: Reading::Whole, present, arrived, left: vec![] }
}

async fn cache() -> Cache {
    let cache = Cache::open(None).await.unwrap();
    cache.adopt("server", &user("u1")).await.unwrap();
    cache
}

async fn intentions(cache: &Cache) -> Vec<Intention> {
    let kept = super::outbox::intentions(&mut cache.pool().acquire().await.unwrap()).await.unwrap();
    kept.into_iter().map(|(intention, _)| intention).collect()
}

async fn ids(cache: &Cache, folder: Folder) -> Vec<String> {
    cache.voicemails(folder).await.unwrap().into_iter().map(|voicemail| voicemail.id).collect()
}

#[tokio::test]
async fn messages_come_newest_first_and_leave_when_the_server_no_longer_lists_them() {
    let cache = cache().await;
    let both = vec![arrived(1, "a", "1@x"), arrived(2, "b", "2@x")];
    cache.put_listings(&[listing(Folder::Inbox, 7, &[1, 2], both)], 0).await.unwrap();
    assert_eq!(ids(&cache, Folder::Inbox).await, ["b", "a"]);
    cache.put_listings(&[listing(Folder::Inbox, 7, &[2], vec![])], 0).await.unwrap();
    assert_eq!(ids(&cache, Folder::Inbox).await, ["b"]);
}

#[tokio::test]
async fn a_message_that_moves_keeps_its_id() {
    let cache = cache().await;
    let inbox = listing(Folder::Inbox, 7, &[1], vec![arrived(1, "a", "1@x")]);
    cache.put_listings(&[inbox], 0).await.unwrap();
    let moved = [
        listing(Folder::Inbox, 7, &[], vec![]),
        listing(Folder::Trash, 8, &[5], vec![arrived(5, "a", "1@x")]),
    ];
    cache.put_listings(&moved, 0).await.unwrap();
    assert_eq!(ids(&cache, Folder::Trash).await, ["a"]);
    assert_eq!(cache.place("a").await.unwrap(), Place { folder: Folder::Trash, uid: 5 });
}

#[tokio::test]
async fn two_messages_that_look_alike_are_two_messages() {
    let cache = cache().await;
    let twins = vec![arrived(1, "a", "1@x"), arrived(2, "a", "1@x")];
    cache.put_listings(&[listing(Folder::Inbox, 7, &[1, 2], twins)], 0).await.unwrap();
    assert_eq!(ids(&cache, Folder::Inbox).await, ["a-2", "a"]);
}

#[tokio::test]
async fn a_new_uid_validity_makes_all_known_uids_meaningless() {
    let cache = cache().await;
    let before = listing(Folder::Inbox, 7, &[1], vec![arrived(1, "a", "1@x")]);
    cache.put_listings(&[before], 0).await.unwrap();
    let after = listing(Folder::Inbox, 8, &[1], vec![arrived(1, "b", "2@x")]);
    cache.put_listings(&[after], 0).await.unwrap();
    assert_eq!(ids(&cache, Folder::Inbox).await, ["b"]);
}

#[tokio::test]
async fn a_sender_is_internal_only_at_the_own_domain_vm_04() {
    let cache = cache().await;
    let people = [event(What::PresenceUpdated(person("u2", "bob", "102")))];
    cache.apply(&people, "c1", Base::Empty).await.unwrap();
    let senders = ["BOB@acme.example", "102@ACME.example", "bob@evil.example", "+1555@acme.example"];
    let messages = (1..).zip(senders).map(|(uid, from)| arrived(uid, &format!("m{uid}"), from)).collect();
    cache.put_listings(&[listing(Folder::Inbox, 7, &[1, 2, 3, 4], messages)], 0).await.unwrap();
    let shown = cache.voicemails(Folder::Inbox).await.unwrap();
    let kinds: Vec<_> = shown.iter().rev().map(|voicemail| voicemail.kind).collect();
    use VoicemailKind::{External, Internal};
    assert_eq!(kinds, [Internal, Internal, External, External]);
    assert!(matches!(&shown[0].sender, Sender::External { number, .. } if number == "+1555"));
}

#[tokio::test]
async fn an_intention_shows_at_once_and_the_facts_stay_what_the_server_said() {
    let cache = cache().await;
    let inbox = listing(Folder::Inbox, 7, &[1], vec![arrived(1, "a", "1@x")]);
    cache.put_listings(&[inbox], 0).await.unwrap();
    cache.intend(&Intention::SetSeen { voicemail: "a".into(), seen: true }).await.unwrap();
    cache.intend(&Intention::Move { voicemail: "a".into(), to: Folder::Trash }).await.unwrap();
    let shown = cache.voicemail("a").await.unwrap();
    assert_eq!((shown.voicemail.folder, shown.voicemail.seen), (Folder::Trash, true));
    assert!(shown.voicemail.pending);
    assert_eq!(shown.place.folder, Folder::Inbox);
}

#[tokio::test]
async fn a_sent_intention_is_shown_until_a_listing_that_began_later_contains_it() {
    let cache = cache().await;
    let inbox = || listing(Folder::Inbox, 7, &[1], vec![]);
    let first = listing(Folder::Inbox, 7, &[1], vec![arrived(1, "a", "1@x")]);
    cache.put_listings(&[first], 0).await.unwrap();
    cache.intend(&Intention::SetSeen { voicemail: "a".into(), seen: true }).await.unwrap();
    let began_before = cache.newest_sent().await.unwrap();
    let queued = cache.next_queued().await.unwrap().unwrap();
    cache.mark_sent(queued.number).await.unwrap();
    let seen = async || cache.voicemail("a").await.unwrap().voicemail.seen;

    cache.put_listings(&[inbox()], began_before).await.unwrap();
    assert!(seen().await, "the older listing must not make it flicker");
    let mut contains_it = inbox();
    contains_it.present[0].seen = true;
    cache.put_listings(&[contains_it], cache.newest_sent().await.unwrap()).await.unwrap();
    assert!(seen().await && intentions(&cache).await.is_empty());
}

#[tokio::test]
async fn the_outbox_survives_a_restart_and_keeps_its_order() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = [false, true].map(|seen| Intention::SetSeen { voicemail: "a".into(), seen });
    {
        let cache = Cache::open(Some(folder.path())).await.unwrap();
        for intention in &wanted {
            cache.intend(intention).await.unwrap();
        }
    }
    let cache = Cache::open(Some(folder.path())).await.unwrap();
    assert_eq!(intentions(&cache).await, wanted);
}

#[tokio::test]
async fn a_full_read_removes_what_it_does_not_mention() {
    let cache = cache().await;
    let bob = [event(What::PresenceUpdated(person("u2", "bob", "102")))];
    let carol = [event(What::PresenceUpdated(person("u3", "carol", "103")))];
    cache.apply(&bob, "c1", Base::Empty).await.unwrap();
    cache.apply(&carol, "c2", Base::Kept).await.unwrap();
    assert_eq!(cache.people().await.unwrap().len(), 2);
    cache.apply(&carol, "c3", Base::Empty).await.unwrap();
    assert_eq!(cache.people().await.unwrap(), [person("u3", "carol", "103")]);
    assert_eq!(cache.cursor().await.unwrap().as_deref(), Some("c3"));
}

#[tokio::test]
async fn the_own_presence_follows_the_change_log_prs_05() {
    let cache = cache().await;
    let me = [event(What::PresenceUpdated(person("u1", "mary", "101")))];
    cache.apply(&me, "c1", Base::Kept).await.unwrap();
    assert_eq!(cache.user().await.unwrap().presence.presence, Presence::Busy);
}

#[tokio::test]
async fn an_event_of_an_unknown_type_moves_the_cursor_and_nothing_else() {
    let cache = cache().await;
    let news = cache.apply(&[event(What::Unknown)], "c9", Base::Kept).await.unwrap();
    assert_eq!((news, cache.cursor().await.unwrap().as_deref()), (MailboxNews::None, Some("c9")));
}

#[tokio::test]
async fn only_topics_that_were_touched_change_their_revision() {
    let cache = cache().await;
    let before = *cache.revisions().borrow();
    let logo = [event(What::LogoUpdated(LogoUpdated { revision: "r2".into() }))];
    cache.apply(&logo, "c1", Base::Kept).await.unwrap();
    let after = *cache.revisions().borrow();
    assert_eq!(before.of(&[super::Topic::People]), after.of(&[super::Topic::People]));
    assert_ne!(before.of(&[super::Topic::Logo]), after.of(&[super::Topic::Logo]));
}

#[tokio::test]
async fn another_account_finds_nothing_of_the_one_before() {
    let cache = cache().await;
    let inbox = listing(Folder::Inbox, 7, &[1], vec![arrived(1, "a", "1@x")]);
    cache.put_listings(&[inbox], 0).await.unwrap();
    cache.intend(&Intention::Purge { voicemail: "a".into() }).await.unwrap();
    let audio = cache.audio_path("a", PartKind::Recording, "audio/wav");
    cache.put_audio(&audio, b"RIFF").await.unwrap();
    cache.keep_refresh_token(Some(&Secret::new("rt"))).await.unwrap();

    cache.adopt("server", &user("u2")).await.unwrap();
    assert!(ids(&cache, Folder::Inbox).await.is_empty());
    assert!(intentions(&cache).await.is_empty());
    assert!(cache.kept_session("server").await.unwrap().is_none());
    assert!(!audio.exists());
}

#[tokio::test]
async fn a_session_is_kept_for_its_own_server_only() {
    let cache = cache().await;
    cache.keep_refresh_token(Some(&Secret::new("rt"))).await.unwrap();
    assert!(cache.kept_session("another").await.unwrap().is_none());
    let kept = cache.kept_session("server").await.unwrap().unwrap();
    assert_eq!((kept.username.as_str(), kept.refresh_token.expose()), ("mary", "rt"));
}

#[tokio::test]
async fn a_cache_of_a_newer_app_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let cache = Cache::open(Some(folder.path())).await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (99, 'later', TRUE, x'00', 0)",
    )
    .execute(cache.pool())
    .await
    .unwrap();
    drop(cache);
    assert!(matches!(Cache::open(Some(folder.path())).await, Err(CacheError::Newer { version: 99 })));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reading_the_mailbox_and_acting_at_the_same_time_disturb_each_other_never() {
    let cache = cache().await;
    let pulling = cache.clone();
    let pulls = tokio::spawn(async move {
        for uid in 1..100 {
            let present: Vec<u32> = (1..=uid).collect();
            let news = vec![arrived(uid, &format!("m{uid}"), "1@x")];
            pulling.put_listings(&[listing(Folder::Inbox, 7, &present, news)], 0).await?;
        }
        Ok::<_, CacheError>(())
    });
    for number in 0..100 {
        let voicemail = format!("m{number}");
        cache.intend(&Intention::SetSeen { voicemail, seen: true }).await.unwrap();
    }
    pulls.await.unwrap().unwrap();
    assert_eq!(ids(&cache, Folder::Inbox).await.len(), 99);
}

#[tokio::test]
async fn a_reading_of_arrivals_leaves_what_was_there() {
    let cache = cache().await;
    let before = listing(Folder::Inbox, 7, &[1], vec![arrived(1, "a", "1@x")]);
    cache.put_listings(&[before], 0).await.unwrap();
    let mut news = listing(Folder::Inbox, 7, &[2], vec![arrived(2, "b", "1@x")]);
    news.reading = Reading::Arrivals;
    cache.put_listings(&[news], 0).await.unwrap();
    assert_eq!(ids(&cache, Folder::Inbox).await, ["b", "a"]);
}

#[tokio::test]
async fn a_name_that_changes_in_the_directory_changes_in_messages_that_were_read_before() {
    let cache = cache().await;
    let inbox = listing(Folder::Inbox, 7, &[1], vec![arrived(1, "a", "bob@acme.example")]);
    cache.put_listings(&[inbox], 0).await.unwrap();
    let sender = async || cache.voicemails(Folder::Inbox).await.unwrap().remove(0).sender;
    assert!(matches!(sender().await, Sender::External { .. }));
    for first_name in ["Bob", "Robert"] {
        let bob = Person { first_name: first_name.into(), ..person("u2", "bob", "102") };
        cache.apply(&[event(What::PresenceUpdated(bob))], "c1", Base::Kept).await.unwrap();
        let expected = format!("{first_name} Brown");
        assert!(matches!(sender().await, Sender::Internal { name, .. } if name == expected));
        assert!(
            matches!(cache.voicemail("a").await.unwrap().voicemail.sender, Sender::Internal { name, .. } if name == expected)
        );
    }
}

#[tokio::test]
async fn what_changed_since_the_last_reading_shows_in_the_next() {
    let cache = cache().await;
    let three = vec![arrived(1, "a", "1@x"), arrived(2, "b", "1@x"), arrived(3, "c", "1@x")];
    cache.put_listings(&[listing(Folder::Inbox, 7, &[1, 2, 3], three)], 0).await.unwrap();
    assert_eq!(ids(&cache, Folder::Inbox).await, ["c", "b", "a"]);

    let mut flags = listing(Folder::Inbox, 7, &[1, 3], vec![]);
    flags.present[0].seen = true;
    cache.put_listings(&[flags], 0).await.unwrap();
    let shown = cache.voicemails(Folder::Inbox).await.unwrap();
    assert_eq!(
        shown.iter().map(|v| (v.id.as_str(), v.seen)).collect::<Vec<_>>(),
        [("c", false), ("a", true)]
    );

    let mut part = cache.voicemail("a").await.unwrap().parts.remove(0);
    part.duration_ms = Some(1_500);
    cache.put_part("a", &part).await.unwrap();
    assert_eq!(cache.voicemails(Folder::Inbox).await.unwrap()[1].duration_ms, Some(1_500));

    cache
        .put_listings(&[listing(Folder::Inbox, 7, &[1, 3, 4], vec![arrived(4, "d", "1@x")])], 0)
        .await
        .unwrap();
    assert_eq!(ids(&cache, Folder::Inbox).await, ["d", "c", "a"]);
}

#[tokio::test]
async fn nothing_of_the_account_stays_once_the_cache_was_emptied() {
    let cache = cache().await;
    let listing = listing(Folder::Inbox, 7, &[1], vec![arrived(1, "one", "201@acme.example")]);
    cache.put_listings(&[listing], 0).await.unwrap();
    let audio = cache.audio_path("one", mobilelink_wire::PartKind::Recording, "audio/wav");
    cache.put_audio(&audio, b"RIFF").await.unwrap();
    cache.empty().await.unwrap();
    assert!(matches!(cache.user().await, Err(CacheError::NotFound)));
    assert!(cache.kept_session("live").await.unwrap().is_none());
    assert!(!audio.exists());
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_may_enter_the_folder_of_the_cache_also_when_it_was_open_before() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let _cache = Cache::open(Some(folder.path())).await.unwrap();
    for private in [folder.path().to_owned(), folder.path().join("audio")] {
        let mode = std::fs::metadata(&private).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{}", private.display());
    }
}
