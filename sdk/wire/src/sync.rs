//! What changed: the events of `GET /sync` and of the WebSocket, which are the same (architecture section 2).
//!
//! Each audience (one account; one site) has its own `seq`, which only grows. A client keeps the newest
//! `cursor` it has applied; the cursor covers both audiences.

use crate::{Conference, Person, Voicemail};
use jiff::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, de::Error};

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Place in the sequence of its audience.
    pub seq: u64,
    /// Who gets to see it.
    pub audience: Audience,
    /// Opaque id of this event.
    pub id: String,
    /// When it was committed.
    pub time: Timestamp,
    /// Whose deed it was; none for the system's own.
    pub user: Option<String>,
    /// What to pass as `since` or `resume` once this event is applied.
    pub cursor: String,
    /// The fields `type` and `data`.
    #[serde(flatten)]
    pub what: What,
}

/// Who gets to see an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// The devices of one account.
    Account,
    /// Everybody of the site.
    Site,
}

/// The fields `type` and `data` of an [`Event`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", content = "data")]
pub enum What {
    /// Somebody's presence is another one now.
    #[serde(rename = "presence.updated")]
    PresenceUpdated(Person),
    /// A message arrived.
    #[serde(rename = "voicemail.message.created")]
    VoicemailCreated(Voicemail),
    /// A message was seen, made new again, or moved; also into Trash and out of it.
    #[serde(rename = "voicemail.message.updated")]
    VoicemailUpdated(Voicemail),
    /// A message is gone for good.
    #[serde(rename = "voicemail.message.deleted")]
    VoicemailDeleted(VoicemailDeleted),
    /// A conference was made or changed.
    #[serde(rename = "conference.updated")]
    ConferenceUpdated(Conference),
    /// A conference is gone, or no longer shown to this account.
    #[serde(rename = "conference.deleted")]
    ConferenceDeleted(ConferenceDeleted),
    /// The site has another logo.
    #[serde(rename = "logo.updated")]
    LogoUpdated(LogoUpdated),
    /// A type this version does not know; the cursor moves past it.
    #[serde(rename = "unknown")]
    Unknown,
}

/// By hand, because serde's `other` refuses an unknown type that carries data.
impl<'de> Deserialize<'de> for What {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Raw {
            r#type: String,
            #[serde(default)]
            data: serde_json::Value,
        }
        let Raw { r#type, data } = Raw::deserialize(deserializer)?;
        match r#type.as_str() {
            "presence.updated" => serde_json::from_value(data).map(Self::PresenceUpdated),
            "voicemail.message.created" => serde_json::from_value(data).map(Self::VoicemailCreated),
            "voicemail.message.updated" => serde_json::from_value(data).map(Self::VoicemailUpdated),
            "voicemail.message.deleted" => serde_json::from_value(data).map(Self::VoicemailDeleted),
            "conference.updated" => serde_json::from_value(data).map(Self::ConferenceUpdated),
            "conference.deleted" => serde_json::from_value(data).map(Self::ConferenceDeleted),
            "logo.updated" => serde_json::from_value(data).map(Self::LogoUpdated),
            _ => Ok(Self::Unknown),
        }
        .map_err(D::Error::custom)
    }
}

/// Data of `voicemail.message.deleted`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoicemailDeleted {
    /// Id of the message that was.
    pub id: String,
    /// Where it last lay.
    pub folder: crate::Folder,
    /// Its IMAP UID there.
    pub uid: u32,
}

/// Data of `conference.deleted`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConferenceDeleted {
    /// Id of the conference that was.
    pub id: String,
}

/// Data of `logo.updated`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogoUpdated {
    /// The new logo's revision; `GET /logo` delivers it with this in its ETag.
    pub revision: String,
}

/// Answer of `GET /sync`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncPage {
    /// Changes in order; without `since`, everything there is.
    pub items: Vec<Event>,
    /// What to pass as `since` next time.
    pub cursor: String,
    /// True when there is more to fetch right now.
    pub has_more: bool,
}
