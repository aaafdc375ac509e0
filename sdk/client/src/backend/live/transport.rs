//! Connections: one TLS configuration for all legs, and the NET lamp.
//!
//! REST, WebSocket, IMAP and SMTP share the same `ClientConfig`, so a pinned certificate holds for all of them.

use super::pinning::{Pinned, Witness, Witnessed};
use crate::{
    backend::BackendError,
    error::LinkError,
    options::{ServerSettings, Tls, is_loopback},
    state::{Lamp, Lamps, Leg},
};
use rustls::{
    ClientConfig, RootCertStore,
    client::{WebPkiServerVerifier, danger::ServerCertVerifier},
    pki_types::ServerName,
};
use std::{fmt::Debug, io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::watch,
    time::timeout,
};
use tokio_rustls::TlsConnector;

/// How long a server may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection, protected or not.
pub(super) trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Sync + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Sync + Debug> Wire for T {}
/// Any connection.
pub(super) type BoxedWire = Box<dyn Wire>;

/// How TLS begins on a mail port.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Security {
    /// Never.
    Plain,
    /// At once.
    Tls,
    /// After the greeting, by command.
    StartTls,
}

/// Opens connections to one server.
pub(super) struct Dialer {
    host: String,
    protected: bool,
    config: Arc<ClientConfig>,
    lamps: watch::Sender<Lamps>,
}

impl Dialer {
    /// Refuses plain text off loopback unless it was allowed.
    pub(super) fn new(settings: &ServerSettings, lamps: watch::Sender<Lamps>) -> Result<Self, LinkError> {
        let host = settings.host.trim_start_matches('[').trim_end_matches(']').to_owned();
        if settings.tls == (Tls::Plaintext { allow_remote: false }) && !is_loopback(&host) {
            return Err(LinkError::Unsupported {
                found: format!("a connection without TLS to {host}, which is not this machine"),
            });
        }
        let config = Arc::new(client_config(&settings.tls, None)?);
        Ok(Self { host, protected: !matches!(settings.tls, Tls::Plaintext { .. }), config, lamps })
    }

    /// Whether TLS is used.
    pub(super) fn is_protected(&self) -> bool {
        self.protected
    }

    /// The TLS configuration, for clients that open their connections themselves.
    pub(super) fn config(&self) -> ClientConfig {
        self.config.as_ref().clone()
    }

    /// Scheme, host and port of AMDS.
    pub(super) fn origin(&self, port: u16) -> String {
        format!("{}://{}", if self.protected { "https" } else { "http" }, self.authority(port))
    }

    /// Host and port as a URL writes them.
    pub(super) fn authority(&self, port: u16) -> String {
        if self.host.contains(':') {
            format!("[{}]:{port}", self.host)
        } else {
            format!("{}:{port}", self.host)
        }
    }

    pub(super) fn host(&self) -> &str {
        &self.host
    }

    /// Finds the server's addresses; the NET lamp shows whether that worked.
    pub(super) async fn resolve(&self, port: u16) -> Result<Vec<SocketAddr>, BackendError> {
        let found = timeout(CONNECT_TIMEOUT, tokio::net::lookup_host((self.host.as_str(), port))).await;
        let addresses: Vec<SocketAddr> = match found {
            Ok(Ok(addresses)) => addresses.collect(),
            Ok(Err(_)) | Err(_) => Vec::new(),
        };
        if addresses.is_empty() {
            let reason = format!("the name {} has no address here", self.host);
            return Err(self.net_failed(reason));
        }
        self.lamps.send_modify(|lamps| lamps.net = Lamp::On);
        Ok(addresses)
    }

    /// Opens a connection, with TLS if `security` asks for it at once.
    pub(super) async fn dial(
        &self,
        leg: Leg,
        port: u16,
        security: Security,
    ) -> Result<BoxedWire, BackendError> {
        let addresses = self.resolve(port).await?;
        let connected = match timeout(CONNECT_TIMEOUT, TcpStream::connect(addresses.as_slice())).await {
            Ok(connected) => connected,
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        };
        let stream = match connected {
            Ok(stream) => stream,
            Err(error) if is_without_route(&error) => {
                return Err(self.net_failed(format!("no way to {}", self.host)));
            }
            Err(error) => {
                let reason = format!("port {port} of {} does not answer ({})", self.host, error.kind());
                return Err(BackendError::Unreachable { leg, reason });
            }
        };
        // Without effect on correctness; a refusal only costs some milliseconds.
        let _ = stream.set_nodelay(true);
        match security {
            Security::Plain | Security::StartTls => Ok(Box::new(stream)),
            Security::Tls => self.protect(leg, Box::new(stream)).await,
        }
    }

    /// Begins TLS on an open connection.
    pub(super) async fn protect(&self, leg: Leg, stream: BoxedWire) -> Result<BoxedWire, BackendError> {
        let name = ServerName::try_from(self.host.clone()).map_err(|_| BackendError::Unreachable {
            leg,
            reason: format!("{} is no host name", self.host),
        })?;
        let handshake = TlsConnector::from(self.config.clone()).connect(name, stream);
        match timeout(CONNECT_TIMEOUT, handshake).await {
            Ok(Ok(stream)) => Ok(Box::new(stream)),
            Ok(Err(error)) => {
                Err(BackendError::Unreachable { leg, reason: format!("TLS did not come about: {error}") })
            }
            Err(_) => Err(BackendError::Unreachable { leg, reason: "TLS took too long".into() }),
        }
    }

    fn net_failed(&self, reason: String) -> BackendError {
        self.lamps.send_modify(|lamps| lamps.net = Lamp::Failed { reason: reason.clone() });
        BackendError::Unreachable { leg: Leg::Net, reason }
    }
}

fn is_without_route(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable)
}

/// The trust that the settings ask for; a witness sees each certificate first.
pub(super) fn client_config(tls: &Tls, witness: Option<Arc<Witness>>) -> Result<ClientConfig, LinkError> {
    let unexpected = |detail: String| LinkError::Unexpected { detail };
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let algorithms = provider.signature_verification_algorithms;
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .map_err(|error| unexpected(error.to_string()))?;
    let verifier: Arc<dyn ServerCertVerifier> = match tls {
        Tls::Pinned { fingerprint } => Arc::new(Pinned::new(*fingerprint, algorithms)),
        Tls::WebPki | Tls::Plaintext { .. } => {
            let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
                .build()
                .map_err(|error| unexpected(error.to_string()))?
        }
    };
    let verifier = match witness {
        Some(witness) => Arc::new(Witnessed::new(witness, verifier)),
        None => verifier,
    };
    Ok(builder.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth())
}
