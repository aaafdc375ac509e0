//! AMDS behind a listener: HTTP/1.1, bounded in every direction, and a stop that loses no answer.
//!
//! HTTP/1.1 alone, because a WebSocket is an upgrade of it, and a phone makes one request at a time.

use crate::{problem::Problem, request::peer::Peer};
use axum::{Router, body::Body, http::StatusCode};
use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use mobilelink_wire::PROBLEM_MEDIA_TYPE;
use server_net::{Limits, Listener, Permit, Stopped, Stream};
use std::{borrow::Cow, pin::pin, time::Duration};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

/// A gate for AMDS unless an administrator says otherwise: each phone holds one WebSocket and now and then a request.
pub const GATE: Limits = Limits { connections: 20_000, per_peer: 10_000 };

/// How long a client may take to send a request's head, and how long a connection may wait for its next request.
const HEAD_WITHIN: Duration = Duration::from_secs(30);
/// Most bytes of a request's head, and what is read ahead of its body.
const HEAD_LIMIT: usize = 32 * 1024;
/// Seconds after which a client that was turned away may come again.
const RETRY_AFTER: u64 = 5;

/// Serves until `shutdown` is cancelled and every connection has ended.
///
/// Requests under way are answered, idle connections closed, and WebSockets told to go, within the time the listener
/// was configured with. A connection over a limit is answered 503.
pub async fn serve(listener: Listener, app: Router, shutdown: CancellationToken) -> Stopped {
    let handler = move |stream, permit| connection(stream, permit, app.clone());
    let turned_away = turned_away();
    listener.serve(shutdown, handler, move |_| Some(Cow::Owned(turned_away.clone()))).await
}

async fn connection(stream: Stream, permit: Permit, app: Router) {
    let peer = Peer { is_private: stream.is_private() };
    let stopping = permit.stopping().clone();
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        // For the WebSocket, which lives on after this connection's task has given it away.
        request.extensions_mut().insert(permit.clone());
        app.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_WITHIN)
        .max_buf_size(HEAD_LIMIT)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stopping.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// The whole answer to a connection over a limit. It is written before any request is read.
fn turned_away() -> Vec<u8> {
    let problem = Problem::new(StatusCode::SERVICE_UNAVAILABLE, "overloaded", "The server is busy")
        .detail("no more connections are taken at the moment");
    let body = serde_json::to_string(&problem.to_wire("/", "none")).unwrap_or_default();
    format!(
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: {PROBLEM_MEDIA_TYPE}\r\nContent-Length: {}\r\n\
         Retry-After: {RETRY_AFTER}\r\nX-Request-Id: none\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_turned_away_gets_a_whole_answer() {
        let answer = String::from_utf8(turned_away()).expect("text");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.contains(&format!("Content-Length: {}\r\n", body.len())));
        let problem: mobilelink_wire::Problem = serde_json::from_str(body).expect("a problem");
        assert_eq!((problem.status, problem.code.as_str()), (503, "overloaded"));
    }
}
