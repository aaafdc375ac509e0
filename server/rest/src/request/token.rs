//! The bearer token and the person behind it (RFC 6750 §2.1). Never in a URL, never in a cookie.

use super::scope;
use crate::{
    Amds,
    problem::{Problem, of_status},
    reply::token_missing,
};
use axum::{
    extract::{FromRequestParts, MatchedPath, OptionalFromRequestParts},
    http::{HeaderMap, StatusCode, header, request::Parts},
};
use server_core::{Leg, Requester};
use server_domain::Refusal;

/// Whoever sent a good token. What they may do is decided in the core, once for every adapter.
pub(crate) struct Authenticated(pub(crate) Requester);

impl FromRequestParts<Amds> for Authenticated {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, amds: &Amds) -> Result<Self, Problem> {
        let pattern = parts.extensions.get::<MatchedPath>().map_or("", MatchedPath::as_str);
        let Some(scope) = scope::needed(&parts.method, pattern) else {
            tracing::error!(pattern, "an endpoint has no scope");
            return Err(of_status(StatusCode::INTERNAL_SERVER_ERROR));
        };
        match bearer(&parts.headers)? {
            Some(token) => Ok(Self(amds.phone.sign_in_by_token(token, Leg::Amds).await?)),
            None => Err(token_missing(scope.name())),
        }
    }
}

/// For the WebSocket, whose token may come in its first frame instead.
impl OptionalFromRequestParts<Amds> for Authenticated {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, amds: &Amds) -> Result<Option<Self>, Problem> {
        match parts.headers.contains_key(header::AUTHORIZATION) {
            true => <Self as FromRequestParts<Amds>>::from_request_parts(parts, amds).await.map(Some),
            false => Ok(None),
        }
    }
}

/// The token of the `Authorization` header; nothing without the header, a refusal when it is another scheme.
fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let mut given = headers.get_all(header::AUTHORIZATION).iter();
    let value = match (given.next(), given.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value.to_str().map_err(|_| Refusal::TokenInvalid)?,
        (Some(_), Some(_)) => return Err(Refusal::TokenInvalid),
    };
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && !token.trim().is_empty() => {
            Ok(Some(token.trim()))
        }
        _ => Err(Refusal::TokenInvalid),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_one_bearer_token_counts() {
        let headers = |values: &[&'static str]| {
            let pairs = values.iter().map(|value| (header::AUTHORIZATION, HeaderValue::from_static(value)));
            let mut headers = HeaderMap::new();
            pairs.for_each(|(name, value)| {
                headers.append(name, value);
            });
            headers
        };
        assert_eq!(bearer(&headers(&[])), Ok(None));
        assert_eq!(bearer(&headers(&["Bearer abc"])), Ok(Some("abc")));
        assert_eq!(bearer(&headers(&["bearer  abc "])), Ok(Some("abc")));
        for wrong in [&["Basic YTpi"][..], &["Bearer"], &["Bearer "], &["abc"], &["Bearer a", "Bearer b"]] {
            assert_eq!(bearer(&headers(wrong)), Err(Refusal::TokenInvalid), "{wrong:?}");
        }
    }
}
