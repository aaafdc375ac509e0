//! What a connection is given with its stream: its place in the count, and the news that the server stops.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::Tls;
use crate::gate::Seat;

/// The right to be open. The connection counts, and a stop waits for it, until the last clone is dropped.
///
/// A connection that lives on in another task (a WebSocket after its HTTP upgrade) takes a clone along and runs inside
/// [`Permit::until_aborted`].
#[derive(Debug, Clone)]
pub struct Permit(Arc<Held>);

#[derive(Debug)]
struct Held {
    starttls: Option<Tls>,
    stopping: CancellationToken,
    aborted: CancellationToken,
    _seat: Seat,
    _counted: TaskTrackerToken,
}

impl Permit {
    pub(crate) fn new(
        seat: Seat,
        counted: TaskTrackerToken,
        starttls: Option<Tls>,
        stopping: CancellationToken,
        aborted: CancellationToken,
    ) -> Self {
        Self(Arc::new(Held { starttls, stopping, aborted, _seat: seat, _counted: counted }))
    }

    /// Cancelled when the server stops: say goodbye and end. It is aborted if it takes too long.
    pub fn stopping(&self) -> &CancellationToken {
        &self.0.stopping
    }

    /// The TLS to offer by STARTTLS; none on a plain listener and on one that is TLS from the first byte.
    pub fn starttls(&self) -> Option<&Tls> {
        self.0.starttls.as_ref()
    }

    /// Runs work that another task does for this connection; `None` if the stop ran out of patience first.
    pub async fn until_aborted<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        self.0.aborted.run_until_cancelled(work).await
    }
}
