//! From the sample office to a world, its times laid out from now.

use super::world::{Message, Resident, World};
use crate::{
    backend::{LogoImage, MessageFacts, Place, StoredPart, StoredRecipient},
    clock::Clock,
};
use jiff::{SignedDuration, Timestamp};
use mobilelink_wire::{
    Conference, ConferenceKind, ConferenceState, CurrentPresence, Folder, Mode, PartKind, Person, PersonRef,
    Presence,
};
use sample_office::{Office, Sender, Voicemail, office};
use serde::de::{DeserializeOwned, IntoDeserializer, value::Error};

/// In whose mailboxes the script finds what callers from outside leave for whoever plays with the demo; what a colleague left
/// might be the player's own. The last comes first.
const SCRIPTED_FROM: [&str; 2] = ["carol", "bob"];

/// The sample office as it is when the demo begins.
pub(super) fn world(clock: Clock) -> World {
    let office = office();
    let now = clock.now();
    let received = office.voicemails.iter().map(|voicemail| message(office, voicemail, 0, now));
    let sent = office.voicemails.iter().filter_map(|voicemail| sent(office, voicemail, now));
    let numbered = (1..).zip(received.chain(sent)).map(|(uid, mut message)| {
        message.place.uid = uid;
        message
    });
    let messages: Vec<Message> = numbered.collect();
    let newest_uid = messages.iter().map(|message| message.place.uid).max().unwrap_or_default();
    let left = SCRIPTED_FROM.iter().flat_map(|username| office.mailbox(username));
    let from_outside = left.filter(|voicemail| matches!(voicemail.sender, Sender::External { .. }));
    let to_come = from_outside.map(|voicemail| {
        let mut message = message(office, voicemail, 0, now);
        message.facts.identity.push_str("-again");
        message.seen = false;
        message
    });
    World {
        password: sample_office::DEMO_PASSWORD,
        residents: office.people.iter().map(|person| resident(office, person, now)).collect(),
        conferences: office.conferences.iter().map(|c| conference(c, now)).collect(),
        to_come: to_come.collect(),
        messages,
        logo: LogoImage {
            revision: "sample-office".into(),
            media_type: "image/png".into(),
            bytes: office.logo.to_vec(),
        },
        signed_in: None,
        log: Vec::new(),
        newest_uid,
        clock,
    }
}

fn resident(office: &Office, person: &sample_office::Person, now: Timestamp) -> Resident {
    let presence = CurrentPresence {
        presence: wire_id(person.presence.presence).unwrap_or(Presence::Unknown),
        note: person.presence.note.map(str::to_owned),
        set_at: ago(now, person.presence.minutes_ago),
        set_by: "user".into(),
    };
    let licensed = person.feature_keys.contains(&"mobile_link");
    Resident {
        person: Person {
            id: person.id.to_string(),
            username: person.username.into(),
            first_name: person.first_name.into(),
            last_name: person.last_name.into(),
            extension: person.extension.into(),
            presence,
        },
        mode: if licensed { Mode::Full } else { Mode::Evaluation },
        is_administrator: person.admin,
        permissions: person.permissions.iter().map(|&name| name.to_owned()).collect(),
        feature_keys: person.feature_keys.iter().map(|&name| name.to_owned()).collect(),
        mail_domain: office.site.mail_domain.into(),
    }
}

fn message(office: &Office, voicemail: &Voicemail, uid: u32, now: Timestamp) -> Message {
    let (from_local, from_domain, from_name) = match &voicemail.sender {
        Sender::Internal(person) => (person.username, office.site.mail_domain, Some(person.name())),
        Sender::External { number, name } => (*number, "", name.map(str::to_owned)),
    };
    let kinds: &[PartKind] = match voicemail.introduction {
        Some(_) => &[PartKind::Introduction, PartKind::Recording],
        None => &[PartKind::Recording],
    };
    let recordings = || kinds.iter().copied().zip(voicemail.recordings());
    let parts: Vec<StoredPart> = recordings()
        .map(|(part, recording)| StoredPart {
            part,
            media_type: "audio/wav".into(),
            size: length(recording.wav),
            duration_ms: Some(recording.duration_ms),
            peaks: recording.peaks.clone(),
            section: String::new(),
            encoding: "binary".into(),
        })
        .collect();
    let folder = match voicemail.folder {
        sample_office::Folder::Inbox => Folder::Inbox,
        sample_office::Folder::Trash => Folder::Trash,
    };
    Message {
        owner: voicemail.owner.id.to_string(),
        place: Place { folder, uid },
        seen: voicemail.seen,
        received_at: ago(now, voicemail.minutes_ago),
        facts: MessageFacts {
            identity: format!("demo{}", voicemail.id),
            from_local: from_local.into(),
            from_domain: from_domain.into(),
            from_name,
            recipients: vec![StoredRecipient {
                local: voicemail.owner.username.into(),
                domain: office.site.mail_domain.into(),
                name: Some(voicemail.owner.name()),
            }],
            subject: voicemail.subject.into(),
            text: Some(voicemail.text()),
            size: parts.iter().map(|part| part.size).sum(),
            duration_ms: Some(voicemail.recordings().map(|recording| recording.duration_ms).sum()),
            parts,
        },
        audio: recordings().map(|(part, recording)| (part, recording.wav)).collect(),
    }
}

/// What a colleague left lies in their Sent folder, too.
fn sent(office: &Office, voicemail: &Voicemail, now: Timestamp) -> Option<Message> {
    let Sender::Internal(person) = &voicemail.sender else { return None };
    let mut copy = message(office, voicemail, 0, now);
    copy.owner = person.id.to_string();
    copy.place.folder = Folder::Sent;
    copy.seen = true;
    copy.facts.identity.push_str("-sent");
    Some(copy)
}

fn conference(conference: &sample_office::Conference, now: Timestamp) -> Conference {
    let schedule = conference.schedule;
    Conference {
        id: conference.id.to_string(),
        number: conference.number.into(),
        name: conference.name.into(),
        password: Some(conference.password.into()),
        kind: if schedule.is_some() { ConferenceKind::Scheduled } else { ConferenceKind::Unscheduled },
        state: wire_id(conference.state).unwrap_or(ConferenceState::Unknown),
        overtime: false,
        creator: reference(conference.creator),
        moderators: conference.moderators.iter().map(|person| reference(person)).collect(),
        start_at: schedule.map(|schedule| ago(now, -schedule.starts_in_minutes)),
        duration_ms: schedule.and_then(|schedule| u64::try_from(schedule.lasts_minutes * 60_000).ok()),
        repeat_days: schedule.map(|schedule| u32::from(schedule.repeat_days)).unwrap_or_default(),
        can_modify: true,
        revision: 1,
    }
}

fn reference(person: &sample_office::Person) -> PersonRef {
    PersonRef { id: person.id.to_string(), name: person.name(), extension: person.extension.into() }
}

fn ago(now: Timestamp, minutes: i64) -> Timestamp {
    now.checked_sub(SignedDuration::from_mins(minutes)).unwrap_or(now)
}

fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}

/// Reads a word of the office with the parser of the contract.
fn wire_id<T: DeserializeOwned>(word: &str) -> Option<T> {
    T::deserialize(IntoDeserializer::<Error>::into_deserializer(word)).ok()
}
