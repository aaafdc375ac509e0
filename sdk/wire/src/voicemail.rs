//! Voicemail (features 6): a message, its sender, its audio parts.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One message of the signed-in user's mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voicemail {
    /// Opaque id; stays the same when the message moves to Trash and back.
    pub id: String,
    /// Where it lies.
    pub folder: Folder,
    /// Its IMAP UID in that folder.
    pub uid: u32,
    /// What kind of message it is.
    pub kind: VoicemailKind,
    /// Who left it, decided by the server and never believed from a header (VM-04).
    pub sender: Sender,
    /// When the server took it.
    pub received_at: Timestamp,
    /// False while it is new (VM-01).
    pub seen: bool,
    /// Subject, readable.
    pub subject: String,
    /// What was written in it, if anything.
    pub text: Option<String>,
    /// Size of the whole message in bytes.
    pub size: u64,
    /// Length of all its parts together in milliseconds; none when that is not known.
    pub duration_ms: Option<u64>,
    /// Its audio, the introduction before the recording; empty for a message without any.
    pub parts: Vec<Part>,
}

/// The folders of a mailbox.
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Folder {
    /// What was received.
    Inbox,
    /// Deleted, but not for good yet.
    Trash,
    /// What was sent.
    Sent,
    /// What was begun.
    Drafts,
    /// A folder this version does not know.
    #[serde(other)]
    Unknown,
}

/// What kind of message it is (features 19.2).
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoicemailKind {
    /// Left by a caller from outside.
    External,
    /// Left by a person of this site.
    Internal,
    /// Passed on by a person of this site, with an introduction (VM-06).
    Forward,
    /// A kind this version does not know.
    #[serde(other)]
    Unknown,
}

/// Who left a message. Only an internal sender can be replied to (VM-04).
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Sender {
    /// A person of this site.
    Internal {
        /// The person's id in the directory.
        user_id: String,
        /// First and last name.
        name: String,
        /// Primary extension.
        extension: String,
    },
    /// A caller from outside.
    External {
        /// The caller id as it was received; may be empty when it was withheld.
        number: String,
        /// The caller's name, when the network gave one.
        name: Option<String>,
    },
}

/// One audio part of a message.
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Part {
    /// Which of the two it is.
    pub part: PartKind,
    /// For example `audio/wav`.
    pub media_type: String,
    /// Size in bytes once decoded, as `GET …/audio` delivers it.
    pub size: u64,
    /// Length in milliseconds; none when that is not known.
    pub duration_ms: Option<u64>,
    /// Loudness for the waveform, 0 to 255, evenly spread over the length; empty when not known.
    pub peaks: Vec<u8>,
}

/// The two audio parts a message can have (VM-06).
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// Spoken by whoever passed the message on.
    Introduction,
    /// The message itself.
    Recording,
}

/// Body of `PATCH /users/me/voicemails/{id}`; what is left out stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoicemailPatch {
    /// Marks it seen or new again (ML-41).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<bool>,
    /// Only [`Folder::Inbox`]: takes the message back out of Trash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<Folder>,
}
