//! SASL (RFC 4422), as IMAP and SMTP have it in common: PLAIN (RFC 4616), OAUTHBEARER (RFC 7628) and XOAUTH2, which
//! phones still use.
//!
//! Pure; it reads one response of the client and says who that is, or nothing. Base64 belongs to the protocols. Secrets
//! are wrapped at once, and nothing here prints them.

use secrecy::SecretString;

/// The mechanisms that are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    /// Name and password.
    Plain,
    /// An access token of the AMDS.
    OAuthBearer,
    /// The same, as it was before the standard.
    XOAuth2,
}

impl Mechanism {
    /// All, in the order in which they are announced.
    pub const ALL: [Self; 3] = [Self::Plain, Self::OAuthBearer, Self::XOAuth2];

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::OAuthBearer => "OAUTHBEARER",
            Self::XOAuth2 => "XOAUTH2",
        }
    }

    /// What a refused client is told before the refusal itself (RFC 7628 §3.2.2), which it waits for; to be sent in base64.
    pub fn failure_challenge(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::OAuthBearer => Some(r#"{"status":"invalid_token","schemes":"bearer"}"#),
            Self::XOAuth2 => Some(r#"{"status":"401","schemes":"bearer"}"#),
        }
    }
}

/// Who the client says it is, with its proof.
#[derive(Debug)]
pub enum Credentials {
    /// By password.
    Password {
        /// As typed.
        login: String,
        /// The secret.
        password: SecretString,
    },
    /// By token.
    Token {
        /// Whose token it is said to be; empty if nothing was said. The token itself says whose it is: where the two
        /// differ, the client is mistaken about whom it acts for and must be refused (RFC 4422 §3.4.1).
        login: String,
        /// The secret.
        token: SecretString,
    },
}

/// Who a client says it is in its response, decoded from base64; `None` where that is not what the mechanism asks for.
pub fn credentials(mechanism: Mechanism, response: &[u8]) -> Option<Credentials> {
    let response = std::str::from_utf8(response).ok()?;
    match mechanism {
        Mechanism::Plain => plain(response),
        Mechanism::OAuthBearer => {
            let (header, pairs) = response.split_once('\x01')?;
            bearer(authorization_identity(header)?, pairs)
        }
        Mechanism::XOAuth2 => {
            let (user, pairs) = response.strip_prefix("user=")?.split_once('\x01')?;
            bearer(user.to_owned(), pairs)
        }
    }
}

/// `[authzid] NUL authcid NUL password`. To act for somebody else is not offered.
fn plain(response: &str) -> Option<Credentials> {
    let mut fields = response.split('\0');
    let (acting_for, login, password) = (fields.next()?, fields.next()?, fields.next()?);
    if fields.next().is_some() || !(acting_for.is_empty() || acting_for == login) {
        return None;
    }
    Some(Credentials::Password { login: login.to_owned(), password: password.into() })
}

/// The GS2 header, `n,a=user@host,`, without channel binding; `=2C` and `=3D` stand for `,` and `=`.
fn authorization_identity(header: &str) -> Option<String> {
    let mut fields = header.split(',');
    if !matches!(fields.next()?, "n" | "y") {
        return None;
    }
    match fields.next()? {
        "" => Some(String::new()),
        field => Some(field.strip_prefix("a=")?.replace("=2C", ",").replace("=3D", "=")),
    }
}

fn bearer(login: String, pairs: &str) -> Option<Credentials> {
    let scheme_and_token = pairs.split('\x01').find_map(|pair| pair.strip_prefix("auth="))?;
    let (scheme, token) = scheme_and_token.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("bearer") || token.trim().is_empty() {
        return None;
    }
    Some(Credentials::Token { login, token: token.trim().into() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    use super::*;

    fn said(mechanism: Mechanism, response: &str) -> Option<(String, String)> {
        credentials(mechanism, response.as_bytes()).map(|credentials| match credentials {
            Credentials::Password { login, password: secret }
            | Credentials::Token { login, token: secret } => (login, secret.expose_secret().to_owned()),
        })
    }

    #[test]
    fn plain_says_name_and_password() {
        let alice = Some(("alice".to_owned(), "secret".to_owned()));
        assert_eq!(said(Mechanism::Plain, "\0alice\0secret"), alice);
        assert_eq!(said(Mechanism::Plain, "alice\0alice\0secret"), alice);
    }

    #[test]
    fn nobody_acts_for_somebody_else() {
        assert_eq!(said(Mechanism::Plain, "bob\0alice\0secret"), None);
    }

    #[test]
    fn both_token_mechanisms_say_name_and_token() {
        let alice = Some(("alice@acme.example".to_owned(), "abc.def".to_owned()));
        let bearer = "n,a=alice@acme.example,\x01host=h\x01port=143\x01auth=Bearer abc.def\x01\x01";
        assert_eq!(said(Mechanism::OAuthBearer, bearer), alice);
        assert_eq!(said(Mechanism::XOAuth2, "user=alice@acme.example\x01auth=Bearer abc.def\x01\x01"), alice);
        let unnamed = Some((String::new(), "abc".to_owned()));
        assert_eq!(said(Mechanism::OAuthBearer, "n,,\x01auth=bearer abc\x01\x01"), unnamed);
    }

    #[test]
    fn an_response_that_is_not_of_its_mechanism_is_nobody() {
        for (mechanism, response) in [
            (Mechanism::Plain, "alice\0secret"),
            (Mechanism::Plain, "\0alice\0secret\0more"),
            (Mechanism::Plain, ""),
            (Mechanism::Plain, "\0"),
            (Mechanism::OAuthBearer, ""),
            (Mechanism::OAuthBearer, "n,,\x01\x01"),
            (Mechanism::OAuthBearer, "n,,\x01auth=Bearer \x01\x01"),
            (Mechanism::OAuthBearer, "p=tls-unique,,\x01auth=Bearer abc\x01\x01"),
            (Mechanism::OAuthBearer, "n,,\x01auth=Basic abc\x01\x01"),
            (Mechanism::XOAuth2, "user=alice\x01auth=Bearer \x01\x01"),
        ] {
            assert_eq!(said(mechanism, response), None, "{response:?}");
        }
        assert!(credentials(Mechanism::Plain, b"\0alice\0\xff").is_none(), "not UTF-8");
    }

    #[test]
    fn a_secret_is_not_printed() {
        let printed = format!("{:?}", credentials(Mechanism::Plain, b"\0alice\0open-sesame"));
        assert!(printed.contains("alice") && !printed.contains("sesame"), "{printed}");
    }

    proptest! {
        #[test]
        fn no_response_upsets_it(response in proptest::collection::vec(any::<u8>(), 0..200)) {
            for mechanism in Mechanism::ALL {
                credentials(mechanism, &response);
            }
        }
    }
}
