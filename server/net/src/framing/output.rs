//! Writing: small pieces are gathered, large ones go straight through, a client that does not read is left.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::ready;

use bytes::{Buf, BytesMut};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::{ConnectionError, LineStream};
use crate::linger::linger;

/// How much output is gathered before it is sent unasked. One TLS record.
const OUTPUT_BUFFER: usize = 16 * 1024;

impl<S: AsyncRead + AsyncWrite + Unpin> LineStream<S> {
    /// Sends all output and ends the connection in order (TLS close_notify, then FIN), so that the client hears it.
    ///
    /// What the client was sending meanwhile is thrown away until it ends as well, for at most two seconds and 16 MiB:
    /// unread, it would reset the connection, and the reset may overtake the last words.
    pub async fn close(mut self) -> Result<(), ConnectionError> {
        self.flush().await?;
        let within = self.write_within;
        timeout(within, self.stream.shutdown())
            .await
            .map_err(|_| ConnectionError::Stalled { after: within })??;
        linger(&mut self.stream).await;
        Ok(())
    }
}

impl<S: AsyncWrite + Unpin> LineStream<S> {
    /// Adds bytes to the output; sends when enough has come together. Nothing is sure to be sent before
    /// [`LineStream::flush`].
    ///
    /// Not cancel-safe: a dropped future may have taken some of the bytes.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), ConnectionError> {
        if self.output.len() + bytes.len() > OUTPUT_BUFFER {
            self.send_output().await?;
        }
        if bytes.len() < OUTPUT_BUFFER {
            self.output.extend_from_slice(bytes);
            return Ok(());
        }
        let mut rest = bytes;
        while !rest.is_empty() {
            let within = self.write_within;
            let sent = timeout(within, self.stream.write(rest))
                .await
                .map_err(|_| ConnectionError::Stalled { after: within })??;
            if sent == 0 {
                return Err(io::Error::from(io::ErrorKind::WriteZero).into());
            }
            rest.advance(sent);
        }
        Ok(())
    }

    /// Sends all output. Cancel-safe: what a dropped future has not sent, the next one sends.
    pub async fn flush(&mut self) -> Result<(), ConnectionError> {
        self.send_output().await?;
        let within = self.write_within;
        timeout(within, self.stream.flush())
            .await
            .map_err(|_| ConnectionError::Stalled { after: within })??;
        Ok(())
    }

    async fn send_output(&mut self) -> Result<(), ConnectionError> {
        let within = self.write_within;
        while !self.output.is_empty() {
            let Self { stream, output, .. } = self;
            let sent = poll_fn(|cx| {
                let sent = ready!(Pin::new(&mut *stream).poll_write(cx, output))?;
                // In the same poll as the write, so that cancelling cannot come between them.
                output.advance(sent);
                io::Result::Ok(sent).into()
            });
            let sent =
                timeout(within, sent).await.map_err(|_| ConnectionError::Stalled { after: within })??;
            if sent == 0 {
                return Err(io::Error::from(io::ErrorKind::WriteZero).into());
            }
        }
        Ok(())
    }

    /// Gives the memory back while there is nothing to send.
    pub(super) fn release_output(&mut self) {
        if self.output.is_empty() && self.output.capacity() > 0 {
            self.output = BytesMut::new();
        }
    }
}
