//! From what the system knows to what the wire shows: one function a noun, no decision.

use jiff::SignedDuration;
use mobilelink_wire::{
    Conference, ConferenceKind, ConferenceState, CurrentPresence, Folder, Mode, Part, PartKind, Person,
    PersonRef, Presence, Sender, Session, TokenType, User, Voicemail, VoicemailKind,
};
use secrecy::ExposeSecret;
use server_core::{ConferenceView, Me};
use server_domain::{accounts, conferences, mailbox::Flags, mailbox::Role, presence, voicemail};

/// A new session and whose it is.
pub(crate) fn session(session: &server_core::Session, me: Me) -> Session {
    Session {
        token_type: TokenType::Bearer,
        access_token: session.access_token.expose_secret().into(),
        access_expires_at: session.access_expires_at,
        refresh_token: session.refresh_token.expose_secret().into(),
        device_id: session.device.to_string(),
        user: user(me),
    }
}

/// Somebody, as they see themselves.
pub(crate) fn user(me: Me) -> User {
    let Me { account, site, new_messages, logo_revision } = me;
    User {
        id: account.id.to_string(),
        username: account.username.to_string(),
        extension: account.extension.to_string(),
        site: site.name.to_string(),
        mail_domain: site.mail_domain,
        mode: match account.mode() {
            accounts::Mode::Full => Mode::Full,
            accounts::Mode::Evaluation => Mode::Evaluation,
        },
        permissions: account.permissions.iter().map(|each| each.wire_id().to_owned()).collect(),
        feature_keys: account.feature_keys.iter().map(|each| each.wire_id().to_owned()).collect(),
        presence: current_presence(account.presence),
        first_name: account.first_name,
        last_name: account.last_name,
        new_messages: new_messages.map(|count| u32::try_from(count).unwrap_or(u32::MAX)),
        logo_revision: logo_revision.unwrap_or_default(),
    }
}

/// Somebody, as everybody sees them.
pub(crate) fn person(account: accounts::Account) -> Person {
    Person {
        id: account.id.to_string(),
        username: account.username.to_string(),
        extension: account.extension.to_string(),
        presence: current_presence(account.presence),
        first_name: account.first_name,
        last_name: account.last_name,
    }
}

pub(crate) fn current_presence(current: presence::Current) -> CurrentPresence {
    CurrentPresence {
        presence: match current.presence {
            presence::Presence::InOffice => Presence::InOffice,
            presence::Presence::AtAMeeting => Presence::AtAMeeting,
            presence::Presence::OnVacation => Presence::OnVacation,
            presence::Presence::OnBusinessTrip => Presence::OnBusinessTrip,
            presence::Presence::AtHome => Presence::AtHome,
            presence::Presence::Away => Presence::Away,
            presence::Presence::Busy => Presence::Busy,
        },
        note: current.note,
        set_at: current.set_at,
        set_by: current.set_by.wire_id().to_owned(),
    }
}

pub(crate) fn voicemail(message: voicemail::Voicemail) -> Voicemail {
    Voicemail {
        id: message.id.to_string(),
        folder: folder(message.role),
        uid: message.uid,
        kind: match message.kind() {
            voicemail::Kind::External => VoicemailKind::External,
            voicemail::Kind::Internal => VoicemailKind::Internal,
            voicemail::Kind::Forward => VoicemailKind::Forward,
        },
        received_at: message.received_at,
        seen: message.flags.contains(Flags::SEEN),
        size: message.size,
        // Known only when each part's is.
        duration_ms: match message.sounds.is_empty() {
            true => None,
            false => message.sounds.iter().map(|sound| sound.duration_ms).sum(),
        },
        sender: sender(message.sender),
        subject: message.subject,
        text: message.text,
        parts: message.sounds.into_iter().map(part).collect(),
    }
}

/// A folder of the user's own has no word on the wire yet, and is shown as one that is not known.
pub(crate) fn folder(role: Option<Role>) -> Folder {
    match role {
        Some(Role::Inbox) => Folder::Inbox,
        Some(Role::Drafts) => Folder::Drafts,
        Some(Role::Sent) => Folder::Sent,
        Some(Role::Trash) => Folder::Trash,
        None => Folder::Unknown,
    }
}

fn sender(sender: voicemail::Sender) -> Sender {
    match sender {
        voicemail::Sender::Internal { account, name, extension } => {
            Sender::Internal { user_id: account.to_string(), name, extension }
        }
        voicemail::Sender::External { number, name } => Sender::External { number, name },
    }
}

fn part(sound: voicemail::Sound) -> Part {
    Part {
        part: match sound.part {
            voicemail::Part::Introduction => PartKind::Introduction,
            voicemail::Part::Recording => PartKind::Recording,
        },
        media_type: sound.media_type,
        size: sound.size,
        duration_ms: sound.duration_ms,
        peaks: sound.peaks,
    }
}

pub(crate) fn conference(view: ConferenceView) -> Conference {
    let ConferenceView { conference, overtime, creator, moderators, can_modify } = view;
    let schedule = conference.schedule;
    Conference {
        id: conference.id.to_string(),
        number: conference.number.to_string(),
        // Whoever may change the password may read it; nobody else has a use for it.
        password: can_modify.then(|| conference.password.into()),
        name: conference.name,
        kind: match conference.kind {
            conferences::Kind::Scheduled => ConferenceKind::Scheduled,
            conferences::Kind::Unscheduled => ConferenceKind::Unscheduled,
        },
        state: match conference.state {
            conferences::State::Queued => ConferenceState::Queued,
            conferences::State::Active => ConferenceState::Active,
            conferences::State::Expired => ConferenceState::Expired,
            conferences::State::Canceled => ConferenceState::Canceled,
            conferences::State::Enabled => ConferenceState::Enabled,
            conferences::State::Disabled => ConferenceState::Disabled,
        },
        overtime,
        creator: person_ref(creator),
        moderators: moderators.into_iter().map(person_ref).collect(),
        start_at: schedule.map(|schedule| schedule.start),
        duration_ms: schedule.map(|schedule| milliseconds(schedule.duration)),
        repeat_days: schedule.map_or(0, |schedule| schedule.repeat_days.into()),
        can_modify,
        revision: conference.revision,
    }
}

fn person_ref(person: server_core::PersonRef) -> PersonRef {
    PersonRef { id: person.id.to_string(), name: person.name, extension: person.extension.to_string() }
}

fn milliseconds(duration: SignedDuration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both sides name the seven in the same words; a match by variant cannot prove that.
    #[test]
    fn a_presence_has_the_same_word_in_the_domain_and_on_the_wire() {
        for presence in presence::Presence::ALL {
            let current = presence::Current {
                presence,
                note: None,
                set_at: jiff::Timestamp::UNIX_EPOCH,
                set_by: presence::SetBy::User,
            };
            assert_eq!(current_presence(current).presence.as_str(), presence.wire_id());
        }
    }

    #[test]
    fn a_length_is_known_only_when_each_part_is() {
        let lengths = |each: &[Option<u64>]| each.iter().copied().sum::<Option<u64>>();
        assert_eq!(lengths(&[Some(3000), Some(12000)]), Some(15000));
        assert_eq!(lengths(&[Some(3000), None]), None);
    }
}
