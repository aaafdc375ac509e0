//! Reads search keys (RFC 3501 §6.4.4, RFC 9051 §6.4.4; RFC 5032, 7162, 8474, 8514). Pure.
//!
//! Keys nest, so their depth and their number are bounded: a line of parentheses costs nothing. What is bounded here, the
//! settings may bound more narrowly.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use server_domain::BodyId;
use server_domain::mailbox::Flags;
use server_domain::search::{Criterion, Field, Period};

use crate::syntax::words::{Expected, Version, Words};
use crate::view::{By, Messages, View};

/// Keys inside one another, whatever the settings say.
pub(crate) const DEEPEST: usize = 200;
/// Keys in one command.
pub(crate) const MOST: usize = 1000;
/// Keys in one command that look through the whole header or text of each message.
pub(crate) const MOST_TEXTS: usize = 32;
/// Times that one command may name `$`, which may be every other message of a large folder.
pub(crate) const MOST_SAVED: usize = 4;

/// Keys that something follows.
const WITH_ARGUMENTS: &[&str] = &[
    "BCC",
    "BEFORE",
    "BODY",
    "CC",
    "EMAILID",
    "FROM",
    "HEADER",
    "KEYWORD",
    "LARGER",
    "MODSEQ",
    "NOT",
    "OLDER",
    "ON",
    "OR",
    "SAVEDBEFORE",
    "SAVEDON",
    "SAVEDSINCE",
    "SENTBEFORE",
    "SENTON",
    "SENTSINCE",
    "SINCE",
    "SMALLER",
    "SUBJECT",
    "TEXT",
    "THREADID",
    "TO",
    "UID",
    "UNKEYWORD",
    "YOUNGER",
];

/// What is searched for, with messages and keywords as the client named them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Key {
    /// Nothing in it depends on the session.
    Plain(Criterion),
    /// Message numbers, or `$`.
    Messages(Messages),
    /// `UID`.
    Uids(Messages),
    /// A keyword, set or not set.
    Keyword(String, bool),
    /// `NOT`.
    Not(Box<Self>),
    /// Several keys, all of which hold.
    And(Vec<Self>),
    /// `OR`.
    Or(Box<Self>, Box<Self>),
    /// More was said than is read.
    Unread(Bound),
}

/// What search keys have too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    /// Keys inside one another.
    Depth,
    /// Keys.
    Number,
    /// Keys that look through texts.
    Texts,
    /// Keys that name `$`.
    Saved,
}

/// In which charset the client says its strings are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    /// Nothing was said, which means US-ASCII; UTF-8 is understood all the same.
    Unsaid,
    /// US-ASCII or UTF-8.
    Known,
    /// Another.
    Unknown,
}

impl Charset {
    /// By its name.
    pub(crate) fn named(name: &[u8]) -> Self {
        let is_known = ["US-ASCII", "UTF-8"].iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()));
        if is_known { Self::Known } else { Self::Unknown }
    }
}

impl Key {
    /// Keys up to the end of the command, without the space in front of them. In an unknown charset, of which the client is
    /// to be told, every text is readable.
    pub(crate) fn all(words: &mut Words<'_>, charset: Charset) -> Result<Self, Expected> {
        let (left, texts_left, saved_left) = (MOST, MOST_TEXTS, MOST_SAVED);
        let mut reader = Reader { words, charset, left, texts_left, saved_left, met: None };
        let keys = reader.keys(0);
        match reader.met {
            Some(bound) => {
                words.pass_over();
                Ok(Self::Unread(bound))
            }
            None => keys.map(Self::And),
        }
    }

    /// Refuses more than so many keys inside one another; and what was not even read.
    pub(crate) fn within(&self, depth: usize) -> Result<(), Bound> {
        match self {
            Self::Unread(bound) => Err(*bound),
            // The command itself is around all of them.
            keys if keys.height() > depth.saturating_add(1) => Err(Bound::Depth),
            _ => Ok(()),
        }
    }

