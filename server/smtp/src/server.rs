//! A listener that speaks SMTP.

use crate::{
    connection::{self, Service},
    reply::Reply,
    session::Profile,
};
use server_core::PhoneSystem;
use server_net::{Listener, PlaintextLogin, Refused, Stopped, Why};
use std::{sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

/// How SMTP is served. Message size and recipients are the phone system's own limits.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The name in the greeting.
    pub hostname: String,
    /// Where a password may be said without TLS.
    pub plaintext_login: PlaintextLogin,
    /// How long a client may think about its next command; the standard asks for five minutes.
    pub idle: Duration,
    /// How long a client may think within the text after DATA.
    pub data_idle: Duration,
    /// How long a client may take to accept one byte of an answer.
    pub write_within: Duration,
}

impl Settings {
    /// The defaults: passwords need TLS but on loopback, five minutes for a command, ten within a message.
    pub fn new(hostname: impl Into<String>) -> Self {
        Self {
            hostname: hostname.into(),
            plaintext_login: PlaintextLogin::default(),
            idle: Duration::from_secs(5 * 60),
            data_idle: Duration::from_secs(10 * 60),
            write_within: Duration::from_secs(60),
        }
    }
}

/// Serves SMTP on `listener` until `shutdown`, then returns when every conversation has ended.
///
/// STARTTLS is offered when the listener has a certificate for it. Nothing is taken before a sign-in, recipients are
/// people of the sender's own site, and 250 after the text means that the message is on disk.
pub async fn serve(
    listener: Listener,
    phone: PhoneSystem,
    settings: Settings,
    shutdown: CancellationToken,
) -> Stopped {
    let limits = phone.limits();
    let profile = Profile {
        hostname: settings.hostname.clone(),
        message_bytes: limits.message_bytes,
        recipients: limits.recipients,
    };
    let service = Arc::new(Service { phone, settings, profile: Arc::new(profile) });
    let handler = move |stream, permit| connection::run(Arc::clone(&service), stream, permit);
    listener.serve(shutdown, handler, |refused| Some(too_many(refused).to_bytes().into())).await
}

fn too_many(refused: &Refused) -> Reply {
    let text = match refused.why {
        Why::ServerFull { limit } => format!("All {limit} connections are in use; try again later"),
        Why::PeerFull { limit } => {
            format!("You have {limit} connections, the most one address may; close one")
        }
    };
    Reply::new(421, "4.3.2", text)
}
