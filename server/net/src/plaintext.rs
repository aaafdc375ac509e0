//! Where passwords and tokens are taken without TLS; one answer for every protocol, so that no port is the weak one.

/// Where passwords and tokens are taken without TLS.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PlaintextLogin {
    /// From programs on this machine alone.
    #[default]
    LoopbackOnly,
    /// From everywhere: an administrator's explicit word, for a network that is private by other means, or a server
    /// behind a proxy that does the TLS.
    Anywhere,
}

impl PlaintextLogin {
    /// Whether a secret may be said on a connection, which is private or not ([`Stream::is_private`](crate::Stream::is_private)).
    pub fn permits(self, is_private: bool) -> bool {
        match self {
            Self::LoopbackOnly => is_private,
            Self::Anywhere => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PlaintextLogin;

    #[test]
    fn unless_an_administrator_says_otherwise_a_secret_needs_a_private_connection() {
        assert!(PlaintextLogin::default().permits(true));
        assert!(!PlaintextLogin::default().permits(false));
        assert!(PlaintextLogin::Anywhere.permits(false));
    }
}
