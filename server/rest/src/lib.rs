//! AMDS: what the app asks over HTTP, under `/api/v1`, and the WebSocket that tells it at once.
//!
//! [`app`] is the whole surface as a router, which tests call without a port; [`serve`] puts it behind a listener. A route
//! reads a request, asks the core, and shows the answer as [`mobilelink_wire`] writes it. It decides nothing: what is
//! refused is refused by the core, and `reply.rs` says in HTTP what that is.

mod answer;
mod cursor;
mod etag;
mod event;
mod problem;
mod range;
mod realtime;
mod reply;
mod request;
mod route;
mod serve;
mod wire;

pub use serve::{GATE, serve};

use answer::RequestIds;
use axum::{Router, extract::DefaultBodyLimit, http::StatusCode, middleware};
use problem::of_status;
use server_core::PhoneSystem;
use server_net::PlaintextLogin;

/// How AMDS is to be served.
#[derive(Debug, Clone, Copy, Default)]
pub struct Settings {
    /// The mail ports that `GET /server` names.
    pub ports: Ports,
    /// Where passwords and tokens are taken without TLS; elsewhere everything but `GET /server` is refused with
    /// `plaintext_refused`.
    pub plaintext_login: PlaintextLogin,
}

/// The ports of the other legs, as a client reaches them; none for a leg that is not served.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ports {
    /// IMAP with STARTTLS.
    pub imap: Option<u16>,
    /// SMTP submission with STARTTLS.
    pub smtp: Option<u16>,
    /// IMAP inside TLS.
    pub imaps: Option<u16>,
    /// SMTP submission inside TLS.
    pub smtps: Option<u16>,
}

/// The whole of AMDS.
pub fn app(phone: PhoneSystem, settings: Settings) -> Router {
    let routes = route::all(settings.plaintext_login);
    Router::new()
        .nest(mobilelink_wire::BASE_PATH, routes)
        .fallback(async || of_status(StatusCode::NOT_FOUND))
        .layer(DefaultBodyLimit::max(request::body::LIMIT))
        .layer(middleware::from_fn_with_state(RequestIds::new(), answer::complete))
        .with_state(Amds { phone, ports: settings.ports })
}

/// What every route can reach.
#[derive(Clone)]
struct Amds {
    phone: PhoneSystem,
    ports: Ports,
}
