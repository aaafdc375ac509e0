//! What the SDK promises, once for the demo backend and once for a server with the same sample office.
//!
//! Each promise is a function over a [`Setting`]; the macro at the end makes two tests of it. So the demo cannot drift from
//! the product.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may stop")]

use mobilelink_client::{
    DemoOptions, Folder, Lamp, LinkError, LinkOptions, LinkState, MobileLink, Mode, PartKind, Presence,
    Sender, ServerSettings, Voicemail, VoicemailKind,
};
use sample_office::{DEMO_PASSWORD, office};
use std::time::Duration;
use test_support::TestServer;
use tokio::time::timeout;

/// Longer than anything here takes on a busy machine; reaching it is a failure, not a wait.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where links lead: into the demo, or to a server.
enum Setting {
    Demo,
    Live(Box<TestServer>),
}

impl Setting {
    async fn live() -> Self {
        Self::Live(Box::new(TestServer::start_with_sample_office().await))
    }

    async fn link(&self) -> MobileLink {
        match self {
            Self::Demo => MobileLink::demo(DemoOptions::default()).await.unwrap(),
            Self::Live(server) => {
                let (host, port) = (server.amds().ip().to_string(), server.amds().port());
                MobileLink::live(ServerSettings::new(host, port), LinkOptions::default()).await.unwrap()
            }
        }
    }

    async fn signed_in(&self, username: &str) -> MobileLink {
        let link = self.link().await;
        link.sign_in(username, DEMO_PASSWORD.into()).await.unwrap();
        timeout(PATIENCE, link.ready()).await.unwrap();
        link
    }
}

async fn inbox(link: &MobileLink) -> Vec<Voicemail> {
    link.voicemails(Folder::Inbox).await.unwrap()
}

async fn first_new(link: &MobileLink) -> Voicemail {
    inbox(link).await.into_iter().find(|message| !message.seen).unwrap()
}

/// Waits until what is observed satisfies `condition`.
async fn until(link: &MobileLink, folder: Folder, condition: impl Fn(&[Voicemail]) -> bool) {
    let mut lists = link.observe_voicemails(folder);
    let satisfied = async { while !condition(&lists.next().await.unwrap()) {} };
    timeout(PATIENCE, satisfied).await.expect("the list comes to be as it should");
}

async fn signing_in_connects_and_lights_all_four_lamps_ml_17(setting: Setting) {
    let link = setting.signed_in("alice").await;
    assert_eq!(link.state(), LinkState::Connected);
    assert!(link.lamps().each().iter().all(|(_, lamp)| **lamp == Lamp::On), "{:?}", link.lamps());
    let user = link.user().await.unwrap();
    let alice = office().person("alice").unwrap();
    assert_eq!((user.username.as_str(), user.extension.as_str()), ("alice", alice.extension));
    assert_eq!(user.mode, Mode::Full);
}

async fn a_wrong_password_and_an_unknown_user_are_refused_alike(setting: Setting) {
    for (username, password) in [("alice", "wrong password"), ("nobody", DEMO_PASSWORD)] {
        let link = setting.link().await;
        assert_eq!(link.sign_in(username, password.into()).await.unwrap_err(), LinkError::SignInRefused);
        assert_eq!(link.ready().await, LinkState::Disconnected);
    }
}

async fn without_the_key_there_is_presence_and_nothing_else_ml_03(setting: Setting) {
    let link = setting.signed_in("bob").await;
    assert_eq!(link.state(), LinkState::Evaluation);
    assert_eq!(link.user().await.unwrap().mode, Mode::Evaluation);
    assert!(inbox(&link).await.is_empty());
    assert!(link.conferences().await.unwrap().is_empty());
    link.set_presence(Presence::Away, Some("out".into())).await.unwrap().sent().await.unwrap();
    let presence = link.presence().await.unwrap();
    assert_eq!((presence.presence, presence.note.as_deref()), (Presence::Away, Some("out")), "PRS-06");
}

async fn the_inbox_is_the_sample_office_s_newest_first_ml_40_44(setting: Setting) {
    let link = setting.signed_in("alice").await;
    let shown: Vec<_> = inbox(&link)
        .await
        .into_iter()
        .map(|message| {
            let sender = match message.sender {
                Sender::Internal { name, extension, .. } => (name, extension),
                Sender::External { number, name } => (name.unwrap_or_default(), number),
            };
            (
                message.subject,
                message.seen,
                sender,
                message.parts.len(),
                message.duration_ms.map(|ms| ms / 1000),
            )
        })
        .collect();
    let mailbox = office().mailbox("alice").filter(|message| message.folder == sample_office::Folder::Inbox);
    let mut expected: Vec<_> = mailbox
        .map(|message| {
            let sender = match message.sender {
                sample_office::Sender::Internal(person) => (person.name(), person.extension.to_owned()),
                sample_office::Sender::External { number, name } => {
                    (name.unwrap_or_default().to_owned(), number.to_owned())
                }
            };
            let length: u64 = message.recordings().map(|recording| recording.duration_ms).sum();
            (
                message.subject.to_owned(),
                message.seen,
                sender,
                message.recordings().count(),
                Some(length / 1000),
            )
        })
        .collect();
    expected.reverse();
    assert_eq!(shown, expected);
}

