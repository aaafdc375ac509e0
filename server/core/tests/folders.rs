//! Folders of one's own, through the handle that adapters hold.

#![allow(clippy::expect_used, clippy::panic, reason = "a test may stop")]

use server_core::{
    Failure, Hint, Inbound, Incoming, Leg, NewPerson, PasswordCost, PhoneSystem, Requester, Settings, What,
};
use server_domain::{
    Refusal,
    accounts::FeatureKey,
    greetings::GreetingProblem,
    mailbox::{Flags, Role},
    quota::{Quota, Resource},
    voicemail::Sender,
};

struct Office {
    phone: PhoneSystem,
    alice: Requester,
    folder: tempfile::TempDir,
}

async fn office() -> Office {
    office_with(Quota::default()).await
}

async fn office_with(quota: Quota) -> Office {
    let folder = tempfile::tempdir().expect("a folder");
    let mut settings = Settings { password_cost: PasswordCost::Least, ..Settings::in_folder(folder.path()) };
    settings.limits.quota = quota;
    let phone = PhoneSystem::open(settings).await.expect("opens");
    let administration = phone.administration();
    let person = NewPerson {
        site: administration.site(None).await.expect("default").id,
        username: "alice".parse().expect("a name"),
        extension: "101".parse().expect("an extension"),
        first_name: String::new(),
        last_name: String::new(),
        password: "correct horse battery".into(),
        pin: Some("12345".into()),
        permissions: [].into(),
        feature_keys: [FeatureKey::MobileLink].into(),
    };
    administration.add_person(person).await.expect("added");
    let alice = phone.sign_in("alice", &"correct horse battery".into(), Leg::Imap).await.expect("signs in");
    Office { phone, alice, folder }
}

impl Office {
    async fn leave(&self) {
        let message = Inbound {
            to: self.alice.account(),
            folder: Role::Inbox,
            sender: Sender::External { number: "5554213850".into(), name: None },
            received_at: self.phone.clock().now(),
            flags: Flags::NONE,
            bytes: b"Subject: x\r\n\r\nhello\r\n".to_vec(),
        };
        self.phone.administration().leave_message(message).await.expect("left");
    }

    fn files(&self) -> usize {
        let shelves = std::fs::read_dir(self.folder.path().join("messages")).expect("shelves");
        shelves.map(|shelf| std::fs::read_dir(shelf.expect("a shelf").path()).expect("files").count()).sum()
    }

    /// Messages and bytes, as STATUS says them.
    async fn counted(&self, name: &str) -> (u32, u64) {
        let status = self.phone.folder_status(&self.alice, name).await.expect("a folder");
        (status.messages, status.bytes)
    }
}

fn refusal<T>(outcome: Result<T, Failure>) -> Option<Refusal> {
    match outcome {
        Err(Failure::Refused(refusal)) => Some(refusal),
        _ => None,
    }
}

#[tokio::test]
async fn a_deleted_folder_takes_its_messages_and_no_file_stays_that_nobody_shares() {
    let office = office().await;
    let (phone, alice) = (&office.phone, &office.alice);
    let work = phone.create_folder(alice, "Work", None).await.expect("made");
    office.leave().await;
    office.leave().await;
    let inbox = phone.open_folder(alice, "INBOX", None).await.expect("opens").folder.id;
    phone.copy(alice, inbox, &[1], "Work").await.expect("copied");
    phone.move_messages(alice, inbox, &[2], "Work").await.expect("moved");
    assert_eq!((office.counted("Work").await, office.counted("INBOX").await), ((2, 42), (1, 21)));

    let before = phone.cursor(alice).await.expect("a cursor");
    assert_eq!(phone.delete_folder(alice, "Work").await.expect("deleted"), work.id);
    assert_eq!(office.files(), 1, "one body is shared with the inbox");
    let log = phone.changes_since(alice, before, 10).await.expect("the log");
    let gone = log.items.iter().filter(|change| matches!(change.what(), What::VoicemailGone { .. })).count();
    assert_eq!((gone, office.counted("INBOX").await), (2, (1, 21)));
    let missing = refusal(phone.folder_changes(alice, work.id, 0).await);
    assert!(matches!(missing, Some(Refusal::NoSuchFolder { .. })), "who has it open learns that it is gone");
}

