//! What a phone system's people, messages and conferences are, and every decision about them.
//!
//! Pure: no async, no clock, no I/O. Whatever needs the time is told the time. Everything that the system
//! can say no to is one [`Refusal`], so that each protocol must have an answer to each.

pub mod accounts;
pub mod annotations;
pub mod clock;
pub mod conferences;
pub mod folders;
pub mod greetings;
pub mod ids;
pub mod keywords;
pub mod logo;
pub mod mailbox;
pub mod presence;
pub mod quota;
pub mod refusal;
pub mod routing;
pub mod search;
pub mod sites;
pub mod voicemail;

pub use clock::{Clock, SystemClock};
pub use ids::{AccountId, Audience, BodyId, ConferenceId, DeviceId, FolderId, MessageId, SiteId};
pub use refusal::Refusal;
