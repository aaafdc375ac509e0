//! The tasks behind one listener: each connection's own, and those that refuse.
//!
//! The invariant: whatever is started here is tracked and ends when told to, so a stop can wait for all of it.

use std::borrow::Cow;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{Instrument, debug, info_span, warn};

use crate::gate::Seat;
use crate::linger::linger;
use crate::{ListenerConfig, Mode, Permit, Refused, Stopped, Stream, Tls};

/// A refused client has this long to take its answer.
const REFUSE_WITHIN: Duration = Duration::from_secs(5);
/// Clients that are being refused; more are closed without a word, or refusing would exhaust us itself.
const REFUSALS_AT_ONCE: usize = 4096;
/// Handshakes made only to refuse: they cost more than the refusal, at a moment when we are short already.
const REFUSING_HANDSHAKES_AT_ONCE: usize = 32;
/// Aborted connections end at once, except in a foreign task that does not use [`Permit::until_aborted`].
const ABORT_WITHIN: Duration = Duration::from_secs(1);

pub(crate) struct Service {
    config: ListenerConfig,
    tasks: TaskTracker,
    stopping: CancellationToken,
    aborted: CancellationToken,
    aborted_count: Arc<AtomicUsize>,
    refusals: Arc<Semaphore>,
    refusing_handshakes: Arc<Semaphore>,
}

impl Service {
    pub(crate) fn new(config: ListenerConfig, stopping: CancellationToken) -> Self {
        Self {
            config,
            tasks: TaskTracker::new(),
            stopping,
            aborted: CancellationToken::new(),
            aborted_count: Arc::default(),
            refusals: Arc::new(Semaphore::new(REFUSALS_AT_ONCE)),
            refusing_handshakes: Arc::new(Semaphore::new(REFUSING_HANDSHAKES_AT_ONCE)),
        }
    }

    pub(crate) fn admit(&self, peer: SocketAddr) -> Result<Seat, Refused> {
        self.config.gate.admit(peer)
    }

    /// Runs the handler in a task of its own, after the handshake where TLS comes first.
    pub(crate) fn start<H, F>(&self, stream: Stream, seat: Seat, handler: &Arc<H>)
    where
        H: Fn(Stream, Permit) -> F + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let (starttls, first) = match &self.config.mode {
            Mode::Plain => (None, None),
            Mode::StartTls(tls) => (Some(tls.clone()), None),
            Mode::Tls(tls) => (None, Some(tls.clone())),
        };
        let permit =
            Permit::new(seat, self.tasks.token(), starttls, self.stopping.clone(), self.aborted.clone());
        let span = info_span!("connection", listener = self.config.name, peer = %stream.peer());
        let (stopping, aborted) = (self.stopping.clone(), self.aborted.clone());
        let (aborted_count, handler) = (Arc::clone(&self.aborted_count), Arc::clone(handler));

        let connection = async move {
            let stream = match first {
                None => stream,
                // A handshake is nobody's work in progress: a stop does not wait for it.
                Some(tls) => match stopping.run_until_cancelled(stream.upgrade(&tls)).await {
                    Some(Ok(stream)) => stream,
                    Some(Err(error)) => return debug!(%error, "the TLS handshake failed"),
                    None => return,
                },
            };
            // Boxed: the task is as large as its largest state, and the handler's is known to the protocol only.
            let handled = Box::pin(handler(stream, permit.clone()));
            if aborted.run_until_cancelled(handled).await.is_none() {
                aborted_count.fetch_add(1, Ordering::Relaxed);
            }
            // Held to here, so that a handler which drops its own early still counts.
            drop(permit);
        };
        self.tasks.spawn(connection.instrument(span));
    }

    /// Says why, in the protocol's words, and closes.
    pub(crate) fn refuse(&self, stream: Stream, answer: Option<Cow<'static, [u8]>>) {
        let Some(answer) = answer else { return };
        let Ok(place) = Arc::clone(&self.refusals).try_acquire_owned() else {
            return;
        };
        let first = match &self.config.mode {
            Mode::Plain | Mode::StartTls(_) => None,
            Mode::Tls(tls) => Some((tls.clone(), Arc::clone(&self.refusing_handshakes))),
        };
        let stopping = self.stopping.clone();
        self.tasks.spawn(async move {
            let told = Box::pin(timeout(REFUSE_WITHIN, tell(stream, first, &answer)));
            if let Some(Ok(Err(error))) = stopping.run_until_cancelled(told).await {
                debug!(%error, "a refused client did not hear why");
            }
            drop(place);
        });
    }

    /// Ends all connections; those that take too long are aborted.
    pub(crate) async fn stop(self) -> Stopped {
        self.stopping.cancel();
        self.tasks.close();
        if timeout(self.config.stop_within, self.tasks.wait()).await.is_err() {
            self.aborted.cancel();
            if timeout(ABORT_WITHIN, self.tasks.wait()).await.is_err() {
                warn!(listener = self.config.name, left = self.tasks.len(), "a connection does not end");
            }
        }
        Stopped { aborted: self.aborted_count.load(Ordering::Relaxed) }
    }
}

async fn tell(mut stream: Stream, first: Option<(Tls, Arc<Semaphore>)>, answer: &[u8]) -> io::Result<()> {
    if let Some((tls, handshakes)) = first {
        let _turn = handshakes.acquire().await.map_err(io::Error::other)?;
        stream = stream.upgrade(&tls).await?;
    }
    stream.write_all(answer).await?;
    stream.shutdown().await?;
    linger(&mut stream).await;
    Ok(())
}
