//! What the tests say to a listener from outside: a TLS client that trusts one certificate.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use server_net::{Certificate, Gate, Limits, ListenerConfig, Mode, Tls};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

pub fn certificate_in(folder: &Path) -> Certificate {
    Certificate::load_or_make(folder, &[]).unwrap().0
}

/// A certificate of its own and the TLS that serves it.
pub fn some_tls() -> (Certificate, Tls) {
    let folder = tempfile::tempdir().unwrap();
    let certificate = certificate_in(folder.path());
    let tls = Tls::new(&certificate).unwrap();
    (certificate, tls)
}

pub fn on_any_port(mode: Mode, limits: Limits) -> ListenerConfig {
    ListenerConfig {
        name: "test",
        address: SocketAddr::from(([127, 0, 0, 1], 0)),
        mode,
        gate: Gate::new(limits),
        stop_within: Duration::from_secs(20),
    }
}

/// Shakes hands as `localhost`, with full verification against this one certificate.
pub async fn secured(socket: TcpStream, trusted: &Certificate) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.leaf().unwrap().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, socket).await
}
