//! Versions of what is served: `ETag` and `If-None-Match` (RFC 9110 §8.8.3, §13.1.2).

use axum::{
    Json,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A quoted ETag. Characters that cannot stand in one are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ETag(String);

impl ETag {
    pub(crate) fn new(tag: &str) -> Self {
        let safe = tag.chars().filter(|c| c.is_ascii_graphic() && *c != '"');
        Self(format!("\"{}\"", safe.collect::<String>()))
    }

    /// The tag in its quotes.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the client has this version already.
    pub(crate) fn is_known_to(&self, headers: &HeaderMap) -> bool {
        headers
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .any(|given| given == "*" || given.strip_prefix("W/").unwrap_or(given) == self.0)
    }

    /// `ETag`, and leave to keep the body as long as it is asked for again each time.
    pub(crate) fn mark(&self, response: &mut Response) {
        let headers = response.headers_mut();
        if let Ok(tag) = HeaderValue::from_str(&self.0) {
            headers.insert(header::ETAG, tag);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }

    /// 304 with the tag.
    pub(crate) fn not_modified(&self) -> Response {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        self.mark(&mut response);
        response
    }
}

/// A record with its version, or 304 to who has it already.
///
/// The version is the revision and a digest of what is shown, because some of what is shown changes without the record:
/// a conference becomes active as time goes by, a moderator gets another name.
pub(crate) fn versioned<T: Serialize>(headers: &HeaderMap, revision: u64, shown: &T) -> Response {
    let mut digest = DefaultHasher::new();
    serde_json::to_vec(shown).unwrap_or_default().hash(&mut digest);
    let tag = ETag::new(&format!("{revision}-{:016x}", digest.finish()));
    if tag.is_known_to(headers) {
        return tag.not_modified();
    }
    let mut response = Json(shown).into_response();
    tag.mark(&mut response);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(tags: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(tags))])
    }

    #[test]
    fn a_client_that_names_the_version_has_it() {
        let tag = ETag::new("7");
        for known in ["\"7\"", "W/\"7\"", "\"6\", \"7\"", "*"] {
            assert!(tag.is_known_to(&asking(known)), "{known}");
        }
        for unknown in ["7", "\"77\"", "\"6\"", ""] {
            assert!(!tag.is_known_to(&asking(unknown)), "{unknown}");
        }
        assert!(!tag.is_known_to(&HeaderMap::new()));
    }

    #[test]
    fn a_tag_cannot_break_out_of_its_quotes() {
        assert_eq!(ETag::new("a\"\r\nb").as_str(), "\"ab\"");
    }
}
