//! The one handle apps hold.

use crate::{
    alive::{Counted, Kind},
    listener::{
        ConferencesListener, DirectoryListener, LampsListener, LogoListener, PresenceListener, StateListener,
        UserListener, VoicemailsListener,
    },
    runtime,
    submission::Submission,
    subscription::Subscription,
    turns::Turns,
};
use mobilelink_client::{
    AudioFile, Conference, CurrentPresence, DemoOptions, Folder, Lamps, LinkError, LinkOptions, LinkState,
    Logo, MobileLink as Link, PartKind, Person, Presence, ServerSettings, Submission as Sent, User,
    Voicemail,
};
use std::{future::Future, sync::Arc};

/// One account on one server, or the demo. Lives until it is let go; its subscriptions end with it.
///
/// What screens show is read from the local cache and works without a link; actions are shown at once and sent when
/// there is one, see [`Submission`].
#[derive(Debug, uniffi::Object)]
pub struct MobileLink {
    link: Link,
    turns: Turns,
    _counted: Counted,
}

/// The version of this library, for the title of a report.
#[uniffi::export]
pub fn version() -> Result<String, LinkError> {
    Ok(env!("CARGO_PKG_VERSION").into())
}

#[uniffi::export(async_runtime = "tokio")]
impl MobileLink {
    /// A link into the sample office, in memory, without a server and without a socket (ML-10, ML-70).
    #[uniffi::constructor]
    pub async fn demo(options: DemoOptions) -> Result<Arc<Self>, LinkError> {
        runtime::run(Link::demo(options)).await.map(Self::new)
    }

    /// A link to a server. Opens no connection yet.
    #[uniffi::constructor]
    pub async fn live(server: ServerSettings, options: LinkOptions) -> Result<Arc<Self>, LinkError> {
        runtime::run(Link::live(server, options)).await.map(Self::new)
    }

    /// Signs in; afterwards the link keeps itself alive until `sign_out`.
    ///
    /// Returns as soon as the server decided; the cache catches up meanwhile, see `ready`.
    pub async fn sign_in(&self, username: String, password: String) -> Result<User, LinkError> {
        let link = self.link.clone();
        runtime::run(async move { link.sign_in(&username, password.into()).await }).await
    }

    /// Continues the session that was kept in the cache folder. `SignInRefused` when there is none any more.
    ///
    /// After `Offline` it goes on trying by itself, and the cache can be read.
    pub async fn resume(&self) -> Result<User, LinkError> {
        let link = self.link.clone();
        runtime::run(async move { link.resume().await }).await
    }

    /// Signs out: the server forgets this device, and nothing of the account stays on it, messages and actions that were
    /// not sent yet included.
    pub async fn sign_out(&self) -> Result<(), LinkError> {
        let link = self.link.clone();
        runtime::run(async move { link.sign_out().await }).await
    }

    /// Says that the network is back, so that a lost link is not waited for.
    pub async fn retry_now(&self) -> Result<(), LinkError> {
        let link = self.link.clone();
        runtime::run(async move {
            link.retry_now().await;
            Ok(())
        })
        .await
    }

    /// Waits until nothing is under way that changes the state by itself: after `sign_in`, until the cache is up to
    /// date or a leg turned out not to work.
    pub async fn ready(&self) -> Result<LinkState, LinkError> {
        let link = self.link.clone();
        runtime::answer(async move { Ok(link.ready().await) }).await
    }

    /// The signed-in account, from the cache. `Gone` before the first sign-in.
    pub async fn user(&self) -> Result<User, LinkError> {
        let link = self.link.clone();
        runtime::answer(async move { link.user().await }).await
    }

    /// The own presence, from the cache.
    pub async fn presence(&self) -> Result<CurrentPresence, LinkError> {
        let link = self.link.clone();
        runtime::answer(async move { link.presence().await }).await
    }

    /// Sets the own presence; also in Evaluation (PRS-06). `Unsupported` for `Unknown`.
    pub async fn set_presence(
        &self,
        presence: Presence,
        note: Option<String>,
    ) -> Result<Arc<Submission>, LinkError> {
        let link = self.link.clone();
        self.act(async move { link.set_presence(presence, note).await }).await
    }

    /// Everybody of the site with their presence, by last name, from the cache.
    pub async fn directory(&self) -> Result<Vec<Person>, LinkError> {
        let link = self.link.clone();
        runtime::answer(async move { link.directory().await }).await
    }

    /// The messages of a folder, newest first, from the cache.
    pub async fn voicemails(&self, folder: Folder) -> Result<Vec<Voicemail>, LinkError> {
        let link = self.link.clone();
        runtime::answer(async move { link.voicemails(folder).await }).await
    }

    /// One message, wherever it lies. `Gone` when there is none.
    pub async fn voicemail(&self, id: String) -> Result<Voicemail, LinkError> {
        let link = self.link.clone();
        runtime::answer(async move { link.voicemail(&id).await }).await
    }

