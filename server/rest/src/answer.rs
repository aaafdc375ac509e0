//! What every answer has: a request id, safe headers, and, when it is an error, problem+json.
//!
//! The outermost layer. Whatever goes wrong below it, in our handlers, in the framework or by a panic, leaves in the one
//! shape of errors.

use crate::problem::{self, Problem};
use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use mobilelink_wire::PROBLEM_MEDIA_TYPE;
use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tracing::{Instrument, debug, debug_span, error};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Numbers requests: a word of this run of the server, and a count.
#[derive(Debug, Clone)]
pub(crate) struct RequestIds {
    run: Arc<str>,
    count: Arc<AtomicU64>,
}

impl RequestIds {
    pub(crate) fn new() -> Self {
        let (run, _) = uuid::Uuid::new_v4().as_u64_pair();
        Self { run: format!("{:08x}", run >> 32).into(), count: Arc::default() }
    }

    fn next(&self) -> String {
        format!("{}-{}", self.run, self.count.fetch_add(1, Ordering::Relaxed))
    }
}

/// Runs the request and completes its answer.
pub(crate) async fn complete(State(ids): State<RequestIds>, request: Request, next: Next) -> Response {
    let id = ids.next();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    // Not the query: a cursor tells nothing, but whatever a client puts there by mistake must not reach a log.
    let span = debug_span!("request", id, %method, path);

    let outcome = AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span.clone()).await;
    let _entered = span.enter();
    let mut response = outcome.unwrap_or_else(|_| {
        error!(id, %method, path, "a request panicked");
        problem::of_status(StatusCode::INTERNAL_SERVER_ERROR).into_response()
    });
    if let Some(problem) = problem_of(&mut response) {
        debug!(status = problem.status().as_u16(), code = problem.code(), "refused");
        write(&problem, &mut response, &method, &path, &id);
    }
    safe_headers(&mut response);
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// The problem that a handler left, or what the framework's bare status means.
fn problem_of(response: &mut Response) -> Option<Problem> {
    let status = response.status();
    match response.extensions_mut().remove::<Problem>() {
        Some(problem) => Some(problem),
        None if status.is_client_error() || status.is_server_error() => Some(problem::of_status(status)),
        None => None,
    }
}

fn write(problem: &Problem, response: &mut Response, method: &Method, path: &str, id: &str) {
    let body = serde_json::to_vec(&problem.to_wire(path, id)).unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_MEDIA_TYPE));
    headers.insert(header::CONTENT_LENGTH, body.len().into());
    *response.body_mut() = if *method == Method::HEAD { Body::empty() } else { body.into() };
}

/// Nothing is kept by anybody unless a route says otherwise, and no browser guesses what a recording might be.
fn safe_headers(response: &mut Response) {
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::to_bytes, middleware, routing::get};
    use tower::ServiceExt;

    async fn answer_to(path: &str) -> (StatusCode, mobilelink_wire::Problem) {
        let panicking = async || -> StatusCode { panic!("a secret") };
        let app = Router::new()
            .route("/panics", get(panicking))
            .route("/teapot", get(async || StatusCode::IM_A_TEAPOT))
            .layer(middleware::from_fn_with_state(RequestIds::new(), complete));
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = app.oneshot(request).await.expect("an answer");
        assert!(response.headers().contains_key(REQUEST_ID));
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        (status, serde_json::from_slice(&body).expect("a problem"))
    }

    #[tokio::test]
    async fn a_panic_is_an_answer_that_gives_nothing_away() {
        let (status, problem) = answer_to("/panics").await;
        assert_eq!((status.as_u16(), problem.code.as_str()), (500, "internal"));
        assert!(!format!("{problem:?}").contains("secret"));
    }

    #[tokio::test]
    async fn a_status_that_nobody_thought_of_is_a_problem_too() {
        let (status, problem) = answer_to("/teapot?token=secret").await;
        assert_eq!((status.as_u16(), problem.code.as_str()), (418, "request_refused"));
        assert_eq!(problem.instance.as_deref(), Some("/teapot"), "without the query");
    }
}
