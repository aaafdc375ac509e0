//! Runs the session machine: takes orders from the app and events from its own effects, one at a time.
//!
//! Effects run as tasks of one set that is emptied when the link is lost or the session ends; what such a task
//! still wanted to report is recognised by its epoch and dropped. Reading and sending never overlap.

use crate::{
    backend::{Backend, BackendError, Credentials, Hint},
    cache::{Base, Cache, MailboxNews},
    error::LinkError,
    intention::Outcome,
    session::machine::{Effect, Event, State, next},
    state::{Lamp, LinkState},
    sync::{
        pull::{self, Scope},
        push,
    },
};
use futures_util::StreamExt;
use mobilelink_wire::{Mode, User, What};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    sync::{Mutex, broadcast, mpsc, oneshot, watch},
    task::{AbortHandle, JoinSet},
};
use tokio_util::sync::CancellationToken;

/// What the app asks of the session.
pub(crate) enum Order {
    /// Sign in; answered once the server decided.
    SignIn(Credentials, oneshot::Sender<Result<User, LinkError>>),
    /// Continue a kept session; answered once the server decided or could not be reached.
    Continue(oneshot::Sender<Result<User, LinkError>>),
    /// Sign out; answered once it is done here.
    SignOut(oneshot::Sender<()>),
    /// Something waits in the outbox.
    Acted,
    /// The network is back: do not wait for the timer.
    RetryNow,
}

/// What the driver tells to whoever watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    /// What a user sees.
    pub(crate) shown: LinkState,
    /// False while another state follows by itself within moments.
    pub(crate) settled: bool,
}

impl From<State> for Standing {
    fn from(state: State) -> Self {
        Self { shown: state.shown(), settled: state.is_settled() }
    }
}

/// What effects share.
struct Desk {
    backend: Arc<dyn Backend>,
    cache: Cache,
    /// The name of the server in the cache.
    server: String,
    outcomes: broadcast::Sender<Outcome>,
    /// One reading or sending at a time.
    turn: Mutex<()>,
    /// Whether more may have changed than that something arrived, so that all folders have to be read.
    is_stale: AtomicBool,
    events: mpsc::UnboundedSender<Report>,
}

/// What an effect tells the driver, in which epoch, and whom the driver answers once that is dealt with.
type Report = (u64, Event, Option<Answer>);

/// The answer to an order that somebody waits for.
type Answer = (Waiting, Result<User, LinkError>);

/// The task behind a link.
pub(crate) struct Driver {
    desk: Arc<Desk>,
    state: State,
    standing: watch::Sender<Standing>,
    /// Grows whenever everything that runs is stopped.
    epoch: u64,
    running: JoinSet<()>,
    /// The one timer; a new one replaces it.
    timer: Option<AbortHandle>,
    attempts: u32,
    events: mpsc::UnboundedReceiver<Report>,
}

/// Whoever ordered a sign-in and waits.
type Waiting = oneshot::Sender<Result<User, LinkError>>;

impl Driver {
    pub(crate) fn new(
        backend: Arc<dyn Backend>,
        cache: Cache,
        server: String,
        outcomes: broadcast::Sender<Outcome>,
    ) -> (Self, watch::Receiver<Standing>) {
        let (sender, events) = mpsc::unbounded_channel();
        let (standing, watched) = watch::channel(State::SignedOut.into());
        let desk = Desk {
            backend,
            cache,
            server,
            outcomes,
            turn: Mutex::new(()),
            is_stale: AtomicBool::new(true),
            events: sender,
        };
        let driver = Self {
            desk: Arc::new(desk),
            state: State::SignedOut,
            standing,
            epoch: 0,
            running: JoinSet::new(),
            timer: None,
            attempts: 0,
            events,
        };
        (driver, watched)
    }

