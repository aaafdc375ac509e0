//! The ways to sign in that EHLO names: those of SASL, and LOGIN, which is SMTP's own.
//!
//! LOGIN was never standardised and is still what some mail programs begin with: two prompts, two responses.

use base64::{Engine, engine::general_purpose::STANDARD};
use server_sasl::Mechanism as Sasl;

/// A way to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mechanism {
    /// Name and password in two responses.
    Login,
    /// Everything in one response.
    Sasl(Sasl),
}

impl Mechanism {
    /// All of them, in the order in which they are announced.
    pub(crate) const ALL: [Self; 4] =
        [Self::Sasl(Sasl::Plain), Self::Login, Self::Sasl(Sasl::OAuthBearer), Self::Sasl(Sasl::XOAuth2)];

    /// The name in EHLO and AUTH.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Login => "LOGIN",
            Self::Sasl(mechanism) => mechanism.name(),
        }
    }

    /// What a client that comes without a response is asked for, in base64.
    pub(crate) fn prompt(self) -> String {
        match self {
            Self::Login => STANDARD.encode("Username:"),
            Self::Sasl(_) => String::new(),
        }
    }

    /// What a refused client is told before the refusal itself, in base64; clients of the token mechanisms wait for it.
    pub(crate) fn failure_challenge(self) -> Option<String> {
        match self {
            Self::Login => None,
            Self::Sasl(mechanism) => mechanism.failure_challenge().map(|reason| STANDARD.encode(reason)),
        }
    }
}
