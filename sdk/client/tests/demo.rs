//! What the demo promises (ML-10, ML-70), seen through the public handle as an app sees it.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]

use mobilelink_client::{
    DemoOptions, Folder, Lamp, LinkError, LinkState, MobileLink, Mode, PartKind, Presence, Sender,
    VoicemailKind,
};
use std::{fs, time::Duration};

const PASSWORD: &str = "mobile-link-demo";

async fn demo(user: &str) -> MobileLink {
    let link = MobileLink::demo(DemoOptions::default()).await.unwrap();
    link.sign_in(user, PASSWORD.into()).await.unwrap();
    link.ready().await;
    link
}

#[tokio::test]
async fn signing_in_lights_all_four_lamps_ml_17() {
    let link = demo("alice").await;
    assert_eq!(link.state(), LinkState::Connected);
    assert!(link.lamps().each().iter().all(|(_, lamp)| **lamp == Lamp::On));
}

#[tokio::test]
async fn a_wrong_password_is_refused_and_nobody_is_in() {
    let link = MobileLink::demo(DemoOptions::default()).await.unwrap();
    let refused = link.sign_in("alice", "wrong".into()).await;
    assert_eq!(refused.unwrap_err(), LinkError::SignInRefused);
    assert_eq!(link.ready().await, LinkState::Disconnected);
    assert_eq!(link.user().await.unwrap_err(), LinkError::Gone);
}

#[tokio::test]
async fn without_the_key_only_presence_works_ml_03() {
    let link = demo("bob").await;
    assert_eq!(link.state(), LinkState::Evaluation);
    assert_eq!(link.user().await.unwrap().mode, Mode::Evaluation);
    assert_eq!(link.lamps().imap, Lamp::Off);
    assert!(link.voicemails(Folder::Inbox).await.unwrap().is_empty());
    assert!(link.conferences().await.unwrap().is_empty());
    link.set_presence(Presence::Away, None).await.unwrap().sent().await.unwrap();
    assert_eq!(link.presence().await.unwrap().presence, Presence::Away);
}

#[tokio::test]
async fn every_kind_of_message_is_there_newest_first() {
    let inbox = demo("alice").await.voicemails(Folder::Inbox).await.unwrap();
    assert!(inbox.is_sorted_by(|a, b| a.received_at >= b.received_at), "ML-13");
    for kind in [VoicemailKind::Internal, VoicemailKind::External, VoicemailKind::Forward] {
        assert!(inbox.iter().any(|message| message.kind == kind), "{kind:?}");
    }
    assert!(inbox.iter().any(|message| message.seen) && inbox.iter().any(|message| !message.seen));
}

#[tokio::test]
async fn a_colleague_is_known_by_name_and_a_caller_by_number_vm_04() {
    let inbox = demo("alice").await.voicemails(Folder::Inbox).await.unwrap();
    for message in inbox {
        match message.sender {
            Sender::Internal { name, extension, .. } => assert!(!name.is_empty() && extension.len() == 3),
            Sender::External { number, .. } => assert!(number.is_empty() || number.starts_with('+')),
        }
    }
}

#[tokio::test]
async fn a_forwarded_message_plays_in_two_parts_vm_06() {
    let link = demo("alice").await;
    let inbox = link.voicemails(Folder::Inbox).await.unwrap();
    let forward = inbox.iter().find(|message| message.kind == VoicemailKind::Forward).unwrap();
    let introduction = link.audio(&forward.id, PartKind::Introduction).await.unwrap();
    let recording = link.audio(&forward.id, PartKind::Recording).await.unwrap();
    for audio in [&introduction, &recording] {
        assert!(fs::read(&audio.path).unwrap().starts_with(b"RIFF"), "{}", audio.path.display());
        assert!(audio.duration_ms.unwrap() > 1_000);
    }
    assert_ne!(introduction.path, recording.path);
    assert!(!link.voicemail(&forward.id).await.unwrap().seen, "fetching is not hearing");
}

#[tokio::test]
async fn a_message_marked_seen_stays_seen_and_can_be_new_again_ml_41() {
    let link = demo("alice").await;
    let id = link.voicemails(Folder::Inbox).await.unwrap()[0].id.clone();
    for seen in [true, false] {
        let submission = link.set_seen(&id, seen).await.unwrap();
        assert_eq!(link.voicemail(&id).await.unwrap().seen, seen, "at once");
        submission.sent().await.unwrap();
        link.ready().await;
        assert_eq!(link.voicemail(&id).await.unwrap().seen, seen, "and when the server has it");
    }
}

#[tokio::test]
async fn a_deleted_message_rests_in_trash_comes_back_and_can_go_for_good_vm_08() {
    let link = demo("alice").await;
    let id = link.voicemails(Folder::Inbox).await.unwrap()[0].id.clone();
    let folder = async || link.voicemail(&id).await.map(|message| message.folder);

    link.delete(&id).await.unwrap().sent().await.unwrap();
    assert_eq!(folder().await, Ok(Folder::Trash));
    link.restore(&id).await.unwrap().sent().await.unwrap();
    assert_eq!(folder().await, Ok(Folder::Inbox));
    link.delete(&id).await.unwrap().sent().await.unwrap();
    link.delete(&id).await.unwrap().sent().await.unwrap();
    assert_eq!(folder().await, Err(LinkError::Gone));
    assert_eq!(link.set_seen(&id, true).await.unwrap_err(), LinkError::Gone);
}

