//! Errors: RFC 9457 `application/problem+json`, with a stable `code` to decide by.

use serde::{Deserialize, Serialize};

/// Media type of a [`Problem`].
pub const PROBLEM_MEDIA_TYPE: &str = "application/problem+json";

/// Body of every answer that is an error (RFC 9457 §3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// A URI that names the kind of problem.
    #[serde(rename = "type")]
    pub type_uri: String,
    /// The kind of problem in a few words.
    pub title: String,
    /// The HTTP status, once more.
    pub status: u16,
    /// What went wrong this time, for people; never for deciding.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The path that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Stable and snake_case: decide by this.
    pub code: String,
    /// Finds the request in the server's log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// Which fields of the body were at fault, if that was it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<ProblemField>,
}

/// One field at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemField {
    /// JSON Pointer into the request body (RFC 6901), for example `/presence`.
    pub pointer: String,
    /// What is wrong with it.
    pub code: String,
}

/// The codes a client decides by.
pub mod code {
    /// 403: the account has no Mobile Link key (ML-03).
    pub const FEATURE_KEY_MISSING: &str = "feature_key_missing";
    /// 401: this refresh token was used before; the whole family is revoked.
    pub const REFRESH_TOKEN_REUSED: &str = "refresh_token_reused";
    /// 410: the cursor is too old or unknown; sync without one.
    pub const SYNC_TOKEN_EXPIRED: &str = "sync_token_expired";
}
