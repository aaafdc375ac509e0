//! Who is at the other end, and whether a secret may be said to them: passwords and tokens need TLS, or a connection that
//! never leaves the machine, or an administrator's explicit word.

use crate::{Plaintext, problem::Problem};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use server_domain::Refusal;

/// The connection a request came over, put beside it by [`crate::serve`]. A request without one came from within the
/// process and left no trace on any wire.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    /// Encrypted, or from this machine.
    pub(crate) is_private: bool,
}

/// Refuses whatever needs a password or a token when the wire is open to others.
pub(crate) async fn refuse_plaintext(
    State(plaintext): State<Plaintext>,
    request: Request,
    next: Next,
) -> Response {
    let exposed = request
        .extensions()
        .get::<Peer>()
        .is_some_and(|peer| !peer.is_private);
    match plaintext {
        Plaintext::LoopbackOnly if exposed => Problem::from(Refusal::PlaintextRefused).into_response(),
        Plaintext::LoopbackOnly | Plaintext::Anywhere => next.run(request).await,
    }
}