#[tokio::test]
async fn a_folder_of_many_messages_takes_their_files_along() {
    let office = office().await;
    let (phone, alice) = (&office.phone, &office.alice);
    phone.create_folder(alice, "Work", None).await.expect("made");
    for _ in 0..40 {
        office.leave().await;
    }
    let inbox = phone.open_folder(alice, "INBOX", None).await.expect("opens").folder.id;
    phone.move_messages(alice, inbox, &(1..=40).collect::<Vec<_>>(), "Work").await.expect("moved");
    phone.delete_folder(alice, "Work").await.expect("deleted");
    assert_eq!(office.files(), 0);
}

#[tokio::test]
async fn a_name_that_is_made_again_has_a_higher_uid_validity() {
    let office = office().await;
    let (phone, alice) = (&office.phone, &office.alice);
    let mut last = phone.folder_status(alice, "INBOX").await.expect("inbox").folder.uid_validity;
    for _ in 0..4 {
        let made = phone.create_folder(alice, "Work", None).await.expect("made");
        assert!(made.uid_validity > last, "within one second too");
        last = made.uid_validity;
        phone.delete_folder(alice, "Work").await.expect("deleted");
    }
}

#[tokio::test]
async fn renaming_the_inbox_moves_its_messages_and_keeps_it() {
    let office = office().await;
    let (phone, alice) = (&office.phone, &office.alice);
    for _ in 0..3 {
        office.leave().await;
    }
    let inbox = phone.open_folder(alice, "INBOX", None).await.expect("opens");
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    let before = phone.clock().now();
    phone.rename_folder(alice, "inbox", "Kept/2026").await.expect("renamed");
    assert_eq!((office.counted("INBOX").await, office.counted("Kept/2026").await), ((0, 0), (3, 63)));
    let changes = phone.folder_changes(alice, inbox.folder.id, inbox.modseq).await.expect("changes");
    assert_eq!(changes.vanished, Some(vec![1, 2, 3]));
    let status = phone.folder_status(alice, "INBOX").await.expect("status");
    assert_eq!(status.folder.uid_next, 4, "its UIDs are not used again");
    let kept = phone.open_folder(alice, "Kept/2026", None).await.expect("opens");
    assert_eq!(kept.entries.iter().map(|entry| entry.uid).collect::<Vec<_>>(), [1, 2, 3]);
    let written = phone.written(alice, kept.folder.id, &[1, 2, 3]).await.expect("written");
    let saved: Vec<_> = written.iter().flatten().map(|message| message.saved_at.as_millisecond()).collect();
    assert_eq!(saved.len(), 3);
    assert!(
        saved.iter().all(|at| *at >= before.as_millisecond()),
        "SAVEDATE is when they came into the new folder"
    );
}

#[tokio::test]
async fn a_session_on_an_empty_folder_is_woken_when_it_is_deleted() {
    let office = office().await;
    let (phone, alice) = (&office.phone, &office.alice);
    phone.create_folder(alice, "Work", None).await.expect("made");
    let mut hints = phone.subscribe_mailbox(alice);
    phone.delete_folder(alice, "Work").await.expect("deleted");
    assert!(matches!(hints.next().await, Hint::Lagged));
}

#[tokio::test]
async fn there_are_at_most_a_thousand_folders() {
    let office = office().await;
    let (phone, alice) = (&office.phone, &office.alice);
    for top in 0..67 {
        // Fifteen levels each.
        let deep = format!("{top}{}", "/x".repeat(14));
        if let Err(failure) = phone.create_folder(alice, &deep, None).await {
            assert_eq!(refusal::<()>(Err(failure)), Some(Refusal::TooManyFolders { limit: 1_000 }));
            assert_eq!(top, 66);
            return;
        }
    }
    panic!("no limit was met");
}

