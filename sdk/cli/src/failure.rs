//! What went wrong, in one sentence, and the way out in another.

use mobilelink_client::LinkError;
use std::process::ExitCode;

/// A failure as a person should read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    /// Stable and snake_case, for scripts.
    pub(crate) code: &'static str,
    pub(crate) what: String,
    pub(crate) way_out: String,
}

impl Failure {
    pub(crate) fn new(code: &'static str, what: impl Into<String>, way_out: impl Into<String>) -> Self {
        Self { code, what: what.into(), way_out: way_out.into() }
    }
}

impl Failure {
    /// 2 for wrong usage, 1 for everything else.
    pub(crate) fn exit_code(&self) -> ExitCode {
        if self.code == "usage" { ExitCode::from(2) } else { ExitCode::FAILURE }
    }
}

impl From<LinkError> for Failure {
    fn from(error: LinkError) -> Self {
        let (code, way_out) = match &error {
            LinkError::Offline { .. } => (
                "offline",
                "Is the server running, and are --server and the ports right? `mobilelink doctor` says what is wrong.",
            ),
            LinkError::SignInRefused => ("sign_in_refused", "Check --user and the password."),
            LinkError::NotPermitted { code } if code == "feature_key_missing" => (
                "feature_key_missing",
                "This account has no Mobile Link key: only `presence`, `status` and `watch` work. \
                 The administrator can give it one.",
            ),
            LinkError::NotPermitted { .. } => ("not_permitted", "Ask the administrator for the permission."),
            LinkError::Full => ("full", "Try again in a minute."),
            LinkError::Unsupported { .. } => {
                ("unsupported", "Use --fingerprint or --plaintext, or update the older side.")
            }
            LinkError::Invalid { .. } => ("usage", "`mobilelink --help` says what it may be."),
            LinkError::Gone => ("not_found", "List again: it may have been deleted meanwhile."),
            _ => ("unexpected", "Please report this."),
        };
        Self::new(code, error.to_string(), way_out)
    }
}
