//! A stream of values into a foreign listener, for as long as its subscription is held.

use crate::{
    alive::{Counted, Kind},
    listener::Listener,
    runtime,
};
use mobilelink_client::{LinkError, Subscription as Values};
use std::sync::Arc;
use tokio::task::AbortHandle;

/// Stops its stream when cancelled or dropped; a call that is under way then is the last.
#[derive(Debug, uniffi::Object)]
pub struct Subscription {
    stream: AbortHandle,
    _counted: Counted,
}

#[uniffi::export]
impl Subscription {
    /// Ends the stream. Cancelling twice does nothing more.
    pub fn cancel(&self) -> Result<(), LinkError> {
        self.stream.abort();
        Ok(())
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.stream.abort();
    }
}

impl Subscription {
    /// Hands each value to the listener, and tells it when no more can come.
    pub(crate) fn start<T, L>(mut values: Values<T>, listener: Arc<L>) -> Result<Arc<Self>, LinkError>
    where
        T: Clone + PartialEq + Send + Sync + 'static,
        L: Listener<T> + ?Sized,
    {
        let counted = Counted::new(Kind::Listener);
        let stream = runtime::spawn(async move {
            let _counted = counted;
            while let Some(value) = values.next().await {
                // The listener may take its time; the other tasks of this thread must not wait for it.
                if let Err(failed) = tokio::task::block_in_place(|| listener.changed(value)) {
                    tracing::warn!(%failed, "a listener failed; it is told the next change all the same");
                }
            }
            if let Err(failed) = tokio::task::block_in_place(|| listener.ended()) {
                tracing::warn!(%failed, "a listener failed at its end");
            }
        })?;
        Ok(Arc::new(Self { stream: stream.abort_handle(), _counted: Counted::new(Kind::Subscription) }))
    }
}
