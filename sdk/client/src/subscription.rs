//! Watching something: the current value at once, then every newer one, until dropped.
//!
//! While nobody polls a subscription, it holds nothing that others wait for. Whoever reads slowly sees the newest value and not those
//! between; nothing is ever shown that was not true.

use futures_util::{StreamExt, stream, stream::BoxStream};
use std::{fmt, future::Future, pin::Pin, task};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Ends its stream when dropped, and when the last handle of its link is dropped.
#[must_use = "a subscription that is dropped has ended"]
pub struct Subscription<T> {
    values: BoxStream<'static, T>,
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Subscription<T> {
    /// Waits for the next value that differs from the one before; none after the link is gone.
    pub async fn next(&mut self) -> Option<T> {
        self.values.next().await
    }

    /// The values a watch channel goes through.
    pub(crate) fn to_watch(values: watch::Receiver<T>, closed: CancellationToken) -> Self {
        let read = values.clone();
        let value = move || {
            let value = read.borrow().clone();
            async move { Some(value) }
        };
        Self::to_signal(values, closed, T::clone, value, T::clone)
    }

    /// What `read` returns, read again after each signal that differs in `key`; none is waited over, and so is a value that
    /// has the `mark` of the one before.
    pub(crate) fn to_signal<S, K, F, M>(
        mut signal: watch::Receiver<S>,
        closed: CancellationToken,
        key: impl Fn(&S) -> K + Send + 'static,
        read: impl Fn() -> F + Send + 'static,
        mark: impl Fn(&T) -> M + Send + 'static,
    ) -> Self
    where
        S: Send + Sync + 'static,
        K: PartialEq + Send + 'static,
        F: Future<Output = Option<T>> + Send + 'static,
        M: PartialEq + Send + 'static,
    {
        signal.mark_changed();
        let start = (signal, closed, None::<K>, None::<M>, key, read, mark);
        let values =
            stream::unfold(start, |(mut signal, closed, mut heard, last, key, read, mark)| async move {
                loop {
                    let changed = tokio::select! {
                        biased;
                        () = closed.cancelled() => return None,
                        changed = signal.changed() => changed,
                    };
                    changed.ok()?;
                    let now = Some(key(&signal.borrow_and_update()));
                    if now == heard {
                        continue;
                    }
                    heard = now;
                    let Some(value) = read().await else { continue };
                    let marked = Some(mark(&value));
                    if last != marked {
                        return Some((value, (signal, closed, heard, marked, key, read, mark)));
                    }
                }
            });
        Self { values: values.boxed() }
    }
}

impl<T> stream::Stream for Subscription<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> task::Poll<Option<T>> {
        self.values.poll_next_unpin(cx)
    }
}

impl<T> fmt::Debug for Subscription<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Subscription")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_current_value_comes_first_and_then_every_newer_one() {
        let (sender, receiver) = watch::channel(1);
        let mut seen = Subscription::to_watch(receiver, CancellationToken::new());
        assert_eq!(seen.next().await, Some(1));
        sender.send_replace(2);
        assert_eq!(seen.next().await, Some(2));
    }

    #[tokio::test]
    async fn a_value_that_is_set_again_unchanged_is_not_repeated() {
        let (sender, receiver) = watch::channel(1);
        let mut seen = Subscription::to_watch(receiver, CancellationToken::new());
        assert_eq!(seen.next().await, Some(1));
        sender.send_replace(1);
        drop(sender);
        assert_eq!(seen.next().await, None);
    }

    #[tokio::test]
    async fn nothing_is_left_of_a_dropped_subscription() {
        let (sender, receiver) = watch::channel(1);
        let mut seen = Subscription::to_watch(receiver, CancellationToken::new());
        seen.next().await;
        assert!(sender.receiver_count() > 0);
        drop(seen);
        assert_eq!(sender.receiver_count(), 0);
    }

    #[tokio::test]
    async fn a_link_that_is_gone_ends_its_subscriptions() {
        let (_sender, receiver) = watch::channel(1);
        let closed = CancellationToken::new();
        let mut seen = Subscription::to_watch(receiver, closed.clone());
        seen.next().await;
        closed.cancel();
        assert_eq!(seen.next().await, None);
    }
}
