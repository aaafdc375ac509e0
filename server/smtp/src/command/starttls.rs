//! STARTTLS (RFC 3207). The new session that follows the handshake knows nothing of this one.

use crate::{
    fault::Fault,
    reply::Reply,
    session::{Channel, Handles, Next, Step, TlsState},
};

pub(crate) fn run<H: Handles>(channel: Channel) -> Result<Step<H>, Fault> {
    match channel.tls {
        TlsState::Offered => Ok(Step {
            replies: vec![Reply::new(220, "2.0.0", "Begin the TLS handshake")],
            next: Next::StartTls,
        }),
        TlsState::InUse => Err(Fault::TlsInUse),
        TlsState::NotOffered => Err(Fault::TlsNotOffered),
    }
}
