//! Reading: lines, and the raw bytes between them.

use std::future::poll_fn;
use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::time::{Instant, timeout_at};

use super::{ConnectionError, Ending, Line, LineStream};

/// How much is read at once. On the stack of one poll, then copied: an idle connection holds none of it.
const CHUNK: usize = 16 * 1024;
/// How much of each end of a line that is too long is kept.
const PIECE: usize = 64;

impl<S: AsyncRead + AsyncWrite + Unpin> LineStream<S> {
    /// The next line. Fails with [`ConnectionError::Idle`] when it is not complete within `idle` of the first call.
    ///
    /// Cancel-safe, and the clock goes on: within `select!` beside other events the client still has `idle` for its next
    /// line, counted from the first call after the last line.
    pub async fn next_line(&mut self, idle: Duration) -> Result<Line, ConnectionError> {
        loop {
            if let Some(line) = self.take_line() {
                self.waiting_since = None;
                return Ok(line);
            }
            self.receive(idle).await?;
        }
    }

    /// Input as it comes: at least one byte, at most what is there. Take it with [`LineStream::consume`].
    ///
    /// For bytes that are not lines to us, such as the text after SMTP DATA. Cancel-safe.
    pub async fn fill(&mut self, idle: Duration) -> Result<&[u8], ConnectionError> {
        if self.input.is_empty() {
            self.receive(idle).await.map_err(|error| match error {
                ConnectionError::Closed => ConnectionError::ClosedInside,
                error => error,
            })?;
        }
        Ok(&self.input)
    }

    /// Takes the first `count` bytes of what [`LineStream::fill`] showed; at most what is there.
    pub fn consume(&mut self, count: usize) {
        self.input.advance(count.min(self.input.len()));
        self.searched = 0;
        self.waiting_since = None;
    }

    /// Copies exactly `count` bytes of input to `sink`, at the speed of the slower of the two and never more than a chunk
    /// in memory. `idle` is for each chunk, not for all. The sink is not flushed.
    ///
    /// An error of the sink is [`CopyError::Sink`]; the connection is then within the literal, and
    /// [`LineStream::skip`] brings it behind what `left` says. Not cancel-safe.
    pub async fn copy_to<W>(&mut self, sink: &mut W, count: u64, idle: Duration) -> Result<(), CopyError>
    where
        W: AsyncWrite + Unpin + ?Sized,
    {
        let mut left = count;
        while left > 0 {
            let there = self.fill(idle).await.map_err(CopyError::Connection)?;
            let length = there.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let written = sink.write_all(there.get(..length).unwrap_or(there)).await;
            self.consume(length);
            left = left.saturating_sub(length as u64);
            written.map_err(|source| CopyError::Sink { source, left })?;
        }
        Ok(())
    }

    /// Exactly `count` bytes of input. The caller has judged `count`; memory grows with what comes, not with what was
    /// announced. Not cancel-safe.
    pub async fn read_exact(&mut self, count: usize, idle: Duration) -> Result<Vec<u8>, ConnectionError> {
        let mut bytes = Vec::with_capacity(count.min(CHUNK));
        while bytes.len() < count {
            let wanted = count.saturating_sub(bytes.len());
            let there = self.fill(idle).await?;
            let length = there.len().min(wanted);
            bytes.extend_from_slice(there.get(..length).unwrap_or(there));
            self.consume(length);
        }
        Ok(bytes)
    }

    /// Reads `count` bytes and throws them away, as for a literal that is refused. Not cancel-safe.
    pub async fn skip(&mut self, count: u64, idle: Duration) -> Result<(), ConnectionError> {
        let mut left = count;
        while left > 0 {
            let there = self.fill(idle).await?.len();
            let length = there.min(usize::try_from(left).unwrap_or(usize::MAX));
            self.consume(length);
            left = left.saturating_sub(length as u64);
        }
        Ok(())
    }

