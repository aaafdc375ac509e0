//! The one handle apps hold.

use crate::{
    backend::{Backend, Credentials, demo::Demo, live::Live},
    cache::{Cache, CacheError, Topic},
    clock::Clock,
    error::LinkError,
    intention::{Intention, Outcome, Submission},
    options::{DemoOptions, LinkOptions, ServerSettings},
    session::driver::{Driver, Order, Standing},
    state::{Lamps, LinkState},
    subscription::Subscription,
};
use mobilelink_wire::User;
use secrecy::SecretString;
use std::{fmt, future::Future, sync::Arc};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio_util::sync::{CancellationToken, DropGuard};

/// A Mobile Link: one account on one server, or the demo. Cheap to clone; the last clone that is dropped closes it.
///
/// What screens show is read from the local cache and works without a link; actions are shown at once and sent when
/// there is one. Must be made inside a tokio runtime.
#[derive(Clone)]
pub struct MobileLink {
    inner: Arc<Inner>,
}

struct Inner {
    backend: Arc<dyn Backend>,
    cache: Cache,
    clock: Clock,
    orders: mpsc::Sender<Order>,
    standing: watch::Receiver<Standing>,
    outcomes: broadcast::Sender<Outcome>,
    closed: CancellationToken,
    _close_when_dropped: DropGuard,
}

impl MobileLink {
    /// A link into the sample office, in memory, without a server and without a socket (ML-10, ML-70).
    ///
    /// Signs in like a real one; any name and password of the sample office will do, see [`MobileLink::sign_in`].
    pub async fn demo(options: DemoOptions) -> Result<Self, LinkError> {
        let DemoOptions { link, script_after } = options;
        let cache = Cache::open(link.cache.as_deref()).await?;
        let clock = Clock::system();
        let backend = Demo::new(clock.clone(), script_after);
        Ok(Self::start(Arc::new(backend), cache, "demo".into(), clock))
    }

    /// A link to a server. Opens no connection yet. `Invalid` names the field that cannot be meant.
    pub async fn live(settings: ServerSettings, options: LinkOptions) -> Result<Self, LinkError> {
        settings.check()?;
        let cache = Cache::open(options.cache.as_deref()).await?;
        let server = format!("{}:{}", settings.host, settings.port);
        let clock = Clock::system();
        let backend = Live::new(settings, &options, clock.clone(), cache.clone(), server.clone())?;
        Ok(Self::start(Arc::new(backend), cache, server, clock))
    }

    pub(crate) fn start(backend: Arc<dyn Backend>, cache: Cache, server: String, clock: Clock) -> Self {
        let (outcomes, _) = broadcast::channel(256);
        let (orders, received) = mpsc::channel(16);
        let closed = CancellationToken::new();
        let (driver, standing) = Driver::new(backend.clone(), cache.clone(), server, outcomes.clone());
        tokio::spawn(driver.run(received, closed.clone()));
        let inner = Inner {
            backend,
            cache,
            clock,
            orders,
            standing,
            outcomes,
            _close_when_dropped: closed.clone().drop_guard(),
            closed,
        };
        Self { inner: Arc::new(inner) }
    }

    /// Signs in; afterwards the link keeps itself alive until `sign_out`.
    ///
    /// Returns as soon as the server decided; the cache catches up meanwhile, see [`MobileLink::ready`].
    pub async fn sign_in(&self, username: &str, password: SecretString) -> Result<User, LinkError> {
        let credentials = Credentials { username: username.to_owned(), password };
        self.ask(|answer| Order::SignIn(credentials, answer)).await?
    }

    /// Continues the session that was kept in the cache folder. `SignInRefused` when there is none any more.
    ///
    /// After `Offline` it goes on trying by itself, and the cache can be read.
    pub async fn resume(&self) -> Result<User, LinkError> {
        self.ask(Order::Continue).await?
    }

    /// Signs out: the server forgets this device, and nothing of the account stays on it, messages and actions that were
    /// not sent yet included.
    pub async fn sign_out(&self) -> Result<(), LinkError> {
        self.ask(Order::SignOut).await
    }

    /// Says that the network is back, so that a lost link is not waited for.
    pub async fn retry_now(&self) {
        // Fails only when the link is closed, where there is nothing to retry.
        let _ = self.inner.orders.send(Order::RetryNow).await;
    }