    /// Runs until the last handle of the link is dropped.
    pub(crate) async fn run(mut self, mut orders: mpsc::Receiver<Order>, closed: CancellationToken) {
        loop {
            tokio::select! {
                () = closed.cancelled() => return,
                Some((epoch, event, answer)) = self.events.recv() => {
                    if epoch == self.epoch {
                        self.take(event, None).await;
                    }
                    if let Some((waiting, opened)) = answer {
                        // Whoever asked may have gone away.
                        let _ = waiting.send(opened);
                    }
                }
                order = orders.recv() => match order {
                    Some(order) => self.obey(order).await,
                    None => return,
                },
                // Reaped, so that finished effects do not pile up.
                Some(_) = self.running.join_next() => {}
            }
        }
    }

    async fn obey(&mut self, order: Order) {
        match order {
            Order::SignIn(credentials, waiting) => {
                if self.state != State::SignedOut {
                    self.stop_everything();
                    self.state = State::SignedOut;
                }
                self.take(Event::SignIn, Some(Job::SignIn(credentials, waiting))).await;
            }
            Order::Continue(waiting) => self.take(Event::Continue, Some(Job::Reopen(waiting))).await,
            Order::SignOut(done) => {
                self.take(Event::SignOut, None).await;
                // An effect that is still being stopped could keep a fresh token after the removal.
                self.running.shutdown().await;
                self.desk.forget_account().await;
                self.desk.backend.sign_out().await;
                // Nobody may be waiting for it any more.
                let _ = done.send(());
            }
            Order::Acted => self.take(Event::Acted, None).await,
            Order::RetryNow => {
                if self.state == State::Waiting || self.state == State::Partial {
                    self.take(Event::RetryDue, None).await;
                }
            }
        }
    }

    /// One step of the machine, and its effect.
    async fn take(&mut self, event: Event, job: Option<Job>) {
        let (state, effect) = next(self.state, event);
        if state != self.state {
            tracing::debug!(from = ?self.state, ?event, to = ?state, "session");
        }
        if self.state.is_online() && !state.is_online() {
            self.stop_everything();
        }
        self.state = state;
        if matches!(state, State::Connected | State::Evaluation) {
            self.attempts = 0;
        }
        if effect == Some(Effect::Forget) {
            // Before anybody hears of it: whoever signs in next must not lose the token of the new session.
            self.stop_everything();
            self.running.shutdown().await;
            self.desk.backend.forget().await;
            self.desk.forget_session().await;
        }
        self.standing.send_replace(state.into());
        if let Some(effect) = effect {
            self.start(effect, job);
        }
    }

    fn start(&mut self, effect: Effect, job: Option<Job>) {
        let desk = self.desk.clone();
        let epoch = self.epoch;
        match effect {
            Effect::Authenticate | Effect::Reopen => {
                self.running.spawn(async move { desk.open(epoch, job).await });
            }
            Effect::PullAll => {
                self.running.spawn(async move { desk.pull_all(epoch).await });
            }
            Effect::PullMailbox => {
                self.running.spawn(async move {
                    let _turn = desk.turn.lock().await;
                    let pulled = desk.pull_mailbox().await;
                    desk.report(epoch, pulled);
                });
            }
            Effect::Listen => {
                self.running.spawn(async move {
                    tokio::join!(desk.push(epoch), desk.listen(epoch, None));
                });
            }
            Effect::Push => {
                self.running.spawn(async move { desk.push(epoch).await });
            }
            Effect::RetryLater => {
                let pause = pause(self.attempts);
                self.attempts = self.attempts.saturating_add(1);
                let timer = self.running.spawn(async move {
                    tokio::time::sleep(pause).await;
                    desk.tell(epoch, Event::RetryDue);
                });
                if let Some(replaced) = self.timer.replace(timer) {
                    replaced.abort();
                }
            }
            // Done before the new state was shown.
            Effect::Forget => {}
            // The rest is awaited by the order, so that whoever signs out is told when it is done.
            Effect::Close => self.stop_everything(),
        }
    }

    /// Ends all effects; what they still report belongs to the past.
    fn stop_everything(&mut self) {
        self.epoch += 1;
        self.running.abort_all();
    }
}

/// What comes with an order to open a session.
enum Job {
    SignIn(Credentials, Waiting),
    Reopen(Waiting),
}

