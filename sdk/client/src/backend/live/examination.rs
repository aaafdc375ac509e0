//! Tries the legs of a server one by one and says what is wrong in a way that somebody can act upon.
//!
//! The mobile leg comes first: it says where the mail legs are. Nothing is signed in, nothing is kept.

use super::{
    mail_port,
    pinning::Witness,
    rest,
    transport::{BoxedWire, Dialer, Security, client_config},
};
use crate::{
    backend::BackendError,
    diagnosis::{Diagnosis, Finding},
    error::LinkError,
    options::{Fingerprint, ServerSettings, Tls},
    state::{Lamp, Lamps, Leg},
};
use mobilelink_wire::Server;
use rustls::pki_types::ServerName;
use std::{io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
    sync::watch,
    time::timeout,
};
use tokio_rustls::TlsConnector;

/// How long one step may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Longer greetings are none.
const GREETING_LIMIT: u64 = 1024;

/// Tries all legs; only settings that cannot be used are an error.
pub(crate) async fn examine(settings: &ServerSettings) -> Result<Diagnosis, LinkError> {
    let (lamps, _) = watch::channel(Lamps::default());
    let dialer = Dialer::new(settings, lamps)?;
    let mut lamps = Lamps::default();
    let server = match mobile(settings, &dialer, &mut lamps).await {
        Ok(server) => server,
        Err(finding) => return Ok(Diagnosis { lamps, finding }),
    };
    let (imap, smtp) = tokio::join!(
        mail(settings, &dialer, &server, Leg::Imap, "* OK"),
        mail(settings, &dialer, &server, Leg::Smtp, "220")
    );
    let mut finding = Finding::Well;
    for (leg, tried) in [(Leg::Smtp, smtp), (Leg::Imap, imap)] {
        lamps.set(leg, tried.as_ref().map_or_else(Trouble::lamp, |()| Lamp::On));
        if let Err(trouble) = tried {
            finding = trouble.finding;
        }
    }
    Ok(Diagnosis { lamps, finding })
}

/// Why a leg does not answer.
struct Trouble {
    reason: String,
    finding: Finding,
}

impl Trouble {
    fn lamp(&self) -> Lamp {
        Lamp::Failed { reason: self.reason.clone() }
    }

    fn other(leg: Leg, reason: String) -> Self {
        Self { finding: Finding::Other { leg, reason: reason.clone() }, reason }
    }
}

/// NET and MOBILE: the name resolves, the port answers, TLS comes about, and a Mobile Link is behind it.
async fn mobile(settings: &ServerSettings, dialer: &Dialer, lamps: &mut Lamps) -> Result<Server, Finding> {
    if !matches!(timeout(PATIENCE, dialer.resolve(settings.port)).await, Ok(Ok(_))) {
        lamps.net = Lamp::Failed { reason: format!("the name {} has no address here", dialer.host()) };
        return Err(Finding::UnknownHost);
    }
    lamps.net = Lamp::On;
    let tried = async {
        let stream = connect(dialer, Leg::Mobile, settings.port).await?;
        match settings.tls {
            Tls::Plaintext { .. } => speaks_plain(stream, settings.port).await?,
            Tls::WebPki | Tls::Pinned { .. } => look(settings, dialer, stream).await?,
        }
        let server = timeout(PATIENCE, rest::server_of(dialer, settings.port)).await;
        let server = server.map_err(|_| no_answer(Leg::Mobile, settings.port))?;
        server.map_err(|error| match error {
            BackendError::Unsupported { found } => {
                Trouble { reason: format!("not supported: {found}"), finding: Finding::Unsupported { found } }
            }
            BackendError::Unreachable { reason, .. } => Trouble::other(Leg::Mobile, reason),
            _ => Trouble {
                reason: format!("what answers at port {} is no Mobile Link", settings.port),
                finding: Finding::NotMobileLink { port: settings.port },
            },
        })
    };
    tried.await.inspect(|_| lamps.mobile = Lamp::On).map_err(|trouble| {
        lamps.mobile = trouble.lamp();
        trouble.finding
    })
}