async fn what_was_sent_lies_in_sent_with_its_recipients(setting: Setting) {
    let link = setting.signed_in("alice").await;
    let shown: Vec<_> = link
        .voicemails(Folder::Sent)
        .await
        .unwrap()
        .into_iter()
        .map(|message| {
            let recipients = message.recipients.into_iter().map(|to| (to.name, to.extension)).collect();
            (message.subject, message.seen, recipients)
        })
        .collect();
    let alice = sample_office::Sender::Internal(office().person("alice").unwrap());
    let mut expected: Vec<_> = office()
        .voicemails
        .iter()
        .filter(|message| message.sender == alice)
        .map(|message| {
            let owner = message.owner;
            (message.subject.to_owned(), true, vec![(owner.name(), owner.extension.to_owned())])
        })
        .collect();
    expected.reverse();
    assert!(expected.len() >= 2);
    assert_eq!(shown, expected);
    assert!(link.voicemails(Folder::Drafts).await.unwrap().is_empty());
}

async fn audio_is_byte_for_byte_what_was_recorded_vm_06(setting: Setting) {
    let link = setting.signed_in("alice").await;
    let forwarded =
        inbox(&link).await.into_iter().find(|message| message.kind == VoicemailKind::Forward).unwrap();
    let original = office().mailbox("alice").find(|message| message.subject == forwarded.subject).unwrap();
    for (part, recording) in
        [(PartKind::Introduction, original.introduction.unwrap()), (PartKind::Recording, original.recording)]
    {
        let audio = link.audio(&forwarded.id, part).await.unwrap();
        assert_eq!(audio.media_type, "audio/wav");
        assert_eq!(audio.duration_ms, Some(recording.duration_ms));
        assert!(std::fs::read(audio.path).unwrap() == recording.wav, "{part:?} differs");
    }
    assert!(!link.voicemail(&forwarded.id).await.unwrap().pending, "fetching marks nothing");
    let plain = inbox(&link).await.into_iter().find(|message| message.parts.len() == 1).unwrap();
    assert_eq!(link.audio(&plain.id, PartKind::Introduction).await.unwrap_err(), LinkError::Gone);
}

async fn seen_and_new_again_shows_at_once_and_stays_ml_41(setting: Setting) {
    let link = setting.signed_in("alice").await;
    let message = first_new(&link).await;
    for seen in [true, false] {
        let sent = link.set_seen(&message.id, seen).await.unwrap();
        assert_eq!(link.voicemail(&message.id).await.unwrap().seen, seen, "at once");
        timeout(PATIENCE, sent.sent()).await.unwrap().unwrap();
        let now = link.voicemail(&message.id).await.unwrap();
        assert_eq!((now.seen, now.pending), (seen, false), "and once it is sent");
    }
}

async fn a_deleted_message_rests_in_trash_and_comes_back_vm_08(setting: Setting) {
    let link = setting.signed_in("alice").await;
    let message = first_new(&link).await;
    let has = |list: &[Voicemail]| list.iter().any(|each| each.id == message.id);
    timeout(PATIENCE, link.delete(&message.id).await.unwrap().sent()).await.unwrap().unwrap();
    until(&link, Folder::Inbox, |list| !has(list)).await;
    until(&link, Folder::Trash, |list| list.iter().any(|each| each.subject == message.subject)).await;
    timeout(PATIENCE, link.restore(&message.id).await.unwrap().sent()).await.unwrap().unwrap();
    until(&link, Folder::Inbox, |list| has(list) && list.iter().any(|each| !each.seen)).await;

    link.delete(&message.id).await.unwrap().sent().await.unwrap();
    link.delete(&message.id).await.unwrap().sent().await.unwrap();
    until(&link, Folder::Trash, |list| list.iter().all(|each| each.subject != message.subject)).await;
    assert_eq!(link.voicemail(&message.id).await.unwrap_err(), LinkError::Gone, "in Trash it is final");
}

