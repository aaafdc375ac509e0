//! The demo backend: a scripted office in memory (ML-10, ML-70). Opens no socket, and keeps every promise of `live`.

mod seed;
mod world;

use crate::{
    backend::{
        Arrived, Backend, BackendError, Credentials, FolderListing, Hint, KnownFolder, LogoImage,
        MessageChange, Place, StoredPart,
    },
    clock::Clock,
    state::Lamps,
};
use futures_util::{FutureExt, StreamExt, future::BoxFuture, stream, stream::BoxStream};
use mobilelink_wire::{CurrentPresence, Folder, Mode, SetPresence, SyncPage, User};
use secrecy::ExposeSecret;
use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{sync::watch, task::AbortHandle};
use world::World;

/// The sample office, as one of its people has it.
pub(crate) struct Demo {
    world: Arc<Mutex<World>>,
    /// How many changes there were; wakes whoever waits for hints.
    news: watch::Sender<usize>,
    lamps: watch::Sender<Lamps>,
    script_after: Option<Duration>,
    script: Mutex<Option<AbortHandle>>,
}

impl Demo {
    pub(crate) fn new(clock: Clock, script_after: Option<Duration>) -> Self {
        let world = seed::world(clock);
        let (news, _) = watch::channel(0);
        let (lamps, _) = watch::channel(Lamps::default());
        Self { world: Arc::new(Mutex::new(world)), news, lamps, script_after, script: Mutex::new(None) }
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers at once, then wakes whoever waits for hints.
    fn answer<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut World) -> Result<T, BackendError>,
    ) -> BoxFuture<'_, Result<T, BackendError>> {
        let mut world = self.world();
        let answer = act(&mut world);
        self.news.send_replace(world.changes());
        async move { answer }.boxed()
    }

    fn opened(&self, user: Result<User, BackendError>) -> BoxFuture<'_, Result<User, BackendError>> {
        self.lamps.send_replace(match &user {
            Ok(user) if user.mode == Mode::Full => Lamps::all_on(),
            Ok(_) => Lamps::evaluation(),
            Err(_) => Lamps::default(),
        });
        if user.is_ok() {
            self.start_script();
        }
        async move { user }.boxed()
    }

    /// After a while a message arrives, and a little later a colleague moves.
    fn start_script(&self) {
        let Some(pause) = self.script_after else { return };
        let world = self.world.clone();
        let news = self.news.clone();
        let script = tokio::spawn(async move {
            for act in [World::deliver_sample, World::move_a_colleague] {
                tokio::time::sleep(pause).await;
                let mut world = world.lock().unwrap_or_else(PoisonError::into_inner);
                act(&mut world);
                news.send_replace(world.changes());
            }
        });
        self.end_script(Some(script.abort_handle()));
    }

    fn end_script(&self, next: Option<AbortHandle>) {
        let mut script = self.script.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(running) = std::mem::replace(&mut *script, next) {
            running.abort();
        }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.end_script(None);
    }
}

impl Backend for Demo {
    fn sign_in(&self, credentials: Credentials) -> BoxFuture<'_, Result<User, BackendError>> {
        let user = self.world().sign_in(&credentials.username, credentials.password.expose_secret());
        self.opened(user)
    }

    fn reopen(&self) -> BoxFuture<'_, Result<User, BackendError>> {
        let user = self.world().user().map_err(|_| BackendError::SignInRefused);
        self.opened(user)
    }

    fn sign_out(&self) -> BoxFuture<'_, ()> {
        self.end_script(None);
        self.world().sign_out();
        self.lamps.send_replace(Lamps::default());
        async {}.boxed()
    }

    fn forget(&self) -> BoxFuture<'_, ()> {
        self.end_script(None);
        self.world().sign_out();
        async {}.boxed()
    }

    fn changes_since(&self, cursor: Option<String>) -> BoxFuture<'_, Result<SyncPage, BackendError>> {
        self.answer(|world| world.changes_since(cursor.as_deref()))
    }

    fn hints(&self, cursor: Option<String>) -> BoxStream<'_, Result<Hint, BackendError>> {
        let start = match cursor {
            Some(cursor) => world::place_in_log(&cursor),
            None => Some(self.world().changes()),
        };
        let Some(start) = start else {
            return stream::once(async { Ok(Hint::CursorExpired) }).boxed();
        };
        stream::unfold((start, self.news.subscribe()), move |(mut next, mut news)| async move {
            loop {
                // Noted before looking, so that what happens after the look wakes.
                news.borrow_and_update();
                let found = self.world().hint(next);
                match found {
                    Some(Some(hint)) => return Some((Ok(hint), (next + 1, news))),
                    Some(None) => next += 1,
                    None => news.changed().await.ok()?,
                }
            }
        })
        .boxed()
    }

    fn mailbox(&self, known: Vec<KnownFolder>) -> BoxFuture<'_, Result<Vec<FolderListing>, BackendError>> {
        self.answer(move |world| world.mailbox(&known))
    }

    /// Nothing: the listings of the demo leave nothing out.
    fn details(&self, _: Folder, _: u32, _: Vec<u32>) -> BoxFuture<'_, Result<Vec<Arrived>, BackendError>> {
        self.answer(|_| Ok(Vec::new()))
    }

    fn set_presence(&self, presence: SetPresence) -> BoxFuture<'_, Result<CurrentPresence, BackendError>> {
        self.answer(|world| world.set_presence(presence))
    }

    fn change(&self, place: Place, change: MessageChange) -> BoxFuture<'_, Result<(), BackendError>> {
        self.answer(|world| world.change(place, change))
    }

    fn audio(&self, place: Place, part: StoredPart) -> BoxFuture<'_, Result<Vec<u8>, BackendError>> {
        self.answer(|world| world.audio(place, part.part))
    }

    fn logo(&self, known: Option<String>) -> BoxFuture<'_, Result<Option<LogoImage>, BackendError>> {
        self.answer(|world| world.logo(known.as_deref()))
    }

    fn check_submission(&self) -> BoxFuture<'_, Result<(), BackendError>> {
        self.answer(|world| world.user().map(|_| ()))
    }

    fn lamps(&self) -> watch::Receiver<Lamps> {
        self.lamps.subscribe()
    }
}
