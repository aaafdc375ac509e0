//! Greetings: one recording for each presence, and one for all others (AMC-50, AMC-54).

use crate::{presence::Presence, refusal::Refusal};
use std::{fmt, str::FromStr};

/// The folder in which a visual voicemail client finds the greetings (OMTP 1.3 section 2.6).
pub const GREETINGS: &str = "Greetings";

/// For what a greeting is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Wherever a presence has no greeting of its own (AMC-54).
    Default,
    /// While the person is there.
    Presence(Presence),
}

impl Slot {
    /// The word in rows and in headers.
    pub fn wire_id(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Presence(presence) => presence.wire_id(),
        }
    }

    /// The slot that OMTP's greeting types mean; a voice signature is none.
    pub fn of_greeting_type(word: &str) -> Option<Self> {
        let types = [
            ("normal-greeting", Self::Default),
            ("busy-greeting", Self::Presence(Presence::Busy)),
            ("extended-absence-greeting", Self::Presence(Presence::OnVacation)),
        ];
        types.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, slot)| slot)
    }
}

impl FromStr for Slot {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        match text {
            "default" => Ok(Self::Default),
            presence => presence
                .parse()
                .map(Self::Presence)
                .map_err(|_| Refusal::NotAGreeting { problem: GreetingProblem::UnknownSlot }),
        }
    }
}

/// Why a message cannot be a greeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GreetingProblem {
    /// No header says for what it is.
    NoSlot,
    /// A header says something that is none of the eight.
    UnknownSlot,
    /// There is no audio in it.
    NoRecording,
    /// It did not come by APPEND.
    NotAppended,
}

impl fmt::Display for GreetingProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoSlot => "no header X-CNS-Greeting-Type or X-Mobile-Link-Greeting says when to play it",
            Self::UnknownSlot => "its header names neither the default nor one of the seven presences",
            Self::NoRecording => "it holds no recording",
            Self::NotAppended => "only APPEND puts messages here",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_presence_has_a_slot_and_omtp_knows_three() {
        for presence in Presence::ALL {
            assert_eq!(presence.wire_id().parse(), Ok(Slot::Presence(presence)), "AMC-50");
        }
        assert_eq!("default".parse(), Ok(Slot::Default));
        assert_eq!(Slot::of_greeting_type("Normal-Greeting"), Some(Slot::Default));
        assert_eq!(Slot::of_greeting_type("voice-signature"), None);
    }
}
