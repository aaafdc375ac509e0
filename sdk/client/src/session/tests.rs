//! The session over a link that comes and goes: the demo behind a switch.

use crate::{
    Clock, LinkError, LinkState, MobileLink,
    backend::{
        Arrived, Backend, BackendError, Credentials, FolderListing, Hint, KnownFolder, LogoImage,
        MessageChange, Place, StoredPart, demo::Demo,
    },
    cache::Cache,
    state::{Lamps, Leg},
};
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream, stream::BoxStream};
use mobilelink_wire::{CurrentPresence, Folder, Presence, Secret, SetPresence, SyncPage, User};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::sync::watch;

/// The demo, reachable only while the switches say so.
struct FakeNetwork {
    demo: Demo,
    amds_up: watch::Receiver<bool>,
    imap_up: watch::Receiver<bool>,
    /// How IMAP fails while its switch is off.
    imap_fault: fn() -> BackendError,
    /// What IMAP does not take, however often it is asked.
    refused: Mutex<Option<MessageChange>>,
}

impl FakeNetwork {
    fn through<'a, T: Send + 'a>(
        &'a self,
        leg: Leg,
        answer: impl FnOnce(&'a Demo) -> BoxFuture<'a, Result<T, BackendError>>,
    ) -> BoxFuture<'a, Result<T, BackendError>> {
        let fault = if !*self.amds_up.borrow() {
            Some(down(leg))
        } else if leg == Leg::Imap && !*self.imap_up.borrow() {
            Some((self.imap_fault)())
        } else {
            None
        };
        match fault {
            Some(fault) => async move { Err(fault) }.boxed(),
            None => answer(&self.demo),
        }
    }
}

fn down(leg: Leg) -> BackendError {
    BackendError::Unreachable { leg, reason: "switched off".into() }
}

impl Backend for FakeNetwork {
    fn sign_in(&self, credentials: Credentials) -> BoxFuture<'_, Result<User, BackendError>> {
        self.through(Leg::Mobile, |demo| demo.sign_in(credentials))
    }
    fn reopen(&self) -> BoxFuture<'_, Result<User, BackendError>> {
        self.through(Leg::Mobile, |demo| demo.reopen())
    }
    fn sign_out(&self) -> BoxFuture<'_, ()> {
        self.demo.sign_out()
    }
    fn forget(&self) -> BoxFuture<'_, ()> {
        self.demo.forget()
    }
    fn changes_since(&self, cursor: Option<String>) -> BoxFuture<'_, Result<SyncPage, BackendError>> {
        self.through(Leg::Mobile, |demo| demo.changes_since(cursor))
    }
    fn hints(&self, cursor: Option<String>) -> BoxStream<'_, Result<Hint, BackendError>> {
        let mut up = self.amds_up.clone();
        let lost = stream::once(async move {
            // The switch outlives the link in every test.
            let _ = up.wait_for(|up| !up).await;
            Err(down(Leg::Mobile))
        });
        stream::select(self.demo.hints(cursor), lost).boxed()
    }
    fn mailbox(&self, known: Vec<KnownFolder>) -> BoxFuture<'_, Result<Vec<FolderListing>, BackendError>> {
        self.through(Leg::Imap, |demo| demo.mailbox(known))
    }
    fn details(
        &self,
        folder: Folder,
        uid_validity: u32,
        uids: Vec<u32>,
    ) -> BoxFuture<'_, Result<Vec<Arrived>, BackendError>> {
        self.through(Leg::Imap, |demo| demo.details(folder, uid_validity, uids))
    }
    fn set_presence(&self, presence: SetPresence) -> BoxFuture<'_, Result<CurrentPresence, BackendError>> {
        self.through(Leg::Mobile, |demo| demo.set_presence(presence))
    }
    fn change(&self, place: Place, change: MessageChange) -> BoxFuture<'_, Result<(), BackendError>> {
        if *self.refused.lock().unwrap() == Some(change) {
            let refused = BackendError::Refused { leg: Leg::Imap, reason: "you may not".into() };
            return async move { Err(refused) }.boxed();
        }
        self.through(Leg::Imap, |demo| demo.change(place, change))
    }
    fn audio(&self, place: Place, part: StoredPart) -> BoxFuture<'_, Result<Vec<u8>, BackendError>> {
        self.through(Leg::Imap, |demo| demo.audio(place, part))
    }
    fn logo(&self, known: Option<String>) -> BoxFuture<'_, Result<Option<LogoImage>, BackendError>> {
        self.through(Leg::Mobile, |demo| demo.logo(known))
    }
    fn check_submission(&self) -> BoxFuture<'_, Result<(), BackendError>> {
        self.through(Leg::Smtp, |demo| demo.check_submission())
    }
    fn lamps(&self) -> watch::Receiver<Lamps> {
        self.demo.lamps()
    }
}

