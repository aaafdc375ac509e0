//! A connection of a client, plain or TLS.
//!
//! TLS trusts the one certificate that lies in the demo's data folder, and checks it as any client would.

use crate::{Failure, demo::Demo};
use rustls::{
    ClientConfig, RootCertStore,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use std::{net::SocketAddr, path::Path, sync::Arc};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;

/// Whether a connection is encrypted from its first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Security {
    Plain,
    Tls,
}

/// What a client holds.
pub(crate) trait Transport: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Transport for S {}
pub(crate) type Wire = Box<dyn Transport>;

/// Opens connections to one demo; cheap to clone.
#[derive(Clone)]
pub(crate) struct Dialer(TlsConnector);

impl Dialer {
    /// One that knows the demo's certificate.
    pub(crate) fn to(demo: &Demo) -> Result<Self, Failure> {
        let config = trusting(&demo.folder().join("certificate.pem"))?;
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    /// Connects.
    pub(crate) async fn dial(&self, address: SocketAddr, security: Security) -> Result<Wire, Failure> {
        let socket = TcpStream::connect(address).await?;
        socket.set_nodelay(true)?;
        Ok(match security {
            Security::Plain => Box::new(socket),
            Security::Tls => Box::new(self.0.connect(ServerName::from(address.ip()), socket).await?),
        })
    }
}

/// A client's side of TLS that trusts this one certificate.
pub(crate) fn trusting(certificate: &Path) -> Result<ClientConfig, Failure> {
    let mut trusted = RootCertStore::empty();
    trusted.add(CertificateDer::from_pem_file(certificate)?)?;
    with_roots(trusted)
}

/// One that trusts nobody: for a server of which only plain text is wanted.
pub(crate) fn trusting_nobody() -> Result<ClientConfig, Failure> {
    with_roots(RootCertStore::empty())
}

fn with_roots(trusted: RootCertStore) -> Result<ClientConfig, Failure> {
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(trusted);
    Ok(config.with_no_client_auth())
}
