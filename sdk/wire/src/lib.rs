//! The contract between server and SDK: the JSON of AMDS, REST and WebSocket, under `/api/v1`.
//!
//! Conventions that hold everywhere: snake_case names, RFC 3339 UTC times, lengths of time in whole
//! milliseconds (`*_ms`), ids that are opaque strings, cursors that are opaque strings, errors as RFC 9457
//! [`Problem`]s. Fields are never renamed and never change their meaning; readers ignore fields they do not
//! know. Every type has a pinned sample in `samples/`, which is also its documentation for other languages.

mod conferences;
mod directory;
#[cfg(feature = "uniffi")]
mod foreign;
mod page;
mod presence;
mod problem;
mod secret;
mod session;
mod socket;
mod sync;
mod voicemail;

pub use conferences::{Conference, ConferenceKind, ConferenceState, PersonRef};
pub use directory::Person;
pub use page::{DEFAULT_LIMIT, MAX_LIMIT, Page};
pub use presence::{CurrentPresence, Presence, SetPresence};
pub use problem::{PROBLEM_MEDIA_TYPE, Problem, ProblemField, code};
pub use secret::Secret;
pub use session::{Device, Mode, Refresh, Server, Session, SignIn, TokenType, User};
pub use socket::{ClientFrame, ServerFrame, close};
pub use sync::{Audience, ConferenceDeleted, Event, LogoUpdated, SyncPage, VoicemailDeleted, What};
pub use voicemail::{Folder, Part, PartKind, Sender, Voicemail, VoicemailKind, VoicemailPatch};

/// Where every path of this contract begins.
pub const BASE_PATH: &str = "/api/v1";

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();
