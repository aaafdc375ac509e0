//! The Mobile Link SDK for Kotlin, Swift and Python: objects only, and no rules.
//!
//! Records and errors are those of `mobilelink-client`. Every export returns a `Result`, because a panic in one that
//! does not would end a Swift program. Work runs on a runtime of our own, so a slow listener or a cancelled
//! coroutine holds up nothing: an action that was called is done.

mod alive;
mod diagnosis;
mod link;
mod listener;
mod runtime;
mod submission;
mod subscription;
mod turns;

pub use alive::{Alive, alive};
pub use diagnosis::diagnose;
pub use link::{MobileLink, version};
pub use listener::{
    ConferencesListener, DirectoryListener, LampsListener, ListenerFailed, LogoListener, PresenceListener,
    StateListener, UserListener, VoicemailsListener,
};
pub use submission::Submission;
pub use subscription::Subscription;

uniffi::setup_scaffolding!("mobilelink");
