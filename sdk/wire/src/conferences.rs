//! Conferences as their creator and moderators see them (features 11, CNF-04, CNF-07).

use crate::Secret;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One conference.
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conference {
    /// Opaque id.
    pub id: String,
    /// The Conference ID people dial, unique and never changed.
    pub number: String,
    /// Description.
    pub name: String,
    /// Numeric password; none for somebody who may see the conference but not its password.
    pub password: Option<Secret>,
    /// Scheduled, or a standing bridge (CNF-02).
    pub kind: ConferenceKind,
    /// How it stands (features 11.3).
    pub state: ConferenceState,
    /// Active beyond its duration, because people are still in it (CNF-30).
    pub overtime: bool,
    /// Who made it; of a standing bridge always the administrator.
    pub creator: PersonRef,
    /// Who else may steer it.
    pub moderators: Vec<PersonRef>,
    /// When it starts; none for a standing bridge.
    pub start_at: Option<Timestamp>,
    /// How long it is meant to last; none for a standing bridge.
    pub duration_ms: Option<u64>,
    /// 0 for once, or every 1, 7, 14, 21 or 28 days (CNF-16).
    pub repeat_days: u32,
    /// Whether the requester may change its name and password (ML-61).
    pub can_modify: bool,
    /// Grows with every change; the ETag is made of it.
    pub revision: u64,
}

/// A person named in another record.
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRef {
    /// The person's id in the directory.
    pub id: String,
    /// First and last name.
    pub name: String,
    /// Primary extension.
    pub extension: String,
}

/// The two kinds of conferences (CNF-02).
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConferenceKind {
    /// Has a start and a duration.
    Scheduled,
    /// A standing bridge.
    Unscheduled,
    /// A kind this version does not know.
    #[serde(other)]
    Unknown,
}

/// The states of a conference (features 11.3).
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConferenceState {
    /// Scheduled, waits for its start.
    Queued,
    /// Scheduled, open to attendees.
    Active,
    /// Scheduled, past its duration with nobody in it.
    Expired,
    /// Scheduled, ended by its creator or a moderator.
    Canceled,
    /// Unscheduled, open to all callers.
    Enabled,
    /// Unscheduled, closed to all callers.
    Disabled,
    /// A state this version does not know.
    #[serde(other)]
    Unknown,
}