impl Desk {
    fn tell(&self, epoch: u64, event: Event) {
        // The driver is gone only when the link is.
        let _ = self.events.send((epoch, event, None));
    }

    /// Nothing of the account stays on this device.
    async fn forget_account(&self) {
        if let Err(error) = self.cache.empty().await {
            tracing::warn!(%error, "the cache could not be emptied");
        }
    }

    /// Nothing of the session stays on disk but the records.
    async fn forget_session(&self) {
        if let Err(error) = self.cache.keep_refresh_token(None).await {
            tracing::warn!(%error, "the kept session could not be removed");
        }
    }

    async fn open(&self, epoch: u64, job: Option<Job>) {
        let (opened, waiting) = match job {
            Some(Job::SignIn(credentials, waiting)) => {
                (self.backend.sign_in(credentials).await, Some(waiting))
            }
            Some(Job::Reopen(waiting)) => (self.backend.reopen().await, Some(waiting)),
            None => (self.backend.reopen().await, None),
        };
        let opened = match opened {
            Ok(user) => {
                self.cache.adopt(&self.server, &user).await.map(|()| user).map_err(BackendError::from)
            }
            Err(error) => Err(error),
        };
        let event = match &opened {
            Ok(user) if user.mode == Mode::Full => Event::Licensed,
            Ok(_) => Event::Unlicensed,
            Err(BackendError::Unreachable { .. } | BackendError::Full { .. }) => Event::LinkLost,
            Err(error) => {
                tracing::info!(%error, "the session could not be opened");
                Event::Refused
            }
        };
        let answer = waiting.map(|waiting| (waiting, opened.map_err(LinkError::from)));
        // The driver is gone only when the link is.
        let _ = self.events.send((epoch, event, answer));
    }

    /// Everything, and then listens for as long as the link holds.
    async fn pull_all(&self, epoch: u64) {
        let pulled = {
            let _turn = self.turn.lock().await;
            // While nobody listened anything may have changed, and the log is about to be read past it.
            self.is_stale.store(true, Ordering::Relaxed);
            pull::changes(self.backend.as_ref(), &self.cache).await
        };
        if pulled.is_err() {
            return self.report(epoch, pulled);
        }
        let mailbox = async {
            let _turn = self.turn.lock().await;
            let pulled = self.pull_mailbox().await;
            self.report(epoch, pulled);
        };
        let listening = async {
            match self.cache.cursor().await {
                Ok(cursor) => self.listen(epoch, cursor).await,
                Err(error) => self.report(epoch, Err(error.into())),
            }
        };
        tokio::join!(mailbox, listening, self.renew_logo());
    }

    /// Fetches the logo if its revision is another one. A link without a logo is a link.
    async fn renew_logo(&self) {
        let renewed = async {
            let (user, kept) = (self.cache.user().await?, self.cache.logo().await?);
            if kept.as_ref().is_some_and(|kept| kept.revision == user.logo_revision) {
                return Ok(());
            }
            if let Some(logo) = self.backend.logo(kept.map(|kept| kept.revision)).await? {
                self.cache.put_logo(&logo).await?;
            }
            Ok::<_, BackendError>(())
        };
        if let Err(error) = renewed.await {
            tracing::info!(%error, "the logo could not be fetched");
        }
    }

    /// Outbox, mailbox and, unless it works already, submission.
    async fn pull_mailbox(&self) -> Result<(), BackendError> {
        let backend = self.backend.as_ref();
        push::outbox(backend, &self.cache, &self.outcomes).await?;
        let submission = async {
            let works = backend.lamps().borrow().smtp == Lamp::On;
            if works { Ok(()) } else { backend.check_submission().await }
        };
        let unread = Unread::take(&self.is_stale);
        let scope = if unread.was_stale { Scope::AllFolders } else { Scope::Inbox };
        let (mailbox, submission) = tokio::join!(pull::mailbox(backend, &self.cache, scope), submission);
        if mailbox.is_ok() {
            unread.paid();
        }
        mailbox.and(submission)
    }

