//! The certificate files: made once, found again, refused with a reason.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]
#![allow(unreachable_pub, dead_code, reason = "the client module is shared by several test programs")]

mod client;

use std::fs;
use std::path::Path;

use client::certificate_in;
use server_net::{Certificate, CertificateError, Fingerprint, Origin};

fn refused(chain: &Path, key: &Path) -> CertificateError {
    Certificate::load(chain, key).unwrap_err()
}

#[test]
fn a_certificate_is_made_once_and_found_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("not/there/yet");
    let (made, origin) = Certificate::load_or_make(&data, &["pbx.example.com".into()]).unwrap();
    assert_eq!(origin, Origin::Made);
    let (found, origin) = Certificate::load_or_make(&data, &["other.example.com".into()]).unwrap();
    assert_eq!(origin, Origin::Found);
    assert_eq!(found.fingerprint(), made.fingerprint(), "clients have pinned it");
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_made_key() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    // What an interrupted start may leave, readable by all.
    fs::write(folder.path().join("key.new"), "half a key").unwrap();
    certificate_in(folder.path());
    let mode = |name| fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("key.pem"), 0o600);
    let mut names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["certificate.pem", "key.pem"]);
}

#[test]
fn a_key_alone_is_an_interrupted_start_and_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    certificate_in(folder.path());
    fs::remove_file(folder.path().join("certificate.pem")).unwrap();
    assert_eq!(Certificate::load_or_make(folder.path(), &[]).unwrap().1, Origin::Made);
}

#[test]
fn a_lost_key_is_an_error_and_not_a_new_certificate() {
    let folder = tempfile::tempdir().unwrap();
    certificate_in(folder.path());
    fs::remove_file(folder.path().join("key.pem")).unwrap();
    let error = Certificate::load_or_make(folder.path(), &[]).unwrap_err();
    assert!(matches!(error, CertificateError::Unreadable { path, .. } if path.ends_with("key.pem")));
}

#[test]
fn a_fingerprint_is_thirty_two_hex_pairs_with_colons() {
    // SHA-256 of nothing, FIPS 180-4.
    let shown = Fingerprint::of(&Vec::new().into()).to_string();
    assert_eq!(
        shown,
        "E3:B0:C4:42:98:FC:1C:14:9A:FB:F4:C8:99:6F:B9:24:27:AE:41:E4:64:9B:93:4C:A4:95:99:1B:78:52:B8:55"
    );
}

#[test]
fn a_key_of_another_certificate_is_refused_and_both_files_named() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    certificate_in(one.path());
    certificate_in(other.path());
    let (chain, key) = (one.path().join("certificate.pem"), other.path().join("key.pem"));
    let error = refused(&chain, &key);
    assert!(matches!(error, CertificateError::KeyMismatch { .. }), "{error}");
    assert!(error.to_string().contains(chain.to_str().unwrap()));
    assert!(error.to_string().contains(key.to_str().unwrap()));
}

#[test]
fn files_that_are_missing_empty_or_swapped_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    certificate_in(folder.path());
    let (chain, key) = (folder.path().join("certificate.pem"), folder.path().join("key.pem"));
    let (missing, empty) = (folder.path().join("missing.pem"), folder.path().join("empty.pem"));
    fs::write(&empty, "").unwrap();

    assert!(matches!(refused(&missing, &key), CertificateError::Unreadable { path, .. } if path == missing));
    assert!(
        matches!(refused(&chain, &missing), CertificateError::Unreadable { path, .. } if path == missing)
    );
    assert!(matches!(refused(&empty, &key), CertificateError::NoCertificate { path } if path == empty));
    assert!(matches!(refused(&chain, &empty), CertificateError::NoKey { path } if path == empty));
    assert!(matches!(refused(&key, &chain), CertificateError::NoCertificate { path } if path == key));
}

#[test]
fn a_name_that_fits_no_certificate_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let error = Certificate::load_or_make(folder.path(), &["two words".into()]).unwrap_err();
    assert!(matches!(error, CertificateError::InvalidName { name } if name == "two words"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_certificate_shows_its_fingerprint_and_never_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let certificate = certificate_in(folder.path());
    assert_eq!(format!("{certificate:?}"), format!("Certificate({})", certificate.fingerprint()));
}