/// One mail leg: the port answers, greets, and begins TLS where it is wanted.
async fn mail(
    settings: &ServerSettings,
    dialer: &Dialer,
    server: &Server,
    leg: Leg,
    greeting: &str,
) -> Result<(), Trouble> {
    let (port, security) =
        mail_port(settings, Some(server), leg).map_err(|error| Trouble::other(leg, error.to_string()))?;
    let stream = connect(dialer, leg, port).await?;
    let mut stream: BoxedWire = Box::new(stream);
    if security == Security::Tls {
        let protected = timeout(PATIENCE, dialer.protect(leg, stream)).await;
        stream = protected
            .map_err(|_| no_answer(leg, port))?
            .map_err(|error| Trouble::other(leg, error.to_string()))?;
    }
    let mut line = String::new();
    let read = timeout(PATIENCE, BufReader::new(stream).take(GREETING_LIMIT).read_line(&mut line)).await;
    match read {
        Err(_) => Err(no_answer(leg, port)),
        Ok(Ok(_)) if line.starts_with(greeting) => Ok(()),
        // A full server says so in place of a greeting (SRV-05).
        Ok(Ok(_)) if line.starts_with("* BYE") || line.starts_with("421") => {
            Err(Trouble::other(leg, format!("the server has no room: {}", line.trim_end())))
        }
        Ok(_) => {
            Err(Trouble::other(leg, format!("what answers at port {port} does not greet as {leg} does")))
        }
    }
}

async fn connect(dialer: &Dialer, leg: Leg, port: u16) -> Result<TcpStream, Trouble> {
    let addresses = dialer.resolve(port).await.map_err(|error| Trouble::other(leg, error.to_string()))?;
    match timeout(PATIENCE, TcpStream::connect(addresses.as_slice())).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) if error.kind() == io::ErrorKind::ConnectionRefused => Err(Trouble {
            reason: format!("nobody listens at port {port} of {}", dialer.host()),
            finding: Finding::Unreachable { leg, port },
        }),
        Ok(Err(error)) => Err(Trouble::other(leg, error.to_string())),
        Err(_) => Err(no_answer(leg, port)),
    }
}

fn no_answer(leg: Leg, port: u16) -> Trouble {
    Trouble { reason: format!("port {port} does not answer"), finding: Finding::NoAnswer { leg, port } }
}

/// A TLS server answers a plain request with an alert, whose first byte is no text (RFC 8446 §5.1).
async fn speaks_plain(mut stream: TcpStream, port: u16) -> Result<(), Trouble> {
    let mut first = [0; 1];
    let asked = async {
        stream.write_all(b"GET /api/v1/server HTTP/1.1\r\nHost: probe\r\nConnection: close\r\n\r\n").await?;
        stream.read(&mut first).await
    };
    match timeout(PATIENCE, asked).await {
        Err(_) => Err(no_answer(Leg::Mobile, port)),
        Ok(Ok(1)) if first == *b"H" => Ok(()),
        Ok(Ok(1)) if first == [0x15] => {
            Err(Trouble { reason: "the server speaks TLS at this port".into(), finding: Finding::SpeaksTls })
        }
        Ok(_) => Err(Trouble {
            reason: format!("what answers at port {port} is no Mobile Link"),
            finding: Finding::NotMobileLink { port },
        }),
    }
}

/// A handshake that remembers which certificate was shown, whatever becomes of it.
async fn look(settings: &ServerSettings, dialer: &Dialer, stream: TcpStream) -> Result<(), Trouble> {
    let trouble = |reason: String| Trouble::other(Leg::Mobile, reason);
    let witness = Arc::new(Witness::default());
    let config =
        client_config(&settings.tls, Some(witness.clone())).map_err(|error| trouble(error.to_string()))?;
    let name = ServerName::try_from(dialer.host().to_owned())
        .map_err(|_| trouble(format!("{} is no host name", dialer.host())))?;
    let handshake = TlsConnector::from(Arc::new(config)).connect(name, stream);
    let error = match timeout(PATIENCE, handshake).await {
        Ok(Ok(_)) => return Ok(()),
        Ok(Err(error)) => error,
        Err(_) => return Err(no_answer(Leg::Mobile, settings.port)),
    };
    Err(match (witness.shown(), &settings.tls) {
        (Some(fingerprint), Tls::Pinned { .. }) => {
            certificate(Finding::OtherCertificate { fingerprint }, fingerprint)
        }
        (Some(fingerprint), _) if is_unknown_issuer(&error) => {
            certificate(Finding::UnknownCertificate { fingerprint }, fingerprint)
        }
        // Out of date or another server's: trusting it would hide a mistake.
        (Some(_), _) => trouble(format!("the certificate is not good: {error}")),
        (None, _) if error.kind() == io::ErrorKind::InvalidData => {
            Trouble { reason: "the server speaks no TLS at this port".into(), finding: Finding::SpeaksPlain }
        }
        (None, _) => trouble(format!("TLS did not come about: {error}")),
    })
}

/// Only a certificate that nobody vouches for is worth pinning.
fn is_unknown_issuer(error: &io::Error) -> bool {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>());
    matches!(cause, Some(rustls::Error::InvalidCertificate(rustls::CertificateError::UnknownIssuer)))
}

fn certificate(finding: Finding, fingerprint: Fingerprint) -> Trouble {
    Trouble { reason: format!("the certificate is not trusted; its fingerprint is {fingerprint}"), finding }
}