    /// Takes a line out of the input if its end is there, else makes sure that the input stays small.
    fn take_line(&mut self) -> Option<Line> {
        let fresh = self.input.get(self.searched..).unwrap_or_default();
        let Some(at) = fresh.iter().position(|&byte| byte == b'\n') else {
            // One more than the limit, because the last byte may be the CR of a line that is just short enough.
            if self.overlong.is_some() || self.input.len() > self.line_limit.saturating_add(1) {
                self.overlong.get_or_insert_default().swallow(&self.input);
                self.input.clear();
            }
            self.searched = self.input.len();
            return None;
        };
        let end = self.searched.saturating_add(at);
        let raw = self.input.get(..end).unwrap_or_default();
        let line = match self.overlong.take() {
            Some(mut overlong) => {
                overlong.swallow(raw);
                overlong.finish()
            }
            None => within_limit(raw, self.line_limit),
        };
        self.input.advance(end.saturating_add(1));
        self.searched = 0;
        Some(line)
    }

    /// Waits for input and adds it to what is there. Cancel-safe: bytes are taken and kept in one poll.
    async fn receive(&mut self, idle: Duration) -> Result<(), ConnectionError> {
        let since = *self.waiting_since.get_or_insert_with(Instant::now);
        let more = poll_fn(|cx| self.poll_receive(cx));
        let received = match since.checked_add(idle) {
            Some(deadline) => timeout_at(deadline, more).await,
            None => Ok(more.await),
        };
        match received {
            Ok(Ok(0)) => Err(self.closed()),
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if is_end(&error) => Err(self.closed()),
            Ok(Err(error)) => Err(error.into()),
            Err(_) => {
                self.waiting_since = None;
                Err(ConnectionError::Idle { after: idle })
            }
        }
    }

    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut scratch = [MaybeUninit::uninit(); CHUNK];
        let mut chunk = ReadBuf::uninit(&mut scratch);
        let polled = Pin::new(&mut self.stream).poll_read(cx, &mut chunk);
        if polled.is_pending() {
            self.release_output();
            if self.input.is_empty() && self.input.capacity() > 0 {
                self.input = BytesMut::new();
            }
        }
        ready!(polled)?;
        self.input.extend_from_slice(chunk.filled());
        Poll::Ready(Ok(chunk.filled().len()))
    }

    fn closed(&self) -> ConnectionError {
        if self.input.is_empty() && self.overlong.is_none() {
            ConnectionError::Closed
        } else {
            ConnectionError::ClosedInside
        }
    }
}

/// What is left of a line over the limit whose end has not come yet.
#[derive(Default)]
pub(super) struct Overlong {
    head: Vec<u8>,
    /// One byte more than is shown in the end, because the last may be the CR.
    tail: Vec<u8>,
}

impl Overlong {
    fn swallow(&mut self, bytes: &[u8]) {
        let room = PIECE.saturating_sub(self.head.len());
        self.head.extend(bytes.iter().take(room));
        self.tail.extend_from_slice(last(bytes, PIECE + 1));
        let excess = self.tail.len().saturating_sub(PIECE + 1);
        self.tail.drain(..excess);
    }

    fn finish(self) -> Line {
        let (text, _) = without_cr(&self.tail);
        Line::TooLong { tail: last(text, PIECE).to_vec(), head: self.head }
    }
}

/// A copy that did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// The client's side.
    #[error(transparent)]
    Connection(ConnectionError),
    /// The other side; the connection is good.
    #[error("what was received could not be written: {source}")]
    Sink {
        /// What the sink said.
        source: io::Error,
        /// Bytes that are still to come from the client.
        left: u64,
    },
}

fn within_limit(raw: &[u8], limit: usize) -> Line {
    let (text, ending) = without_cr(raw);
    if text.len() <= limit {
        return Line::Complete { text: text.to_vec(), ending };
    }
    let mut overlong = Overlong::default();
    overlong.swallow(raw);
    overlong.finish()
}

fn without_cr(raw: &[u8]) -> (&[u8], Ending) {
    match raw.strip_suffix(b"\r") {
        Some(text) => (text, Ending::CrLf),
        None => (raw, Ending::BareLf),
    }
}

fn last(bytes: &[u8], count: usize) -> &[u8] {
    bytes.get(bytes.len().saturating_sub(count)..).unwrap_or(bytes)
}

/// Whether the client has gone without a proper goodbye, which many do: no FIN, or no TLS close_notify.
fn is_end(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), UnexpectedEof | ConnectionReset | ConnectionAborted | BrokenPipe)
}
