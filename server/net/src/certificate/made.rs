//! Makes a certificate: ECDSA P-256, self-signed, without an end (RFC 5280 §4.1.2.5), for every name clients may use.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use rcgen::string::Ia5String;
use rcgen::{CertificateParams, DnType, ExtendedKeyUsagePurpose, KeyPair, KeyUsagePurpose, SanType};

use super::CertificateError;

/// Makes a certificate and writes it and its key to these files, which are in one folder.
pub(super) fn write(names: &[String], chain: &Path, key: &Path) -> Result<(), CertificateError> {
    let made = Pem::make(names)?;
    if let Some(folder) = chain.parent() {
        create_private_folder(folder).map_err(|source| CertificateError::unwritable(folder, source))?;
    }
    // The certificate comes last: a key alone is a start that was interrupted, a certificate alone is a lost key.
    write_whole(key, made.key.as_bytes(), Readers::OwnerOnly)
        .map_err(|source| CertificateError::unwritable(key, source))?;
    write_whole(chain, made.certificate.as_bytes(), Readers::Anyone)
        .map_err(|source| CertificateError::unwritable(chain, source))
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
        params.subject_alt_names.extend(host.as_deref().and_then(alternative_name));
        for name in names {
            let invalid = || CertificateError::InvalidName { name: name.clone() };
            params.subject_alt_names.push(alternative_name(name).ok_or_else(invalid)?);
        }
        let mut seen = Vec::new();
        params.subject_alt_names.retain(|name| {
            let first = !seen.contains(name);
            seen.push(name.clone());
            first
        });

        params.distinguished_name.remove(DnType::CommonName);
        params.distinguished_name.push(DnType::CommonName, "Mobile Link server");
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        // 99991231235959Z: "no well-defined expiration date", RFC 5280 §4.1.2.5.
        params.not_after = rcgen::date_time_ymd(9999, 12, 31) + Duration::from_secs(86_399);

        let key = KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256)?;
        let certificate = params.self_signed(&key)?;
        Ok(Self { certificate: certificate.pem(), key: key.serialize_pem() })
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

#[derive(Clone, Copy)]
enum Readers {
    OwnerOnly,
    Anyone,
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