struct Switches {
    amds: watch::Sender<bool>,
    imap: watch::Sender<bool>,
    /// Behind the switches: what others do there.
    network: Arc<FakeNetwork>,
}

async fn link() -> (MobileLink, Switches) {
    link_whose_imap_fails_with(|| down(Leg::Imap)).await
}

async fn link_whose_imap_fails_with(imap_fault: fn() -> BackendError) -> (MobileLink, Switches) {
    let (amds, amds_up) = watch::channel(true);
    let (imap, imap_up) = watch::channel(true);
    let demo = Demo::new(Clock::system(), None);
    let network = Arc::new(FakeNetwork { demo, amds_up, imap_up, imap_fault, refused: Mutex::default() });
    let cache = Cache::open(None).await.unwrap();
    let link = MobileLink::start(network.clone(), cache, "fake".into(), Clock::system());
    (link, Switches { amds, imap, network })
}

async fn signed_in() -> (MobileLink, Switches) {
    let (link, switches) = link().await;
    link.sign_in("alice", sample_office::DEMO_PASSWORD.into()).await.unwrap();
    assert_eq!(link.ready().await, LinkState::Connected);
    (link, switches)
}

async fn until(link: &MobileLink, wanted: LinkState) {
    let mut states = link.watch_state();
    while states.next().await.unwrap() != wanted {}
}

#[tokio::test]
async fn a_sign_in_without_a_server_says_offline_and_signs_nobody_in() {
    let (link, switches) = link().await;
    switches.amds.send_replace(false);
    let refused = link.sign_in("alice", sample_office::DEMO_PASSWORD.into()).await;
    assert!(matches!(refused, Err(LinkError::Offline { leg: Leg::Mobile, .. })));
    assert_eq!(link.ready().await, LinkState::Disconnected);
}

