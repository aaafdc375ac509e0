//! What can keep the program from working, each with the way out. The facts come from below; the advice is here.

use server_core::{Failure, StoreError};
use server_domain::Refusal;
use server_net::{BindCause, BindError, CertificateError, TlsError};
use std::{io, path::PathBuf};

/// Why `mobilelinkd` does not do what was asked, in one sentence with the way out.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The configuration file cannot be read.
    #[error("cannot read {path}: {source}; name another with --config", path = path.display())]
    ConfigurationUnreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The configuration file does not mean anything.
    #[error("{path} is not a configuration: {reason}\nmobilelinkd serve --help lists what can be set", path = path.display())]
    ConfigurationWrong {
        /// The file.
        path: PathBuf,
        /// Where and what.
        reason: String,
    },
    /// One of the two without the other.
    #[error("a certificate needs its key and a key its certificate; set both, or neither to have them made")]
    CertificateWithoutKey,
    /// One port for two services.
    #[error("{first} and {second} both have port {number}; choose another with --{second}-port")]
    PortTwice {
        /// The one named first.
        first: &'static str,
        /// The other.
        second: &'static str,
        /// The port.
        number: u16,
    },
    /// There is nothing to work on yet.
    #[error("{path} holds no server's data; name the folder with --data, or add the first person with: mobilelinkd user add", path = path.display())]
    NoData {
        /// The folder.
        path: PathBuf,
    },
    /// Not a filter for logging.
    #[error("cannot log by {filter:?}; use error, warn, info, debug or a filter such as server_imap=debug")]
    LogFilter {
        /// What was given.
        filter: String,
    },
    /// A listener could not be had.
    #[error("{}", bind_advice(.0))]
    Bind(#[from] BindError),
    /// The certificate cannot be used.
    #[error("{0}; name others with --certificate and --key, or neither to have them made")]
    Certificate(#[from] CertificateError),
    /// TLS cannot be had.
    #[error("{0}")]
    Tls(#[from] TlsError),
    /// Storage cannot be used.
    #[error("{}", store_advice(.0))]
    Store(#[from] StoreError),
    /// The system said no.
    #[error("{}", refusal_advice(.0))]
    Refused(Refusal),
    /// The system could not.
    #[error("storage failed; the line above says why")]
    Broken,
    /// A password or PIN could not be asked for.
    #[error("cannot ask for a password: {0}; set MOBILE_LINK_NEW_PASSWORD instead")]
    Password(io::Error),
    /// The temporary folder could not be made.
    #[error("cannot make a temporary folder: {0}; name a folder with --data")]
    Temporary(io::Error),
    /// The sample office does not fit the program: a fault of ours.
    #[error("the sample office is not sound: {0}")]
    Sample(&'static str),
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::Refused(refusal),
            Failure::Broken => Self::Broken,
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

fn bind_advice(error: &BindError) -> String {
    let (name, address) = (error.name, error.address);
    let way_out = format!("choose another with --{name}-port; 0 means any, off means none");
    match error.cause() {
        BindCause::InUse => {
            format!("{name}: port {} is in use by another program; {way_out}", address.port())
        }
        BindCause::NotPermitted => {
            format!(
                "{name}: port {} is for privileged programs; {way_out}, or grant CAP_NET_BIND_SERVICE",
                address.port()
            )
        }
        BindCause::NotOurs => {
            format!("{name}: {} is not an address of this machine; choose one with --listen", address.ip())
        }
        BindCause::Other => format!("{name}: cannot listen on {address}: {}; {way_out}", error.source),
    }
}

fn store_advice(error: &StoreError) -> String {
    match error {
        StoreError::Newer { .. } => {
            format!("{error}; use the newer mobilelinkd, or another folder with --data")
        }
        StoreError::InUse { .. } => format!("{error}; stop it first, or use another folder with --data"),
        StoreError::File { .. } => {
            format!("{error}; make it readable and writable, or use another folder with --data")
        }
        StoreError::Opening { .. }
        | StoreError::Database(_)
        | StoreError::Unreadable(_)
        | StoreError::TookTooLong
        | StoreError::Closed => {
            format!("{error}; restore it from a backup, or use another folder with --data")
        }
    }
}

fn refusal_advice(refusal: &Refusal) -> String {
    match refusal {
        Refusal::UsernameUnsuitable => {
            "a username has 1 to 64 of a-z 0-9 . _ - with a letter in it, and begins and ends with a letter or digit"
                .to_owned()
        }
        Refusal::ExtensionUnsuitable => "an extension has 2 to 6 digits".to_owned(),
        Refusal::NoSuchAccount { .. } => format!("{refusal}; mobilelinkd user list shows who there is"),
        Refusal::NoSuchSite { .. } => format!("{refusal}; mobilelinkd site list shows which there are"),
        Refusal::UsernameTaken { .. } | Refusal::ExtensionTaken { .. } | Refusal::SiteExists { .. } => {
            format!("{refusal}; choose another")
        }
        other => other.to_string(),
    }
}