#[tokio::test]
async fn actions_in_a_row_are_sent_in_their_order_without_waiting() {
    let link = demo("alice").await;
    let id = link.voicemails(Folder::Inbox).await.unwrap()[0].id.clone();
    let submissions = [
        link.delete(&id).await.unwrap(),
        link.restore(&id).await.unwrap(),
        link.set_seen(&id, true).await.unwrap(),
    ];
    for submission in submissions {
        submission.sent().await.unwrap();
    }
    let message = link.voicemail(&id).await.unwrap();
    assert_eq!((message.folder, message.seen), (Folder::Inbox, true));
}

#[tokio::test]
async fn presence_shows_at_once_in_the_own_row_and_in_the_directory_prs_05() {
    let link = demo("alice").await;
    let mut watched = link.observe_presence();
    assert_ne!(watched.next().await.unwrap().presence, Presence::OnVacation);
    let submission = link.set_presence(Presence::OnVacation, Some("until Monday".into())).await.unwrap();
    let shown = watched.next().await.unwrap();
    assert_eq!((shown.presence, shown.note.as_deref()), (Presence::OnVacation, Some("until Monday")));
    submission.sent().await.unwrap();

    let mut directory = link.observe_directory();
    loop {
        let people = directory.next().await.unwrap();
        let me = people.iter().find(|person| person.username == "alice").unwrap();
        if me.presence.presence == Presence::OnVacation {
            break;
        }
    }
}

#[tokio::test]
async fn a_presence_that_is_only_for_showing_cannot_be_set() {
    let link = demo("alice").await;
    let refused = link.set_presence(Presence::Unknown, None).await;
    assert!(matches!(refused, Err(LinkError::Unsupported { .. })));
}

#[tokio::test]
async fn conferences_are_those_one_may_see_cnf_07() {
    assert_eq!(demo("alice").await.conferences().await.unwrap().len(), 4);
    assert_eq!(demo("carol").await.conferences().await.unwrap().len(), 2);
    assert_eq!(demo("admin").await.conferences().await.unwrap().len(), 4);
    let link = demo("alice").await;
    let bridge = link.conference("480").await.unwrap();
    assert_eq!(link.conference(&bridge.id).await.unwrap(), bridge);
    assert_eq!(link.conference("0").await.unwrap_err(), LinkError::Gone);
}

#[tokio::test]
async fn the_logo_is_an_image_and_goes_with_the_account_when_it_signs_out() {
    let link = demo("alice").await;
    let logo = link.logo().await.unwrap();
    assert!(logo.bytes.starts_with(b"\x89PNG"));
    assert_eq!(link.logo().await.unwrap(), logo);
    link.sign_out().await.unwrap();
    assert_eq!(link.logo().await, Err(LinkError::SignInRefused));
    assert_eq!(link.user().await, Err(LinkError::Gone));
}

#[tokio::test]
async fn the_script_brings_a_message_that_was_not_there() {
    let options = DemoOptions { script_after: Some(Duration::from_millis(10)), ..DemoOptions::default() };
    let link = MobileLink::demo(options).await.unwrap();
    let mut inbox = link.observe_voicemails(Folder::Inbox);
    link.sign_in("alice", PASSWORD.into()).await.unwrap();
    let mut most = 0;
    while most < 18 {
        most = most.max(inbox.next().await.unwrap().len());
    }
    let inbox = link.voicemails(Folder::Inbox).await.unwrap();
    assert_eq!(inbox.iter().filter(|m| !m.seen).count(), 8);
    assert!(matches!(inbox[0].sender, Sender::External { .. }), "nobody hears from oneself");
}

#[tokio::test]
async fn leaving_the_demo_resets_it_ml_70() {
    let before = demo("alice").await.voicemails(Folder::Inbox).await.unwrap().len();
    let link = demo("alice").await;
    let id = link.voicemails(Folder::Inbox).await.unwrap()[0].id.clone();
    link.delete(&id).await.unwrap().sent().await.unwrap();
    drop(link);
    assert_eq!(demo("alice").await.voicemails(Folder::Inbox).await.unwrap().len(), before);
}

#[tokio::test]
async fn a_subscription_ends_with_the_last_handle_of_its_link() {
    let link = demo("alice").await;
    let mut inbox = link.observe_voicemails(Folder::Inbox);
    let mut states = link.watch_state();
    assert!(inbox.next().await.is_some() && states.next().await.is_some());
    drop(link);
    assert!(inbox.next().await.is_none() && states.next().await.is_none());
}

#[tokio::test]
async fn a_subscription_made_before_the_sign_in_begins_with_it() {
    let link = MobileLink::demo(DemoOptions::default()).await.unwrap();
    let mut presence = link.observe_presence();
    let (first, _) = tokio::join!(presence.next(), link.sign_in("alice", PASSWORD.into()));
    assert_eq!(first.unwrap().presence, Presence::InOffice);
}
