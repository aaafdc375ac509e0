//! Accepts connections for one port: bind, limit, handshake, hand over, and stop without losing anybody's answer.
//!
//! Every accepted connection gets an answer: its handler, or the protocol's own words of refusal (SRV-05). All tasks are
//! tracked; [`Listener::serve`] returns when the last has ended.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::mem;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{debug, warn};

use crate::service::Service;
use crate::{Gate, Permit, Refused, Stream, Tls};

/// Connections the system may hold before they are accepted; 5,000 clients that come back at once are no error.
const BACKLOG: u32 = 4096;
/// Silence after which the system asks whether a client still exists; then every 30 seconds.
const KEEPALIVE: Duration = Duration::from_secs(300);
const KEEPALIVE_INTERVAL: Duration = Duration::from_secs(30);
const SHORTEST_BACKOFF: Duration = Duration::from_millis(50);
const LONGEST_BACKOFF: Duration = Duration::from_secs(1);

/// What a listener is to be.
#[derive(Debug, Clone)]
pub struct ListenerConfig {
    /// For messages and logs: `imap`, `imaps`, `smtp`.
    pub name: &'static str,
    /// Where; port 0 takes any free one.
    pub address: SocketAddr,
    /// When TLS starts.
    pub mode: Mode,
    /// Who may be in; listeners of one service share theirs.
    pub gate: Gate,
    /// How long connections have to end by themselves when the server stops.
    pub stop_within: Duration,
}

/// When TLS starts on a listener.
#[derive(Debug, Clone)]
pub enum Mode {
    /// Never.
    Plain,
    /// When the client asks for it; the handler finds the TLS in [`Permit::starttls`].
    StartTls(Tls),
    /// With the first byte (RFC 8314 §3).
    Tls(Tls),
}

/// A bound port. Clients can connect at once; they are answered from [`Listener::serve`] on.
#[derive(Debug)]
pub struct Listener {
    socket: TcpListener,
    local: SocketAddr,
    config: ListenerConfig,
}

/// How a stop went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stopped {
    /// Connections that did not end by themselves in time.
    pub aborted: usize,
}

impl Listener {
    /// Takes the port. Must be called within a tokio runtime.
    pub fn bind(config: ListenerConfig) -> Result<Self, BindError> {
        let bound = || {
            let socket = if config.address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
            // On Windows this would let two programs have one port; on Unix it lets a restart have it at once.
            #[cfg(unix)]
            socket.set_reuseaddr(true)?;
            socket.bind(config.address)?;
            let socket = socket.listen(BACKLOG)?;
            Ok((socket.local_addr()?, socket))
        };
        match bound() {
            Ok((local, socket)) => Ok(Self { socket, local, config }),
            Err(source) => Err(BindError { name: config.name, address: config.address, source }),
        }
    }

    /// The bound address, with the port that was taken for 0.
    pub fn local_addr(&self) -> SocketAddr {
        self.local
    }

    /// The configured name.
    pub fn name(&self) -> &'static str {
        self.config.name
    }

    /// Open connections of the service, other listeners of the same gate included.
    pub fn open_connections(&self) -> usize {
        self.config.gate.open_connections()
    }

    /// Accepts until `shutdown` is cancelled, then waits for the connections and returns when all have ended.
    ///
    /// `handler` has a connection until its future ends; on a TLS listener it sees it after the handshake. A panic in it
    /// ends that connection only.
    ///
    /// `refusal` words the answer to a connection over a limit (`* BYE …`, `421 …`, a whole HTTP response); `None` closes
    /// it without a word. The answer is sent as the client would read any other: after the handshake on a TLS listener,
    /// else in plain text.
    ///
    /// Stopping: the port is closed, [`Permit::stopping`] is cancelled, and connections still open after
    /// [`ListenerConfig::stop_within`] are aborted.
    pub async fn serve<H, F, R>(self, shutdown: CancellationToken, handler: H, refusal: R) -> Stopped
    where
        H: Fn(Stream, Permit) -> F + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
        R: Fn(&Refused) -> Option<Cow<'static, [u8]>>,
    {
        let Self { socket, config, .. } = self;
        let name = config.name;
        let service = Service::new(config, shutdown.child_token());
        let handler = Arc::new(handler);
        let mut backoff = Backoff::default();
        let mut is_refusing = false;

        while let Some(accepted) = shutdown.run_until_cancelled(socket.accept()).await {
            let (socket, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) if concerns_one_client(&error) => continue,
                Err(error) => {
                    let pause = backoff.next();
                    warn!(listener = name, %error, ?pause, "no connection can be accepted for now");
                    shutdown.run_until_cancelled(sleep(pause)).await;
                    continue;
                }
            };
            backoff = Backoff::default();
            set_options(&socket);
            let stream = Stream::plain(socket, peer);
            match service.admit(stream.peer()) {
                Ok(seat) => {
                    is_refusing = false;
                    service.start(stream, seat, &handler);
                }
                Err(refused) => {
                    // Once for each time the limit is met: a warning for each client would fill the disk.
                    if !mem::replace(&mut is_refusing, true) {
                        warn!(listener = name, peer = %refused.peer, why = ?refused.why, "connections are refused");
                    }
                    service.refuse(stream, refusal(&refused));
                }
            }
        }

        drop(socket);
        service.stop().await
    }
}

