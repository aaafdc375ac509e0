//! What a folder is searched for (RFC 3501 §6.4.4 and its extensions), once the client's numbers and names are resolved.

use crate::{ids::BodyId, mailbox::Flags};
use jiff::Timestamp;
use std::ops::RangeInclusive;

/// A question that each message answers with yes or no. Texts are as they were typed; how they are compared is the
/// store's to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Criterion {
    /// Every message, or none.
    Always(bool),
    /// Whether the flag is set, or not set.
    Flag {
        /// Which.
        flag: Flags,
        /// Wanted.
        set: bool,
    },
    /// UIDs in one of these ranges, which rise and do not overlap. What is said of UIDs that no message has means nothing.
    Uids(Vec<RangeInclusive<u32>>),
    /// Received in this time.
    Received(Period),
    /// Put into its folder in this time (RFC 8514).
    Saved(Period),
    /// Received longer ago than so many seconds (RFC 5032).
    Older(u32),
    /// Received at most so many seconds ago.
    Younger(u32),
    /// Written on one of these days, as the writer's calendar had it, in days since 1970.
    Sent {
        /// The first.
        since: Option<i32>,
        /// The first that is too late.
        before: Option<i32>,
    },
    /// Larger than so many bytes.
    Larger(u64),
    /// Smaller.
    Smaller(u64),
    /// Changed under this number or a later one (RFC 7162 §3.1.5).
    Modseq(u64),
    /// With this body, which copies share (RFC 8474).
    Body(BodyId),
    /// A field of the header holds the text.
    Field(Field, String),
    /// Any field of this name holds the text.
    Header {
        /// Its name.
        name: String,
        /// What it holds.
        text: String,
    },
    /// A text part holds the text.
    BodyText(String),
    /// The header or a text part does.
    Text(String),
    /// Not this.
    Not(Box<Self>),
    /// All of these.
    And(Vec<Self>),
    /// One of the two.
    Or(Box<Self>, Box<Self>),
}

/// The fields that are searched most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// From.
    From,
    /// To.
    To,
    /// Cc.
    Cc,
    /// Bcc.
    Bcc,
    /// Subject.
    Subject,
}

/// A stretch of time, without an end where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Period {
    /// From this moment on.
    pub since: Option<Timestamp>,
    /// Up to this moment, which is outside.
    pub before: Option<Timestamp>,
}

impl Criterion {
    /// The answer, if UID and flags are enough to give it.
    pub fn decided(&self, uid: u32, flags: Flags) -> Option<bool> {
        match self {
            Self::Always(holds) => Some(*holds),
            Self::Flag { flag, set } => Some(flags.contains(*flag) == *set),
            Self::Uids(ranges) => {
                let after = ranges.partition_point(|range| *range.start() <= uid);
                let last = after.checked_sub(1).and_then(|at| ranges.get(at));
                Some(last.is_some_and(|range| range.contains(&uid)))
            }
            Self::Received(_)
            | Self::Saved(_)
            | Self::Older(_)
            | Self::Younger(_)
            | Self::Sent { .. }
            | Self::Larger(_)
            | Self::Smaller(_)
            | Self::Modseq(_)
            | Self::Body(_)
            | Self::Field(..)
            | Self::Header { .. }
            | Self::BodyText(_)
            | Self::Text(_) => None,
            Self::Not(criterion) => criterion.decided(uid, flags).map(|holds| !holds),
            Self::And(criteria) => all(criteria.iter().map(|criterion| criterion.decided(uid, flags))),
            Self::Or(one, other) => {
                // Either is enough: not (neither).
                let neither = [one, other].map(|criterion| criterion.decided(uid, flags).map(|holds| !holds));
                all(neither.into_iter()).map(|neither| !neither)
            }
        }
    }

    /// Whether it asks for the whole header or the text, which are kept apart.
    pub fn asks_for_texts(&self) -> bool {
        match self {
            Self::Header { .. } | Self::BodyText(_) | Self::Text(_) => true,
            Self::Not(criterion) => criterion.asks_for_texts(),
            Self::And(criteria) => criteria.iter().any(Self::asks_for_texts),
            Self::Or(one, other) => one.asks_for_texts() || other.asks_for_texts(),
            _ => false,
        }
    }
}

/// False as soon as one is false, true if all are true, undecided otherwise.
fn all(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut decided = Some(true);
    for answer in answers {
        match answer {
            Some(false) => return Some(false),
            Some(true) => {}
            None => decided = None,
        }
    }
    decided
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEEN: Criterion = Criterion::Flag { flag: Flags::SEEN, set: true };

    fn from() -> Criterion {
        Criterion::Field(Field::From, "alice".into())
    }

    #[test]
    fn what_flags_and_uids_decide_asks_for_nothing_more() {
        let both = Criterion::And(vec![SEEN, from()]);
        assert_eq!(both.decided(1, Flags::NONE), Some(false));
        assert_eq!(both.decided(1, Flags::SEEN), None);
        let either = Criterion::Or(Box::new(SEEN), Box::new(from()));
        assert_eq!(either.decided(1, Flags::SEEN), Some(true));
        assert_eq!(either.decided(1, Flags::NONE), None);
        assert_eq!(Criterion::Not(Box::new(both)).decided(1, Flags::NONE), Some(true));
        let uids = Criterion::Uids(vec![2..=2, 4..=6]);
        let answers: Vec<_> = (1..=7).filter(|uid| uids.decided(*uid, Flags::NONE) == Some(true)).collect();
        assert_eq!(answers, [2, 4, 5, 6]);
        assert_eq!(Criterion::And(vec![]).decided(1, Flags::NONE), Some(true));
    }
}
