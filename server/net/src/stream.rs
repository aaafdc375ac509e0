//! One accepted connection, plain or TLS, compressed or not, which a protocol reads and writes without knowing which.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;

use crate::Tls;
use crate::deflate::Deflate;

/// A connection to one client. It holds no buffer of its own unless it is compressed.
#[derive(Debug)]
pub struct Stream {
    transport: Transport,
    deflate: Option<Box<Deflate>>,
    peer: SocketAddr,
}

/// TLS state is about a kilobyte; boxed, a plain connection does not carry room for it.
#[derive(Debug)]
enum Transport {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    /// A plain connection from this client.
    pub fn plain(socket: TcpStream, peer: SocketAddr) -> Self {
        let peer = SocketAddr::new(peer.ip().to_canonical(), peer.port());
        Self { transport: Transport::Plain(socket), deflate: None, peer }
    }

    /// Who is at the other end; an IPv4 client of an IPv6 listener is shown as IPv4.
    pub fn peer(&self) -> SocketAddr {
        self.peer
    }

    /// Whether what is said is encrypted.
    pub fn is_tls(&self) -> bool {
        matches!(self.transport, Transport::Tls(_))
    }

    /// Whether what is said is compressed.
    pub fn is_deflated(&self) -> bool {
        self.deflate.is_some()
    }

    /// Compresses both directions from here on (RFC 4978); nothing if it is so already. `received` was read from the client
    /// and not looked at.
    pub fn deflate(&mut self, received: BytesMut) {
        self.deflate.get_or_insert_with(|| Box::new(Deflate::new(received)));
    }

    /// Whether the client is on this machine.
    pub fn is_loopback(&self) -> bool {
        self.peer.ip().is_loopback()
    }

    /// Whether a password may be said here: encrypted, or never on a wire.
    pub fn is_private(&self) -> bool {
        self.is_tls() || self.is_loopback()
    }

    /// Makes a plain connection a TLS one (STARTTLS: RFC 3207, RFC 9051 §6.2.1), within the handshake time of `tls`.
    ///
    /// The trap (CVE-2011-0411): who sits on the wire may send `STARTTLS` and another command in one packet. What was
    /// read together with the STARTTLS line is plain text of unknown origin and must not be obeyed after the handshake.
    /// So nothing that was read before is handed in here, and the caller must throw its own buffer away, together with
    /// every state of the session (who has greeted, who has logged in). [`LineStream::upgrade`](crate::LineStream::upgrade)
    /// does it for the buffer.
    ///
    /// An error ends the connection. A connection that is TLS or compressed already is an error of kind `InvalidInput`.
    pub async fn upgrade(self, tls: &Tls) -> io::Result<Self> {
        match self.transport {
            Transport::Plain(socket) if self.deflate.is_none() => {
                // Boxed: the handshake is large, and a session's future would keep room for it for ever.
                let secured = Box::pin(tls.accept(socket)).await?;
                Ok(Self { transport: Transport::Tls(secured), deflate: None, peer: self.peer })
            }
            Transport::Plain(_) | Transport::Tls(_) => {
                Err(io::Error::new(io::ErrorKind::InvalidInput, "TLS or compression is already in use"))
            }
        }
    }
}

impl AsyncRead for Stream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let Self { transport, deflate, .. } = self.get_mut();
        match deflate {
            None => Pin::new(transport).poll_read(cx, into),
            Some(deflate) => deflate.poll_read(transport, cx, into),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let Self { transport, deflate, .. } = self.get_mut();
        match deflate {
            None => Pin::new(transport).poll_write(cx, bytes),
            Some(deflate) => deflate.poll_write(transport, cx, bytes),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let Self { transport, deflate, .. } = self.get_mut();
        match deflate {
            None => Pin::new(transport).poll_write_vectored(cx, pieces),
            Some(deflate) => {
                let first = pieces.iter().find(|piece| !piece.is_empty());
                deflate.poll_write(transport, cx, first.map_or(&[], |piece| piece))
            }
        }
    }

    fn is_write_vectored(&self) -> bool {
        self.deflate.is_none() && self.transport.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self { transport, deflate, .. } = self.get_mut();
        match deflate {
            None => Pin::new(transport).poll_flush(cx),
            Some(deflate) => deflate.poll_flush(transport, cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self { transport, deflate, .. } = self.get_mut();
        if let Some(deflate) = deflate {
            ready!(deflate.poll_flush(transport, cx))?;
        }
        Pin::new(transport).poll_shutdown(cx)
    }
}

impl AsyncRead for Transport {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_read(cx, into),
            Self::Tls(secured) => Pin::new(secured).poll_read(cx, into),
        }
    }
}

impl AsyncWrite for Transport {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_write(cx, bytes),
            Self::Tls(secured) => Pin::new(secured).poll_write(cx, bytes),
        }
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_write_vectored(cx, pieces),
            Self::Tls(secured) => Pin::new(secured).poll_write_vectored(cx, pieces),
        }
    }

    fn is_write_vectored(&self) -> bool {
        match self {
            Self::Plain(socket) => socket.is_write_vectored(),
            Self::Tls(secured) => secured.is_write_vectored(),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_flush(cx),
            Self::Tls(secured) => Pin::new(secured).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(socket) => Pin::new(socket).poll_shutdown(cx),
            Self::Tls(secured) => Pin::new(secured).poll_shutdown(cx),
        }
    }
}