#[tokio::test]
async fn a_full_mailbox_takes_no_more_copies_and_lets_messages_move() {
    let office = office_with(Quota { bytes: None, messages: Some(2) }).await;
    let (phone, alice) = (&office.phone, &office.alice);
    office.leave().await;
    office.leave().await;
    let inbox = phone.open_folder(alice, "INBOX", None).await.expect("opens").folder.id;
    let full = Some(Refusal::OverQuota { resource: Resource::Messages, limit: 2 });
    assert_eq!(refusal(phone.copy(alice, inbox, &[1], "Sent").await), full);
    let mut staged = phone.stage().await.expect("staged");
    staged.write(b"Subject: x\r\n\r\nx\r\n").await.expect("written");
    let message = phone.prepare(alice, "Sent", staged).await.expect("read");
    let incoming = Incoming { message, flags: Flags::NONE, received_at: None };
    assert_eq!(refusal(phone.append(alice, "Sent", vec![incoming]).await), full);
    phone.move_messages(alice, inbox, &[1], "Sent").await.expect("nothing grows by moving");
    assert_eq!(phone.room(alice).await.expect("a room").usage.messages, 2);
}

#[tokio::test]
async fn a_full_mailbox_exchanges_a_message_for_one_no_larger_and_never_loses_the_old_one() {
    // RFC 8508: "Subject: x", an empty line and "hello" are 21 bytes each.
    let office = office_with(Quota { bytes: Some(42), messages: Some(2) }).await;
    let (phone, alice) = (&office.phone, &office.alice);
    office.leave().await;
    office.leave().await;
    let inbox = phone.open_folder(alice, "INBOX", None).await.expect("opens").folder.id;
    phone.move_messages(alice, inbox, &[1], "Drafts").await.expect("moved");
    let drafts = phone.open_folder(alice, "Drafts", None).await.expect("opens").folder.id;
    let incoming = async |text: &[u8]| {
        let mut staged = phone.stage().await.expect("staged");
        staged.write(text).await.expect("written");
        let message = phone.prepare(alice, "Drafts", staged).await.expect("read");
        Incoming { message, flags: Flags::NONE, received_at: None }
    };
    let larger = incoming(b"Subject: x\r\n\r\nhello!\r\n").await;
    let full = Some(Refusal::OverQuota { resource: Resource::Storage, limit: 42 });
    assert_eq!(refusal(phone.replace(alice, drafts, 1, "Drafts", larger).await), full);
    assert_eq!(office.counted("Drafts").await, (1, 21), "the old one is still there");

    let same = incoming(b"Subject: y\r\n\r\nhallo\r\n").await;
    assert_eq!(phone.replace(alice, drafts, 1, "Drafts", same).await.expect("exchanged").uids, [2]);
    assert_eq!(office.counted("Drafts").await, (1, 21));

    // What is replaced in the inbox rests in Trash, and takes its room there.
    let same = incoming(b"Subject: z\r\n\r\nhallo\r\n").await;
    assert_eq!(refusal(phone.replace(alice, inbox, 2, "Drafts", same).await), full);
    assert_eq!(office.counted("INBOX").await, (1, 21));
}

#[tokio::test]
async fn only_append_puts_messages_among_the_greetings() {
    let office = office().await;
    let (phone, alice) = (&office.phone, &office.alice);
    office.leave().await;
    let inbox = phone.open_folder(alice, "INBOX", None).await.expect("opens").folder.id;
    let refused = Some(Refusal::NotAGreeting { problem: GreetingProblem::NotAppended });
    assert_eq!(refusal(phone.copy(alice, inbox, &[1], "Greetings").await), refused);
    assert_eq!(refusal(phone.move_messages(alice, inbox, &[1], "Greetings").await), refused);
}
