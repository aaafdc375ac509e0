//! The doctor: examines the four legs of a server without signing in, and says what a person can do (ML-17, ML-28).

use crate::{
    backend::live,
    error::LinkError,
    options::{Fingerprint, ServerSettings},
    state::{Lamps, Leg},
};
use std::fmt;

/// Tries NET and MOBILE of a server and then IMAP and SMTP at the same time, without signing in. Each step takes five
/// seconds at most. Without MOBILE the mail legs are not tried: only the server knows where they are.
///
/// `Invalid` when the settings cannot be meant, `Unsupported` for plain text to another machine that was not allowed.
pub async fn diagnose(settings: ServerSettings) -> Result<Diagnosis, LinkError> {
    settings.check()?;
    live::examine(&settings).await
}

/// How each leg is doing, and what is wrong.
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// What was tried and how it went. `Off` is a leg that was not tried, because one before it does not work.
    pub lamps: Lamps,
    /// What to do something about first.
    pub finding: Finding,
}

/// What a person can do something about. Displays as a sentence in English.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// All four legs answer as they should.
    Well,
    /// The host name has no address: it is misspelt, or this device is not on the network.
    UnknownHost,
    /// Nobody listens there: the server is not running, or the port is another one.
    Unreachable {
        /// The leg that found nobody.
        leg: Leg,
        /// The port it tried.
        port: u16,
    },
    /// No answer in time: mostly a firewall in between (SRV-03, SRV-04).
    NoAnswer {
        /// The leg that waited.
        leg: Leg,
        /// The port it tried.
        port: u16,
    },
    /// Somebody answers on the AMDS port who is no Mobile Link.
    NotMobileLink {
        /// The AMDS port.
        port: u16,
    },
    /// Nobody vouches for the server's certificate. If the fingerprint is the one that the server printed at its first
    /// start, the certificate can be pinned.
    UnknownCertificate {
        /// Of the certificate that the server showed.
        fingerprint: Fingerprint,
    },
    /// The server shows another certificate than the pinned one: it got a new one, or it is another server.
    OtherCertificate {
        /// Of the certificate that the server showed.
        fingerprint: Fingerprint,
    },
    /// Settings say no TLS, and the server speaks it.
    SpeaksTls,
    /// Settings say TLS, and the server does not offer it there.
    SpeaksPlain,
    /// Server and app do not fit together and one needs an update (ML-02).
    Unsupported {
        /// What the server said it is.
        found: String,
    },
    /// Something else.
    Other {
        /// The leg it happened on.
        leg: Leg,
        /// What happened, for people.
        reason: String,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Well => write!(f, "everything works"),
            Self::UnknownHost => write!(f, "the host name has no address here"),
            Self::Unreachable { port, .. } => write!(f, "nobody listens on port {port}"),
            Self::NoAnswer { port, .. } => {
                write!(f, "no answer from port {port}; a firewall may be in between")
            }
            Self::NotMobileLink { port } => write!(f, "what answers on port {port} is not Mobile Link"),
            Self::UnknownCertificate { fingerprint } => {
                write!(f, "nobody vouches for the certificate {fingerprint}")
            }
            Self::OtherCertificate { fingerprint } => {
                write!(f, "the certificate is not the pinned one but {fingerprint}")
            }
            Self::SpeaksTls => write!(f, "the server speaks TLS there, and the settings say none"),
            Self::SpeaksPlain => write!(f, "the server offers no TLS there"),
            Self::Unsupported { found } => write!(f, "this app does not fit {found}"),
            Self::Other { reason, .. } => write!(f, "{reason}"),
        }
    }
}
