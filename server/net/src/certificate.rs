//! The server's certificate: read from the administrator's files, or made at first start.
//!
//! A made certificate is self-signed and never expires (RFC 5280 §4.1.2.5), because clients pin its fingerprint: a new
//! one would lock every phone out. So it is made once and used again at each start, until both its files are deleted.

use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, SHA256_OUTPUT_LEN, digest};
use rcgen::string::Ia5String;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, SanType};
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
        let leaf = certificates
            .first()
            .ok_or_else(|| CertificateError::NoCertificate { path: chain.into() })?;
        let fingerprint = Fingerprint::of(leaf);
        let private = PrivateKeyDer::from_pem_file(key)
            .map_err(|reason| CertificateError::from_pem(key, reason, Missing::Key))?;
        warn_if_others_may_read(key);

        let certified = CertifiedKey::from_der(certificates, private, &default_provider()).map_err(
            |reason| match reason {
                rustls::Error::InconsistentKeys(_) => CertificateError::KeyMismatch {
                    chain: chain.into(),
                    key: key.into(),
                },
                reason => CertificateError::Unusable {
                    chain: chain.into(),
                    key: key.into(),
                    reason,
                },
            },
        )?;
        Ok(Self {
            certified: Arc::new(certified),
            fingerprint,
        })
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
        if chain.exists() {
            return Ok((Self::load(&chain, &key)?, Origin::Found));
        }
        let made = Pem::make(names)?;
        create_private_folder(folder).map_err(|source| CertificateError::unwritable(folder, source))?;
        write_whole(&key, made.key.as_bytes(), Readers::OwnerOnly)
            .map_err(|source| CertificateError::unwritable(&key, source))?;
        write_whole(&chain, made.certificate.as_bytes(), Readers::Anyone)
            .map_err(|source| CertificateError::unwritable(&chain, source))?;
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
        Self::Unwritable {
            path: path.to_path_buf(),
            source,
        }
    }
}

#[derive(Clone, Copy)]
enum Missing {
    Certificate,
    Key,
}

#[derive(Clone, Copy)]
enum Readers {
    OwnerOnly,
    Anyone,
}

/// A new certificate and its key, as they are written.
struct Pem {
    certificate: String,
    key: String,
}

impl Pem {
    fn make(names: &[String]) -> Result<Self, CertificateError> {
        let mut params = CertificateParams::default();
        for name in ["localhost", "127.0.0.1", "::1"] {
            params.subject_alt_names.extend(alternative_name(name));
        }
        // A host name that no certificate can hold is left out; a configured one is an error.
        let host = gethostname::gethostname().into_string().ok();
        params
            .subject_alt_names
            .extend(host.as_deref().and_then(alternative_name));
        for name in names {
            let invalid = || CertificateError::InvalidName { name: name.clone() };
            params
                .subject_alt_names
                .push(alternative_name(name).ok_or_else(invalid)?);
        }
        let mut seen = Vec::new();
        params.subject_alt_names.retain(|name| {
            let first = !seen.contains(name);
            seen.push(name.clone());
            first
        });

        params.distinguished_name.remove(DnType::CommonName);
        params
            .distinguished_name
            .push(DnType::CommonName, "Mobile Link server");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        // 99991231235959Z: "no well-defined expiration date", RFC 5280 §4.1.2.5.
        params.not_after = rcgen::date_time_ymd(9999, 12, 31) + Duration::from_secs(86_399);

        let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256)?;
        let certificate = params.self_signed(&key)?;
        Ok(Self {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        })
    }
}

fn alternative_name(name: &str) -> Option<SanType> {
    if let Ok(address) = name.parse::<IpAddr>() {
        return Some(SanType::IpAddress(address));
    }
    // Clients compare DNS names as rustls parses them; one it refuses would never match.
    rustls::pki_types::DnsName::try_from(name.strip_prefix("*.").unwrap_or(name)).ok()?;
    Ia5String::try_from(name).ok().map(SanType::DnsName)
}

/// Writes all or nothing: a file of this name is never half written.
fn write_whole(path: &Path, bytes: &[u8], readers: Readers) -> io::Result<()> {
    let unfinished = path.with_extension("new");
    // A leftover may have other permissions, and those of an existing file are kept on open.
    match fs::remove_file(&unfinished) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(
        &mut options,
        match readers {
            Readers::OwnerOnly => 0o600,
            Readers::Anyone => 0o644,
        },
    );
    #[cfg(not(unix))]
    let _ = readers;
    let mut file = options.open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&unfinished, path)?;
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

fn create_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

#[cfg(unix)]
fn warn_if_others_may_read(key: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let others_may = fs::metadata(key).is_ok_and(|facts| facts.permissions().mode() & 0o007 != 0);
    if others_may {
        tracing::warn!(path = %key.display(), "every user of this machine may read the private key");
    }
}

#[cfg(not(unix))]
fn warn_if_others_may_read(_key: &Path) {}
