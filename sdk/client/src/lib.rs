//! The Mobile Link SDK: presence, voicemail, conferences and directory of one account, offline first.
//!
//! [`MobileLink`] is the one handle. Screens read the local cache and [`Subscription`]s tell them when to read again;
//! actions show at once and are sent when possible, see [`Submission`]. Live and demo are made by different
//! constructors and behave alike. Errors say what the app should do, see [`LinkError`].
//!
//! ```
//! # tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(async {
//! use mobilelink_client::{DemoOptions, Folder, MobileLink};
//!
//! let link = MobileLink::demo(DemoOptions::default()).await?;
//! link.sign_in("alice", "mobile-link-demo".into()).await?;
//! link.ready().await;
//! let inbox = link.voicemails(Folder::Inbox).await?;
//! assert!(inbox.iter().any(|message| !message.seen));
//! # Ok::<(), mobilelink_client::LinkError>(())
//! # }).unwrap();
//! ```

mod backend;
mod cache;
mod clock;
mod conferences;
mod diagnosis;
mod error;
#[cfg(feature = "uniffi")]
mod foreign;
mod intention;
mod link;
mod logo;
mod options;
mod presence;
mod session;
mod sound;
mod state;
mod subscription;
mod sync;
mod voicemail;

pub use clock::Clock;
pub use diagnosis::{Diagnosis, Finding, diagnose};
pub use error::LinkError;
pub use intention::Submission;
pub use link::MobileLink;
pub use logo::Logo;
pub use options::{BadFingerprint, DEFAULT_PORT, DemoOptions, Fingerprint, LinkOptions, ServerSettings, Tls};
pub use state::{Lamp, Lamps, Leg, LinkState};
pub use subscription::Subscription;
pub use voicemail::{AudioFile, Recipient, Voicemail};

// The records of the contract that apps see as they are.
pub use mobilelink_wire::{
    Conference, ConferenceKind, ConferenceState, CurrentPresence, Folder, Mode, Part, PartKind, Person,
    PersonRef, Presence, Secret, Sender, User, VoicemailKind,
};
pub use secrecy::SecretString;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();
