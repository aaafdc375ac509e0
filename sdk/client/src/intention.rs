//! What the user wants done, from the moment they said so until the server has it.
//!
//! An intention is applied to what screens show at once, rests in the outbox while there is no link, and is
//! idempotent: sending it twice does what sending it once does.

use crate::error::LinkError;
use mobilelink_wire::{Folder, SetPresence};
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast::{self, error::RecvError};

/// One action of the user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub(crate) enum Intention {
    /// Set the own presence (PRS-06).
    SetPresence(SetPresence),
    /// Mark a message seen, or new again (ML-41).
    SetSeen { voicemail: String, seen: bool },
    /// Put a message into Trash, or take it out again.
    Move { voicemail: String, to: Folder },
    /// Delete a message for good.
    Purge { voicemail: String },
}

impl Intention {
    /// The message it is about, if it is about one.
    pub(crate) fn voicemail(&self) -> Option<&str> {
        match self {
            Self::SetPresence(_) => None,
            Self::SetSeen { voicemail, .. } | Self::Move { voicemail, .. } | Self::Purge { voicemail } => {
                Some(voicemail)
            }
        }
    }

    /// Whether the message lies somewhere else afterwards.
    pub(crate) fn relocates(&self) -> bool {
        matches!(self, Self::Move { .. } | Self::Purge { .. })
    }
}

/// How the sending of one intention ended.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub(crate) number: i64,
    pub(crate) result: Result<(), LinkError>,
}

/// An action that screens show already and the server may not have yet.
///
/// It can be dropped: the action is sent all the same, also after a restart of the app.
#[derive(Debug)]
pub struct Submission {
    number: i64,
    outcomes: broadcast::Receiver<Outcome>,
}

impl Submission {
    pub(crate) fn new(number: i64, outcomes: broadcast::Receiver<Outcome>) -> Self {
        Self { number, outcomes }
    }

    /// Waits until the server has it or refuses it; without a link that may take long.
    ///
    /// After an error the action is undone on the screen.
    pub async fn sent(mut self) -> Result<(), LinkError> {
        loop {
            match self.outcomes.recv().await {
                Ok(outcome) if outcome.number == self.number => return outcome.result,
                Ok(_) => {}
                Err(RecvError::Lagged(_)) => {
                    return Err(unknown("so many actions ended since that this one is forgotten"));
                }
                Err(RecvError::Closed) => {
                    return Err(unknown("the link was closed before the action was sent"));
                }
            }
        }
    }
}

fn unknown(detail: &str) -> LinkError {
    LinkError::Unexpected { detail: detail.to_owned() }
}