async fn a_presence_shows_in_the_directory_prs_05(setting: Setting) {
    let link = setting.signed_in("alice").await;
    let mut directories = link.observe_directory();
    let people = timeout(PATIENCE, directories.next()).await.unwrap().unwrap();
    assert_eq!(people.len(), office().people.len());
    link.set_presence(Presence::AtHome, None).await.unwrap().sent().await.unwrap();
    let shows = async {
        loop {
            let people = directories.next().await.unwrap();
            if people.iter().any(|one| one.username == "alice" && one.presence.presence == Presence::AtHome) {
                break;
            }
        }
    };
    timeout(PATIENCE, shows).await.unwrap();
    let unknown = link.set_presence(Presence::Unknown, None).await.map(|_| ()).unwrap_err();
    assert!(matches!(unknown, LinkError::Unsupported { .. }), "golden fact 1: {unknown:?}");
}

async fn conferences_are_those_of_creator_and_moderator_cnf_07(setting: Setting) {
    let link = setting.signed_in("alice").await;
    let mut shown: Vec<_> = link.conferences().await.unwrap();
    shown.sort_by(|a, b| a.number.cmp(&b.number));
    let shown: Vec<_> = shown
        .into_iter()
        .map(|one| {
            (
                one.number,
                one.name,
                format!("{:?}", one.state).to_lowercase(),
                one.password.map(|secret| secret.expose().to_owned()),
                one.can_modify,
            )
        })
        .collect();
    let mut expected: Vec<_> = office()
        .conferences
        .iter()
        .map(|one| {
            (
                one.number.to_owned(),
                one.name.to_owned(),
                one.state.to_owned(),
                Some(one.password.to_owned()),
                true,
            )
        })
        .collect();
    expected.sort();
    assert_eq!(shown, expected);
    assert_eq!(setting.signed_in("carol").await.conferences().await.unwrap().len(), 2);
    assert_eq!(link.conference("no such").await.unwrap_err(), LinkError::Gone);
}

async fn the_logo_is_the_site_s_logo_04(setting: Setting) {
    let link = setting.signed_in("alice").await;
    let logo = link.logo().await.unwrap();
    assert_eq!((logo.media_type.as_str(), logo.bytes == office().logo), ("image/png", true));
    let observed = setting.signed_in("alice").await;
    let shown = timeout(PATIENCE, observed.observe_logo().next()).await.unwrap().unwrap();
    assert_eq!(shown, logo, "LOGO-03: it comes by itself");
    let user = timeout(PATIENCE, observed.observe_user().next()).await.unwrap().unwrap();
    assert_eq!((user.username.as_str(), user.logo_revision), ("alice", logo.revision));
}

async fn what_is_not_there_is_gone(setting: Setting) {
    let link = setting.signed_in("alice").await;
    assert_eq!(link.voicemail("no such").await.unwrap_err(), LinkError::Gone);
    assert_eq!(link.audio("no such", PartKind::Recording).await.unwrap_err(), LinkError::Gone);
    assert_eq!(link.set_seen("no such", true).await.map(|_| ()).unwrap_err(), LinkError::Gone);
    assert_eq!(link.delete("no such").await.map(|_| ()).unwrap_err(), LinkError::Gone);
}

async fn signing_out_leaves_nothing_to_do_and_signing_in_again_works(setting: Setting) {
    let link = setting.signed_in("alice").await;
    link.sign_out().await.unwrap();
    assert_eq!(link.ready().await, LinkState::Disconnected);
    assert!(link.lamps().each().iter().all(|(_, lamp)| **lamp != Lamp::On));
    link.sign_in("alice", DEMO_PASSWORD.into()).await.unwrap();
    assert_eq!(timeout(PATIENCE, link.ready()).await.unwrap(), LinkState::Connected);
}

macro_rules! on_demo_and_live {
    ($($promise:ident),+ $(,)?) => {
        mod demo {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $promise() {
                super::$promise(super::Setting::Demo).await;
            })+
        }

        mod live {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $promise() {
                super::$promise(super::Setting::live().await).await;
            })+
        }
    };
}

on_demo_and_live!(
    signing_in_connects_and_lights_all_four_lamps_ml_17,
    a_wrong_password_and_an_unknown_user_are_refused_alike,
    without_the_key_there_is_presence_and_nothing_else_ml_03,
    the_inbox_is_the_sample_office_s_newest_first_ml_40_44,
    what_was_sent_lies_in_sent_with_its_recipients,
    audio_is_byte_for_byte_what_was_recorded_vm_06,
    seen_and_new_again_shows_at_once_and_stays_ml_41,
    a_deleted_message_rests_in_trash_and_comes_back_vm_08,
    a_presence_shows_in_the_directory_prs_05,
    conferences_are_those_of_creator_and_moderator_cnf_07,
    the_logo_is_the_site_s_logo_04,
    what_is_not_there_is_gone,
    signing_out_leaves_nothing_to_do_and_signing_in_again_works,
);
