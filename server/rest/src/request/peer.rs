//! Who is at the other end, and whether a secret may be said to them: passwords and tokens need TLS, or a connection that
//! never leaves the machine, or an administrator's explicit word.

use crate::problem::Problem;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use server_domain::Refusal;
use server_net::PlaintextLogin;

/// The connection a request came over, put beside it by [`crate::serve`]. A request without one came from within the
/// process and left no trace on any wire.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer {
    /// Encrypted, or from this machine.
    pub(crate) is_private: bool,
}

/// Refuses whatever needs a password or a token when the wire is open to others.
pub(crate) async fn refuse_plaintext(
    State(plaintext_login): State<PlaintextLogin>,
    request: Request,
    next: Next,
) -> Response {
    let is_private = request.extensions().get::<Peer>().is_none_or(|peer| peer.is_private);
    match plaintext_login.permits(is_private) {
        true => next.run(request).await,
        false => Problem::from(Refusal::PlaintextRefused).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, http::StatusCode, middleware, routing::get};
    use tower::ServiceExt;

    async fn status(plaintext_login: PlaintextLogin, peer: Option<Peer>) -> StatusCode {
        let app = Router::new()
            .route("/", get(async || StatusCode::NO_CONTENT))
            .layer(middleware::from_fn_with_state(plaintext_login, refuse_plaintext));
        let mut request = Request::get("/").body(Body::empty()).expect("a request");
        request.extensions_mut().extend(
            peer.map(|peer| {
                let mut extensions = axum::http::Extensions::new();
                extensions.insert(peer);
                extensions
            })
            .unwrap_or_default(),
        );
        app.oneshot(request).await.expect("an answer").status()
    }

    #[tokio::test]
    async fn secrets_are_taken_over_a_private_connection_or_by_explicit_word() {
        let (private, exposed) = (Some(Peer { is_private: true }), Some(Peer { is_private: false }));
        assert_eq!(status(PlaintextLogin::LoopbackOnly, private).await, 204);
        assert_eq!(status(PlaintextLogin::LoopbackOnly, exposed).await, 403);
        assert_eq!(status(PlaintextLogin::Anywhere, exposed).await, 204);
        assert_eq!(status(PlaintextLogin::LoopbackOnly, None).await, 204, "a call within the process");
    }
}
