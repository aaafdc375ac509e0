//! What the app decides before there is a link: which server, which protection, where the cache lies (ML-10, ML-12).

use crate::error::LinkError;
use std::{fmt, net::IpAddr, path::PathBuf, time::Duration};

/// The default Mobile Link port (features 0.2).
pub const DEFAULT_PORT: u16 = 8081;

/// Where the server is and how it is reached (ML-12).
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerSettings {
    /// Name or IP address.
    pub host: String,
    /// AMDS port, see [`DEFAULT_PORT`].
    pub port: u16,
    /// How the connection is protected; the same for all legs.
    pub tls: Tls,
    /// IMAP port; none asks the server.
    pub imap_port: Option<u16>,
    /// SMTP port; none asks the server.
    pub smtp_port: Option<u16>,
}

impl ServerSettings {
    /// Asks the server for its mail ports; without TLS on loopback, with the public web's certificates elsewhere.
    pub fn new(host: impl Into<String>, port: u16) -> Self {
        let host = host.into();
        let tls = if is_loopback(&host) { Tls::Plaintext { allow_remote: false } } else { Tls::WebPki };
        Self { host, port, tls, imap_port: None, smtp_port: None }
    }
}

impl ServerSettings {
    /// Refuses what cannot be meant, field by field.
    pub(crate) fn check(&self) -> Result<(), LinkError> {
        let invalid = |field: &str, reason: &str| {
            Err(LinkError::Invalid { field: field.into(), reason: reason.into() })
        };
        if self.host.trim().is_empty() {
            return invalid("host", "a server has a name or an IP address");
        }
        if self.host.contains(|c: char| c.is_whitespace() || c == '/' || c == '@') {
            return invalid("host", "only a name or an IP address, without http:// and without blanks");
        }
        let ports = [("port", Some(self.port)), ("imap_port", self.imap_port), ("smtp_port", self.smtp_port)];
        match ports.iter().find(|(_, port)| *port == Some(0)) {
            Some((field, _)) => invalid(field, "a port is a number from 1 to 65535"),
            None => Ok(()),
        }
    }
}

/// How a connection is protected.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tls {
    /// Not at all. Refused off loopback unless allowed: passwords would travel readable.
    Plaintext {
        /// True for a network one trusts as much as the cable on one's desk.
        allow_remote: bool,
    },
    /// Certificates of the public web.
    WebPki,
    /// Only this certificate, by its SHA-256 fingerprint, as `mobilelinkd` prints it at its first start.
    Pinned {
        /// Of the one certificate that is trusted.
        fingerprint: Fingerprint,
    },
}

/// SHA-256 of a certificate in DER form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub [u8; 32]);

impl std::str::FromStr for Fingerprint {
    type Err = BadFingerprint;

    /// Reads 64 hexadecimal digits, in either case; colons, blanks and a leading `sha256:` are skipped.
    fn from_str(text: &str) -> Result<Self, BadFingerprint> {
        let text = text.trim().to_ascii_lowercase();
        let text = text.strip_prefix("sha256:").or(text.strip_prefix("sha-256:")).unwrap_or(&text);
        let mut digits = text.chars().filter(|c| *c != ':' && !c.is_whitespace());
        let mut digit = || digits.next().and_then(|c| c.to_digit(16)).and_then(|d| u8::try_from(d).ok());
        let mut bytes = [0; 32];
        for byte in &mut bytes {
            let (high, low) = (digit().ok_or(BadFingerprint)?, digit().ok_or(BadFingerprint)?);
            *byte = high << 4 | low;
        }
        if digits.next().is_some() { Err(BadFingerprint) } else { Ok(Self(bytes)) }
    }
}

impl fmt::Display for Fingerprint {
    /// Pairs of upper-case digits with colons between, as `mobilelinkd` and browsers print it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            if place > 0 {
                f.write_str(":")?;
            }
            write!(f, "{byte:02X}")?;
        }
        Ok(())
    }
}

/// A fingerprint has 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 fingerprint has 64 hexadecimal digits")]
pub struct BadFingerprint;

/// What is the same for every kind of link.
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[derive(Debug, Clone)]
pub struct LinkOptions {
    /// Folder of the cache, made if missing; none keeps it in a temporary folder until the link is dropped.
    ///
    /// It holds the refresh token: the caller gives a folder only this app can read.
    pub cache: Option<PathBuf>,
    /// What the user will see in the list of their devices.
    pub device_name: String,
    /// For example `android`, `ios`, `terminal`.
    pub platform: String,
}

impl Default for LinkOptions {
    fn default() -> Self {
        Self { cache: None, device_name: "Mobile Link".into(), platform: std::env::consts::OS.into() }
    }
}

/// How the demo behaves (ML-10, ML-70).
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[derive(Debug, Clone, Default)]
pub struct DemoOptions {
    /// The same as for a live link; the cache should be temporary, so that leaving the demo resets it.
    pub link: LinkOptions,
    /// After this long a new message arrives and a colleague changes presence; none keeps the office quiet.
    pub script_after: Option<Duration>,
}

/// Whether a host can only be this machine.
pub(crate) fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_as_servers_and_browsers_print_it() {
        let plain = "ab".repeat(32);
        let colons = vec!["AB"; 32].join(":");
        let expected = Ok(Fingerprint([0xab; 32]));
        assert_eq!(plain.parse(), expected);
        assert_eq!(colons.parse(), expected);
        assert_eq!(format!("SHA256:{colons}").parse(), expected);
    }

    #[test]
    fn a_fingerprint_of_the_wrong_length_is_refused() {
        for text in ["", "ab", &"ab".repeat(31), &"ab".repeat(33), &"xy".repeat(32)] {
            assert_eq!(text.parse::<Fingerprint>(), Err(BadFingerprint), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_fingerprint_is_64_digits_or_nothing(text: String, bytes: [u8; 32]) {
            let _ = text.parse::<Fingerprint>();
            let printed: String = bytes.iter().map(|byte| format!("{byte:02X}:")).collect();
            proptest::prop_assert_eq!(printed.parse(), Ok(Fingerprint(bytes)));
        }
    }

    #[test]
    fn only_loopback_starts_without_tls() {
        for host in ["localhost", "127.0.0.1", "::1", "[::1]"] {
            assert_eq!(ServerSettings::new(host, 1).tls, Tls::Plaintext { allow_remote: false }, "{host}");
        }
        assert_eq!(ServerSettings::new("phone.acme.example", 1).tls, Tls::WebPki);
    }
}
