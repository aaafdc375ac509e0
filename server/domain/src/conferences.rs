//! Conferences: fields, states and who may see and change them (features 11.1-11.3, 19.2).

use crate::{
    accounts::{Account, Permission, wire_words},
    ids::{AccountId, ConferenceId},
};
use jiff::{SignedDuration, Timestamp};
use std::fmt;

/// What callers dial to name a conference (CNF-04). Unique within a site; it never changes (CNF-08).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number(String);

impl Number {
    /// Accepts 3 to 10 digits.
    pub fn new(digits: String) -> Option<Self> {
        let suits = (3..=10).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        suits.then_some(Self(digits))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a conference came to be (CNF-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Planned by a person for a time.
    Scheduled,
    /// A standing bridge of the system.
    Unscheduled,
}

wire_words!(Kind { Scheduled => "scheduled", Unscheduled => "unscheduled" });

/// The six states of features 11.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the manual's")]
pub enum State {
    Queued,
    Active,
    Expired,
    Canceled,
    Enabled,
    Disabled,
}

wire_words!(State {
    Queued => "queued",
    Active => "active",
    Expired => "expired",
    Canceled => "canceled",
    Enabled => "enabled",
    Disabled => "disabled",
});

/// When a scheduled conference takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Start of the occurrence that is next or running.
    pub start: Timestamp,
    /// Planned length.
    pub duration: SignedDuration,
    /// Days until it repeats: 0 (never), 1, 7, 14, 21 or 28 (CNF-16).
    pub repeat_days: u8,
}

/// The intervals at which a conference may repeat (CNF-16, golden fact 21).
pub const REPEAT_DAYS: [u8; 6] = [0, 1, 7, 14, 21, 28];

impl Schedule {
    /// The planned end of the present occurrence.
    pub fn end(&self) -> Timestamp {
        self.start.saturating_add(self.duration).unwrap_or(Timestamp::MAX)
    }
}

/// A conference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conference {
    /// Identifier.
    pub id: ConferenceId,
    /// What callers dial.
    pub number: Number,
    /// Description.
    pub name: String,
    /// Digits that callers must enter.
    pub password: String,
    /// How it came to be.
    pub kind: Kind,
    /// Its state when last written; [`state_at`] says what it is now.
    pub state: State,
    /// Who made it.
    pub creator: AccountId,
    /// Who else may run it (CNF-06).
    pub moderators: Vec<AccountId>,
    /// When it takes place; none for a standing bridge.
    pub schedule: Option<Schedule>,
    /// Grows with every change.
    pub revision: u64,
}

/// The state of a conference at `now`, while nobody is in it (CNF-10).
///
/// Only Queued and Active move with the clock; what a person decided stays.
pub fn state_at(conference: &Conference, now: Timestamp) -> State {
    match (conference.state, conference.schedule) {
        (State::Queued | State::Active, Some(schedule)) if now < schedule.start => State::Queued,
        (State::Queued | State::Active, Some(schedule)) if now < schedule.end() => State::Active,
        // A repeating conference waits for its next occurrence instead of expiring.
        (State::Queued | State::Active, Some(schedule)) if schedule.repeat_days > 0 => State::Queued,
        (State::Queued | State::Active, Some(_)) => State::Expired,
        (state, _) => state,
    }
}

/// The next occurrence that is not yet over at `now`; of a conference that does not repeat, the only one.
pub fn occurrence_at(schedule: Schedule, now: Timestamp) -> Schedule {
    if schedule.repeat_days == 0 || now < schedule.end() {
        return schedule;
    }
    let step = SignedDuration::from_hours(24 * i64::from(schedule.repeat_days));
    let missed = now.duration_since(schedule.end()).as_secs() / step.as_secs() + 1;
    let ahead = i32::try_from(missed).ok().and_then(|missed| step.checked_mul(missed)).unwrap_or(step);
    Schedule { start: schedule.start.saturating_add(ahead).unwrap_or(Timestamp::MAX), ..schedule }
}

/// Whether `account` finds the conference in its list: as creator or moderator, or as administrator (CNF-07).
pub fn may_see(account: &Account, conference: &Conference) -> bool {
    may_modify(account, conference)
}

/// Whether `account` may change name and password (CNF-05, CNF-06, ML-61).
pub fn may_modify(account: &Account, conference: &Conference) -> bool {
    conference.creator == account.id
        || conference.moderators.contains(&account.id)
        || account.permissions.contains(&Permission::Administer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    fn scheduled(repeat_days: u8) -> Conference {
        Conference {
            id: ConferenceId(1),
            number: Number::new("4711".into()).expect("digits"),
            name: "Standup".into(),
            password: "90210".into(),
            kind: Kind::Scheduled,
            state: State::Queued,
            creator: AccountId(1),
            moderators: vec![],
            schedule: Some(Schedule {
                start: at("2026-03-02T09:00:00Z"),
                duration: SignedDuration::from_mins(30),
                repeat_days,
            }),
            revision: 1,
        }
    }

    #[test]
    fn a_scheduled_conference_is_queued_then_active_then_expired() {
        let conference = scheduled(0);
        assert_eq!(state_at(&conference, at("2026-03-02T08:59:59Z")), State::Queued);
        assert_eq!(state_at(&conference, at("2026-03-02T09:00:00Z")), State::Active);
        assert_eq!(state_at(&conference, at("2026-03-02T09:30:00Z")), State::Expired, "CNF-10");
    }

    #[test]
    fn a_repeating_conference_waits_for_its_next_occurrence() {
        let mut conference = scheduled(7);
        let later = at("2026-03-18T12:00:00Z");
        conference.schedule = conference.schedule.map(|schedule| occurrence_at(schedule, later));
        assert_eq!(conference.schedule.map(|s| s.start), Some(at("2026-03-23T09:00:00Z")));
        assert_eq!(state_at(&conference, later), State::Queued, "CNF-10");
    }

    #[test]
    fn what_a_person_decided_stays() {
        for state in [State::Canceled, State::Enabled, State::Disabled] {
            let conference = Conference { state, ..scheduled(0) };
            assert_eq!(state_at(&conference, at("2027-01-01T00:00:00Z")), state);
        }
    }
}