    fn height(&self) -> usize {
        let inside = match self {
            Self::Plain(_) | Self::Messages(_) | Self::Uids(_) | Self::Keyword(..) | Self::Unread(_) => {
                return 0;
            }
            Self::Not(key) => key.height(),
            Self::And(keys) => keys.iter().map(Self::height).max().unwrap_or(0),
            Self::Or(one, other) => one.height().max(other.height()),
        };
        inside.saturating_add(1)
    }

    /// The same question about the messages of this view.
    pub(crate) fn criterion(&self, view: &View) -> Criterion {
        match self {
            Self::Plain(criterion) => criterion.clone(),
            Self::Messages(messages) => uids(view, messages, By::Number),
            Self::Uids(messages) => uids(view, messages, By::Uid),
            Self::Keyword(name, set) => keyword(view, name, *set),
            Self::Not(key) => Criterion::Not(Box::new(key.criterion(view))),
            Self::And(keys) => Criterion::And(keys.iter().map(|key| key.criterion(view)).collect()),
            Self::Or(one, other) => {
                Criterion::Or(Box::new(one.criterion(view)), Box::new(other.criterion(view)))
            }
            Self::Unread(_) => Criterion::Always(false),
        }
    }

    /// Whether MODSEQ is among the keys: then it is also in the answer (RFC 7162 §3.1.5).
    pub(crate) fn asks_for_modseq(&self) -> bool {
        match self {
            Self::Plain(criterion) => matches!(criterion, Criterion::Modseq(_)),
            Self::Messages(_) | Self::Uids(_) | Self::Keyword(..) | Self::Unread(_) => false,
            Self::Not(key) => key.asks_for_modseq(),
            Self::And(keys) => keys.iter().any(Self::asks_for_modseq),
            Self::Or(one, other) => one.asks_for_modseq() || other.asks_for_modseq(),
        }
    }
}

/// As ranges: a command may name the whole folder a thousand times.
fn uids(view: &View, messages: &Messages, by: By) -> Criterion {
    Criterion::Uids(view.uid_ranges(messages, by))
}

/// What the client was never told of, no message that it knows has.
fn keyword(view: &View, name: &str, set: bool) -> Criterion {
    view.keywords.flag(name).map_or(Criterion::Always(!set), |flag| Criterion::Flag { flag, set })
}

struct Reader<'w, 'a> {
    words: &'w mut Words<'a>,
    charset: Charset,
    /// Keys that may still come.
    left: usize,
    /// Of those, keys that may still look through texts.
    texts_left: usize,
    /// And name `$`.
    saved_left: usize,
    /// The bound at which reading ended.
    met: Option<Bound>,
}

impl Reader<'_, '_> {
    /// At least one, with spaces between them.
    fn keys(&mut self, depth: usize) -> Result<Vec<Key>, Expected> {
        let mut keys = vec![self.key(depth)?];
        while self.words.take(b' ') {
            keys.push(self.key(depth)?);
        }
        Ok(keys)
    }

    /// Ends the reading; [`Key::all`] says so in place of this.
    fn meet(&mut self, bound: Bound) -> Expected {
        self.met = Some(bound);
        Expected("fewer keys")
    }

    fn key(&mut self, depth: usize) -> Result<Key, Expected> {
        let Some(left) = self.left.checked_sub(1) else { return Err(self.meet(Bound::Number)) };
        self.left = left;
        if depth > DEEPEST {
            return Err(self.meet(Bound::Depth));
        }
        match self.words.peek() {
            Some(b'(') => {
                self.words.open()?;
                let keys = self.keys(depth + 1)?;
                self.words.close()?;
                Ok(Key::And(keys))
            }
            Some(b'0'..=b'9' | b'*' | b'$') => self.messages().map(Key::Messages),
            _ => self.word(depth),
        }
    }