    /// The audio of one part, fetched at the first call. Does not mark the message seen.
    ///
    /// `Gone` when the message has no such part, `Offline` when it was never fetched and there is no link.
    pub async fn audio(&self, id: String, part: PartKind) -> Result<AudioFile, LinkError> {
        let link = self.link.clone();
        runtime::run(async move { link.audio(&id, part).await }).await
    }

    /// Marks a message seen, or new again (ML-41).
    pub async fn set_seen(&self, id: String, seen: bool) -> Result<Arc<Submission>, LinkError> {
        let link = self.link.clone();
        self.act(async move { link.set_seen(&id, seen).await }).await
    }

    /// Puts a message into Trash, everywhere; one that is there already is deleted for good (VM-08).
    pub async fn delete(&self, id: String) -> Result<Arc<Submission>, LinkError> {
        let link = self.link.clone();
        self.act(async move { link.delete(&id).await }).await
    }

    /// Takes a message back out of Trash: the undo of `delete`.
    pub async fn restore(&self, id: String) -> Result<Arc<Submission>, LinkError> {
        let link = self.link.clone();
        self.act(async move { link.restore(&id).await }).await
    }

    /// The conferences of the user, soonest first, standing bridges last; from the cache.
    pub async fn conferences(&self) -> Result<Vec<Conference>, LinkError> {
        let link = self.link.clone();
        runtime::answer(async move { link.conferences().await }).await
    }

    /// The newest logo if the server can be reached, otherwise the one last fetched (LOGO-03).
    pub async fn logo(&self) -> Result<Logo, LinkError> {
        let link = self.link.clone();
        runtime::run(async move { link.logo().await }).await
    }
}

#[uniffi::export]
impl MobileLink {
    /// The state to show (ML-22).
    pub fn state(&self) -> Result<LinkState, LinkError> {
        Ok(self.link.state())
    }

    /// The four lamps (ML-17).
    pub fn lamps(&self) -> Result<Lamps, LinkError> {
        Ok(self.link.lamps())
    }

    /// The state now and after every change.
    pub fn watch_state(&self, listener: Arc<dyn StateListener>) -> Result<Arc<Subscription>, LinkError> {
        Subscription::start(self.link.watch_state(), listener)
    }

    /// The four lamps now and after every change.
    pub fn watch_lamps(&self, listener: Arc<dyn LampsListener>) -> Result<Arc<Subscription>, LinkError> {
        Subscription::start(self.link.watch_lamps(), listener)
    }

    /// The own presence now and after every change, from wherever it was set (PRS-05).
    pub fn watch_presence(
        &self,
        listener: Arc<dyn PresenceListener>,
    ) -> Result<Arc<Subscription>, LinkError> {
        Subscription::start(self.link.observe_presence(), listener)
    }

    /// The directory now and after every change.
    pub fn watch_directory(
        &self,
        listener: Arc<dyn DirectoryListener>,
    ) -> Result<Arc<Subscription>, LinkError> {
        Subscription::start(self.link.observe_directory(), listener)
    }

    /// The messages of a folder now and after every change.
    pub fn watch_voicemails(
        &self,
        folder: Folder,
        listener: Arc<dyn VoicemailsListener>,
    ) -> Result<Arc<Subscription>, LinkError> {
        Subscription::start(self.link.observe_voicemails(folder), listener)
    }

    /// The conferences now and after every change.
    pub fn watch_conferences(
        &self,
        listener: Arc<dyn ConferencesListener>,
    ) -> Result<Arc<Subscription>, LinkError> {
        Subscription::start(self.link.observe_conferences(), listener)
    }

    /// The signed-in account now and after every change of mode, permissions or names.
    pub fn watch_user(&self, listener: Arc<dyn UserListener>) -> Result<Arc<Subscription>, LinkError> {
        Subscription::start(self.link.observe_user(), listener)
    }

    /// The logo as it was last fetched, and each newer one; nothing before the first (LOGO-03).
    pub fn watch_logo(&self, listener: Arc<dyn LogoListener>) -> Result<Arc<Subscription>, LinkError> {
        Subscription::start(self.link.observe_logo(), listener)
    }
}

impl MobileLink {
    fn new(link: Link) -> Arc<Self> {
        Arc::new(Self { link, turns: Turns::default(), _counted: Counted::new(Kind::Link) })
    }

    /// Does what a person wants after what they wanted before, whoever waits for which: the last word counts.
    async fn act(
        &self,
        action: impl Future<Output = Result<Sent, LinkError>> + Send + 'static,
    ) -> Result<Arc<Submission>, LinkError> {
        let turn = self.turns.take().await;
        runtime::run(async move {
            let _until_done = turn.await;
            action.await.map(Submission::new)
        })
        .await
    }
}
