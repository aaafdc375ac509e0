//! The criteria of SEARCH, each decided as soon as enough is known. Pure.

use imap_types::core::AString;
use imap_types::search::SearchKey;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use server_core::Row;
use server_domain::mailbox::Flags;

use super::decoded::{Header, folded};
use crate::connection::Fault;
use crate::reply::Answer;
use crate::view::{By, Messages, View};

/// What is known of one message so far.
pub(super) struct Known<'a> {
    /// UID.
    pub uid: u32,
    /// Flags.
    pub flags: Flags,
    /// Dates and sizes.
    pub row: Option<&'a Row>,
    /// Decoded header.
    pub header: Option<&'a Header>,
    /// Decoded and folded text of all readable parts.
    pub text: Option<&'a str>,
}

/// A search key, made ready: texts folded, sets resolved to UIDs.
#[derive(Debug)]
pub(super) enum Criterion {
    /// Every message, or none: nothing is recent.
    Always(bool),
    Flag {
        flag: Flags,
        set: bool,
    },
    Uids(Vec<u32>),
    Received(Day),
    Sent(Day),
    Larger(u64),
    Smaller(u64),
    Field {
        name: String,
        text: String,
    },
    Body(String),
    Text(String),
    Not(Box<Self>),
    And(Vec<Self>),
    Or(Box<Self>, Box<Self>),
}

/// A date, disregarding time and zone (RFC 3501 §6.4.4). Days are those of UTC.
#[derive(Debug)]
pub(super) enum Day {
    Before(Date),
    On(Date),
    Since(Date),
}