    fn word(&mut self, depth: usize) -> Result<Key, Expected> {
        let word = self.words.atom().map_err(|_| Expected("a search key"))?.to_ascii_uppercase();
        // RFC 9051, appendix E: nothing is recent any more.
        let removed = ["NEW", "OLD", "RECENT"].contains(&word.as_str());
        if removed && self.words.version() == Version::Rev2 {
            return Err(Expected("a search key"));
        }
        if let Some(criterion) = alone(&word) {
            return Ok(Key::Plain(criterion));
        }
        if !WITH_ARGUMENTS.contains(&word.as_str()) {
            return Err(Expected("a search key"));
        }
        self.words.space()?;
        let criterion = match word.as_str() {
            "NOT" => return Ok(Key::Not(Box::new(self.key(depth + 1)?))),
            "OR" => {
                let one = self.key(depth + 1)?;
                self.words.space()?;
                return Ok(Key::Or(Box::new(one), Box::new(self.key(depth + 1)?)));
            }
            "UID" => return self.messages().map(Key::Uids),
            "KEYWORD" => return Ok(Key::Keyword(self.words.atom()?.to_owned(), true)),
            "UNKEYWORD" => return Ok(Key::Keyword(self.words.atom()?.to_owned(), false)),
            "BEFORE" => Criterion::Received(period(None, Some(self.date()?))),
            "ON" => Criterion::Received(on(self.date()?)),
            "SINCE" => Criterion::Received(period(Some(self.date()?), None)),
            "SAVEDBEFORE" => Criterion::Saved(period(None, Some(self.date()?))),
            "SAVEDON" => Criterion::Saved(on(self.date()?)),
            "SAVEDSINCE" => Criterion::Saved(period(Some(self.date()?), None)),
            "SENTBEFORE" => Criterion::Sent { since: None, before: Some(day_number(self.date()?)) },
            "SENTON" => {
                let day = day_number(self.date()?);
                Criterion::Sent { since: Some(day), before: Some(day.saturating_add(1)) }
            }
            "SENTSINCE" => Criterion::Sent { since: Some(day_number(self.date()?)), before: None },
            "OLDER" => Criterion::Older(self.interval()?),
            "YOUNGER" => Criterion::Younger(self.interval()?),
            "LARGER" => Criterion::Larger(self.words.number64()?),
            "SMALLER" => Criterion::Smaller(self.words.number64()?),
            "MODSEQ" => Criterion::Modseq(self.modseq()?),
            "EMAILID" => {
                let id = self.object_id()?;
                // A copy shares its body, and with it the identifier (RFC 8474 §5.1).
                let body = id.strip_prefix('M').and_then(|id| BodyId::new(id.to_owned()));
                body.map_or(Criterion::Always(false), Criterion::Body)
            }
            // No message has one (RFC 8474 §5.2).
            "THREADID" => self.object_id().map(|_| Criterion::Always(false))?,
            "FROM" => Criterion::Field(Field::From, self.text()?),
            "TO" => Criterion::Field(Field::To, self.text()?),
            "CC" => Criterion::Field(Field::Cc, self.text()?),
            "BCC" => Criterion::Field(Field::Bcc, self.text()?),
            "SUBJECT" => Criterion::Field(Field::Subject, self.text()?),
            "BODY" => Criterion::BodyText(self.text()?),
            "TEXT" => Criterion::Text(self.text()?),
            "HEADER" => {
                let name = self.text()?;
                self.words.space()?;
                header(name, self.text()?)
            }
            _ => return Err(Expected("a search key")),
        };
        if criterion.asks_for_texts() {
            let Some(left) = self.texts_left.checked_sub(1) else { return Err(self.meet(Bound::Texts)) };
            self.texts_left = left;
        }
        Ok(Key::Plain(criterion))
    }

    fn messages(&mut self) -> Result<Messages, Expected> {
        let messages = self.words.messages()?;
        if messages == Messages::Saved {
            let Some(left) = self.saved_left.checked_sub(1) else { return Err(self.meet(Bound::Saved)) };
            self.saved_left = left;
        }
        Ok(messages)
    }

    fn text(&mut self) -> Result<String, Expected> {
        let text = self.words.astring()?;
        match (String::from_utf8(text.into_owned()), self.charset) {
            (Ok(text), _) => Ok(text),
            (Err(error), Charset::Unknown) => Ok(String::from_utf8_lossy(error.as_bytes()).into_owned()),
            (Err(_), Charset::Unsaid | Charset::Known) => Err(Expected("text in UTF-8")),
        }
    }

