//! The end of a connection whose client may still be speaking.
//!
//! Closing a socket with unread bytes resets it, and the reset may overtake the last words. So when they are written, what
//! the client still sends is read to its end and thrown away as it comes: bounded in time, in bytes and in memory.

use std::future::poll_fn;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::ready;
use std::time::Duration;

use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::timeout;

/// A client that was told goodbye has so long to notice.
const WITHIN: Duration = Duration::from_secs(2);
/// Who sends more than this does not listen.
const MOST: u64 = 16 * 1024 * 1024;
/// How much is read at once; on the stack of one poll.
const CHUNK: usize = 16 * 1024;

/// Reads to the client's end, once our own side has been shut down. However it ends, the client has had its time.
pub(crate) async fn linger<S: AsyncRead + Unpin>(stream: &mut S) {
    let to_the_end = async {
        let mut left = MOST;
        while left > 0 {
            match discard(stream).await {
                Some(count) => left = left.saturating_sub(count),
                None => return,
            }
        }
    };
    let _ = timeout(WITHIN, to_the_end).await;
}

/// Throws away what is there; `None` at the end.
async fn discard<S: AsyncRead + Unpin>(stream: &mut S) -> Option<u64> {
    poll_fn(|cx| {
        let mut scratch = [MaybeUninit::uninit(); CHUNK];
        let mut chunk = ReadBuf::uninit(&mut scratch);
        let read = ready!(Pin::new(&mut *stream).poll_read(cx, &mut chunk));
        let count = chunk.filled().len();
        (read.is_ok() && count > 0).then_some(count as u64).into()
    })
    .await
}
