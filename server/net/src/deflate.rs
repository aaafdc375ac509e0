//! DEFLATE over a connection (RFC 1951), for IMAP's COMPRESS (RFC 4978): both directions, in bounded memory.
//!
//! What is written is compressed at once and sent in full at each flush. While nothing is said only the window of the other
//! side is held, about 43 KiB: it may refer to what it sent long ago. Our own compressor, about 320 KiB, is let go: after a
//! flush a new one may go on where it stopped, since nothing obliges it to refer back.

use std::io;
use std::mem::MaybeUninit;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, BytesMut};
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// Compressed bytes read at once.
const RECEIVED: usize = 4 * 1024;
/// Compressed bytes that wait to be sent; more is compressed when they have gone.
const UNSENT: usize = 16 * 1024;
/// After so long without a word the compressor is let go. A client that goes on within it gains from what was said before.
const QUIET: Duration = Duration::from_secs(2);

/// The state of both directions.
#[derive(Debug)]
pub(crate) struct Deflate {
    inflater: Decompress,
    /// What came and was not inflated yet.
    received: BytesMut,
    /// The inflater may hold more than there was room for.
    has_more: bool,
    /// The client ended its stream.
    is_over: bool,
    /// None while nothing is said.
    compressor: Option<Compress>,
    /// Something was compressed since the last flush.
    is_unflushed: bool,
    unsent: Vec<u8>,
    /// How much of `unsent` has been sent.
    sent: usize,
    quiet: Option<Pin<Box<Sleep>>>,
}

impl Deflate {
    /// Compression from here on; `received` was read already and is taken for compressed.
    pub(crate) fn new(received: BytesMut) -> Self {
        Self {
            inflater: Decompress::new(false),
            received,
            has_more: false,
            is_over: false,
            compressor: None,
            is_unflushed: false,
            unsent: Vec::new(),
            sent: 0,
            quiet: None,
        }
    }

    pub(crate) fn poll_read<T: AsyncRead + Unpin>(
        &mut self,
        transport: &mut T,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            if self.is_over || into.remaining() == 0 || self.inflate(into)? {
                self.quiet = None;
                return Poll::Ready(Ok(()));
            }
            let mut scratch = [MaybeUninit::uninit(); RECEIVED];
            let mut chunk = ReadBuf::uninit(&mut scratch);
            let polled = Pin::new(&mut *transport).poll_read(cx, &mut chunk);
            if polled.is_pending() {
                self.release(cx);
            }
            ready!(polled)?;
            self.is_over = chunk.filled().is_empty();
            self.received.extend_from_slice(chunk.filled());
        }
    }

    /// Whether there was something to inflate, or will never be.
    fn inflate(&mut self, into: &mut ReadBuf<'_>) -> io::Result<bool> {
        if self.received.is_empty() && !self.has_more {
            return Ok(false);
        }
        let (taken, given) = (self.inflater.total_in(), self.inflater.total_out());
        let room = into.initialize_unfilled();
        let status = self.inflater.decompress(&self.received, room, FlushDecompress::None);
        let status = status.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        let count =
            |total: u64, before: u64| usize::try_from(total.saturating_sub(before)).unwrap_or(usize::MAX);
        let taken = count(self.inflater.total_in(), taken);
        let given = count(self.inflater.total_out(), given);
        self.has_more = given == room.len();
        self.received.advance(taken.min(self.received.len()));
        into.advance(given);
        self.is_over = status == Status::StreamEnd;
        if taken == 0 && given == 0 && !self.received.is_empty() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "this is not DEFLATE"));
        }
        Ok(given > 0 || self.is_over)
    }

    /// Gives memory back while the client says nothing.
    fn release(&mut self, cx: &mut Context<'_>) {
        if self.received.is_empty() && self.received.capacity() > 0 {
            self.received = BytesMut::new();
        }
        if self.compressor.is_none() || self.is_unflushed || !self.unsent.is_empty() {
            return;
        }
        let quiet = self.quiet.get_or_insert_with(|| Box::pin(sleep(QUIET)));
        if quiet.as_mut().poll(cx).is_ready() {
            (self.quiet, self.compressor, self.unsent) = (None, None, Vec::new());
        }
    }

    /// Takes bytes only when all that was compressed before has been sent: the client's speed is ours.
    pub(crate) fn poll_write<T: AsyncWrite + Unpin>(
        &mut self,
        transport: &mut T,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        loop {
            ready!(self.poll_send(transport, cx))?;
            let taken = self.compress(bytes, FlushCompress::None)?;
            self.is_unflushed = true;
            if taken > 0 || bytes.is_empty() {
                return Poll::Ready(Ok(taken));
            }
        }
    }

    pub(crate) fn poll_flush<T: AsyncWrite + Unpin>(
        &mut self,
        transport: &mut T,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            ready!(self.poll_send(transport, cx))?;
            if !self.is_unflushed {
                return Pin::new(transport).poll_flush(cx);
            }
            // Asked to flush with something left to say, miniz_oxide says that and forgets the flush: what is left goes first.
            self.compress(&[], FlushCompress::None)?;
            if self.unsent.is_empty() {
                self.compress(&[], FlushCompress::Sync)?;
                // Without room to spare it may not have said all.
                self.is_unflushed = self.unsent.len() == self.unsent.capacity();
            }
        }
    }

    fn compress(&mut self, bytes: &[u8], flush: FlushCompress) -> io::Result<usize> {
        self.unsent.reserve(UNSENT);
        let compressor = self.compressor.get_or_insert_with(|| Compress::new(Compression::fast(), false));
        let before = compressor.total_in();
        compressor.compress_vec(bytes, &mut self.unsent, flush).map_err(io::Error::other)?;
        Ok(usize::try_from(compressor.total_in().saturating_sub(before)).unwrap_or(usize::MAX))
    }

    fn poll_send<T: AsyncWrite + Unpin>(
        &mut self,
        transport: &mut T,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        while let Some(rest) = self.unsent.get(self.sent..).filter(|rest| !rest.is_empty()) {
            let sent = ready!(Pin::new(&mut *transport).poll_write(cx, rest))?;
            if sent == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.sent = self.sent.saturating_add(sent);
        }
        self.unsent.clear();
        self.sent = 0;
        Poll::Ready(Ok(()))
    }
}
