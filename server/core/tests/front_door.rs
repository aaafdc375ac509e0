//! The core's promises, through the handle that adapters hold.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may stop")]

use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use server_core::{
    Access, Deletion, Failure, Hint, Inbound, Leg, NewConference, NewDevice, NewPerson, Page, PasswordCost,
    PhoneSystem, Requester, Settings, StoreError, What,
};
use server_domain::{
    AccountId, Clock, Refusal,
    accounts::FeatureKey,
    conferences::{Kind, Number, State},
    keywords::{FlagNames, Keywords},
    mailbox::{FlagChange, Flags, Role},
    presence::Presence,
    voicemail::{Part, Sender},
};
use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

const PASSWORD: &str = "correct horse battery";

struct Office {
    phone: PhoneSystem,
    alice: AccountId,
    bob: AccountId,
    folder: tempfile::TempDir,
}

async fn office() -> Office {
    let folder = tempfile::tempdir().expect("a folder");
    let phone = open(folder.path()).await;
    let alice = add(&phone, "alice", "101", &[FeatureKey::MobileLink]).await;
    let bob = add(&phone, "bob", "102", &[]).await;
    Office { phone, alice, bob, folder }
}

async fn open(folder: &std::path::Path) -> PhoneSystem {
    let settings = Settings { password_cost: PasswordCost::Least, ..Settings::in_folder(folder) };
    PhoneSystem::open(settings).await.expect("opens")
}

async fn add(phone: &PhoneSystem, name: &str, extension: &str, keys: &[FeatureKey]) -> AccountId {
    let administration = phone.administration();
    let person = NewPerson {
        site: administration.site(None).await.expect("default").id,
        username: name.parse().expect("a name"),
        extension: extension.parse().expect("an extension"),
        first_name: name.to_owned(),
        last_name: String::new(),
        password: PASSWORD.into(),
        pin: Some("12345".into()),
        permissions: BTreeSet::new(),
        feature_keys: keys.iter().copied().collect(),
    };
    administration.add_person(person).await.expect("added").id
}

impl Office {
    async fn sign_in(&self, name: &str) -> Requester {
        self.phone.sign_in(name, &PASSWORD.into(), Leg::Amds).await.expect("signs in")
    }

    async fn leave(&self, text: &str) -> server_domain::MessageId {
        let bytes = format!("Subject: {text}\r\nFrom: x@y\r\n\r\n{text}\r\n").into_bytes();
        let sender = Sender::External { number: "5554213850".into(), name: None };
        let message = Inbound {
            to: self.alice,
            folder: Role::Inbox,
            sender,
            received_at: self.phone.clock().now(),
            flags: Flags::NONE,
            bytes,
        };
        self.phone.administration().leave_message(message).await.expect("left")
    }

    fn files(&self) -> usize {
        let shelves = std::fs::read_dir(self.folder.path().join("messages")).expect("shelves");
        shelves.map(|shelf| std::fs::read_dir(shelf.expect("a shelf").path()).expect("files").count()).sum()
    }
}

fn refusal<T>(outcome: Result<T, Failure>) -> Option<Refusal> {
    match outcome {
        Err(Failure::Refused(refusal)) => Some(refusal),
        _ => None,
    }
}

