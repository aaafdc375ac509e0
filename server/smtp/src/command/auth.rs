//! AUTH (RFC 4954): from the command to credentials for the core, and from its verdict to the end of the exchange.

use crate::{
    fault::Fault,
    mechanism::Mechanism,
    reply::Reply,
    session::{Channel, Exchange, Handles, Login, State, TlsState, Turn},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use server_core::Failure;
use server_domain::Refusal;
use server_sasl::Credentials;

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
        None => Turn::Challenge(Reply::bare(334, mechanism.prompt())),
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
    let response = decode(line).ok_or(Fault::NotBase64)?;
    let (mechanism, credentials) = match exchange {
        Exchange::Response(Mechanism::Login) => {
            *exchange = Exchange::Password { login: text(response)? };
            return Ok(Turn::Challenge(Reply::bare(334, STANDARD.encode("Password:"))));
        }
        Exchange::Password { login } => {
            let password = text(response)?.into();
            (Mechanism::Login, Credentials::Password { login: std::mem::take(login), password })
        }
        Exchange::Response(Mechanism::Sasl(mechanism)) => {
            let credentials =
                server_sasl::credentials(*mechanism, &response).ok_or(Fault::ResponseUnreadable)?;
            (Mechanism::Sasl(*mechanism), credentials)
        }
        Exchange::Verdict(_) | Exchange::Acknowledgement(_) => return Err(Fault::ResponseUnreadable),
    };
    *exchange = Exchange::Verdict(mechanism);
    Ok(Turn::Verify(credentials))
}

/// The core said no. Clients of the token mechanisms are told so in a challenge first, and refused after their answer.
pub(crate) fn refused(exchange: &mut Exchange, failure: Failure) -> Turn {
    let challenge = match exchange {
        Exchange::Verdict(mechanism) => mechanism.failure_challenge(),
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

/// The bytes of a base64 response; a lone `=` is the empty one (section 4).
fn decode(response: &[u8]) -> Option<Vec<u8>> {
    if response == b"=" { Some(Vec::new()) } else { STANDARD.decode(response).ok() }
}

/// A response of LOGIN: a name or a password.
fn text(response: Vec<u8>) -> Result<String, Fault> {
    String::from_utf8(response).map_err(|_| Fault::ResponseUnreadable)
}
