//! The runtime that the SDK runs on in a foreign program: two threads of its own, for as long as the program runs.

use mobilelink_client::LinkError;
use std::{future::Future, sync::LazyLock};
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinHandle,
};

/// Two, so that one listener that takes its time does not hold up the link.
const THREADS: usize = 2;

static RUNTIME: LazyLock<Result<Runtime, String>> = LazyLock::new(|| {
    Builder::new_multi_thread()
        .worker_threads(THREADS)
        .thread_name("mobilelink")
        .enable_all()
        .build()
        .map_err(|error| format!("no threads for the link: {error}"))
});

/// Runs work to its end, also when the caller goes away meanwhile. A panic becomes an error of the one call.
pub(crate) async fn run<T: Send + 'static>(
    work: impl Future<Output = Result<T, LinkError>> + Send + 'static,
) -> Result<T, LinkError> {
    match spawn(work)?.await {
        Ok(done) => done,
        Err(_) => Err(unexpected("a fault inside the SDK ended the call; the log has its place")),
    }
}

/// Starts work that nobody waits for.
pub(crate) fn spawn<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<JoinHandle<T>, LinkError> {
    match &*RUNTIME {
        Ok(runtime) => Ok(runtime.spawn(work)),
        Err(reason) => Err(unexpected(reason)),
    }
}

fn unexpected(detail: &str) -> LinkError {
    LinkError::Unexpected { detail: detail.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_an_error_of_the_call_and_the_next_call_works() {
        let outcome: Result<(), LinkError> = run(async { panic!("on purpose") }).await;
        assert!(matches!(outcome, Err(LinkError::Unexpected { .. })), "{outcome:?}");
        assert_eq!(run(async { Ok(7) }).await, Ok(7));
    }

    #[tokio::test]
    async fn a_call_whose_caller_went_away_is_done_all_the_same() {
        let (sender, done) = tokio::sync::oneshot::channel();
        let call = run(async move {
            tokio::task::yield_now().await;
            let _ = sender.send(());
            Ok(())
        });
        assert!(futures_util::FutureExt::now_or_never(call).is_none());
        done.await.expect("the call went on");
    }
}
