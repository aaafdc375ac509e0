//! What FETCH can be asked for: its grammar (RFC 3501 §9, `fetch`; modifiers: RFC 4466 §2.4), macros expanded.

use std::fmt::{self, Display};

use super::section::{self, Section};
use crate::syntax::words::{Expected, Version, Words};

/// One thing to be told of each message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Item {
    /// `UID`.
    Uid,
    /// `FLAGS`.
    Flags,
    /// `INTERNALDATE`.
    InternalDate,
    /// `RFC822.SIZE`.
    Size,
    /// `ENVELOPE`.
    Envelope,
    /// `BODY` without a section.
    Body,
    /// `BODYSTRUCTURE`.
    BodyStructure,
    /// `MODSEQ` (RFC 7162 §3.1.4.2).
    ModSeq,
    /// `EMAILID` (RFC 8474 §5.1).
    EmailId,
    /// `THREADID` (RFC 8474 §5.2).
    ThreadId,
    /// `SAVEDATE` (RFC 8514 §4.2).
    SaveDate,
    /// `PREVIEW`, with or without `(LAZY)`: it is known as soon as the message is (RFC 8970).
    Preview,
    /// `BINARY.SIZE[…]` (RFC 3516 §4.2).
    BinarySize(Section),
    /// `BODY[…]`, `BINARY[…]`, or one of the three items of RFC 1730 that mean one: bytes of the message.
    Section(Section),
}

/// What stands behind the items and says of which messages they are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Modifiers {
    /// `CHANGEDSINCE` (RFC 7162 §3.1.4.1).
    pub changed_since: Option<u64>,
    /// `VANISHED` (RFC 7162 §3.2.6); never without `changed_since`.
    pub vanished: bool,
    /// `PARTIAL` (RFC 9394 §3.4).
    pub partial: Option<Place>,
}

/// `PARTIAL 1:500` counts from the first message that is named, `PARTIAL -1:-500` from the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// The lower of the two numbers, from 1.
    pub from: u32,
    /// The higher one; included.
    pub to: u32,
    /// From which end both count.
    pub end: End,
}

/// As it is written: `1:500`.
impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self.end {
            End::First => "",
            End::Last => "-",
        };
        write!(f, "{sign}{}:{sign}{}", self.from, self.to)
    }
}

/// From where messages are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// From the first.
    First,
    /// From the last.
    Last,
}

impl Place {
    /// The part of a list that is meant.
    pub(crate) fn of<T>(self, list: &[T]) -> &[T] {
        let position = |number: u32| usize::try_from(number).unwrap_or(usize::MAX).min(list.len());
        let (before, until) = (position(self.from.saturating_sub(1)), position(self.to));
        let meant = match self.end {
            End::First => list.get(before..until),
            End::Last => list.get(list.len().saturating_sub(until)..list.len().saturating_sub(before)),
        };
        meant.unwrap_or_default()
    }
}

/// One item, several in brackets, or a macro.
pub(crate) fn items(words: &mut Words<'_>) -> Result<Vec<Item>, Expected> {
    if words.peek() == Some(b'(') {
        return words.list(item);
    }
    let mut ahead = words.clone();
    let macro_items = match ahead.dotted().to_ascii_uppercase().as_str() {
        "FAST" => vec![Item::Flags, Item::InternalDate, Item::Size],
        "ALL" => vec![Item::Flags, Item::InternalDate, Item::Size, Item::Envelope],
        "FULL" => vec![Item::Flags, Item::InternalDate, Item::Size, Item::Envelope, Item::Body],
        _ => return Ok(vec![item(words)?]),
    };
    *words = ahead;
    Ok(macro_items)
}

fn item(words: &mut Words<'_>) -> Result<Item, Expected> {
    let name = words.dotted().to_ascii_uppercase();
    Ok(match (name.as_str(), words.peek()) {
        ("BODY", Some(b'[')) => Item::Section(section::body(words, section::Reading::Marks)?),
        ("BODY.PEEK", Some(b'[')) => Item::Section(section::body(words, section::Reading::Peeks)?),
        ("BINARY", _) => Item::Section(section::binary(words, section::Reading::Marks)?),
        ("BINARY.PEEK", _) => Item::Section(section::binary(words, section::Reading::Peeks)?),
        ("BINARY.SIZE", _) => Item::BinarySize(section::binary_size(words)?),
        ("BODY", _) => Item::Body,
        ("BODYSTRUCTURE", _) => Item::BodyStructure,
        ("UID", _) => Item::Uid,
        ("FLAGS", _) => Item::Flags,
        ("INTERNALDATE", _) => Item::InternalDate,
        ("ENVELOPE", _) => Item::Envelope,
        ("RFC822.SIZE", _) => Item::Size,
        ("RFC822" | "RFC822.HEADER" | "RFC822.TEXT", _) if words.version() == Version::Rev2 => {
            return Err(Expected("BODY[] in place of RFC822"));
        }
        ("RFC822", _) => Item::Section(Section::rfc822()),
        ("RFC822.HEADER", _) => Item::Section(Section::rfc822_header()),
        ("RFC822.TEXT", _) => Item::Section(Section::rfc822_text()),
        ("MODSEQ", _) => Item::ModSeq,
        ("EMAILID", _) => Item::EmailId,
        ("THREADID", _) => Item::ThreadId,
        ("SAVEDATE", _) => Item::SaveDate,
        ("PREVIEW", _) => {
            let mut ahead = words.clone();
            if ahead.take(b' ') && ahead.open().is_ok() && ahead.take_word("LAZY") && ahead.close().is_ok() {
                *words = ahead;
            }
            Item::Preview
        }
        _ => return Err(Expected("an item, such as FLAGS or BODY[]")),
    })
}

