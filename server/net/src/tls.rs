//! TLS for every listener: 1.2 and 1.3 by rustls with aws-lc-rs, one certificate, small connections.
//!
//! Resumption is by tickets the server does not have to remember (RFC 8446 §4.6.1), so a phone that comes back from a
//! dead spot costs neither memory while it is away nor a signature when it returns.

use std::fmt;
use std::io;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs::{Ticketer, default_provider};
use rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::Certificate;

/// How long a handshake may take unless [`Tls::with_handshake`] says otherwise.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// The server's side of TLS; cheap to clone, and all clones share one certificate.
#[derive(Clone)]
pub struct Tls {
    config: Arc<ServerConfig>,
    current: Arc<CurrentCertificate>,
    handshake: Duration,
}

impl Tls {
    /// Serves this certificate, without ALPN, with ten seconds for a handshake.
    pub fn new(certificate: &Certificate) -> Result<Self, TlsError> {
        let current = Arc::new(CurrentCertificate(RwLock::new(certificate.certified())));
        let mut config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(TlsError)?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&current) as Arc<dyn ResolvesServerCert>);
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.ticketer = Ticketer::new().map_err(TlsError)?;
        config.send_tls13_tickets = 1;
        Ok(Self { config: Arc::new(config), current, handshake: HANDSHAKE })
    }

    /// The same certificate for a protocol with ALPN names (RFC 7301), most wanted first: `&[b"http/1.1"]`.
    ///
    /// A client that offers ALPN and none of these is refused; one that offers none is served.
    #[must_use]
    pub fn with_alpn(mut self, protocols: &[&[u8]]) -> Self {
        Arc::make_mut(&mut self.config).alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        self
    }

    /// How long a client has for its handshake, on a TLS port and after STARTTLS.
    #[must_use]
    pub fn with_handshake(mut self, limit: Duration) -> Self {
        self.handshake = limit;
        self
    }

    /// Serves another certificate from the next handshake on, here and in all clones; open connections stay.
    pub fn replace(&self, certificate: &Certificate) {
        *self.current.0.write().unwrap_or_else(PoisonError::into_inner) = certificate.certified();
    }

    /// For code that speaks to tokio-rustls itself; [`Stream::upgrade`](crate::Stream::upgrade) is the usual way.
    pub fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.config))
    }

    /// The handshake, within its time.
    pub(crate) async fn accept(&self, socket: TcpStream) -> io::Result<Box<TlsStream<TcpStream>>> {
        match timeout(self.handshake, self.acceptor().accept(socket)).await {
            Ok(done) => done.map(Box::new),
            Err(_) => Err(io::Error::new(io::ErrorKind::TimedOut, "the TLS handshake took too long")),
        }
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("handshake", &self.handshake).finish_non_exhaustive()
    }
}

/// TLS could not be set up with this certificate.
#[derive(Debug, thiserror::Error)]
#[error("TLS cannot be set up: {0}")]
pub struct TlsError(#[source] rustls::Error);

/// What every handshake asks for; a renewed certificate is put here without a restart.
struct CurrentCertificate(RwLock<Arc<CertifiedKey>>);

impl ResolvesServerCert for CurrentCertificate {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl fmt::Debug for CurrentCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CurrentCertificate")
    }
}
