//! Presence: where a person says they are (features 0.1, PRS-01..06).

use crate::refusal::Refusal;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// The seven presences a person can be in (PRS-01). "Default" is a greeting slot and "Unknown" a picture; neither
/// can be set, so neither is here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names are the manual's")]
pub enum Presence {
    InOffice,
    AtAMeeting,
    OnVacation,
    OnBusinessTrip,
    AtHome,
    Away,
    Busy,
}

impl Presence {
    /// All seven, in the order of their telephone digits.
    pub const ALL: [Self; 7] = [
        Self::InOffice,
        Self::AtAMeeting,
        Self::OnVacation,
        Self::OnBusinessTrip,
        Self::AtHome,
        Self::Away,
        Self::Busy,
    ];

    /// The identifier on the wire and in rows, `in_office`.
    pub fn wire_id(self) -> &'static str {
        match self {
            Self::InOffice => "in_office",
            Self::AtAMeeting => "at_a_meeting",
            Self::OnVacation => "on_vacation",
            Self::OnBusinessTrip => "on_business_trip",
            Self::AtHome => "at_home",
            Self::Away => "away",
            Self::Busy => "busy",
        }
    }

    /// The digit that chooses it on a telephone (AMC-40).
    pub fn digit(self) -> u8 {
        match self {
            Self::InOffice => 1,
            Self::AtAMeeting => 2,
            Self::OnVacation => 3,
            Self::OnBusinessTrip => 4,
            Self::AtHome => 5,
            Self::Away => 6,
            Self::Busy => 7,
        }
    }
}

impl FromStr for Presence {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        Self::ALL
            .into_iter()
            .find(|presence| presence.wire_id() == text)
            .ok_or_else(|| Refusal::PresenceNotSettable { given: text.chars().take(40).collect() })
    }
}

/// From where a presence was set (PRS-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SetBy {
    /// Nobody yet: a new account is In Office.
    System,
    /// The person, in an app or over the API.
    User,
}

impl SetBy {
    /// The identifier on the wire and in rows.
    pub fn wire_id(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::User => "user",
        }
    }
}

/// A person's presence, with its note and origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Current {
    /// Which of the seven.
    pub presence: Presence,
    /// A few words beside it, at most [`NOTE_LIMIT`] characters.
    pub note: Option<String>,
    /// When it was set.
    pub set_at: Timestamp,
    /// From where it was set.
    pub set_by: SetBy,
}

/// Longest note, in characters.
pub const NOTE_LIMIT: usize = 140;

/// Tidies a note: trimmed, nothing instead of empty, refused when too long or not one line.
pub fn note(given: Option<&str>) -> Result<Option<String>, Refusal> {
    let Some(text) = given.map(str::trim).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if text.chars().count() > NOTE_LIMIT || text.chars().any(char::is_control) {
        return Err(Refusal::NoteUnsuitable { limit: NOTE_LIMIT });
    }
    Ok(Some(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_seven_presences_and_default_is_not_one_of_them() {
        let digits: Vec<u8> = Presence::ALL.iter().map(|presence| presence.digit()).collect();
        assert_eq!(digits, [1, 2, 3, 4, 5, 6, 7], "features 0.1, golden fact 1");
        for never in ["default", "unknown", "In Office", ""] {
            assert!(never.parse::<Presence>().is_err(), "{never}");
        }
        for presence in Presence::ALL {
            assert_eq!(presence.wire_id().parse(), Ok(presence));
        }
    }

    #[test]
    fn a_note_is_one_line_of_bounded_length() {
        assert_eq!(note(Some("  back at 3 ")), Ok(Some("back at 3".to_owned())));
        assert_eq!(note(Some("   ")), Ok(None));
        assert!(note(Some("a\r\nb")).is_err());
        assert!(note(Some(&"é".repeat(NOTE_LIMIT))).is_ok());
        assert!(note(Some(&"é".repeat(NOTE_LIMIT + 1))).is_err());
    }
}
