//! Presence: where a person is (features 0.1, PRS-01 to PRS-06).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One of the seven presences a person can be in, or `Unknown` (features 0.1).
///
/// A value this version does not know reads as `Unknown`, so an older client still shows everybody else.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    /// In Office, the presence of a new user.
    InOffice,
    /// At A Meeting.
    AtAMeeting,
    /// On Vacation.
    OnVacation,
    /// On Business Trip.
    OnBusinessTrip,
    /// At Home.
    AtHome,
    /// Away.
    Away,
    /// Busy.
    Busy,
    /// Not obtainable, or newer than this program. Shown, never set: a server refuses it.
    #[serde(other)]
    Unknown,
}

impl Presence {
    /// The seven that can be set, in the order of their telephone digits 1 to 7.
    pub const SETTABLE: [Self; 7] = [
        Self::InOffice,
        Self::AtAMeeting,
        Self::OnVacation,
        Self::OnBusinessTrip,
        Self::AtHome,
        Self::Away,
        Self::Busy,
    ];

    /// The wire id, for example `at_home`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InOffice => "in_office",
            Self::AtAMeeting => "at_a_meeting",
            Self::OnVacation => "on_vacation",
            Self::OnBusinessTrip => "on_business_trip",
            Self::AtHome => "at_home",
            Self::Away => "away",
            Self::Busy => "busy",
            Self::Unknown => "unknown",
        }
    }
}

/// A person's presence as it stands: what, since when, and who set it.
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrentPresence {
    /// Where the person is.
    pub presence: Presence,
    /// A few words of their own, if any.
    pub note: Option<String>,
    /// When it was set.
    pub set_at: Timestamp,
    /// Through what it was set, for example `user`, `admin`, `telephone`; for showing, not for deciding.
    pub set_by: String,
}

/// Body of `PUT /users/me/presence`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetPresence {
    /// One of [`Presence::SETTABLE`].
    pub presence: Presence,
    /// A few words of one's own; without it an earlier note is removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}