impl Criterion {
    /// Makes a key ready for messages of this view.
    pub(super) fn new(key: &SearchKey<'_>, view: &View) -> Result<Self, Fault> {
        let flag = |flag, set| Self::Flag { flag, set };
        // What the client was never told of, no message that it knows has.
        let keyword = |name: &str, set: bool| {
            view.keywords.flag(name).map_or(Self::Always(!set), |known| flag(known, set))
        };
        let field = |name: &str, text: &AString<'_>| {
            Ok::<_, Fault>(Self::Field { name: name.to_owned(), text: said(text)? })
        };
        let nested = |key: &SearchKey<'_>| Ok::<_, Fault>(Box::new(Self::new(key, view)?));
        Ok(match key {
            SearchKey::All | SearchKey::Old => Self::Always(true),
            SearchKey::New | SearchKey::Recent => Self::Always(false),
            SearchKey::Keyword(name) => keyword(name.as_ref(), true),
            SearchKey::Unkeyword(name) => keyword(name.as_ref(), false),
            SearchKey::Answered => flag(Flags::ANSWERED, true),
            SearchKey::Deleted => flag(Flags::DELETED, true),
            SearchKey::Draft => flag(Flags::DRAFT, true),
            SearchKey::Flagged => flag(Flags::FLAGGED, true),
            SearchKey::Seen => flag(Flags::SEEN, true),
            SearchKey::Unanswered => flag(Flags::ANSWERED, false),
            SearchKey::Undeleted => flag(Flags::DELETED, false),
            SearchKey::Undraft => flag(Flags::DRAFT, false),
            SearchKey::Unflagged => flag(Flags::FLAGGED, false),
            SearchKey::Unseen => flag(Flags::SEEN, false),
            SearchKey::SequenceSet(set) => Self::Uids(
                view.matching(&Messages::Set(set.clone()), By::Number).map(|named| named.uid).collect(),
            ),
            SearchKey::Uid(set) => Self::Uids(
                view.matching(&Messages::Set(set.clone()), By::Uid).map(|named| named.uid).collect(),
            ),
            SearchKey::Before(date) => Self::Received(Day::Before(day(&date.as_ref().to_string())?)),
            SearchKey::On(date) => Self::Received(Day::On(day(&date.as_ref().to_string())?)),
            SearchKey::Since(date) => Self::Received(Day::Since(day(&date.as_ref().to_string())?)),
            SearchKey::SentBefore(date) => Self::Sent(Day::Before(day(&date.as_ref().to_string())?)),
            SearchKey::SentOn(date) => Self::Sent(Day::On(day(&date.as_ref().to_string())?)),
            SearchKey::SentSince(date) => Self::Sent(Day::Since(day(&date.as_ref().to_string())?)),
            SearchKey::Larger(size) => Self::Larger(u64::from(*size)),
            SearchKey::Smaller(size) => Self::Smaller(u64::from(*size)),
            SearchKey::From(text) => field("from", text)?,
            SearchKey::To(text) => field("to", text)?,
            SearchKey::Cc(text) => field("cc", text)?,
            SearchKey::Bcc(text) => field("bcc", text)?,
            SearchKey::Subject(text) => field("subject", text)?,
            SearchKey::Header(name, text) => field(&said(name)?, text)?,
            SearchKey::Body(text) => Self::Body(said(text)?),
            SearchKey::Text(text) => Self::Text(said(text)?),
            SearchKey::Not(key) => Self::Not(nested(key)?),
            SearchKey::Or(one, other) => Self::Or(nested(one)?, nested(other)?),
            SearchKey::And(keys) => {
                Self::And(keys.as_ref().iter().map(|key| Self::new(key, view)).collect::<Result<_, _>>()?)
            }
        })
    }

    /// Whether it holds; `None` while too little is known.
    pub(super) fn holds(&self, known: &Known<'_>) -> Option<bool> {
        match self {
            Self::Always(holds) => Some(*holds),
            Self::Flag { flag, set } => Some(known.flags.contains(*flag) == *set),
            Self::Uids(uids) => Some(uids.binary_search(&known.uid).is_ok()),
            Self::Received(day) => known.row.map(|row| day.includes(row.received_at)),
            Self::Sent(day) => known.row.map(|row| row.sent_at.is_some_and(|at| day.includes(at))),
            Self::Larger(size) => known.row.map(|row| row.size > *size),
            Self::Smaller(size) => known.row.map(|row| row.size < *size),
            Self::Field { name, text } => known.header.map(|header| header.holds(name, text)),
            Self::Body(text) => known.text.map(|all| all.contains(text)),
            Self::Text(text) => match known.header?.holds_anywhere(text) {
                true => Some(true),
                false => known.text.map(|all| all.contains(text)),
            },
            Self::Not(criterion) => criterion.holds(known).map(|holds| !holds),
            Self::And(criteria) => all(criteria.iter().map(|criterion| criterion.holds(known))),
            Self::Or(one, other) => {
                // Either is enough: not (neither).
                let neither = [one, other].map(|criterion| criterion.holds(known).map(|holds| !holds));
                all(neither.into_iter()).map(|neither| !neither)
            }
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

impl Day {
    fn includes(&self, at: Timestamp) -> bool {
        let date = at.to_zoned(TimeZone::UTC).date();
        match self {
            Self::Before(day) => date < *day,
            Self::On(day) => date == *day,
            Self::Since(day) => date >= *day,
        }
    }
}

/// imap-codec's dates are written as `2026-11-05`.
fn day(date: &str) -> Result<Date, Fault> {
    date.parse().map_err(|_| Fault::Answer(Answer::bad("That is not a date")))
}

fn said(text: &AString<'_>) -> Result<String, Fault> {
    match std::str::from_utf8(text.as_ref()) {
        Ok(text) => Ok(folded(text)),
        Err(_) => Err(Fault::Answer(Answer::bad("The text to search for is not UTF-8"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::Command;
    use crate::syntax;

    fn holds(keys: &str, flags: Flags, uid: u32) -> Option<bool> {
        let (_, Command::Search { keys, .. }) = syntax::parse(format!("a SEARCH {keys}").as_bytes()).unwrap()
        else {
            panic!("{keys}");
        };
        let view = View::new([(10, Flags::NONE), (20, Flags::NONE), (30, Flags::NONE)].into_iter(), 1);
        let criterion = Criterion::new(&keys, &view).unwrap_or_else(|_| panic!("{keys:?}"));
        criterion.holds(&Known { uid, flags, row: None, header: None, text: None })
    }

    #[test]
    fn flags_and_sets_need_nothing_more() {
        assert_eq!(holds("UNSEEN", Flags::NONE, 10), Some(true));
        assert_eq!(holds("UNSEEN DELETED", Flags::NONE, 10), Some(false));
        assert_eq!(holds("1:2", Flags::NONE, 20), Some(true));
        assert_eq!(holds("2:*", Flags::NONE, 10), Some(false));
        assert_eq!(holds("UID 25:*", Flags::NONE, 30), Some(true));
        assert_eq!(holds("NOT (OR SEEN FLAGGED)", Flags::NONE, 10), Some(true));
        assert_eq!(
            holds("7:9", Flags::NONE, 10),
            Some(false),
            "a search for what is not there finds nothing"
        );
    }

    #[test]
    fn what_the_flags_decide_opens_no_message() {
        assert_eq!(holds("SEEN FROM alice", Flags::NONE, 10), Some(false));
        assert_eq!(holds("OR UNSEEN BODY x", Flags::NONE, 10), Some(true));
        assert_eq!(holds("UNSEEN FROM alice", Flags::NONE, 10), None);
        assert_eq!(holds("NOT SINCE 1-Nov-2026", Flags::NONE, 10), None);
    }

    #[test]
    fn no_message_has_a_keyword_that_nobody_made_and_nothing_is_recent() {
        assert_eq!(holds("KEYWORD $Junk", Flags::NONE, 10), Some(false));
        assert_eq!(holds("UNKEYWORD $Junk", Flags::NONE, 10), Some(true));
        assert_eq!(holds("RECENT", Flags::NONE, 10), Some(false));
        assert_eq!(holds("OLD", Flags::NONE, 10), Some(true));
    }

    #[test]
    fn days_are_compared_without_their_hours() {
        let at = "2026-11-05T23:59:59Z".parse().unwrap();
        let fifth = day("2026-11-05").unwrap_or_default();
        assert!(
            Day::On(fifth).includes(at) && Day::Since(fifth).includes(at) && !Day::Before(fifth).includes(at)
        );
    }

    #[test]
    fn dates_are_read_in_the_form_in_which_the_parser_writes_them() {
        assert_eq!(holds("UNSEEN SINCE 5-Nov-2026", Flags::SEEN, 10), Some(false));
        assert_eq!(holds("SENTON \"05-Nov-2026\"", Flags::SEEN, 10), None);
    }
}
