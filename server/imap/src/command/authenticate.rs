//! AUTHENTICATE (RFC 3501 §6.2.2), with the answer in the first line (RFC 4959) or after a challenge.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use secrecy::{ExposeSecret, SecretString};
use server_domain::Refusal;
use server_net::Line;
use server_sasl::Mechanism;

use crate::command::log_in;
use crate::connection::{Connection, Fault, Transport};
use crate::reply::Answer;

pub(super) async fn run<S: Transport>(
    on: &mut Connection<S>,
    mechanism: Option<Mechanism>,
    initial: Option<SecretString>,
) -> Result<Answer, Fault> {
    let Some(mechanism) = mechanism else {
        let offered = Mechanism::ALL.map(Mechanism::name).join(", ");
        return Err(Fault::Answer(Answer::cannot(format!("Use one of {offered}"))));
    };
    log_in::allowed(on)?;
    let answer = match initial {
        Some(answer) => answer,
        None => challenge(on, "").await?,
    };
    let signed_in = match server_sasl::credentials(mechanism, answer.expose_secret().as_bytes()) {
        Some(credentials) => log_in::sign_in(on, credentials).await,
        None => Err(log_in::refuse(on, Refusal::SignInRefused)),
    };
    if let (Err(Fault::Answer(answer)), Some(reason)) = (&signed_in, mechanism.failure_challenge())
        && answer.refuses_credentials()
    {
        // The client must say something before it may hear NO (RFC 7628 §3.2.3); what, does not matter.
        challenge(on, &BASE64_STANDARD.encode(reason)).await?;
    }
    signed_in
}

/// Asks, and waits for the answer. `*` takes the command back (RFC 3501 §6.2.2).
async fn challenge<S: Transport>(on: &mut Connection<S>, text: &str) -> Result<SecretString, Fault> {
    on.lines.write(format!("+ {text}\r\n").as_bytes()).await?;
    on.lines.flush().await?;
    let patience = on.patience();
    let not_read = || Fault::Answer(Answer::bad("The answer is not base64"));
    match on.lines.next_line(patience).await? {
        Line::Complete { text, .. } if text == b"*" => Err(Fault::Answer(Answer::bad("Taken back"))),
        Line::Complete { text, .. } => {
            let decoded = BASE64_STANDARD.decode(&text).map_err(|_| not_read())?;
            Ok(String::from_utf8(decoded).map_err(|_| not_read())?.into())
        }
        Line::TooLong { .. } => Err(not_read()),
    }
}
