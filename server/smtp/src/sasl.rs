//! What an AUTH response says, per mechanism: PLAIN (RFC 4616), LOGIN, OAUTHBEARER (RFC 7628), XOAUTH2.
//!
//! Pure decoding; passwords and tokens leave it as secrets and nothing here prints them.

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::SecretString;

/// The ways to sign in that EHLO names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mechanism {
    Plain,
    Login,
    OAuthBearer,
    XOAuth2,
}

impl Mechanism {
    /// All of them, in the order in which they are announced.
    pub(crate) const ALL: [Self; 4] = [Self::Plain, Self::Login, Self::OAuthBearer, Self::XOAuth2];

    /// The name in EHLO and AUTH.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
            Self::OAuthBearer => "OAUTHBEARER",
            Self::XOAuth2 => "XOAUTH2",
        }
    }

    /// What a refused client is told before the refusal itself, base64; clients of the token mechanisms wait for it.
    pub(crate) fn error_challenge(self) -> Option<String> {
        match self {
            Self::Plain | Self::Login => None,
            Self::OAuthBearer => Some(STANDARD.encode(r#"{"status":"invalid_token","schemes":"bearer"}"#)),
            Self::XOAuth2 => Some(STANDARD.encode(r#"{"status":"401","schemes":"bearer"}"#)),
        }
    }
}

/// What somebody signs in with.
#[derive(Debug, Clone)]
pub(crate) enum Credentials {
    /// A name, or name@site, and its password.
    Password { login: String, password: SecretString },
    /// An access token. It says itself whose it is, so a name beside it is not looked at.
    Token(SecretString),
}

/// The response is not what the mechanism asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unreadable;

/// The bytes of a base64 response; a lone `=` is the empty one (RFC 4954 section 4).
pub(crate) fn decode(response: &[u8]) -> Option<Vec<u8>> {
    if response == b"=" { Some(Vec::new()) } else { STANDARD.decode(response).ok() }
}

/// RFC 4616: `[other] NUL login NUL password`. Acting as somebody else is not offered, so `other` is the login or nothing.
pub(crate) fn plain(response: Vec<u8>) -> Result<Credentials, Unreadable> {
    let text = text(response)?;
    let mut fields = text.split('\0');
    match (fields.next(), fields.next(), fields.next(), fields.next()) {
        (Some(other), Some(login), Some(password), None) if other.is_empty() || other == login => {
            Ok(Credentials::Password { login: login.to_owned(), password: password.to_owned().into() })
        }
        _ => Err(Unreadable),
    }
}

/// RFC 7628 section 3.1: `n,a=login,` and fields ended by 0x01 each, among them `auth=Bearer token`.
pub(crate) fn oauth_bearer(response: Vec<u8>) -> Result<Credentials, Unreadable> {
    let text = text(response)?;
    let (header, fields) = text.split_once('\x01').ok_or(Unreadable)?;
    let mut header = header.split(',');
    match header.next() {
        // `y` says that the client could bind to the channel, which no bearer token does.
        Some("n" | "y") => token(fields),
        _ => Err(Unreadable),
    }
}

/// `user=login 0x01 auth=Bearer token 0x01 0x01`.
pub(crate) fn xoauth2(response: Vec<u8>) -> Result<Credentials, Unreadable> {
    token(&text(response)?)
}

/// The text of a LOGIN response: a name or a password.
pub(crate) fn text(response: Vec<u8>) -> Result<String, Unreadable> {
    String::from_utf8(response).map_err(|_| Unreadable)
}

fn token(fields: &str) -> Result<Credentials, Unreadable> {
    let value = fields.split('\x01').find_map(|field| field.strip_prefix("auth=")).ok_or(Unreadable)?;
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => {
            Ok(Credentials::Token(token.trim().to_owned().into()))
        }
        _ => Err(Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use secrecy::ExposeSecret;

    fn said(credentials: Result<Credentials, Unreadable>) -> Option<(String, String)> {
        match credentials {
            Ok(Credentials::Password { login, password }) => {
                Some((login, password.expose_secret().to_owned()))
            }
            Ok(Credentials::Token(token)) => Some((String::new(), token.expose_secret().to_owned())),
            Err(Unreadable) => None,
        }
    }

    #[test]
    fn plain_gives_a_login_and_a_password() {
        let alice = Some(("alice".to_owned(), "se cret".to_owned()));
        assert_eq!(said(plain(b"\0alice\0se cret".to_vec())), alice);
        assert_eq!(said(plain(b"alice\0alice\0se cret".to_vec())), alice);
        for wrong in ["", "alice", "alice\0secret", "bob\0alice\0secret", "\0a\0b\0c", "\0"] {
            assert_eq!(said(plain(wrong.into())), None, "{wrong:?}");
        }
        assert_eq!(said(plain(b"\0alice\0\xff".to_vec())), None);
    }

    #[test]
    fn the_token_mechanisms_give_a_token() {
        let token = Some((String::new(), "ey.J.x".to_owned()));
        assert_eq!(
            said(oauth_bearer(b"n,a=alice,\x01host=h\x01port=587\x01auth=Bearer ey.J.x\x01\x01".to_vec())),
            token
        );
        assert_eq!(said(oauth_bearer(b"n,,\x01auth=bearer ey.J.x\x01\x01".to_vec())), token);
        assert_eq!(said(xoauth2(b"user=alice\x01auth=Bearer ey.J.x\x01\x01".to_vec())), token);
        for wrong in [
            "",
            "n,,\x01\x01",
            "n,,\x01auth=Bearer \x01\x01",
            "n,,\x01auth=Basic eA\x01\x01",
            "p=x,,\x01auth=Bearer a\x01",
        ] {
            assert_eq!(said(oauth_bearer(wrong.into())), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_secret_is_not_printed() {
        let printed = format!("{:?}", plain(b"\0alice\0open-sesame".to_vec()));
        assert!(!printed.contains("sesame"), "{printed}");
    }

    proptest! {
        #[test]
        fn no_response_is_too_strange(response: Vec<u8>) {
            for read in [plain, oauth_bearer, xoauth2] {
                let _ = read(response.clone());
            }
            let _ = decode(&response);
        }
    }
}
