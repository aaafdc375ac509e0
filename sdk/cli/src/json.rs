//! The JSON that scripts read. Names follow the contract of the server, so one knows both.

use crate::command::doctor;
use mobilelink_client::{AudioFile, Conference, Finding, Lamp, Lamps, Voicemail};
use serde_json::{Map, Value, json};

pub(crate) fn voicemail(voicemail: &Voicemail) -> Value {
    json!({
        "id": voicemail.id,
        "folder": voicemail.folder,
        "kind": voicemail.kind,
        "sender": voicemail.sender,
        "recipients": recipients(voicemail),
        "received_at": voicemail.received_at,
        "seen": voicemail.seen,
        "subject": voicemail.subject,
        "text": voicemail.text,
        "size": voicemail.size,
        "duration_ms": voicemail.duration_ms,
        "parts": voicemail.parts,
        "pending": voicemail.pending,
    })
}

fn recipients(voicemail: &Voicemail) -> Vec<Value> {
    let each = voicemail.recipients.iter();
    each.map(|to| json!({"user_id": to.user_id, "name": to.name, "extension": to.extension})).collect()
}

pub(crate) fn conference(conference: &Conference) -> Value {
    json!(conference)
}

pub(crate) fn audio(audio: &AudioFile, path: &std::path::Path) -> Value {
    json!({"path": path, "media_type": audio.media_type, "duration_ms": audio.duration_ms})
}

/// `{"net": {"lamp": "on"}, …}`, with a `reason` where one failed.
pub(crate) fn lamps(lamps: &Lamps) -> Value {
    let each = lamps.each().map(|(leg, lamp)| {
        let value = match lamp {
            Lamp::Off => json!({"lamp": "off"}),
            Lamp::Trying => json!({"lamp": "trying"}),
            Lamp::On => json!({"lamp": "on"}),
            Lamp::Failed { reason } => json!({"lamp": "failed", "reason": reason}),
        };
        (leg.to_string().to_ascii_lowercase(), value)
    });
    Value::Object(Map::from_iter(each))
}

/// What is wrong, with what there is of leg, port and fingerprint.
pub(crate) fn finding(finding: &Finding) -> Value {
    let (leg, port) = match finding {
        Finding::Unreachable { leg, port } | Finding::NoAnswer { leg, port } => (Some(leg), Some(port)),
        Finding::NotMobileLink { port } => (None, Some(port)),
        Finding::Other { leg, .. } => (Some(leg), None),
        _ => (None, None),
    };
    let fingerprint = match finding {
        Finding::UnknownCertificate { fingerprint } | Finding::OtherCertificate { fingerprint } => {
            Some(fingerprint.to_string())
        }
        _ => None,
    };
    json!({
        "code": doctor::code(finding),
        "what": finding.to_string(),
        "leg": leg.map(|leg| leg.to_string().to_ascii_lowercase()),
        "port": port,
        "fingerprint": fingerprint,
    })
}
