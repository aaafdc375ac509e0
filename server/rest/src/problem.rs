//! The one shape of every error: RFC 9457 `application/problem+json`.
//!
//! A handler says what is wrong; the path and the request id are added by [`crate::answer`], the only place that
//! writes the body. So no error can leave in another shape.

use axum::{
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use mobilelink_wire::ProblemField;

/// An answer that is an error, before it has a body. Boxed, because every route's result has room for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem(Box<Facts>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Facts {
    status: StatusCode,
    code: &'static str,
    title: &'static str,
    detail: Option<String>,
    errors: Vec<ProblemField>,
    headers: HeaderMap,
}

impl Problem {
    /// A problem of a kind. The code is stable: programs decide by it. The title is the same for each of its kind.
    pub(crate) fn new(status: StatusCode, code: &'static str, title: &'static str) -> Self {
        let (errors, headers) = (Vec::new(), HeaderMap::new());
        Self(Box::new(Facts { status, code, title, detail: None, errors, headers }))
    }

    /// What went wrong this time, and the way out where there is one.
    #[must_use]
    pub(crate) fn detail(mut self, text: impl Into<String>) -> Self {
        self.0.detail = Some(text.into());
        self
    }

    /// Names what is at fault: a JSON Pointer into the body, or `?name` for a parameter of the query.
    #[must_use]
    pub(crate) fn at(mut self, pointer: impl Into<String>, code: &str) -> Self {
        self.0.errors.push(ProblemField { pointer: pointer.into(), code: code.to_owned() });
        self
    }

    /// A header that belongs to the status (`Retry-After`, `Allow`). A value that cannot stand in one is left out.
    #[must_use]
    pub(crate) fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers.insert(name, value);
        }
        self
    }

    /// When to try again, in whole seconds, at least one.
    #[must_use]
    pub(crate) fn retry_after(self, seconds: u64) -> Self {
        self.header(header::RETRY_AFTER, &seconds.max(1).to_string())
    }

    pub(crate) fn status(&self) -> StatusCode {
        self.0.status
    }

    pub(crate) fn code(&self) -> &'static str {
        self.0.code
    }

    /// The body, once it is known which request it answers.
    pub(crate) fn to_wire(&self, instance: &str, request_id: &str) -> mobilelink_wire::Problem {
        let Facts { status, code, title, detail, errors, headers: _ } = &*self.0;
        mobilelink_wire::Problem {
            type_uri: format!("/problems/{code}"),
            title: (*title).to_owned(),
            status: status.as_u16(),
            detail: detail.clone(),
            instance: Some(instance.to_owned()),
            code: (*code).to_owned(),
            request_id: Some(request_id.to_owned()),
            errors: errors.clone(),
        }
    }
}

/// Status and headers; the problem itself travels along for [`crate::answer`] to write.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.headers_mut().extend(self.0.headers.clone());
        response.extensions_mut().insert(self);
        response
    }
}

/// What a status means that the framework chose, not one of our handlers.
pub(crate) fn of_status(status: StatusCode) -> Problem {
    let (code, title) = match status {
        StatusCode::BAD_REQUEST => ("request_malformed", "The request cannot be read"),
        StatusCode::NOT_FOUND => ("not_found", "There is nothing at this path"),
        StatusCode::METHOD_NOT_ALLOWED => {
            ("method_not_allowed", "This path is not for this method; Allow names those it is for")
        }
        StatusCode::REQUEST_TIMEOUT => ("request_timeout", "The body took too long to arrive"),
        StatusCode::PAYLOAD_TOO_LARGE => ("body_too_large", "The body is too large"),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => ("media_type_unsupported", "The body must be application/json"),
        StatusCode::UPGRADE_REQUIRED => ("upgrade_required", "This path is for WebSockets"),
        status if status.is_client_error() => ("request_refused", "The request was refused"),
        _ => ("internal", "Something broke in the server"),
    };
    Problem::new(status, code, title)
}
