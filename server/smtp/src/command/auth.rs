//! AUTH (RFC 4954): from the command to credentials for the core, and from its verdict to the end of the exchange.

use crate::{
    fault::Fault,
    reply::Reply,
    sasl::{self, Credentials, Mechanism, Unreadable},
    session::{Channel, Exchange, Handles, Login, State, TlsState, Turn},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use server_core::Failure;
use server_domain::Refusal;

/// What a command that needs a sign-in is told before one.
pub(crate) fn needed(channel: Channel) -> Fault {
    match (channel.login, channel.tls) {
        (Login::NeedsTls, TlsState::Offered) => Fault::StartTlsFirst,
        _ => Fault::SignInFirst,
    }
}

/// The command itself, with or without the first response on its line.
pub(crate) fn begin<H: Handles>(
    state: &mut State<H>,
    channel: Channel,
    mechanism: Mechanism,
    initial: Option<SecretString>,
) -> Result<Turn, Fault> {
    if channel.login == Login::NeedsTls {
        return Ok(Turn::Failed(Refusal::PlaintextRefused.into()));
    }
    let mut exchange = Exchange::Response(mechanism);
    let turn = match initial {
        Some(response) => respond(&mut exchange, response.expose_secret().as_bytes())?,
        None => Turn::Challenge(challenge(if mechanism == Mechanism::Login { "Username:" } else { "" })),
    };
    *state = State::SigningIn(exchange);
    Ok(turn)
}

/// A line within the exchange.
pub(crate) fn respond(exchange: &mut Exchange, line: &[u8]) -> Result<Turn, Fault> {
    if let Exchange::Acknowledgement(refusal) = exchange {
        // Whatever the line holds: there is nothing left to be said but the refusal.
        return Ok(Turn::Failed(refusal.clone().into()));
    }
    if line == b"*" {
        return Err(Fault::SignInCancelled);
    }
    let response = sasl::decode(line).ok_or(Fault::NotBase64)?;
    let (mechanism, credentials) = match exchange {
        Exchange::Response(Mechanism::Login) => {
            let login = sasl::text(response).map_err(unreadable)?;
            *exchange = Exchange::Password { login };
            return Ok(Turn::Challenge(challenge("Password:")));
        }
        Exchange::Password { login } => {
            let password = sasl::text(response).map_err(unreadable)?.into();
            (Mechanism::Login, Credentials::Password { login: std::mem::take(login), password })
        }
        Exchange::Response(Mechanism::Plain) => {
            (Mechanism::Plain, sasl::plain(response).map_err(unreadable)?)
        }
        Exchange::Response(Mechanism::OAuthBearer) => {
            (Mechanism::OAuthBearer, sasl::oauth_bearer(response).map_err(unreadable)?)
        }
        Exchange::Response(Mechanism::XOAuth2) => {
            (Mechanism::XOAuth2, sasl::xoauth2(response).map_err(unreadable)?)
        }
        Exchange::Verdict(_) | Exchange::Acknowledgement(_) => return Err(Fault::ResponseUnreadable),
    };
    *exchange = Exchange::Verdict(mechanism);
    Ok(Turn::Verify(credentials))
}

/// The core said no. Clients of the token mechanisms are told so in a challenge first, and refused after their answer.
pub(crate) fn refused(exchange: &mut Exchange, failure: Failure) -> Turn {
    let challenge = match exchange {
        Exchange::Verdict(mechanism) => mechanism.error_challenge(),
        Exchange::Response(_) | Exchange::Password { .. } | Exchange::Acknowledgement(_) => None,
    };
    match (challenge, failure) {
        (Some(challenge), Failure::Refused(refusal)) => {
            *exchange = Exchange::Acknowledgement(refusal);
            Turn::Challenge(Reply::bare(334, challenge))
        }
        (_, failure) => Turn::Failed(failure),
    }
}

fn challenge(prompt: &str) -> Reply {
    Reply::bare(334, STANDARD.encode(prompt))
}

fn unreadable(_: Unreadable) -> Fault {
    Fault::ResponseUnreadable
}
