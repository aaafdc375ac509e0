//! Voicemail: who left a message, and what kind it is (VM-01..06).

use crate::{
    ids::{AccountId, BodyId, FolderId, MessageId},
    mailbox::{Flags, Role},
    refusal::Refusal,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Who left a message (VM-04). The server decides it from the signed-in sender; a header is never believed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Sender {
    /// A colleague: reply is possible.
    Internal {
        /// The colleague.
        account: AccountId,
        /// Name at the time.
        name: String,
        /// Extension at the time.
        extension: String,
    },
    /// A caller from outside: no reply (ML-43).
    External {
        /// The caller's number, or an address.
        number: String,
        /// The caller's name, if it came with the call.
        name: Option<String>,
    },
}

/// What kind of message it is (features 19.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Left by a caller from outside.
    External,
    /// Sent by a colleague.
    Internal,
    /// Passed on by a colleague with an introduction (VM-06).
    Forward,
}

impl Kind {
    /// What a message from `sender` is, with or without an introduction.
    pub fn of(sender: &Sender, introduction: bool) -> Self {
        match (sender, introduction) {
            (Sender::External { .. }, _) => Self::External,
            (Sender::Internal { .. }, false) => Self::Internal,
            (Sender::Internal { .. }, true) => Self::Forward,
        }
    }
}

/// Which of a message's recordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// What was said first, when a message was passed on (VM-06).
    Introduction,
    /// The message itself.
    Recording,
}

impl Part {
    /// The word on the wire.
    pub fn wire_id(self) -> &'static str {
        match self {
            Self::Introduction => "introduction",
            Self::Recording => "recording",
        }
    }
}

impl FromStr for Part {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        match text {
            "introduction" => Ok(Self::Introduction),
            "recording" => Ok(Self::Recording),
            other => Err(Refusal::NoSuchPart { part: other.chars().take(40).collect() }),
        }
    }
}

/// A recording, as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// Which recording.
    pub part: Part,
    /// `audio/wav`.
    pub media_type: String,
    /// Size once decoded, in bytes.
    pub size: u64,
    /// Length in milliseconds, where the format is one we read.
    pub duration_ms: Option<u64>,
    /// Loudness along the recording, for the waveform.
    pub peaks: Vec<u8>,
}

/// A message in a mailbox, as a person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voicemail {
    /// Identifier; stays when the message moves.
    pub id: MessageId,
    /// Where the bytes are.
    pub body: BodyId,
    /// The folder it is in.
    pub folder: FolderId,
    /// That folder's role; none for a folder of the user's own.
    pub role: Option<Role>,
    /// UID within the folder.
    pub uid: u32,
    /// Its flags.
    pub flags: Flags,
    /// The account's sequence number of its last change (RFC 7162 MODSEQ).
    pub modseq: u64,
    /// Who left it.
    pub sender: Sender,
    /// When it was left.
    pub received_at: Timestamp,
    /// Subject, decoded; may be empty.
    pub subject: String,
    /// What is written in it, or was said.
    pub text: Option<String>,
    /// Size of the whole message in bytes.
    pub size: u64,
    /// Introduction (if any) and recording (if any), in this order.
    pub sounds: Vec<Sound>,
}

impl Voicemail {
    /// What kind of message it is.
    pub fn kind(&self) -> Kind {
        Kind::of(&self.sender, self.sounds.iter().any(|sound| sound.part == Part::Introduction))
    }

    /// Length of the recording itself.
    pub fn duration_ms(&self) -> Option<u64> {
        self.sounds.iter().find(|sound| sound.part == Part::Recording)?.duration_ms
    }
}
