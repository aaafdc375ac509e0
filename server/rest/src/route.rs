//! The endpoints, one file an area. `/server` is for anybody; the rest needs a private connection.

mod account;
mod audio;
mod conferences;
mod directory;
mod logo;
mod presence;
mod server;
mod session;
mod sync;
mod voicemails;

use crate::{Amds, realtime, request::peer::refuse_plaintext};
use axum::{
    Router, middleware,
    routing::{get, post},
};
use server_net::PlaintextLogin;

/// Every endpoint, below the base path.
pub(crate) fn all(plaintext_login: PlaintextLogin) -> Router<Amds> {
    let with_secrets = Router::new()
        .route("/session", post(session::sign_in).delete(session::sign_out))
        .route("/session/refresh", post(session::refresh))
        .route("/users/me", get(account::me))
        .route("/users/me/presence", get(presence::read).put(presence::set))
        .route("/directory", get(directory::list))
        .route("/users/me/voicemails", get(voicemails::list))
        .route(
            "/users/me/voicemails/{id}",
            get(voicemails::read).patch(voicemails::change).delete(voicemails::delete),
        )
        .route("/users/me/voicemails/{id}/audio", get(audio::read))
        .route("/conferences", get(conferences::list))
        .route("/conferences/{id}", get(conferences::read))
        .route("/logo", get(logo::read))
        .route("/sync", get(sync::changes))
        .route("/events", get(realtime::upgrade))
        .route_layer(middleware::from_fn_with_state(plaintext_login, refuse_plaintext));
    Router::new().route("/server", get(server::describe)).merge(with_secrets)
}
