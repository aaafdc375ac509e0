//! Cuts a raw header into its fields, without changing a byte (RFC 5322 §2.2).
//!
//! Lone line feeds end lines too. A line that is no field (no colon, or a space in its name) is kept where it stands as
//! a field without a name.

use std::borrow::Cow;

/// IMAP `HEADER.FIELDS` (`include`) and `HEADER.FIELDS.NOT` (RFC 3501 §6.4.5): the named fields, or all the others, as
/// the original bytes in the original order, and the empty line.
pub fn header_fields(header: &[u8], names: &[&str], include: bool) -> Vec<u8> {
    let mut chosen = Vec::new();
    for field in Fields::of(header) {
        if names.iter().any(|name| field.is(name)) == include {
            chosen.extend_from_slice(field.raw);
            if !field.raw.ends_with(b"\n") {
                chosen.extend_from_slice(b"\r\n");
            }
        }
    }
    chosen.extend_from_slice(b"\r\n");
    chosen
}

/// One field with its folded lines.
#[derive(Clone, Copy)]
pub(crate) struct Field<'a> {
    /// Name, colon, value and line ends.
    pub(crate) raw: &'a [u8],
    name: &'a [u8],
    value: &'a [u8],
}

impl<'a> Field<'a> {
    pub(crate) fn is(&self, name: &str) -> bool {
        !self.name.is_empty() && self.name.eq_ignore_ascii_case(name.as_bytes())
    }

    pub(crate) fn name(&self) -> &'a [u8] {
        self.name
    }

    /// The value on one line: line ends taken out, what folded them kept, trimmed. Encoded words stay as they are.
    pub(crate) fn text(&self) -> String {
        let value = self.value.trim_ascii();
        if value.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
            let line: Vec<u8> =
                value.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n' | 0)).collect();
            text_of(&line).into_owned()
        } else {
            text_of(value).into_owned()
        }
    }
}

/// Eight-bit bytes of a header as text: UTF-8 (RFC 6532), else Latin-1, which gives every byte a meaning.
fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => bytes.iter().copied().map(char::from).collect::<String>().into(),
    }
}

/// The fields of a header, up to the empty line.
pub(crate) struct Fields<'a> {
    rest: &'a [u8],
}

impl<'a> Fields<'a> {
    pub(crate) fn of(header: &'a [u8]) -> Self {
        Self { rest: header }
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        if self.rest.is_empty() || is_blank(line_at(self.rest, 0)) {
            return None;
        }
        let mut len = line_at(self.rest, 0).len();
        while matches!(self.rest.get(len), Some(b' ' | b'\t')) {
            len += line_at(self.rest, len).len();
        }
        let (raw, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        let (name, value) = match memchr::memchr(b':', raw).and_then(|colon| raw.split_at_checked(colon)) {
            Some((name, value)) => (name.trim_ascii_end(), value.get(1..).unwrap_or_default()),
            None => (&[][..], raw),
        };
        if name.iter().all(u8::is_ascii_graphic) {
            Some(Field { raw, name, value })
        } else {
            Some(Field { raw, name: &[], value: raw })
        }
    }
}

/// The line that starts here, with its line end.
pub(crate) fn line_at(bytes: &[u8], start: usize) -> &[u8] {
    let rest = bytes.get(start..).unwrap_or_default();
    match memchr::memchr(b'\n', rest) {
        Some(feed) => rest.get(..=feed).unwrap_or(rest),
        None => rest,
    }
}

/// Whether a line is the empty line that ends a header.
pub(crate) fn is_blank(line: &[u8]) -> bool {
    matches!(line, b"\r\n" | b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &[u8] =
        b"Subject: one\r\n two\r\nX-Odd : spaced\r\nno colon here\r\nsubject:again\r\nTo: a@b\r\n\r\n";

    #[test]
    fn named_fields_come_with_their_folded_lines_in_any_case() {
        assert_eq!(
            header_fields(HEADER, &["SUBJECT", "x-odd"], true),
            b"Subject: one\r\n two\r\nX-Odd : spaced\r\nsubject:again\r\n\r\n"
        );
    }

    #[test]
    fn the_other_fields_come_with_the_lines_that_are_no_fields() {
        assert_eq!(header_fields(HEADER, &["Subject", "X-Odd"], false), b"no colon here\r\nTo: a@b\r\n\r\n");
    }

    #[test]
    fn no_field_at_all_is_still_an_empty_line() {
        assert_eq!(header_fields(HEADER, &["Cc"], true), b"\r\n");
        assert_eq!(header_fields(b"", &["Cc"], false), b"\r\n");
    }

    #[test]
    fn a_last_field_without_line_end_is_ended() {
        assert_eq!(header_fields(b"To: a@b", &["to"], true), b"To: a@b\r\n\r\n");
    }

    #[test]
    fn lone_line_feeds_are_kept_as_they_came() {
        assert_eq!(header_fields(b"To: a\n\tb\nCc: c\n\n", &["To"], true), b"To: a\n\tb\n\r\n");
    }

    #[test]
    fn a_value_is_unfolded_and_eight_bit_bytes_become_text() {
        let field = |raw: &'static [u8]| Fields::of(raw).next().unwrap().text();
        assert_eq!(field(b"Subject:  one\r\n two \r\n"), "one two");
        assert_eq!(field("Subject: é\r\n".as_bytes()), "é");
        assert_eq!(field(b"Subject: \xe9\0\r\n"), "é");
    }
}
