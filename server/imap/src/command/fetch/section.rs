//! From `BODY[2.HEADER.FIELDS (FROM)]<0.100>` and `BINARY[2]` to bytes of the file (RFC 3501 §6.4.5, RFC 3516 §4), by the
//! offsets kept with the message.

use std::ops::Range;

use server_core::Written;
use server_message::{SectionText, TransferEncoding, header_fields, section_range};

use crate::reply;
use crate::syntax::words::{Expected, Words};

/// Of a longer header only the beginning is searched for fields, which bounds what is held.
pub(super) const MOST_HEADER: usize = 1024 * 1024;

/// Bytes of a message that a client asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    /// The name of the item in the answer: what was asked for, less PEEK and the count (RFC 3501 §7.4.2).
    pub name: String,
    /// Whether it makes the message read.
    pub reading: Reading,
    /// Number of the part, `2.1`; empty for the message itself.
    path: String,
    text: SectionText,
    form: Form,
    /// Which part of it.
    pub partial: Partial,
}

/// Whether reading a section makes the message read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// It sets `\Seen`.
    Marks,
    /// `PEEK`, or by itself nothing that is read to a person.
    Peeks,
}

/// In which form the bytes are wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// As they are in the file.
    Raw,
    /// Some fields of a header.
    Fields(Fields),
    /// `BINARY`: without Content-Transfer-Encoding.
    Decoded,
}

/// Which fields of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fields {
    names: Vec<String>,
    /// `FIELDS` and not `FIELDS.NOT`.
    include: bool,
}

/// `<start.count>`: origin and length, in bytes of the section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Partial(pub Option<(u64, u64)>);

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
    /// What the bytes of a part mean.
    Decoded(Encoded),
}

/// A part whose Content-Transfer-Encoding is to be undone.
#[derive(Debug)]
pub(super) struct Encoded {
    /// In the file.
    pub range: Range<u64>,
    /// How it is encoded.
    pub encoding: TransferEncoding,
    /// Bytes once decoded, where that is known.
    pub decoded_size: Option<u64>,
}

/// A part is in an encoding that nobody here knows (RFC 3516 §4.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UnknownEncoding;

/// Picks fields.
pub(super) struct Choice<'a>(&'a Fields);

impl Partial {
    /// The part of a range that is meant; empty where it begins behind the end.
    pub(super) fn of(self, range: Range<u64>) -> Range<u64> {
        let Some((origin, count)) = self.0 else { return range };
        let start = range.start.saturating_add(origin).min(range.end);
        start..start.saturating_add(count).min(range.end)
    }
}

impl Choice<'_> {
    /// The fields as they stand in the header, and the empty line.
    pub(super) fn apply(&self, header: &[u8]) -> Vec<u8> {
        let names: Vec<&str> = self.0.names.iter().map(String::as_str).collect();
        header_fields(header, &names, self.0.include)
    }
}

impl Section {
    /// `RFC822`.
    pub(super) fn rfc822() -> Self {
        Self::of_old("RFC822", SectionText::Whole, Reading::Marks)
    }

    /// `RFC822.HEADER`, which does not make the message read.
    pub(super) fn rfc822_header() -> Self {
        Self::of_old("RFC822.HEADER", SectionText::Header, Reading::Peeks)
    }

    /// `RFC822.TEXT`.
    pub(super) fn rfc822_text() -> Self {
        Self::of_old("RFC822.TEXT", SectionText::Text, Reading::Marks)
    }

    fn of_old(name: &str, text: SectionText, reading: Reading) -> Self {
        let (name, path) = (name.to_owned(), String::new());
        Self { name, reading, path, text, form: Form::Raw, partial: Partial(None) }
    }