#[tokio::test]
async fn a_lost_link_is_shown_and_screens_can_still_be_read() {
    let (link, switches) = signed_in().await;
    let before = link.voicemails(Folder::Inbox).await.unwrap();
    switches.amds.send_replace(false);
    until(&link, LinkState::Disconnected).await;
    assert_eq!(link.voicemails(Folder::Inbox).await.unwrap(), before);
    assert!(!link.directory().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_is_done_without_a_link_is_shown_at_once_and_sent_when_it_is_back() {
    let (link, switches) = signed_in().await;
    let id = link.voicemails(Folder::Inbox).await.unwrap()[0].id.clone();
    switches.amds.send_replace(false);
    until(&link, LinkState::Disconnected).await;

    let deleted = link.delete(&id).await.unwrap();
    let moved = link.set_presence(Presence::AtHome, None).await.unwrap();
    assert_eq!(link.voicemail(&id).await.unwrap().folder, Folder::Trash);
    assert_eq!(link.presence().await.unwrap().presence, Presence::AtHome);
    assert!(link.voicemail(&id).await.unwrap().pending);

    switches.amds.send_replace(true);
    link.retry_now().await;
    deleted.sent().await.unwrap();
    moved.sent().await.unwrap();
    until(&link, LinkState::Connected).await;
    let message = link.voicemail(&id).await.unwrap();
    assert_eq!((message.folder, message.pending), (Folder::Trash, false));
    assert_eq!(link.presence().await.unwrap().presence, Presence::AtHome);
}

#[tokio::test]
async fn what_happened_elsewhere_while_the_link_was_lost_shows_when_it_is_back() {
    let (link, switches) = signed_in().await;
    let inbox = link.voicemails(Folder::Inbox).await.unwrap();
    let heard = inbox.iter().find(|message| !message.seen).unwrap();
    let deleted = inbox.iter().rfind(|message| message.id != heard.id).unwrap();
    let place = async |id: &str| link.cache().place(id).await.unwrap();
    let (heard_at, deleted_at) = (place(&heard.id).await, place(&deleted.id).await);
    switches.amds.send_replace(false);
    until(&link, LinkState::Disconnected).await;
    let elsewhere = &switches.network.demo;
    elsewhere.change(heard_at, MessageChange::Seen(true)).await.unwrap();
    elsewhere.change(deleted_at, MessageChange::MoveTo(Folder::Trash)).await.unwrap();

    switches.amds.send_replace(true);
    link.retry_now().await;
    until(&link, LinkState::Connected).await;
    assert!(link.voicemail(&heard.id).await.unwrap().seen);
    assert_eq!(link.voicemail(&deleted.id).await.unwrap().folder, Folder::Trash);
}

#[tokio::test]
async fn a_mailbox_that_fails_is_no_connection_but_presence_goes_on() {
    let (link, switches) = link().await;
    switches.imap.send_replace(false);
    link.sign_in("alice", sample_office::DEMO_PASSWORD.into()).await.unwrap();
    assert_eq!(link.ready().await, LinkState::Disconnected, "features 19.1: all four legs");
    link.set_presence(Presence::Busy, None).await.unwrap().sent().await.unwrap();

    switches.imap.send_replace(true);
    link.retry_now().await;
    until(&link, LinkState::Connected).await;
    assert!(!link.voicemails(Folder::Inbox).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_action_outlives_a_mailbox_that_misbehaves_or_refuses_the_sign_in_for_a_while() {
    let faults: [fn() -> BackendError; 2] = [
        || BackendError::Misbehaved { leg: Leg::Imap, what: "nonsense".into() },
        || BackendError::SignInRefused,
    ];
    for fault in faults {
        let (link, switches) = link_whose_imap_fails_with(fault).await;
        link.sign_in("alice", sample_office::DEMO_PASSWORD.into()).await.unwrap();
        assert_eq!(link.ready().await, LinkState::Connected);
        let id = link.voicemails(Folder::Inbox).await.unwrap()[0].id.clone();
        switches.imap.send_replace(false);
        let deleted = link.delete(&id).await.unwrap();
        until(&link, LinkState::Disconnected).await;
        let message = link.voicemail(&id).await.unwrap();
        assert_eq!((message.folder, message.pending), (Folder::Trash, true));

        switches.imap.send_replace(true);
        link.retry_now().await;
        deleted.sent().await.unwrap();
    }
}

#[tokio::test]
async fn what_the_mailbox_refuses_is_undone_on_the_screen_and_what_came_after_it_goes_on() {
    let (link, switches) = signed_in().await;
    let inbox = link.voicemails(Folder::Inbox).await.unwrap();
    let (kept, heard) = (&inbox[0], inbox[1..].iter().find(|message| !message.seen).unwrap());
    *switches.network.refused.lock().unwrap() = Some(MessageChange::MoveTo(Folder::Trash));
    let deleted = link.delete(&kept.id).await.unwrap();
    let seen = link.set_seen(&heard.id, true).await.unwrap();

    let why = deleted.sent().await.unwrap_err();
    assert!(matches!(&why, LinkError::Unexpected { detail } if detail.contains("you may not")), "{why:?}");
    seen.sent().await.unwrap();
    let kept = link.voicemail(&kept.id).await.unwrap();
    assert_eq!((kept.folder, kept.pending), (Folder::Inbox, false));
    assert!(link.voicemail(&heard.id).await.unwrap().seen);
    assert_eq!(link.ready().await, LinkState::Connected, "a refusal says nothing about the link");
}

#[tokio::test]
async fn once_signed_out_no_refresh_token_is_left() {
    let (link, _switches) = signed_in().await;
    link.cache().keep_refresh_token(Some(&Secret::new("rt"))).await.unwrap();
    assert!(link.cache().kept_session("fake").await.unwrap().is_some());
    link.sign_out().await.unwrap();
    assert!(link.cache().kept_session("fake").await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_that_ended_is_forgotten_before_anybody_hears_of_it() {
    let (link, _switches) = signed_in().await;
    link.sign_out().await.unwrap();
    link.cache().keep_refresh_token(Some(&Secret::new("rt"))).await.unwrap();
    let busy = link.cache().write().await.unwrap();
    let resuming = tokio::spawn({
        let link = link.clone();
        async move { link.resume().await }
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!resuming.is_finished(), "the token cannot have been removed yet");
    drop(busy);
    assert_eq!(resuming.await.unwrap().unwrap_err(), LinkError::SignInRefused);
    assert!(link.cache().kept_session("fake").await.unwrap().is_none());
}

#[tokio::test]
async fn signing_out_ends_the_session_and_nothing_reconnects() {
    let (link, _switches) = signed_in().await;
    link.sign_out().await.unwrap();
    assert_eq!(link.ready().await, LinkState::Disconnected);
    link.retry_now().await;
    assert_eq!(link.resume().await.unwrap_err(), LinkError::SignInRefused);
}
