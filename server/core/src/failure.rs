//! Why something was not done: the system said no, or could not.

use server_domain::Refusal;
use server_store::StoreError;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The system said no; the requester can do something about it.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The system could not; the operator finds the cause in the log, the requester learns no more than that.
    #[error("storage failed")]
    Broken,
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "storage failed");
        Self::Broken
    }
}
