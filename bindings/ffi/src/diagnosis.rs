//! The doctor, for the screens that ask why a connection does not come about.

use crate::runtime;
use mobilelink_client::{Diagnosis, LinkError, ServerSettings};

/// Tries NET and MOBILE of a server and then IMAP and SMTP, without signing in (ML-17, ML-28). Each step takes five
/// seconds at most.
///
/// `Invalid` when the settings cannot be meant, `Unsupported` for plain text to another machine that was not allowed.
#[uniffi::export(async_runtime = "tokio")]
pub async fn diagnose(server: ServerSettings) -> Result<Diagnosis, LinkError> {
    runtime::run(mobilelink_client::diagnose(server)).await
}