    /// The state to show (ML-22).
    pub fn state(&self) -> LinkState {
        self.inner.standing.borrow().shown
    }

    /// The state now and after every change.
    pub fn watch_state(&self) -> Subscription<LinkState> {
        let standing = self.inner.standing.clone();
        let read = standing.clone();
        Subscription::to_signal(
            standing,
            self.inner.closed.clone(),
            |standing| standing.shown,
            move || {
                let shown = read.borrow().shown;
                async move { Some(shown) }
            },
            LinkState::clone,
        )
    }

    /// The four lamps (ML-17).
    pub fn lamps(&self) -> Lamps {
        self.inner.backend.lamps().borrow().clone()
    }

    /// The four lamps now and after every change.
    pub fn watch_lamps(&self) -> Subscription<Lamps> {
        Subscription::to_watch(self.inner.backend.lamps(), self.inner.closed.clone())
    }

    /// Waits until nothing is under way that changes the state by itself: after `sign_in`, until the cache is up to
    /// date or a leg turned out not to work.
    pub async fn ready(&self) -> LinkState {
        let mut standing = self.inner.standing.clone();
        match standing.wait_for(|standing| standing.settled).await {
            Ok(standing) => standing.shown,
            Err(_) => LinkState::Disconnected,
        }
    }

    /// Reads from the cache now and whenever one of the topics changed.
    pub(crate) fn observe<T, F>(
        &self,
        topics: &'static [Topic],
        read: impl Fn(Cache) -> F + Send + Sync + 'static,
    ) -> Subscription<T>
    where
        T: Clone + PartialEq + Send + Sync + 'static,
        F: Future<Output = Result<T, CacheError>> + Send + 'static,
    {
        self.observe_by(topics, read, T::clone)
    }

    /// As `observe`; two values with the same mark are the same.
    pub(crate) fn observe_by<T, F, M>(
        &self,
        topics: &'static [Topic],
        read: impl Fn(Cache) -> F + Send + Sync + 'static,
        mark: impl Fn(&T) -> M + Send + 'static,
    ) -> Subscription<T>
    where
        T: Clone + PartialEq + Send + Sync + 'static,
        F: Future<Output = Result<T, CacheError>> + Send + 'static,
        M: PartialEq + Send + 'static,
    {
        let cache = self.inner.cache.clone();
        let signal = cache.revisions();
        Subscription::to_signal(
            signal,
            self.inner.closed.clone(),
            |revisions| revisions.of(topics),
            move || {
                // By itself: who looks away in the middle of a read must not keep a connection from all others.
                let value = tokio::spawn(read(cache.clone()));
                async move {
                    match value.await.unwrap_or(Err(CacheError::NotFound)) {
                        Ok(value) => Some(value),
                        // Before the first sign-in there is nothing to show yet.
                        Err(CacheError::NotFound) => None,
                        Err(error) => {
                            tracing::warn!(%error, "the cache could not be read");
                            None
                        }
                    }
                }
            },
            mark,
        )
    }

    /// Shows an intention at once and sends it when possible.
    pub(crate) async fn act(&self, intention: Intention) -> Result<Submission, LinkError> {
        // Subscribed first, or the outcome could be there before anybody listens.
        let outcomes = self.inner.outcomes.subscribe();
        let number = self.inner.cache.intend(&intention).await?;
        // Fails only when the link is closed; the outbox keeps the intention for the next one.
        let _ = self.inner.orders.send(Order::Acted).await;
        Ok(Submission::new(number, outcomes))
    }

    pub(crate) fn cache(&self) -> &Cache {
        &self.inner.cache
    }

    pub(crate) fn backend(&self) -> &dyn Backend {
        self.inner.backend.as_ref()
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    async fn ask<T>(&self, order: impl FnOnce(oneshot::Sender<T>) -> Order) -> Result<T, LinkError> {
        let closed = || LinkError::Unexpected { detail: "the link is closed".into() };
        let (answer, answered) = oneshot::channel();
        self.inner.orders.send(order(answer)).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())
    }
}

impl fmt::Debug for MobileLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MobileLink").field("state", &self.state()).finish_non_exhaustive()
    }
}
