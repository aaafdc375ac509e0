//! Trust in exactly one certificate, by its fingerprint, and the fingerprint of whatever was shown.
//!
//! Names, dates and issuers do not matter; possession of the key does, so signatures are verified as ever.

use crate::options::Fingerprint;
use aws_lc_rs::digest::{SHA256, digest};
use std::sync::{Arc, OnceLock};

use rustls::{
    DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime},
};

/// Accepts the certificate with this fingerprint and no other.
#[derive(Debug)]
pub(super) struct Pinned {
    fingerprint: Fingerprint,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Pinned {
    pub(super) fn new(fingerprint: Fingerprint, algorithms: WebPkiSupportedAlgorithms) -> Self {
        Self { fingerprint, algorithms }
    }
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if digest(&SHA256, end_entity.as_ref()).as_ref() == self.fingerprint.0 {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(Error::General("the certificate of the server is not the one that was pinned".into()))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// Which certificate a server showed, trusted or not.
#[derive(Debug, Default)]
pub(super) struct Witness(OnceLock<Fingerprint>);

impl Witness {
    /// None when the handshake did not come that far.
    pub(super) fn shown(&self) -> Option<Fingerprint> {
        self.0.get().copied()
    }
}

/// Tells a witness, and leaves the decision to another verifier.
#[derive(Debug)]
pub(super) struct Witnessed {
    witness: Arc<Witness>,
    verifier: Arc<dyn ServerCertVerifier>,
}

impl Witnessed {
    pub(super) fn new(witness: Arc<Witness>, verifier: Arc<dyn ServerCertVerifier>) -> Self {
        Self { witness, verifier }
    }
}

impl ServerCertVerifier for Witnessed {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if let Ok(bytes) = digest(&SHA256, end_entity.as_ref()).as_ref().try_into() {
            self.witness.0.get_or_init(|| Fingerprint(bytes));
        }
        self.verifier.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(pinned: Fingerprint, certificate: &[u8]) -> Result<ServerCertVerified, Error> {
        let algorithms = rustls::crypto::aws_lc_rs::default_provider().signature_verification_algorithms;
        Pinned::new(pinned, algorithms).verify_server_cert(
            &CertificateDer::from(certificate),
            &[],
            &ServerName::try_from("localhost").unwrap(),
            &[],
            UnixTime::since_unix_epoch(std::time::Duration::ZERO),
        )
    }

    #[test]
    fn only_the_pinned_certificate_is_accepted() {
        let pinned = Fingerprint(digest(&SHA256, b"ours").as_ref().try_into().unwrap());
        assert!(judge(pinned, b"ours").is_ok());
        assert!(judge(pinned, b"theirs").is_err());
    }
}
