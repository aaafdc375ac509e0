//! What may be set about the IMAP service. Every limit has a default that a small office never meets (SRV-05).

use std::time::Duration;

use server_net::PlaintextLogin;

/// Settings of the service; [`Settings::default`] is what ships.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where a password may be said without TLS.
    pub plaintext_login: PlaintextLogin,
    /// Most sessions of one person at once, over all their devices.
    pub per_person: usize,
    /// Silence after which a signed-in client is sent away, in IDLE too (RFC 3501 §5.4 asks for at least 30 minutes).
    pub idle: Duration,
    /// Silence after which a client that has not signed in is sent away.
    pub idle_before_login: Duration,
    /// A client that takes not one byte for so long is left.
    pub write_within: Duration,
    /// Longest line, in bytes.
    pub line_bytes: usize,
    /// Most bytes of literals in one command, messages excepted.
    pub literal_bytes: u64,
    /// A refused LITERAL+ literal of at most so many bytes is read and thrown away; a longer one ends the connection.
    pub discard_bytes: u64,
    /// Most search keys inside one another; above 200 it means 200.
    pub search_depth: usize,
    /// Most messages of one APPEND (RFC 3502).
    pub messages_per_command: usize,
    /// Failed log-ins after which the connection is closed.
    pub failed_logins: u32,
    /// Commands in a row that were not understood, after which the connection is closed.
    pub bad_commands: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            plaintext_login: PlaintextLogin::default(),
            per_person: 256,
            idle: Duration::from_secs(30 * 60),
            idle_before_login: Duration::from_secs(2 * 60),
            write_within: Duration::from_secs(60),
            line_bytes: 64 * 1024,
            literal_bytes: 64 * 1024,
            discard_bytes: 256 * 1024 * 1024,
            search_depth: 100,
            messages_per_command: 256,
            failed_logins: 3,
            bad_commands: 20,
        }
    }
}