fn whole() -> Page {
    Page { after: None, limit: 100 }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_user_are_refused_alike() {
    let office = office().await;
    let wrong: SecretString = "wrong password".into();
    for name in ["alice", "nobody", "alice@nowhere.example", "", "a b"] {
        let outcome = office.phone.sign_in(name, &wrong, Leg::Amds).await;
        assert_eq!(refusal(outcome), Some(Refusal::SignInRefused), "{name}");
    }
}

#[tokio::test]
async fn without_the_mobile_link_key_there_is_presence_and_nothing_else() {
    let office = office().await;
    let missing = Some(Refusal::FeatureKeyMissing { key: FeatureKey::MobileLink });
    for leg in [Leg::Imap, Leg::Smtp] {
        assert_eq!(refusal(office.phone.sign_in("bob", &PASSWORD.into(), leg).await), missing, "ML-03");
    }
    let bob = office.sign_in("bob").await;
    office.phone.set_presence(&bob, Presence::Away, Some("back at 3")).await.expect("PRS-06");
    assert_eq!(refusal(office.phone.voicemails(&bob, Role::Inbox, whole()).await), missing);
    assert_eq!(refusal(office.phone.conferences(&bob, whole()).await), missing);
    assert_eq!(refusal(office.phone.directory(&bob, whole()).await), missing);
    assert_eq!(office.phone.me(&bob).await.expect("own account").new_messages, None);
    assert_eq!(office.bob, bob.account());
}

#[tokio::test]
async fn a_change_reaches_a_subscriber_and_the_log_alike() {
    let office = office().await;
    let alice = office.sign_in("alice").await;
    let mut hints = office.phone.subscribe(&alice);
    let before = office.phone.cursor(&alice).await.expect("a cursor");
    let id = office.leave("hello").await;
    let Hint::Change(heard) = hints.next().await else { panic!("one change is said as it is") };
    let read = office.phone.changes_since(&alice, before, 10).await.expect("the log");
    assert_eq!(read.items.as_slice(), [heard.change().clone()]);
    assert!(matches!(heard.change().what(), What::VoicemailArrived(message) if message.id == id));
    assert_eq!(read.cursor, office.phone.cursor(&alice).await.expect("a cursor"));
    let beyond = server_core::Cursor { account: 10_000, site: 0 };
    assert_eq!(refusal(office.phone.changes_since(&alice, beyond, 10).await), Some(Refusal::CursorExpired));
}

#[tokio::test]
async fn a_deleted_message_rests_in_trash_and_comes_back() {
    let office = office().await;
    let alice = office.sign_in("alice").await;
    let id = office.leave("hello").await;
    let phone = &office.phone;
    phone.delete(&alice, id, Deletion::ToTrash).await.expect("deleted");
    assert!(phone.voicemails(&alice, Role::Inbox, whole()).await.expect("inbox").items.is_empty(), "VM-08");
    assert_eq!(phone.voicemail(&alice, id).await.expect("still there").role, Some(Role::Trash));
    let restored = phone.restore(&alice, id).await.expect("restored");
    assert_eq!((restored.role, restored.uid), (Some(Role::Inbox), 2), "a UID is never used twice");

    phone.delete(&alice, id, Deletion::ForGood).await.expect("purged");
    assert_eq!(refusal(phone.voicemail(&alice, id).await), Some(Refusal::NoSuchMessage));
    phone.close().await;
    assert_eq!(office.files(), 0, "the bytes go with the last message that shares them");
}

#[tokio::test]
async fn what_a_mail_program_expunges_rests_in_trash_once() {
    let office = office().await;
    let alice = office.sign_in("alice").await;
    let phone = &office.phone;
    office.leave("expunged plainly").await;
    office.leave("copied first, as some programs do").await;
    let inbox = phone.open_folder(&alice, "inbox", None).await.expect("inbox").folder.id;
    phone.copy(&alice, inbox, &[2], "Trash").await.expect("copied");
    phone.store_flags(&alice, inbox, &[1, 2], FlagChange::Add(Flags::DELETED), None).await.expect("flagged");
    assert_eq!(phone.expunge(&alice, inbox, None).await.expect("expunged"), [1, 2]);
    let trash = phone.open_folder(&alice, "Trash", None).await.expect("trash");
    assert_eq!(trash.entries.len(), 2, "one of each");
    assert!(trash.entries.iter().all(|entry| !entry.flags.contains(Flags::DELETED)));
    let changes = phone.folder_changes(&alice, inbox, 0).await.expect("changes");
    assert_eq!(changes.vanished, Some(vec![1, 2]));
}

#[tokio::test]
async fn flags_of_many_messages_change_in_one_step_each_with_its_own_number() {
    let office = office().await;
    let alice = office.sign_in("alice").await;
    for n in 0..40 {
        office.leave(&n.to_string()).await;
    }
    let phone = &office.phone;
    let inbox = phone.open_folder(&alice, "INBOX", None).await.expect("inbox");
    let uids: Vec<u32> = inbox.entries.iter().map(|entry| entry.uid).collect();
    let mut hints = phone.subscribe_mailbox(&alice);
    let changed = phone
        .store_flags(&alice, inbox.folder.id, &uids, FlagChange::Add(Flags::SEEN), None)
        .await
        .expect("stored");
    let changed = changed.entries;
    let numbers: BTreeSet<u64> = changed.iter().map(|entry| entry.modseq).collect();
    assert_eq!((changed.len(), numbers.len()), (40, 40));
    assert!(matches!(hints.next().await, Hint::Lagged), "so many are not said one by one");
    let again = phone
        .store_flags(&alice, inbox.folder.id, &uids, FlagChange::Add(Flags::SEEN), None)
        .await
        .expect("stored");
    assert_eq!(again.entries, changed, "what did not change keeps its number");
    assert_eq!(again.after, again.before, "and takes none, or the log would forget for nothing");
    let one = FlagChange::Replace(Flags::NONE);
    phone.store_flags(&alice, inbox.folder.id, &[7], one, None).await.expect("stored");
    let one = phone
        .store_flags(&alice, inbox.folder.id, &uids, FlagChange::Add(Flags::SEEN), None)
        .await
        .expect("stored");
    assert_eq!(
        (one.before, one.after),
        (again.after + 1, again.after + 2),
        "only what differs takes a number"
    );
    assert_eq!(one.entries[6].modseq, one.after);
    assert_eq!(phone.me(&alice).await.expect("me").new_messages, Some(0), "ML-30");
}

#[tokio::test]
async fn many_messages_move_copy_and_go_in_step_each_with_its_own_number() {
    let office = office().await;
    let alice = office.sign_in("alice").await;
    for n in 0..40 {
        office.leave(&n.to_string()).await;
    }
    let phone = &office.phone;
    let inbox = phone.open_folder(&alice, "INBOX", None).await.expect("inbox");
    let (from, before) = (inbox.folder.id, inbox.modseq);
    let uids: Vec<u32> = (1..=40).collect();
    let copied = phone.copy(&alice, from, &uids, "Sent").await.expect("copied");
    assert_eq!(copied.pairs, uids.iter().map(|&uid| (uid, uid)).collect::<Vec<_>>());
    let sent = phone.open_folder(&alice, "Sent", None).await.expect("sent");
    let numbers: Vec<u64> = sent.entries.iter().map(|entry| entry.modseq).collect();
    assert_eq!(numbers, (before + 1..=before + 40).collect::<Vec<_>>());

    let moved = phone.move_messages(&alice, from, &[5, 99, 7], "Drafts").await.expect("moved");
    assert_eq!(moved.pairs, [(5, 1), (7, 2)], "what is not there is passed over");
    let within = phone.move_messages(&alice, from, &[6], "INBOX").await.expect("moved");
    assert_eq!(within.pairs, [(6, 41)], "even into its own folder");

    let mut hints = phone.subscribe_mailbox(&alice);
    phone
        .store_flags(&alice, sent.folder.id, &uids, FlagChange::Add(Flags::DELETED), None)
        .await
        .expect("flagged");
    assert!(matches!(hints.next().await, Hint::Lagged));
    let gone = phone.expunge(&alice, sent.folder.id, Some(&uids[..33])).await.expect("expunged");
    assert_eq!(gone, uids[..33]);
    assert!(matches!(hints.next().await, Hint::Lagged), "so many are not said one by one");
    let gone = phone.expunge(&alice, sent.folder.id, None).await.expect("expunged");
    assert_eq!(gone, uids[33..]);
    let Hint::Change(hint) = hints.next().await else { panic!("few are said one by one") };
    assert!(matches!(hint.change().what(), What::VoicemailGone { uid: 34, .. }));
    assert_eq!(office.files(), 40, "each body is still in another folder");
    let changes = phone.folder_changes(&alice, sent.folder.id, sent.modseq).await.expect("changes");
    assert_eq!(changes.vanished, Some(uids));
}

#[tokio::test]
async fn what_is_expunged_from_the_inbox_rests_in_trash_once_however_it_got_there() {
    let office = office().await;
    let alice = office.sign_in("alice").await;
    for text in ["twice in the inbox", "in trash already", "elsewhere as well"] {
        office.leave(text).await;
    }
    let phone = &office.phone;
    let inbox = phone.open_folder(&alice, "INBOX", None).await.expect("inbox").folder.id;
    phone.copy(&alice, inbox, &[1], "INBOX").await.expect("copied");
    phone.copy(&alice, inbox, &[2], "Trash").await.expect("copied");
    phone.copy(&alice, inbox, &[3], "Sent").await.expect("copied");
    let all = [1, 2, 3, 4];
    phone.store_flags(&alice, inbox, &all, FlagChange::Add(Flags::DELETED), None).await.expect("flagged");
    assert_eq!(phone.expunge(&alice, inbox, None).await.expect("expunged"), all);

    let trash = phone.open_folder(&alice, "Trash", None).await.expect("trash");
    let uids: Vec<u32> = trash.entries.iter().map(|entry| entry.uid).collect();
    let written = phone.written(&alice, trash.folder.id, &uids).await.expect("written");
    let bodies: BTreeSet<&str> = written.iter().flatten().map(|written| written.body.as_str()).collect();
    assert_eq!((uids.len(), bodies.len()), (3, 3), "one of each");
    phone
        .store_flags(&alice, trash.folder.id, &uids, FlagChange::Add(Flags::DELETED), None)
        .await
        .expect("flagged");
    phone.expunge(&alice, trash.folder.id, None).await.expect("expunged");
    assert_eq!(office.files(), 1, "Trash is final; the third is in Sent too");
}

#[tokio::test]
async fn keywords_are_each_mailboxs_own_and_all_or_none_are_made() {
    let office = office().await;
    add(&office.phone, "carol", "103", &[FeatureKey::MobileLink]).await;
    let (alice, carol) = (office.sign_in("alice").await, office.sign_in("carol").await);
    let phone = &office.phone;
    let named = |names: &[&str]| FlagNames {
        system: Flags::SEEN,
        keywords: names.iter().map(|&name| name.to_owned()).collect(),
    };
    let two = phone.make_keywords(&alice, &named(&["$Junk", "Later", "$junk"])).await.expect("made");
    assert_eq!(two.flags().bits(), 32 | 64);
    assert_eq!(phone.keywords(&alice).await.expect("keywords"), two);
    assert_eq!(phone.keywords(&carol).await.expect("keywords"), Keywords::default());

    let too_many: Vec<String> = (0..57).map(|n| format!("k{n}")).collect();
    let too_many: Vec<&str> = too_many.iter().map(String::as_str).collect();
    let refused = phone.make_keywords(&alice, &named(&too_many)).await;
    assert_eq!(refusal(refused), Some(Refusal::TooManyKeywords { limit: 58 }));
    let refused = phone.make_keywords(&alice, &named(&["good", "not good"])).await;
    assert!(matches!(refusal(refused), Some(Refusal::KeywordUnsuitable { .. })));
    assert_eq!(phone.keywords(&alice).await.expect("keywords"), two, "none of them was made");

    office.leave("one").await;
    let inbox = phone.open_folder(&alice, "INBOX", None).await.expect("inbox").folder.id;
    let junk = named(&["$JUNK"]).among(&two);
    let stored = phone.store_flags(&alice, inbox, &[1], FlagChange::Add(junk), None).await.expect("stored");
    assert_eq!(stored.entries.first().map(|entry| entry.flags), Some(junk));
    let stored = phone.store_flags(&alice, inbox, &[1], FlagChange::Remove(two.flags()), None).await;
    assert_eq!(stored.expect("stored").entries.first().map(|entry| entry.flags), Some(Flags::SEEN));
}

#[tokio::test]
async fn nobody_reads_what_is_not_theirs() {
    let office = office().await;
    add(&office.phone, "carol", "103", &[FeatureKey::MobileLink]).await;
    let (alice, carol) = (office.sign_in("alice").await, office.sign_in("carol").await);
    let id = office.leave("for alice").await;
    let phone = &office.phone;
    let no_such = Some(Refusal::NoSuchMessage);
    assert_eq!(refusal(phone.voicemail(&carol, id).await), no_such);
    assert_eq!(refusal(phone.change_flags(&carol, id, FlagChange::Add(Flags::SEEN)).await), no_such);
    assert_eq!(refusal(phone.delete(&carol, id, Deletion::ForGood).await), no_such);
    assert_eq!(refusal(phone.audio(&carol, id, Part::Recording).await), no_such);
    let inbox = phone.open_folder(&alice, "INBOX", None).await.expect("inbox").folder.id;
    assert!(phone.written(&carol, inbox, &[1]).await.expect("nothing").iter().all(Option::is_none));
    assert!(
        phone
            .store_flags(&carol, inbox, &[1], FlagChange::Add(Flags::SEEN), None)
            .await
            .expect("nothing")
            .entries
            .is_empty()
    );
    assert!(phone.expunge(&carol, inbox, None).await.expect("nothing").is_empty());
}

#[tokio::test]
async fn one_conference_is_seen_as_in_the_list_and_by_who_runs_it_only() {
    let office = office().await;
    let carol = add(&office.phone, "carol", "103", &[FeatureKey::MobileLink]).await;
    let dave = add(&office.phone, "dave", "104", &[FeatureKey::MobileLink]).await;
    let administration = office.phone.administration();
    let site = administration.site(None).await.expect("default").id;
    let elsewhere = administration
        .add_site(&"north".parse().expect("a name"), "North", "north.example")
        .await
        .expect("added")
        .id;
    let mut new = NewConference {
        number: Number::new("4711".into()).expect("a number"),
        name: "Monday".into(),
        password: "90210".into(),
        kind: Kind::Unscheduled,
        state: State::Enabled,
        creator: office.alice,
        moderators: vec![carol],
        schedule: None,
    };
    let id = administration.add_conference(site, &new).await.expect("added");
    new.number = Number::new("4712".into()).expect("a number");
    let of_dave = NewConference { creator: dave, moderators: vec![], ..new.clone() };
    administration.add_conference(site, &of_dave).await.expect("added");
    let foreign = administration.add_conference(elsewhere, &new).await.expect("added");

    for name in ["alice", "carol"] {
        let who = office.sign_in(name).await;
        let one = office.phone.conference(&who, id).await.expect("seen");
        assert_eq!((one.creator.name.as_str(), one.creator.extension.as_str()), ("alice", "101"), "CNF-07");
        assert_eq!(one.moderators.iter().map(|person| person.id).collect::<Vec<_>>(), [carol]);
        assert_eq!(office.phone.conferences(&who, whole()).await.expect("the list").items, [one]);
        let refused = office.phone.conference(&who, foreign).await;
        assert_eq!(refusal(refused), Some(Refusal::NoSuchConference), "of another company");
    }
    let dave = office.sign_in("dave").await;
    assert_eq!(refusal(office.phone.conference(&dave, id).await), Some(Refusal::NoSuchConference));
}

#[tokio::test]
async fn a_refresh_token_used_twice_signs_the_device_out_on_every_leg() {
    let office = office().await;
    let device = NewDevice { name: "phone".into(), platform: "test".into() };
    let phone = &office.phone;
    let first = phone.sign_in_device("alice", &PASSWORD.into(), device).await.expect("signs in");
    let second = phone.refresh(&first.refresh_token).await.expect("refreshes");
    let token = secrecy::ExposeSecret::expose_secret(&second.access_token).to_owned();
    phone.sign_in_by_token(&token, Leg::Imap).await.expect("the token opens the mailbox");
    assert_eq!(refusal(phone.refresh(&first.refresh_token).await), Some(Refusal::RefreshTokenReused));
    first.requester.ended().await;
    assert_eq!(refusal(phone.sign_in_by_token(&token, Leg::Imap).await), Some(Refusal::DeviceRevoked));
    assert_eq!(refusal(phone.refresh(&second.refresh_token).await), Some(Refusal::DeviceRevoked));
}

#[tokio::test]
async fn after_a_restart_everything_is_there_and_stray_files_are_not() {
    let office = office().await;
    office.leave("hello").await;
    office.phone.close().await;
    std::fs::write(office.folder.path().join("messages/00/00000000-dead.eml"), "stray").expect("written");
    let phone = open(office.folder.path()).await;
    let alice = phone.sign_in("alice", &PASSWORD.into(), Leg::Amds).await.expect("signs in");
    let inbox = phone.voicemails(&alice, Role::Inbox, whole()).await.expect("inbox");
    let message = inbox.items.first().expect("the message");
    let file = phone.bytes(&alice, &message.body).await.expect("its bytes");
    assert_eq!((inbox.items.len(), file.size(), office.files()), (1, message.size, 1));
}

#[tokio::test]
async fn a_password_replaced_beside_the_server_ends_live_log_ins_within_a_second() {
    let office = office().await;
    let alice = office.sign_in("alice").await;
    let bob = office.sign_in("bob").await;
    let stop = tokio_util::sync::CancellationToken::new();
    let watching = tokio::spawn({
        let (phone, stop) = (office.phone.clone(), stop.clone());
        async move { phone.watch_beside(stop).await }
    });

    let settings = Settings {
        access: Access::Beside,
        password_cost: PasswordCost::Least,
        ..Settings::in_folder(office.folder.path())
    };
    let beside = PhoneSystem::open(settings).await.expect("opens beside the server");
    let new: SecretString = "another password".into();
    beside.administration().set_password(office.alice, &new).await.expect("replaced");
    alice.ended().await;
    assert!(!bob.has_ended(), "nobody else is signed out");
    stop.cancel();
    watching.await.expect("ends");
    let old = office.phone.sign_in("alice", &PASSWORD.into(), Leg::Amds).await;
    assert_eq!(refusal(old), Some(Refusal::SignInRefused));
    office.phone.sign_in("alice", &new, Leg::Amds).await.expect("the new one opens");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_is_under_way_when_the_password_changes_does_not_outlive_it() {
    let office = office().await;
    let device = || NewDevice { name: "phone".into(), platform: "test".into() };
    let under_way: Vec<_> = (0..60)
        .map(|_| {
            let phone = office.phone.clone();
            tokio::spawn(async move { phone.sign_in_device("alice", &PASSWORD.into(), device()).await })
        })
        .collect();
    let new: SecretString = "another password".into();
    office.phone.administration().set_password(office.alice, &new).await.expect("replaced");
    for sign_in in under_way {
        let Ok(session) = sign_in.await.expect("ends") else { continue };
        session.requester.ended().await;
        let token = secrecy::ExposeSecret::expose_secret(&session.access_token).to_owned();
        let outcome = office.phone.sign_in_by_token(&token, Leg::Amds).await;
        assert_eq!(refusal(outcome), Some(Refusal::DeviceRevoked));
        assert_eq!(refusal(office.phone.refresh(&session.refresh_token).await), Some(Refusal::DeviceRevoked));
    }
}

#[tokio::test]
async fn guessing_a_name_that_is_not_there_is_slowed_like_any_other() {
    let office = office().await;
    let wrong: SecretString = "wrong password".into();
    for name in ["alice", "nobody"] {
        for _ in 0..10 {
            let outcome = office.phone.sign_in(name, &wrong, Leg::Amds).await;
            assert_eq!(refusal(outcome), Some(Refusal::SignInRefused), "{name}");
        }
        let outcome = office.phone.sign_in(name, &wrong, Leg::Amds).await;
        assert!(matches!(refusal(outcome), Some(Refusal::TooManyAttempts { .. })), "{name}");
    }
}

#[tokio::test]
async fn nobody_is_named_as_author_but_the_one_who_is_signed_in() {
    let office = office().await;
    let alice = office.sign_in("alice").await;
    let recipient = office.phone.recipient(&alice, "101").await.expect("alice herself");
    let beyond_what_is_read =
        format!("From: alice@localhost\r\n{}From: bob@localhost", "X-Nothing: of use\r\n".repeat(20_000));
    for header in [
        "From: bob@localhost",
        &beyond_what_is_read,
        "From: alice@localhost\r\nFrom: bob@localhost",
        "From: alice@localhost, Bob <bob@localhost>",
        "From: alice@localhost\r\nSender: bob@localhost",
        "Sender: bob@localhost",
    ] {
        let mut staged = office.phone.stage().await.expect("begun");
        staged.write(format!("{header}\r\nSubject: x\r\n\r\nx\r\n").as_bytes()).await.expect("written");
        let outcome = office.phone.deposit(&alice, std::slice::from_ref(&recipient), staged).await;
        assert!(matches!(refusal(outcome), Some(Refusal::SenderNotYours { .. })), "{header}");
    }
    assert_eq!(office.files(), 0, "nothing is kept of what is refused");
}

#[tokio::test]
async fn what_is_kept_is_readable_to_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let office = office().await;
    office.leave("hello").await;
    for (name, mode) in [("mobilelink.sqlite", 0o600), ("mobilelink.sqlite-wal", 0o600), ("messages", 0o700)]
    {
        let found = std::fs::metadata(office.folder.path().join(name)).expect(name).permissions().mode();
        assert_eq!(found & 0o777, mode, "{name}");
    }
}

#[tokio::test]
async fn a_folder_has_one_server() {
    let office = office().await;
    let second = PhoneSystem::open(Settings::in_folder(office.folder.path())).await;
    assert!(matches!(second, Err(StoreError::InUse { .. })));
}

#[tokio::test]
async fn forty_deposits_at_once_are_forty_messages() {
    let office = office().await;
    let left = (0..40).map(|n| {
        let text = n.to_string();
        let office = &office;
        async move { office.leave(&text).await }
    });
    let ids: BTreeSet<_> = futures_util::future::join_all(left).await.into_iter().collect();
    let alice = office.sign_in("alice").await;
    let inbox = office.phone.open_folder(&alice, "INBOX", None).await.expect("inbox");
    let uids: Vec<u32> = inbox.entries.iter().map(|entry| entry.uid).collect();
    assert_eq!((ids.len(), uids), (40, (1..=40).collect()));
}

/// A clock that is put forward by hand.
struct Days(AtomicU32);

impl Clock for Days {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
            + SignedDuration::from_hours(24 * i64::from(20_000 + self.0.load(Ordering::Relaxed)))
    }
}