/// A port that could not be taken.
#[derive(Debug, thiserror::Error)]
pub struct BindError {
    /// The listener's configured name.
    pub name: &'static str,
    /// The address that was asked for.
    pub address: SocketAddr,
    /// What the system said.
    #[source]
    pub source: io::Error,
}

/// The causes of a [`BindError`] for which there is a way out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BindCause {
    /// Another program has the port.
    InUse,
    /// The port needs a right this program does not have (below 1024 on most systems).
    NotPermitted,
    /// No network card of this machine has the address.
    NotOurs,
    /// Something else; see the source.
    Other,
}

impl BindError {
    /// The cause, as far as there is advice for it.
    pub fn cause(&self) -> BindCause {
        match self.source.kind() {
            io::ErrorKind::AddrInUse => BindCause::InUse,
            io::ErrorKind::PermissionDenied => BindCause::NotPermitted,
            io::ErrorKind::AddrNotAvailable => BindCause::NotOurs,
            _ => BindCause::Other,
        }
    }
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, address, source } = self;
        let port = address.port();
        match self.cause() {
            BindCause::InUse => {
                write!(f, "{name}: port {port} is in use by another program; choose another, 0 means any")
            }
            BindCause::NotPermitted => {
                write!(f, "{name}: port {port} may not be opened by this user; choose one above 1023")
            }
            BindCause::NotOurs => write!(f, "{name}: {} is not an address of this machine", address.ip()),
            BindCause::Other => write!(f, "{name}: {address} cannot be opened: {source}"),
        }
    }
}

/// Pauses between attempts to accept while the system is out of something (file descriptors, mostly).
#[derive(Debug, Default)]
struct Backoff(Duration);

impl Backoff {
    fn next(&mut self) -> Duration {
        self.0 = (self.0 * 2).clamp(SHORTEST_BACKOFF, LONGEST_BACKOFF);
        self.0
    }
}

/// Whether accepting failed because that client has gone already, which says nothing about the next one.
fn concerns_one_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset | Interrupted)
}

/// A connection works without these, so a failure is only worth a note.
fn set_options(socket: &TcpStream) {
    let keepalive = TcpKeepalive::new().with_time(KEEPALIVE).with_interval(KEEPALIVE_INTERVAL);
    let set = socket.set_nodelay(true).and_then(|()| SockRef::from(socket).set_tcp_keepalive(&keepalive));
    if let Err(error) = set {
        debug!(%error, "socket options were not set");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_a_second() {
        let mut backoff = Backoff::default();
        let pauses: Vec<_> = (0..7).map(|_| backoff.next().as_millis()).collect();
        assert_eq!(pauses, [50, 100, 200, 400, 800, 1000, 1000]);
    }

    #[test]
    fn a_client_that_left_early_does_not_slow_the_others() {
        assert!(concerns_one_client(&io::ErrorKind::ConnectionAborted.into()));
        // EMFILE has no kind of its own; it must not be taken for a client's fault, or accepting would spin.
        assert!(!concerns_one_client(&io::Error::from_raw_os_error(24)));
    }
}
