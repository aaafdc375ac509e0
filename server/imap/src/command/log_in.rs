//! LOGIN (RFC 3501 §6.2.3), and what all ways of signing in have in common.

use secrecy::{ExposeSecret, SecretString};
use server_core::{Failure, Leg, Requester};
use server_domain::Refusal;
use server_sasl::Credentials;

use crate::command::capability;
use crate::connection::{Connection, Fault, LogIn, Transport};
use crate::reply::{Answer, Code};
use crate::session::State;

pub(super) async fn run<S: Transport>(
    on: &mut Connection<S>,
    login: &str,
    password: &SecretString,
) -> Result<Answer, Fault> {
    allowed(on)?;
    let credentials = Credentials::Password { login: login.to_owned(), password: password.clone() };
    sign_in(on, credentials).await
}

/// Refuses where a password would cross the wire in plain text.
pub(super) fn allowed<S: Transport>(on: &Connection<S>) -> Result<(), Fault> {
    match on.channel.log_in {
        LogIn::Allowed => Ok(()),
        LogIn::NeedsTls => Err(Refusal::PlaintextRefused.into()),
    }
}

/// Signs in; a refusal counts towards the end of the connection, a failure of ours does not.
pub(super) async fn sign_in<S: Transport>(
    on: &mut Connection<S>,
    credentials: Credentials,
) -> Result<Answer, Fault> {
    match check(on, credentials).await {
        Ok(who) => {
            let limit = on.service.settings.per_person;
            let Some(seat) = on.service.seats.take(who.account(), limit) else {
                let text = format!(
                    "You have {limit} connections open, which is the most for one person; close one first"
                );
                return Err(Fault::Answer(Answer::limit(text)));
            };
            on.seat = Some(seat);
            on.state = State::Authenticated(who);
            let capabilities = capability::list(on.channel, &on.state, on.phone().limits());
            Ok(Answer::ok("Signed in").with_code(Code::Capability(capabilities)))
        }
        Err(failure) => Err(match failure {
            Failure::Refused(refusal) => refuse(on, refusal),
            failure => failure.into(),
        }),
    }
}

/// Counts a failed attempt.
pub(super) fn refuse<S: Transport>(on: &mut Connection<S>, refusal: Refusal) -> Fault {
    if let State::NotAuthenticated { failures } = &mut on.state {
        *failures = failures.saturating_add(1);
    }
    refusal.into()
}

async fn check<S: Transport>(on: &Connection<S>, credentials: Credentials) -> Result<Requester, Failure> {
    match credentials {
        Credentials::Password { login, password } => on.phone().sign_in(&login, &password, Leg::Imap).await,
        Credentials::Token { login, token } => {
            let who = on.phone().sign_in_by_token(token.expose_secret(), Leg::Imap).await?;
            if login.is_empty() || who.is_called(&login) {
                Ok(who)
            } else {
                Err(Refusal::SignInRefused.into())
            }
        }
    }
}