#[tokio::test]
async fn what_changed_long_ago_is_forgotten_and_who_comes_back_starts_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = Arc::new(Days(AtomicU32::new(0)));
    let settings = Settings {
        password_cost: PasswordCost::Least,
        clock: clock.clone(),
        ..Settings::in_folder(folder.path())
    };
    let phone = PhoneSystem::open(settings).await.expect("opens");
    let alice = add(&phone, "alice", "101", &[FeatureKey::MobileLink]).await;
    let bob = add(&phone, "bob", "102", &[]).await;
    let office = Office { phone, alice, bob, folder };
    for n in 0..4 {
        office.leave(&n.to_string()).await;
    }
    let phone = &office.phone;
    let who = office.sign_in("alice").await;
    let before = phone.cursor(&who).await.expect("cursor");
    let inbox = phone.open_folder(&who, "INBOX", None).await.expect("inbox");
    let (seen, inbox) = (inbox.highest_modseq, inbox.folder.id);
    let gone = async |uids: &[u32]| {
        phone.store_flags(&who, inbox, uids, FlagChange::Add(Flags::DELETED), None).await.expect("flagged");
        phone.expunge(&who, inbox, None).await.expect("expunged");
        phone.open_folder(&who, "INBOX", None).await.expect("inbox").highest_modseq
    };
    let missed = async |since| phone.missed(&who, inbox, since).await.expect("missed").vanished;
    let highest = gone(&[1, 2]).await;
    phone.forget_history().await.expect("forgotten");
    assert_eq!(missed(seen).await, Some(vec![1, 2]), "that was today");

    clock.0.store(91, Ordering::Relaxed);
    let later = gone(&[3]).await;
    phone.forget_history().await.expect("forgotten");
    assert_eq!(missed(seen).await, None, "it is not remembered which");
    assert_eq!(missed(highest).await, Some(vec![3]), "what came after is");
    assert_eq!(refusal(phone.changes_since(&who, before, 10).await), Some(Refusal::CursorExpired));

    clock.0.store(200, Ordering::Relaxed);
    phone.forget_history().await.expect("forgotten");
    assert_eq!(missed(later).await, Some(vec![]), "who has seen everything has missed nothing");
    let now = phone.cursor(&who).await.expect("cursor");
    assert!(phone.changes_since(&who, now, 10).await.expect("nothing new").items.is_empty());
    let last = phone.open_folder(&who, "INBOX", None).await.expect("inbox").highest_modseq;
    assert_eq!(last, later, "HIGHESTMODSEQ never goes back");
}