    /// `5-Nov-2026`, quoted or not.
    fn date(&mut self) -> Result<Date, Expected> {
        let text = self.words.astring()?;
        let date = std::str::from_utf8(&text).ok().and_then(read_date);
        date.ok_or(Expected("a date, such as 5-Nov-2026"))
    }

    /// Seconds (RFC 5032 §3).
    fn interval(&mut self) -> Result<u32, Expected> {
        match self.words.number()? {
            0 => Err(Expected("a number of seconds above 0")),
            seconds => Ok(seconds),
        }
    }

    /// `"/flags/\\draft" all 620162338`, or the number alone. Numbers are kept for messages and not for single flags,
    /// as RFC 7162 §3.1.5 allows.
    fn modseq(&mut self) -> Result<u64, Expected> {
        if self.words.peek() == Some(b'"') {
            self.words.string()?;
            self.words.space()?;
            if !["PRIV", "SHARED", "ALL"].into_iter().any(|kind| self.words.take_word(kind)) {
                return Err(Expected("priv, shared or all"));
            }
            self.words.space()?;
        }
        self.words.number64()
    }

    /// `objectid` (RFC 8474 §7).
    fn object_id(&mut self) -> Result<String, Expected> {
        let id = self.words.atom()?;
        let is_one =
            id.len() <= 255 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        if is_one { Ok(id.to_owned()) } else { Err(Expected("an identifier of letters, digits, - and _")) }
    }
}

/// Keys without arguments. Nothing is ever recent (see SELECT), so everything is old.
fn alone(word: &str) -> Option<Criterion> {
    let flag = |flag, set| Criterion::Flag { flag, set };
    Some(match word {
        "ALL" | "OLD" | "SAVEDATESUPPORTED" => Criterion::Always(true),
        "NEW" | "RECENT" => Criterion::Always(false),
        "ANSWERED" => flag(Flags::ANSWERED, true),
        "DELETED" => flag(Flags::DELETED, true),
        "DRAFT" => flag(Flags::DRAFT, true),
        "FLAGGED" => flag(Flags::FLAGGED, true),
        "SEEN" => flag(Flags::SEEN, true),
        "UNANSWERED" => flag(Flags::ANSWERED, false),
        "UNDELETED" => flag(Flags::DELETED, false),
        "UNDRAFT" => flag(Flags::DRAFT, false),
        "UNFLAGGED" => flag(Flags::FLAGGED, false),
        "UNSEEN" => flag(Flags::SEEN, false),
        _ => return None,
    })
}

fn header(name: String, text: String) -> Criterion {
    let field = match name.to_ascii_uppercase().as_str() {
        "FROM" => Field::From,
        "TO" => Field::To,
        "CC" => Field::Cc,
        "BCC" => Field::Bcc,
        "SUBJECT" => Field::Subject,
        _ => return Criterion::Header { name, text },
    };
    Criterion::Field(field, text)
}

/// `date-text` (RFC 3501 §9).
fn read_date(text: &str) -> Option<Date> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let mut parts = text.split('-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some()
        || !(1..=2).contains(&day.len())
        || year.len() != 4
        || !is_number(day)
        || !is_number(year)
    {
        return None;
    }
    let month = (1..).zip(MONTHS).find(|(_, name)| name.eq_ignore_ascii_case(month))?.0;
    Date::new(year.parse().ok()?, month, day.parse().ok()?).ok()
}

/// INTERNALDATE is told in UTC, so its days are those of UTC.
fn midnight(day: Date) -> Timestamp {
    day.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp()).unwrap_or(Timestamp::MAX)
}

fn period(since: Option<Date>, before: Option<Date>) -> Period {
    Period { since: since.map(midnight), before: before.map(midnight) }
}

fn on(day: Date) -> Period {
    period(Some(day), day.checked_add(1.day()).ok())
}

fn day_number(day: Date) -> i32 {
    i32::try_from(midnight(day).as_second().div_euclid(86_400)).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests;
