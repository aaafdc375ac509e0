//! The order in which actions were begun.

use std::{
    future::{Future, poll_fn},
    sync::Arc,
    task::Poll,
};
use tokio::sync::{Mutex, OwnedMutexGuard};

/// Threads of the SDK would take actions up in any order; this lets them have their effect in the order of the calls.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    queue: Arc<Mutex<()>>,
}

impl Turns {
    /// Takes a place in the queue, on the caller's thread and without waiting; what it returns waits for its turn, and has
    /// it until it is let go.
    pub(crate) async fn take(&self) -> impl Future<Output = OwnedMutexGuard<()>> + Send + use<> {
        let mut turn = Box::pin(self.queue.clone().lock_owned());
        let begun = poll_fn(|caller| Poll::Ready(turn.as_mut().poll(caller))).await;
        async move {
            match begun {
                Poll::Ready(turn) => turn,
                Poll::Pending => turn.await,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;

    #[tokio::test]
    async fn turns_come_in_the_order_in_which_they_were_taken_and_not_in_that_of_waiting() {
        let turns = Turns::default();
        let first = turns.take().await;
        let second = turns.take().await;
        let mut second = Box::pin(second);
        assert!((&mut second).now_or_never().is_none(), "the first has not even begun to wait");
        drop(first.await);
        second.await;
    }

    #[tokio::test]
    async fn a_turn_that_nobody_wants_any_more_holds_up_nobody() {
        let turns = Turns::default();
        let held = turns.take().await.await;
        drop(turns.take().await);
        let last = turns.take().await;
        drop(held);
        last.await;
    }
}
