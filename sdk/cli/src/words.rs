//! Presences, states, times and lengths as people say them.

use jiff::{Timestamp, Zoned, tz::TimeZone};
use mobilelink_client::{
    Clock, ConferenceKind, ConferenceState, Lamp, LinkState, Presence, Sender, Voicemail, VoicemailKind,
};

pub(crate) fn presence(presence: Presence) -> &'static str {
    match presence {
        Presence::InOffice => "In Office",
        Presence::AtAMeeting => "At A Meeting",
        Presence::OnVacation => "On Vacation",
        Presence::OnBusinessTrip => "On Business Trip",
        Presence::AtHome => "At Home",
        Presence::Away => "Away",
        Presence::Busy => "Busy",
        Presence::Unknown => "Unknown",
    }
}

pub(crate) fn state(state: LinkState) -> &'static str {
    match state {
        LinkState::Disconnected => "Disconnected",
        LinkState::Evaluation => "Evaluation",
        LinkState::Connected => "Connected",
        LinkState::Syncing => "Syncing",
    }
}

pub(crate) fn lamp(lamp: &Lamp) -> String {
    match lamp {
        Lamp::Off => "off".into(),
        Lamp::Trying => "trying".into(),
        Lamp::On => "on".into(),
        Lamp::Failed { reason } => format!("failed: {reason}"),
    }
}

pub(crate) fn kind(kind: VoicemailKind) -> &'static str {
    match kind {
        VoicemailKind::External => "external",
        VoicemailKind::Internal => "internal",
        VoicemailKind::Forward => "forwarded",
        VoicemailKind::Unknown => "",
    }
}

pub(crate) fn conference_state(state: ConferenceState) -> &'static str {
    match state {
        ConferenceState::Queued => "Queued",
        ConferenceState::Active => "Active",
        ConferenceState::Expired => "Expired",
        ConferenceState::Canceled => "Canceled",
        ConferenceState::Enabled => "Enabled",
        ConferenceState::Disabled => "Disabled",
        ConferenceState::Unknown => "Unknown",
    }
}

pub(crate) fn conference_kind(kind: ConferenceKind) -> &'static str {
    match kind {
        ConferenceKind::Scheduled => "scheduled",
        ConferenceKind::Unscheduled => "standing bridge",
        ConferenceKind::Unknown => "",
    }
}

pub(crate) fn repetition(days: u32) -> String {
    match days {
        0 => "once".into(),
        1 => "daily".into(),
        7 => "weekly".into(),
        14 | 21 | 28 => format!("every {} weeks", days / 7),
        days => format!("every {days} days"),
    }
}

/// Name and number of whoever left a message, for one column each.
pub(crate) fn sender(voicemail: &Voicemail) -> (String, String) {
    match &voicemail.sender {
        Sender::Internal { name, extension, .. } => (name.clone(), extension.clone()),
        Sender::External { number, name } => (
            name.clone().unwrap_or_else(|| if number.is_empty() { "unknown caller" } else { "" }.into()),
            number.clone(),
        ),
    }
}

/// Names and numbers of those a message was sent to, for one column each.
pub(crate) fn recipients(voicemail: &Voicemail) -> (String, String) {
    let all = || voicemail.recipients.iter();
    let names: Vec<&str> = all().map(|to| to.name.as_str()).collect();
    let numbers: Vec<&str> =
        all().map(|to| to.extension.as_str()).filter(|number| !number.is_empty()).collect();
    (names.join(", "), numbers.join(", "))
}

/// One name for whoever left a message.
pub(crate) fn sender_in_short(voicemail: &Voicemail) -> String {
    match sender(voicemail) {
        (name, number) if name.is_empty() => number,
        (name, number) if number.is_empty() => name,
        (name, number) => format!("{name} ({number})"),
    }
}

/// `0:12`, `12:05`, `1:00:00`; empty when not known.
pub(crate) fn length(milliseconds: Option<u64>) -> String {
    let Some(milliseconds) = milliseconds else { return String::new() };
    let seconds = milliseconds.saturating_add(500) / 1_000;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// A time here, as short as it is clear from now.
pub(crate) fn moment(time: Timestamp) -> String {
    let zone = TimeZone::system();
    moment_from(&time.to_zoned(zone.clone()), &Clock::system().now().to_zoned(zone))
}

/// The time of day here, to the second.
pub(crate) fn clock_time(time: Timestamp) -> String {
    time.to_zoned(TimeZone::system()).strftime("%H:%M:%S").to_string()
}

fn moment_from(time: &Zoned, now: &Zoned) -> String {
    let days = now.date().until(time.date()).map(|span| span.get_days()).unwrap_or_default();
    let format = match days {
        0 => "%H:%M",
        -1 => "yesterday %H:%M",
        1 => "tomorrow %H:%M",
        -6..=6 => "%a %H:%M",
        _ if time.year() == now.year() => "%-d %b %H:%M",
        _ => "%-d %b %Y %H:%M",
    };
    time.strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_read_like_a_player() {
        let said = [Some(400), Some(12_340), Some(725_000), Some(3_600_000), None].map(length);
        assert_eq!(said, ["0:00", "0:12", "12:05", "1:00:00", ""]);
    }

    #[test]
    fn times_are_as_short_as_they_are_clear() {
        let at = |text: &str| text.parse::<Zoned>().unwrap();
        let now = at("2026-11-21T12:00:00[UTC]");
        let said = |text| moment_from(&at(text), &now);
        assert_eq!(said("2026-11-21T09:41:00[UTC]"), "09:41");
        assert_eq!(said("2026-11-20T23:59:00[UTC]"), "yesterday 23:59");
        assert_eq!(said("2026-11-22T08:00:00[UTC]"), "tomorrow 08:00");
        assert_eq!(said("2026-11-17T08:00:00[UTC]"), "Tue 08:00");
        assert_eq!(said("2026-03-01T08:00:00[UTC]"), "1 Mar 08:00");
        assert_eq!(said("2025-12-31T08:00:00[UTC]"), "31 Dec 2025 08:00");
    }
}