    /// Its bytes; `None` where the message has no such section.
    pub(super) fn content(&self, message: &Written) -> Result<Option<Content<'_>>, UnknownEncoding> {
        let (size, header_size, sections) = (message.size, message.header_size, &message.sections);
        let Some(range) = section_range(size, header_size, sections, &self.path, self.text) else {
            return Ok(None);
        };
        Ok(Some(match &self.form {
            Form::Raw => Content::Range(range),
            Form::Fields(fields) => Content::Fields { header: range, choice: Choice(fields) },
            Form::Decoded => Content::Decoded(self.encoded(message, range)?),
        }))
    }

    /// A whole message has no encoding of its own, and is given with those of its parts.
    fn encoded(&self, message: &Written, range: Range<u64>) -> Result<Encoded, UnknownEncoding> {
        let length = Some(range.end.saturating_sub(range.start));
        let section = message.sections.iter().find(|section| section.path == self.path);
        let (encoding, decoded_size) = match section.map(|section| (section.encoding, section.decoded_size)) {
            Some((TransferEncoding::Unknown, _)) => return Err(UnknownEncoding),
            None | Some((TransferEncoding::Identity, _)) => (TransferEncoding::Identity, length),
            Some(encoded) => encoded,
        };
        Ok(Encoded { range, encoding, decoded_size })
    }
}

/// `[2.HEADER.FIELDS (FROM)]<0.100>`, behind the name of the item.
pub(super) fn body(words: &mut Words<'_>, reading: Reading) -> Result<Section, Expected> {
    let expected = Expected("a section, such as BODY[], BODY[1.MIME] or BODY[HEADER.FIELDS (FROM)]");
    if !words.take(b'[') {
        return Err(expected);
    }
    let inside = words.dotted();
    let (path, word) = split(inside);
    let (text, include) = match word.to_ascii_uppercase().as_str() {
        "" if inside.ends_with('.') => return Err(expected),
        "" => (SectionText::Whole, None),
        "HEADER" => (SectionText::Header, None),
        "HEADER.FIELDS" => (SectionText::Header, Some(true)),
        "HEADER.FIELDS.NOT" => (SectionText::Header, Some(false)),
        "TEXT" => (SectionText::Text, None),
        "MIME" if !path.is_empty() => (SectionText::Mime, None),
        _ => return Err(expected),
    };
    let mut name = format!("BODY[{}", inside.to_ascii_uppercase());
    let form = match include {
        Some(include) => {
            words.space()?;
            let fields = words.list(field)?;
            let written: Vec<&str> = fields.iter().map(|(_, written)| written.as_str()).collect();
            name.push_str(&format!(" ({})", written.join(" ")));
            let names = fields.into_iter().map(|(name, _)| name).collect();
            Form::Fields(Fields { names, include })
        }
        None => Form::Raw,
    };
    if !words.take(b']') {
        return Err(Expected("a closing square bracket"));
    }
    name.push(']');
    let partial = partial(words)?;
    if let Some((origin, _)) = partial.0 {
        name.push_str(&format!("<{origin}>"));
    }
    Ok(Section { name, reading, path: path.to_owned(), text, form, partial })
}

/// `[2.1]<0.100>`, behind `BINARY` or `BINARY.PEEK`.
pub(super) fn binary(words: &mut Words<'_>, reading: Reading) -> Result<Section, Expected> {
    let path = part(words)?;
    let partial = partial(words)?;
    let name = match partial.0 {
        Some((origin, _)) => format!("BINARY[{path}]<{origin}>"),
        None => format!("BINARY[{path}]"),
    };
    Ok(Section { name, reading, path, text: SectionText::Whole, form: Form::Decoded, partial })
}

/// `[2.1]`, behind `BINARY.SIZE`.
pub(super) fn binary_size(words: &mut Words<'_>) -> Result<Section, Expected> {
    let path = part(words)?;
    let (name, partial) = (format!("BINARY.SIZE[{path}]"), Partial(None));
    Ok(Section {
        name,
        reading: Reading::Peeks,
        path,
        text: SectionText::Whole,
        form: Form::Decoded,
        partial,
    })
}

/// The number of a part in square brackets, or nothing in them.
fn part(words: &mut Words<'_>) -> Result<String, Expected> {
    let expected = Expected("the number of a part, such as BINARY[2.1]");
    if !words.take(b'[') {
        return Err(expected);
    }
    let path = words.dotted();
    if !words.take(b']') || split(path) != (path, "") || path.ends_with('.') {
        return Err(expected);
    }
    Ok(path.to_owned())
}

