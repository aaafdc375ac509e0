//! The server's certificate: read from the administrator's files, or made at first start and used again ever after.
//!
//! Clients pin the fingerprint of a made one, so a new one would lock every phone out: it changes only when somebody
//! deletes the certificate file.

mod made;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use rustls::crypto::aws_lc_rs::default_provider;
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

const CERTIFICATE_FILE: &str = "certificate.pem";
const KEY_FILE: &str = "key.pem";

/// A certificate chain with the private key of its first certificate; they are known to fit.
#[derive(Clone)]
pub struct Certificate {
    certified: Arc<CertifiedKey>,
    fingerprint: Fingerprint,
}

/// Where the certificate of [`Certificate::load_or_make`] came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It was made just now; its fingerprint is new to every client.
    Made,
    /// An earlier start made it.
    Found,
}

impl Certificate {
    /// Reads a PEM chain (leaf first) and the PEM key (PKCS #8, PKCS #1 or SEC1) of its leaf.
    ///
    /// Reads files: for the start of the program, not for an async task.
    pub fn load(chain: &Path, key: &Path) -> Result<Self, CertificateError> {
        let certificates = CertificateDer::pem_file_iter(chain)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|reason| CertificateError::from_pem(chain, reason, Missing::Certificate))?;
        let leaf =
            certificates.first().ok_or_else(|| CertificateError::NoCertificate { path: chain.into() })?;
        let fingerprint = Fingerprint::of(leaf);
        let private = PrivateKeyDer::from_pem_file(key)
            .map_err(|reason| CertificateError::from_pem(key, reason, Missing::Key))?;
        warn_if_others_may_read(key);

        let certified = CertifiedKey::from_der(certificates, private, &default_provider()).map_err(
            |reason| match reason {
                rustls::Error::InconsistentKeys(_) => {
                    CertificateError::KeyMismatch { chain: chain.into(), key: key.into() }
                }
                reason => CertificateError::Unusable { chain: chain.into(), key: key.into(), reason },
            },
        )?;
        Ok(Self { certified: Arc::new(certified), fingerprint })
    }

    /// Uses the certificate an earlier start made in `folder`, or makes one there.
    ///
    /// A made one is ECDSA P-256, self-signed, for `localhost`, `127.0.0.1`, `::1`, this machine's host name and `names`
    /// (DNS names or IP addresses). The files are `certificate.pem` and `key.pem`, the key with mode 0600. One that is
    /// found is used as it is, even if `names` have changed since, because clients pin its fingerprint.
    ///
    /// Reads and writes files: for the start of the program, not for an async task.
    pub fn load_or_make(folder: &Path, names: &[String]) -> Result<(Self, Origin), CertificateError> {
        let (chain, key) = (folder.join(CERTIFICATE_FILE), folder.join(KEY_FILE));
        // The certificate is written last: a key alone is a start that was interrupted, a certificate alone is not.
        let found = chain.try_exists();
        if found.map_err(|source| CertificateError::Unreadable { path: chain.clone(), source })? {
            return Ok((Self::load(&chain, &key)?, Origin::Found));
        }
        made::write(names, &chain, &key)?;
        Ok((Self::load(&chain, &key)?, Origin::Made))
    }

    /// SHA-256 of the leaf certificate, which clients pin.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The leaf certificate, DER.
    pub fn leaf(&self) -> Option<&CertificateDer<'static>> {
        self.certified.cert.first()
    }

    pub(crate) fn certified(&self) -> Arc<CertifiedKey> {
        Arc::clone(&self.certified)
    }
}

/// Shows the fingerprint only: the key has no place in a log.
impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({})", self.fingerprint)
    }
}

/// SHA-256 of a certificate's DER form; shown as 32 upper-case hex pairs with colons, as `openssl x509` does.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; SHA256_OUTPUT_LEN]);

impl Fingerprint {
    /// The fingerprint of this certificate.
    pub fn of(certificate: &CertificateDer<'_>) -> Self {
        let mut bytes = [0; SHA256_OUTPUT_LEN];
        bytes.copy_from_slice(digest(&SHA256, certificate).as_ref());
        Self(bytes)
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; SHA256_OUTPUT_LEN] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for byte in self.0 {
            write!(f, "{separator}{byte:02X}")?;
            separator = ":";
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

/// Why there is no certificate to serve with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CertificateError {
    /// A file could not be read.
    #[error("{} cannot be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is not PEM.
    #[error("{} is not a PEM file: {reason}", path.display())]
    NotPem {
        /// The file.
        path: PathBuf,
        /// What the parser said.
        reason: pem::Error,
    },
    /// The chain file holds no certificate.
    #[error("{} holds no certificate", path.display())]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// The key file holds no private key.
    #[error("{} holds no private key that is not encrypted", path.display())]
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// The key is not that of the first certificate of the chain.
    #[error("the key in {} does not belong to the first certificate in {}", key.display(), chain.display())]
    KeyMismatch {
        /// The chain file.
        chain: PathBuf,
        /// The key file.
        key: PathBuf,
    },
    /// Certificate or key are of a kind that cannot be used.
    #[error("{} with the key in {} cannot be used: {reason}", chain.display(), key.display())]
    Unusable {
        /// The chain file.
        chain: PathBuf,
        /// The key file.
        key: PathBuf,
        /// What rustls said.
        reason: rustls::Error,
    },
    /// A name cannot be put into a certificate.
    #[error("{name:?} is neither a DNS name nor an IP address")]
    InvalidName {
        /// The configured name.
        name: String,
    },
    /// The made certificate could not be written.
    #[error("{} cannot be written: {source}", path.display())]
    Unwritable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A certificate could not be made.
    #[error("no certificate could be made: {0}")]
    NotMade(#[from] rcgen::Error),
}

impl CertificateError {
    fn from_pem(path: &Path, reason: pem::Error, missing: Missing) -> Self {
        let path = path.to_path_buf();
        match (reason, missing) {
            (pem::Error::Io(source), _) => Self::Unreadable { path, source },
            (pem::Error::NoItemsFound, Missing::Certificate) => Self::NoCertificate { path },
            (pem::Error::NoItemsFound, Missing::Key) => Self::NoKey { path },
            (reason, _) => Self::NotPem { path, reason },
        }
    }

    fn unwritable(path: &Path, source: io::Error) -> Self {
        Self::Unwritable { path: path.to_path_buf(), source }
    }
}

#[derive(Clone, Copy)]
enum Missing {
    Certificate,
    Key,
}

#[cfg(unix)]
fn warn_if_others_may_read(key: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let others_may = std::fs::metadata(key).is_ok_and(|facts| facts.permissions().mode() & 0o007 != 0);
    if others_may {
        tracing::warn!(path = %key.display(), "every user of this machine may read the private key");
    }
}

#[cfg(not(unix))]
fn warn_if_others_may_read(_key: &Path) {}
