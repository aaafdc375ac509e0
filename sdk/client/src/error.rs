//! Errors: many causes inside, eight answers outside, and the one place where the first become the second.
//!
//! [`LinkError`] is sorted by what an app should do, not by what broke.

use crate::{backend::BackendError, cache::CacheError, options::BadFingerprint, state::Leg};

/// Why something did not work, by what the app should do about it.
#[cfg_attr(feature = "uniffi", derive(uniffi::Error))]
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// Show what is in the cache and wait: the link reconnects by itself, and queued actions are sent then.
    #[error("{leg} cannot be reached: {reason}")]
    Offline {
        /// The leg that is missing.
        leg: Leg,
        /// Why, for people.
        reason: String,
    },
    /// Ask for username and password again; nothing was signed in.
    #[error("the server refused the sign-in")]
    SignInRefused,
    /// Disable the feature and say so; trying again does not help.
    #[error("the server does not permit this ({code})")]
    NotPermitted {
        /// What is missing, for example `feature_key_missing` (ML-03).
        code: String,
    },
    /// Say that the server is full and offer to try later.
    #[error("the server has no room at the moment")]
    Full,
    /// Say that app and server do not fit together and one needs an update (ML-02).
    #[error("this server is not supported: {found}")]
    Unsupported {
        /// What the server said it is, or what it lacks.
        found: String,
    },
    /// Reload the list: the thing is no longer there.
    #[error("it is no longer there")]
    Gone,
    /// Show it beside the field: what was typed cannot be meant.
    #[error("{field}: {reason}")]
    Invalid {
        /// The field, by its name in the settings, for example `host`.
        field: String,
        /// What it must be, for people.
        reason: String,
    },
    /// Offer to report it: a fault of ours or of the server.
    #[error("unexpected: {detail}")]
    Unexpected {
        /// For the report; holds no secrets.
        detail: String,
    },
}

impl From<BadFingerprint> for LinkError {
    fn from(bad: BadFingerprint) -> Self {
        Self::Invalid { field: "fingerprint".into(), reason: bad.to_string() }
    }
}

impl From<BackendError> for LinkError {
    fn from(error: BackendError) -> Self {
        match error {
            BackendError::Unreachable { leg, reason } => Self::Offline { leg, reason },
            BackendError::SignInRefused | BackendError::SessionEnded => Self::SignInRefused,
            BackendError::NotPermitted { code } => Self::NotPermitted { code },
            BackendError::Full { .. } => Self::Full,
            BackendError::Unsupported { found } => Self::Unsupported { found },
            BackendError::Gone => Self::Gone,
            BackendError::CursorExpired => Self::Unexpected { detail: "the sync cursor expired".into() },
            error @ BackendError::Refused { .. } => Self::Unexpected { detail: error.to_string() },
            BackendError::Misbehaved { leg, what } => Self::Unexpected { detail: format!("{leg}: {what}") },
            BackendError::Cache(error) => error.into(),
        }
    }
}

impl From<CacheError> for LinkError {
    fn from(error: CacheError) -> Self {
        match error {
            CacheError::NotFound => Self::Gone,
            CacheError::Newer { .. } => Self::Unsupported { found: error.to_string() },
            CacheError::Database(_) | CacheError::Folder { .. } | CacheError::Record(_) => {
                Self::Unexpected { detail: error.to_string() }
            }
        }
    }
}