/// The numbers of a part, and the word behind them: `2.1.MIME` is `2.1` and `MIME`.
fn split(section: &str) -> (&str, &str) {
    let is_number = |piece: &str| {
        piece.bytes().all(|byte| byte.is_ascii_digit()) && !piece.starts_with('0') && !piece.is_empty()
    };
    let numbers = section.split('.').take_while(|piece| is_number(piece));
    let length = numbers.map(|piece| piece.len() + 1).sum::<usize>().saturating_sub(1);
    let (path, rest) = section.split_at_checked(length).unwrap_or((section, ""));
    (path, if path.is_empty() { rest } else { rest.strip_prefix('.').unwrap_or(rest) })
}

/// The name of a field, and how the answer repeats it: as an atom where it came as one, as clients of old expect.
fn field(words: &mut Words<'_>) -> Result<(String, String), Expected> {
    let is_string = matches!(words.peek(), Some(b'"' | b'{'));
    let name = String::from_utf8_lossy(&words.astring()?).into_owned();
    let written = if is_string { reply::string(&name) } else { name.clone() };
    Ok((name, written))
}

/// `<0.100>`, or nothing.
fn partial(words: &mut Words<'_>) -> Result<Partial, Expected> {
    if !words.take(b'<') {
        return Ok(Partial(None));
    }
    let expected = Expected("a part of a section, such as <0.1000>");
    let origin = words.number64()?;
    if !words.take(b'.') {
        return Err(expected);
    }
    let count = words.number64()?;
    if count == 0 || !words.take(b'>') {
        return Err(expected);
    }
    Ok(Partial(Some((origin, count))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Section, Expected> {
        let mut words = Words::new(text.as_bytes());
        let section = body(&mut words, Reading::Peeks)?;
        words.end().map(|()| section)
    }

    #[test]
    fn a_section_is_named_in_the_answer_as_it_was_asked_for() {
        for (asked, named) in [
            ("[]", "BODY[]"),
            ("[2.1]", "BODY[2.1]"),
            ("[text]<7.9>", "BODY[TEXT]<7>"),
            ("[1.mime]", "BODY[1.MIME]"),
            ("[10.2.HEADER]", "BODY[10.2.HEADER]"),
            ("[HEADER.FIELDS (From \"X y\")]", "BODY[HEADER.FIELDS (From \"X y\")]"),
            ("[3.HEADER.FIELDS.NOT ({2}\r\nTo)]<0.1>", "BODY[3.HEADER.FIELDS.NOT (\"To\")]<0>"),
        ] {
            assert_eq!(read(asked).unwrap().name, named);
        }
    }

    #[test]
    fn what_is_no_section_is_refused() {
        for wrong in [
            "",
            "[",
            "[0]",
            "[01]",
            "[1.]",
            "[.1]",
            "[1..2]",
            "[1.0]",
            "[MIME]",
            "[FOO]",
            "[1.HEADER.TEXT]",
            "[HEADER.FIELDS]",
            "[HEADER.FIELDS ()]",
            "[]<>",
            "[]<1>",
            "[]<1.0>",
            "[]<-1.1>",
            "[]x",
            "[1 ]",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn binary_takes_the_number_of_a_part_and_nothing_else() {
        let read = |text: &str| {
            let mut words = Words::new(text.as_bytes());
            let section = binary(&mut words, Reading::Marks)?;
            words.end().map(|()| section.name)
        };
        assert_eq!(read("[2.1]<7.9>").unwrap(), "BINARY[2.1]<7>");
        assert_eq!(read("[]").unwrap(), "BINARY[]");
        for wrong in ["", "[1", "[TEXT]", "[1.MIME]", "[1.]", "[0]", "[1]<1>"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_part_of_a_section_never_leaves_the_section() {
        let partial = |origin, count| Partial(Some((origin, count)));
        assert_eq!(partial(0, 10).of(100..200), 100..110);
        assert_eq!(partial(95, 10).of(100..200), 195..200);
        assert_eq!(partial(100, 1).of(100..200), 200..200);
        assert_eq!(partial(u64::MAX, u64::MAX).of(100..200), 200..200);
        assert_eq!(Partial(None).of(100..200), 100..200);
    }
}
