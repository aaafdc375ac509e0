//! Lines and literals over one connection, for IMAP and SMTP.
//!
//! Whatever the client sends, memory is bounded: a line by its limit, raw bytes by one chunk, output by one buffer. While
//! nothing is being said no buffer is held. Reading and flushing are cancel-safe: a future that is dropped in
//! `tokio::select!` loses no byte, in either direction.

mod input;
mod output;

use std::fmt;
use std::io;
use std::time::Duration;

use bytes::BytesMut;
use tokio::time::Instant;

pub use self::input::CopyError;
use self::input::Overlong;
use crate::{Stream, Tls};

/// A connection on which lines are spoken; generic so that it can be tested, or compressed, without a socket.
///
/// Input that has been read but not yet asked for (pipelined commands) stays in it.
pub struct LineStream<S = Stream> {
    stream: S,
    line_limit: usize,
    write_within: Duration,
    input: BytesMut,
    /// How much of `input` is known to hold no line end.
    searched: usize,
    overlong: Option<Overlong>,
    /// Since when the client owes us something; survives cancelled futures, so that `select!` does not restart the clock.
    waiting_since: Option<Instant>,
    output: BytesMut,
}

/// One line of input, without its line end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// A line within the limit.
    Complete {
        /// Its bytes; any but LF.
        text: Vec<u8>,
        /// How it ended.
        ending: Ending,
    },
    /// A line over the limit. All of it has been read and thrown away but these pieces; the next line can be read.
    TooLong {
        /// The first bytes (at most 64), so that an IMAP answer can name the tag.
        head: Vec<u8>,
        /// The last bytes (at most 64), so that a literal announced there (`{1000+}`) is not taken for commands.
        tail: Vec<u8>,
    },
}

/// How a line ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// As the standards ask for.
    CrLf,
    /// Without CR. Within SMTP DATA this must not end anything: that is how messages are smuggled (CVE-2023-51764).
    BareLf,
}

/// Why a connection is over. The stream must not be used again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectionError {
    /// The client closed it between two lines: the ordinary end.
    #[error("the client closed the connection")]
    Closed,
    /// The client closed it within a line or a literal.
    #[error("the client closed the connection in the middle of something")]
    ClosedInside,
    /// The client said nothing for too long; it may still be told so.
    #[error("the client was silent for {}", Seconds(*.after))]
    Idle {
        /// For how long.
        after: Duration,
    },
    /// The client does not read what we write.
    #[error("the client did not read for {}", Seconds(*.after))]
    Stalled {
        /// For how long.
        after: Duration,
    },
    /// The network, or TLS, failed.
    #[error("the connection failed: {0}")]
    Failed(#[from] io::Error),
}

impl<S> LineStream<S> {
    /// Speaks lines of at most `line_limit` bytes (line end not counted) over `stream`.
    ///
    /// A write fails when the client takes not one byte for `write_within`.
    pub fn new(stream: S, line_limit: usize, write_within: Duration) -> Self {
        Self {
            stream,
            line_limit,
            write_within,
            input: BytesMut::new(),
            searched: 0,
            overlong: None,
            waiting_since: None,
            output: BytesMut::new(),
        }
    }

    /// The connection underneath: who the peer is, whether it is TLS.
    pub fn stream(&self) -> &S {
        &self.stream
    }

    /// Whether the client has sent more than was asked for. Its answers can be flushed together with the next one.
    pub fn has_input(&self) -> bool {
        !self.input.is_empty()
    }

    /// Heap bytes held for input and output; 0 while the connection idles.
    pub fn held_bytes(&self) -> usize {
        self.input.capacity() + self.output.capacity()
    }
}

impl LineStream<Stream> {
    /// STARTTLS: the handshake, on this connection, after the answer that invites it has been flushed.
    ///
    /// Whatever the client pipelined behind its STARTTLS is thrown away, because it was plain text and anybody on the
    /// wire may have put it there (CVE-2011-0411; RFC 3207 §6). The caller throws its session state away likewise.
    pub async fn upgrade(self, tls: &Tls) -> Result<Self, ConnectionError> {
        let stream = self.stream.upgrade(tls).await?;
        Ok(Self::new(stream, self.line_limit, self.write_within))
    }
}

impl LineStream<Stream> {
    /// COMPRESS: both directions are compressed from here on, after the answer that says so has been flushed.
    ///
    /// Whatever the client sent behind its command is taken for compressed, as RFC 4978 §3 has it.
    pub fn deflate(&mut self) {
        let received = std::mem::take(&mut self.input);
        self.searched = 0;
        self.stream.deflate(received);
    }
}

/// Says the state, never the bytes: they may be a password.
impl<S> fmt::Debug for LineStream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LineStream")
            .field("line_limit", &self.line_limit)
            .field("unread", &self.input.len())
            .field("unsent", &self.output.len())
            .finish_non_exhaustive()
    }
}

struct Seconds(Duration);

impl fmt::Display for Seconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} s", self.0.as_secs_f32())
    }
}