    async fn push(&self, epoch: u64) {
        let _turn = self.turn.lock().await;
        match push::outbox(self.backend.as_ref(), &self.cache, &self.outcomes).await {
            Ok(push::Pushed::NothingInMailbox) => {}
            // A server that sends no hints would never bring the flags into the facts.
            Ok(push::Pushed::Flags) => self.tell(epoch, Event::Hinted),
            Err(error) => self.report(epoch, Err(error)),
        }
    }

    /// Applies changes as they come; the mailbox is told to pull when one is about it.
    async fn listen(&self, epoch: u64, cursor: Option<String>) {
        let mut hints = self.backend.hints(cursor);
        while let Some(hint) = hints.next().await {
            let is_about_logo =
                matches!(&hint, Ok(Hint::Changed(event)) if matches!(event.what, What::LogoUpdated(_)));
            let applied = match hint {
                Ok(Hint::Changed(event)) => {
                    self.cache.apply(std::slice::from_ref(&*event), &event.cursor, Base::Kept).await
                }
                Ok(Hint::Mailbox) => Ok(MailboxNews::Changed),
                Ok(Hint::CursorExpired) => {
                    let forgotten = self.cache.forget_cursor().await;
                    return match forgotten {
                        Ok(()) => self.tell(epoch, Event::CursorExpired),
                        Err(error) => self.report(epoch, Err(error.into())),
                    };
                }
                Err(error) => return self.report(epoch, Err(error)),
            };
            if is_about_logo {
                self.renew_logo().await;
            }
            match applied {
                Ok(MailboxNews::None) => {}
                Ok(MailboxNews::Arrived) => self.tell(epoch, Event::Hinted),
                Ok(MailboxNews::Changed) => {
                    self.is_stale.store(true, Ordering::Relaxed);
                    self.tell(epoch, Event::Hinted);
                }
                Err(error) => return self.report(epoch, Err(error.into())),
            }
        }
    }

    fn report(&self, epoch: u64, done: Result<(), BackendError>) {
        let event = match done {
            Ok(()) => Event::CaughtUp,
            Err(error) => {
                tracing::info!(%error, "the link does not work fully");
                match error {
                    BackendError::SessionEnded => Event::SessionEnded,
                    error if error.is_mail_leg() => Event::LegFailed,
                    BackendError::SignInRefused => Event::LegFailed,
                    _ => Event::LinkLost,
                }
            }
        };
        self.tell(epoch, event);
    }
}

/// What is owed to the cache. A reading that fails, or is stopped half-way, leaves it owed.
struct Unread<'a> {
    flag: &'a AtomicBool,
    was_stale: bool,
}

impl<'a> Unread<'a> {
    /// Taken before the reading begins, so that a change during it is owed again.
    fn take(flag: &'a AtomicBool) -> Self {
        Self { flag, was_stale: flag.swap(false, Ordering::Relaxed) }
    }

    fn paid(mut self) {
        self.was_stale = false;
    }
}

impl Drop for Unread<'_> {
    fn drop(&mut self) {
        if self.was_stale {
            self.flag.store(true, Ordering::Relaxed);
        }
    }
}

/// How long to wait before attempt `attempts + 1`: half a second, doubled each time up to a minute, a quarter of it
/// random, so that the phones of a company do not all come back in the same moment.
fn pause(attempts: u32) -> Duration {
    let mut dice = [0_u8; 1];
    // Without randomness the pause is only less well spread.
    let _ = aws_lc_rs::rand::fill(&mut dice);
    let [dice] = dice;
    let full = Duration::from_millis(500).saturating_mul(1 << attempts.min(7)).min(Duration::from_secs(60));
    full.mul_f64(0.75 + f64::from(dice) / 255.0 * 0.25)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_under_a_minute() {
        for attempts in 0..40 {
            let pause = pause(attempts);
            assert!(
                pause >= Duration::from_millis(375) && pause <= Duration::from_secs(60),
                "{attempts}: {pause:?}"
            );
        }
        assert!(pause(10) > pause(0) * 10);
    }
}
