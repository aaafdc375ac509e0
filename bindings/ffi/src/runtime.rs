//! The runtime that the SDK runs on in a foreign program: two threads of its own, for as long as the program runs.

use futures_util::FutureExt;
use mobilelink_client::LinkError;
use std::{
    future::{Future, poll_fn},
    panic::AssertUnwindSafe,
    sync::LazyLock,
    task::Poll,
};
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
    spawn(work)?.await.unwrap_or_else(|_| Err(fault()))
}

/// As `run`, but begun on the caller's thread, up to where it first waits: what is known already costs no change of thread.
///
/// For what computes little before it waits: the caller may be the thread that draws.
pub(crate) async fn answer<T: Send + 'static>(
    question: impl Future<Output = Result<T, LinkError>> + Send + 'static,
) -> Result<T, LinkError> {
    let runtime = runtime()?;
    let mut question = Box::pin(AssertUnwindSafe(question).catch_unwind());
    let begun = poll_fn(|caller| {
        let _inside = runtime.enter();
        Poll::Ready(question.as_mut().poll(caller))
    });
    match begun.await {
        Poll::Ready(answered) => answered.unwrap_or_else(|_| Err(fault())),
        Poll::Pending => run(async { question.await.unwrap_or_else(|_| Err(fault())) }).await,
    }
}

/// Starts work that nobody waits for.
pub(crate) fn spawn<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<JoinHandle<T>, LinkError> {
    Ok(runtime()?.spawn(work))
}

fn runtime() -> Result<&'static Runtime, LinkError> {
    RUNTIME.as_ref().map_err(|reason| unexpected(reason))
}

fn fault() -> LinkError {
    unexpected("a fault inside the SDK ended the call; the log has its place")
}

fn unexpected(detail: &str) -> LinkError {
    LinkError::Unexpected { detail: detail.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::oneshot;

    #[tokio::test]
    async fn a_panic_is_an_error_of_the_call_and_the_next_call_works() {
        let outcomes: [Result<(), LinkError>; 3] = [
            run(async { panic!("on purpose") }).await,
            answer(async { panic!("on purpose") }).await,
            answer(async {
                tokio::task::yield_now().await;
                panic!("on purpose")
            })
            .await,
        ];
        for outcome in outcomes {
            assert!(matches!(outcome, Err(LinkError::Unexpected { .. })), "{outcome:?}");
        }
        assert_eq!(run(async { Ok(7) }).await, Ok(7));
        assert_eq!(answer(async { Ok(7) }).await, Ok(7));
    }

    #[tokio::test]
    async fn a_call_whose_caller_went_away_is_done_all_the_same() {
        let (ran, answered) = (oneshot::channel(), oneshot::channel());
        let work = |sender: oneshot::Sender<()>| async move {
            tokio::task::yield_now().await;
            let _ = sender.send(());
            Ok(())
        };
        assert!(run(work(ran.0)).now_or_never().is_none());
        assert!(answer(work(answered.0)).now_or_never().is_none());
        ran.1.await.expect("the call went on");
        answered.1.await.expect("the question went on");
    }

    #[tokio::test]
    async fn an_answer_that_is_known_is_given_on_the_callers_thread_and_any_other_is_not() {
        let here = std::thread::current().id();
        assert_eq!(answer(async { Ok(std::thread::current().id()) }).now_or_never(), Some(Ok(here)));

        let after_a_wait = answer(async {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            Ok(std::thread::current().id())
        });
        assert_ne!(after_a_wait.await, Ok(here));
    }
}