/// ` (CHANGEDSINCE 7 VANISHED)`, or nothing.
pub(super) fn modifiers(words: &mut Words<'_>) -> Result<Modifiers, Expected> {
    let mut modifiers = Modifiers::default();
    if words.is_at_end() {
        return Ok(modifiers);
    }
    words.space()?;
    words.list(|words| {
        if words.take_word("CHANGEDSINCE") {
            words.space()?;
            modifiers.changed_since = Some(words.number64()?);
        } else if words.take_word("VANISHED") {
            modifiers.vanished = true;
        } else if words.take_word("PARTIAL") {
            words.space()?;
            modifiers.partial = Some(place(words)?);
        } else {
            return Err(Expected("CHANGEDSINCE, VANISHED or PARTIAL"));
        }
        Ok(())
    })?;
    if modifiers.vanished && modifiers.changed_since.is_none() {
        return Err(Expected("CHANGEDSINCE beside VANISHED"));
    }
    Ok(modifiers)
}

/// `partial-range` (RFC 9394 §4).
pub(crate) fn place(words: &mut Words<'_>) -> Result<Place, Expected> {
    let expected = Expected("a range, such as 1:500 or -1:-500");
    let end = |words: &mut Words<'_>| if words.take(b'-') { End::Last } else { End::First };
    let first_end = end(words);
    let first = words.number()?;
    if !words.take(b':') || end(words) != first_end {
        return Err(expected);
    }
    let second = words.number()?;
    if first == 0 || second == 0 {
        return Err(expected);
    }
    Ok(Place { from: first.min(second), to: first.max(second), end: first_end })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Result<Vec<Item>, Expected> {
        let mut words = Words::new(text.as_bytes());
        let items = items(&mut words)?;
        words.end().map(|()| items)
    }

    fn modified(text: &str) -> Result<Modifiers, Expected> {
        let mut words = Words::new(text.as_bytes());
        let modifiers = modifiers(&mut words)?;
        words.end().map(|()| modifiers)
    }

    #[test]
    fn a_macro_stands_for_its_items_and_only_by_itself() {
        assert_eq!(parsed("fast"), parsed("(FLAGS INTERNALDATE RFC822.SIZE)"));
        assert_eq!(parsed("ALL"), parsed("(FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)"));
        assert_eq!(parsed("FULL"), parsed("(FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY)"));
        assert!(parsed("(ALL)").is_err());
        assert!(parsed("(FLAGS FAST)").is_err());
    }

    #[test]
    fn items_are_known_in_any_case_and_nothing_may_be_left() {
        assert_eq!(parsed("(uid ModSeq body)"), Ok(vec![Item::Uid, Item::ModSeq, Item::Body]));
        assert_eq!(parsed("(PREVIEW (LAZY) UID)"), Ok(vec![Item::Preview, Item::Uid]));
        for wrong in [
            "",
            "()",
            "PREVIEW (EAGER)",
            "FLAGS ",
            "FLAGSX",
            "(FLAGS",
            "(FLAGS  UID)",
            "BODY.PEEK",
            "BODY[",
            "RFC822.",
        ] {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn modifiers_are_read_in_any_order_and_vanished_needs_to_know_since_when() {
        assert_eq!(modified(""), Ok(Modifiers::default()));
        let both = Modifiers { changed_since: Some(7), vanished: true, partial: None };
        assert_eq!(modified(" (VANISHED CHANGEDSINCE 7)"), Ok(both));
        assert_eq!(modified(" (VANISHED)"), Err(Expected("CHANGEDSINCE beside VANISHED")));
        for wrong in [" ()", " (CHANGEDSINCE)", " (CHANGEDSINCE -1)", " (SINCE 1)", " CHANGEDSINCE 1"] {
            assert!(modified(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_place_counts_from_either_end_in_either_order() {
        let place = |text: &str| modified(&format!(" (PARTIAL {text})")).map(|modified| modified.partial);
        let list = [1, 2, 3, 4, 5];
        let of = |text: &str| place(text).unwrap().unwrap().of(&list).to_vec();
        assert_eq!(of("1:2"), [1, 2]);
        assert_eq!(of("4:2"), [2, 3, 4]);
        assert_eq!(of("-1:-2"), [4, 5]);
        assert_eq!(of("-5:-5"), [1]);
        assert_eq!(of("5:4294967295"), [5]);
        assert!(of("6:9").is_empty() && of("-6:-9").is_empty());
        for wrong in ["0:1", "1:-1", "-1:1", "1", "1:", "1:*"] {
            assert!(place(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(text in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = items(&mut Words::new(&text));
            let _ = modifiers(&mut Words::new(&text));
        }

        #[test]
        fn what_looks_like_items_is_read_or_refused(
            text in "\\(?(BODY|BODY.PEEK|BINARY)\\[[0-9.]{0,5}(HEADER|TEXT|MIME|HEADER.FIELDS \\(a\\))?\\](<[0-9.]{0,6}>)?\\)?",
        ) {
            let _ = parsed(&text);
        }
    }
}
