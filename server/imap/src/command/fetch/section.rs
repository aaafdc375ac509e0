//! From `BODY[2.HEADER.FIELDS (FROM)]<0.100>` to bytes of the file (RFC 3501 §6.4.5), by the offsets kept with the message.

use std::ops::Range;

use imap_types::core::AString;
use imap_types::fetch::{MessageDataItemName as Item, Part, Section};
use server_core::Row;
use server_message::{SectionText, header_fields, section_range};

use crate::reply;

/// Of a longer header only the beginning is searched for fields, which bounds what is held.
pub(super) const MOST_HEADER: usize = 1024 * 1024;

/// A section of one message, to be written.
pub(super) struct Cut<'a> {
    /// The name of the item in the answer.
    pub name: String,
    /// `None` where the message has no such section.
    pub content: Option<Content<'a>>,
    /// Which part of it.
    pub partial: Partial,
}

/// Where the bytes of a section come from.
pub(super) enum Content<'a> {
    /// As they are in the file.
    Range(Range<u64>),
    /// Some fields of a header.
    Fields {
        /// The header in the file.
        header: Range<u64>,
        /// Which fields.
        choice: Choice<'a>,
    },
}

/// Which fields of a header.
pub(super) enum Choice<'a> {
    /// These.
    Only(&'a [AString<'static>]),
    /// All but these.
    AllBut(&'a [AString<'static>]),
}

/// `<start.count>`: origin and length, in bytes of the section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Partial(pub Option<(u32, u32)>);

impl Partial {
    /// The part of a range that is meant; empty where it begins behind the end.
    pub(super) fn of(self, range: Range<u64>) -> Range<u64> {
        let Some((origin, count)) = self.0 else { return range };
        let start = range.start.saturating_add(origin.into()).min(range.end);
        start..start.saturating_add(count.into()).min(range.end)
    }
}

impl Choice<'_> {
    /// The fields as they stand in the header, and the empty line.
    pub(super) fn apply(&self, header: &[u8]) -> Vec<u8> {
        let (names, include) = match self {
            Self::Only(names) => (names, true),
            Self::AllBut(names) => (names, false),
        };
        let names: Vec<&str> =
            names.iter().filter_map(|name| std::str::from_utf8(name.as_ref()).ok()).collect();
        header_fields(header, &names, include)
    }
}

/// The section an item means; `None` for items that are no sections.
pub(super) fn of<'a>(item: &'a Item<'static>, row: &Row) -> Option<Cut<'a>> {
    let whole = |name: &str, text| Cut {
        name: name.to_owned(),
        content: range(row, None, text).map(Content::Range),
        partial: Partial(None),
    };
    match item {
        Item::Rfc822 => Some(whole("RFC822", SectionText::Whole)),
        Item::Rfc822Header => Some(whole("RFC822.HEADER", SectionText::Header)),
        Item::Rfc822Text => Some(whole("RFC822.TEXT", SectionText::Text)),
        Item::BodyExt { section, partial, .. } => Some(Cut {
            name: name(section.as_ref(), partial.map(|(origin, _)| origin)),
            content: content(row, section.as_ref()),
            partial: Partial(partial.map(|(origin, count)| (origin, count.get()))),
        }),
        Item::Uid
        | Item::Flags
        | Item::InternalDate
        | Item::Rfc822Size
        | Item::Envelope
        | Item::Body
        | Item::BodyStructure
        | Item::Binary { .. }
        | Item::BinarySize { .. } => None,
    }
}

fn content<'a>(row: &Row, section: Option<&'a Section<'static>>) -> Option<Content<'a>> {
    let at = |part: Option<&Part>, text| range(row, part, text);
    Some(match section {
        None => Content::Range(at(None, SectionText::Whole)?),
        Some(Section::Part(part)) => Content::Range(at(Some(part), SectionText::Whole)?),
        Some(Section::Mime(part)) => Content::Range(at(Some(part), SectionText::Mime)?),
        Some(Section::Header(part)) => Content::Range(at(part.as_ref(), SectionText::Header)?),
        Some(Section::Text(part)) => Content::Range(at(part.as_ref(), SectionText::Text)?),
        Some(Section::HeaderFields(part, names)) => Content::Fields {
            header: at(part.as_ref(), SectionText::Header)?,
            choice: Choice::Only(names.as_ref()),
        },
        Some(Section::HeaderFieldsNot(part, names)) => Content::Fields {
            header: at(part.as_ref(), SectionText::Header)?,
            choice: Choice::AllBut(names.as_ref()),
        },
    })
}

/// The bytes of a section in the file.
fn range(row: &Row, part: Option<&Part>, text: SectionText) -> Option<Range<u64>> {
    section_range(row.size, row.header_size, &row.sections, &part.map(path).unwrap_or_default(), text)
}

fn path(part: &Part) -> String {
    let numbers: Vec<String> = part.0.as_ref().iter().map(ToString::to_string).collect();
    numbers.join(".")
}

/// The item's name in the answer: what was asked for, less PEEK and the count (RFC 3501 §7.4.2).
fn name(section: Option<&Section<'_>>, origin: Option<u32>) -> String {
    let dotted = |part: &Option<Part>, word: &str| match part {
        Some(part) => format!("{}.{word}", path(part)),
        None => word.to_owned(),
    };
    let fields = |names: &[AString<'_>]| {
        let names: Vec<String> = names.iter().map(field_name).collect();
        format!("({})", names.join(" "))
    };
    let inside = match section {
        None => String::new(),
        Some(Section::Part(part)) => path(part),
        Some(Section::Mime(part)) => format!("{}.MIME", path(part)),
        Some(Section::Header(part)) => dotted(part, "HEADER"),
        Some(Section::Text(part)) => dotted(part, "TEXT"),
        Some(Section::HeaderFields(part, names)) => {
            format!("{} {}", dotted(part, "HEADER.FIELDS"), fields(names.as_ref()))
        }
        Some(Section::HeaderFieldsNot(part, names)) => {
            format!("{} {}", dotted(part, "HEADER.FIELDS.NOT"), fields(names.as_ref()))
        }
    };
    match origin {
        Some(origin) => format!("BODY[{inside}]<{origin}>"),
        None => format!("BODY[{inside}]"),
    }
}

/// As an atom where it is one, as clients of old expect.
fn field_name(name: &AString<'_>) -> String {
    match name {
        AString::Atom(atom) => atom.inner().to_owned(),
        AString::String(string) => reply::string(&String::from_utf8_lossy(string.as_ref())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_section_never_leaves_the_section() {
        let partial = |origin, count| Partial(Some((origin, count)));
        assert_eq!(partial(0, 10).of(100..200), 100..110);
        assert_eq!(partial(95, 10).of(100..200), 195..200);
        assert_eq!(partial(100, 1).of(100..200), 200..200);
        assert_eq!(partial(u32::MAX, u32::MAX).of(100..200), 200..200);
        assert_eq!(Partial(None).of(100..200), 100..200);
    }
}
