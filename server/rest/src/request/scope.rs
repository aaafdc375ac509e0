//! Which scope each endpoint needs: the whole surface of AMDS as one table.
//!
//! All tokens carry all scopes today. The table is already the law: an endpoint that is not in it cannot be reached with
//! a token, and a challenge names the scope that is missing (RFC 6750 §3).

use axum::http::Method;

/// What a token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of the wire")]
pub(crate) enum Scope {
    SessionWrite,
    AccountRead,
    PresenceRead,
    PresenceWrite,
    DirectoryRead,
    VoicemailRead,
    VoicemailWrite,
    ConferencesRead,
    LogoRead,
    SyncRead,
    EventsRead,
}

impl Scope {
    /// The name on the wire.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::SessionWrite => "session:write",
            Self::AccountRead => "account:read",
            Self::PresenceRead => "presence:read",
            Self::PresenceWrite => "presence:write",
            Self::DirectoryRead => "directory:read",
            Self::VoicemailRead => "voicemail:read",
            Self::VoicemailWrite => "voicemail:write",
            Self::ConferencesRead => "conferences:read",
            Self::LogoRead => "logo:read",
            Self::SyncRead => "sync:read",
            Self::EventsRead => "events:read",
        }
    }
}

/// The endpoints that need a token, below the base path.
pub(crate) const ENDPOINTS: &[(Method, &str, Scope)] = &[
    (Method::DELETE, "/session", Scope::SessionWrite),
    (Method::GET, "/users/me", Scope::AccountRead),
    (Method::GET, "/users/me/presence", Scope::PresenceRead),
    (Method::PUT, "/users/me/presence", Scope::PresenceWrite),
    (Method::GET, "/directory", Scope::DirectoryRead),
    (Method::GET, "/users/me/voicemails", Scope::VoicemailRead),
    (Method::GET, "/users/me/voicemails/{id}", Scope::VoicemailRead),
    (Method::PATCH, "/users/me/voicemails/{id}", Scope::VoicemailWrite),
    (Method::DELETE, "/users/me/voicemails/{id}", Scope::VoicemailWrite),
    (Method::GET, "/users/me/voicemails/{id}/audio", Scope::VoicemailRead),
    (Method::GET, "/conferences", Scope::ConferencesRead),
    (Method::GET, "/conferences/{id}", Scope::ConferencesRead),
    (Method::GET, "/logo", Scope::LogoRead),
    (Method::GET, "/sync", Scope::SyncRead),
    (Method::GET, "/events", Scope::EventsRead),
];

/// The scope of an endpoint, by its method and the pattern of its path. HEAD is GET without the body.
pub(crate) fn needed(method: &Method, pattern: &str) -> Option<Scope> {
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    let path = pattern.strip_prefix(mobilelink_wire::BASE_PATH)?;
    ENDPOINTS.iter().find(|(known, at, _)| known == method && *at == path).map(|(_, _, scope)| *scope)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn head_needs_what_get_needs() {
        assert_eq!(needed(&Method::HEAD, "/api/v1/logo"), Some(Scope::LogoRead));
        assert_eq!(needed(&Method::POST, "/api/v1/logo"), None);
        assert_eq!(needed(&Method::GET, "/logo"), None);
    }
}
