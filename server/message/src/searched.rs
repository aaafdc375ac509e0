//! What is searched and sorted by, in the form in which texts are compared, so that neither opens a message.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use mail_parser::DateTime;
use serde::{Deserialize, Serialize};

use crate::address::{self, Address};
use crate::casemap::casemapped;
use crate::decoder::Decoder;
use crate::header::Fields;
use crate::part::{PartHeader, decode_text, decode_words};
use crate::reading::TransferEncoding;
use crate::subject::BaseSubject;
use crate::text::on_one_line;
use crate::transfer::decode_voice;

/// Bytes of a header that are kept ready; a longer one is read from its file.
const LONGEST_HEADER: usize = 16 * 1024;
/// Bytes of text that are kept ready.
pub(crate) const LONGEST_TEXT: usize = 16 * 1024;
/// Bytes of a key to sort by.
const LONGEST_KEY: usize = 256;
/// Message identifiers that are kept of one References field: the last, which are the nearest.
const MOST_REFERENCES: usize = 100;
/// Between two values of a field that comes twice.
pub const NEXT_VALUE: char = '\u{1f}';

/// The searchable side of a message. Texts are [`casemapped`], but for identifiers.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq, Default)]
pub struct Searched {
    /// From, as people read it; `None` where there is no such field. Several are joined by [`NEXT_VALUE`].
    pub from: Option<String>,
    /// To.
    pub to: Option<String>,
    /// Cc.
    pub cc: Option<String>,
    /// Bcc.
    pub bcc: Option<String>,
    /// Subject.
    pub subject: Option<String>,
    /// The subject without `Re:` and its like (RFC 5256 §2.1).
    pub base_subject: String,
    /// Whether the subject had such a mark.
    pub is_reply: bool,
    /// Mailbox of the first address of From (RFC 5256 §3).
    pub from_mailbox: String,
    /// Of To.
    pub to_mailbox: String,
    /// Of Cc.
    pub cc_mailbox: String,
    /// Name of the first address of From, else the address (RFC 5957 §3).
    pub from_display: String,
    /// Of To.
    pub to_display: String,
    /// Message-ID, without brackets and quotes.
    pub message_id: String,
    /// The identifiers of References, else the first of In-Reply-To, between spaces; the parent is last (RFC 5256 §3).
    pub references: String,
    /// The day of the Date field as its writer wrote it, in days since 1970 (RFC 3501 §6.4.4: without time and zone).
    pub sent_day: Option<i32>,
    /// All fields, as `\nNAME: value\n` runs together: the values of one name behind each other, [`NEXT_VALUE`] and the name
    /// between them. `None` where that is too long to be kept.
    pub header: Option<String>,
    /// The text of all text parts. `None` where that is too long to be kept.
    pub text: Option<String>,
}

impl Searched {
    /// From a raw header, and the text of its message, if that is short enough to be at hand.
    pub fn read(header: &[u8], text: Option<String>) -> Self {
        let mut searched = Self::default();
        let (mut subject, mut references, mut in_reply_to) = (None, None, None);
        let [mut from, mut to, mut cc] = [const { None }; 3];
        for field in Fields::of(header) {
            let raw = field.text();
            let add = |values: &mut Option<String>| add_value(values, &casemapped(&readable(&raw)));
            match field.name().to_ascii_lowercase().as_slice() {
                b"from" => add(&mut searched.from),
                b"to" => add(&mut searched.to),
                b"cc" => add(&mut searched.cc),
                b"bcc" => add(&mut searched.bcc),
                b"subject" => add(&mut searched.subject),
                _ => {}
            }
            let first = match field.name().to_ascii_lowercase().as_slice() {
                b"from" => &mut from,
                b"to" => &mut to,
                b"cc" => &mut cc,
                b"subject" => &mut subject,
                b"references" => &mut references,
                b"in-reply-to" => &mut in_reply_to,
                b"message-id" if searched.message_id.is_empty() => {
                    searched.message_id = ids(&raw).next().unwrap_or_default();
                    continue;
                }
                b"date" if searched.sent_day.is_none() => {
                    searched.sent_day = day_written(&raw);
                    continue;
                }
                _ => continue,
            };
            first.get_or_insert(raw);
        }
        let base = BaseSubject::of(&readable(&subject.unwrap_or_default()));
        searched.base_subject = key(&base.text);
        searched.is_reply = base.is_reply;
        (searched.from_mailbox, searched.from_display) = address_keys(from);
        (searched.to_mailbox, searched.to_display) = address_keys(to);
        (searched.cc_mailbox, _) = address_keys(cc);
        searched.references = parents(references, in_reply_to);
        searched.header = bounded_header(header, LONGEST_HEADER);
        searched.text = text.filter(|text| text.len() <= LONGEST_TEXT);
        searched
    }
}

/// A header in the form of [`Searched::header`], however long it is.
pub fn searched_header(header: &[u8]) -> String {
    bounded_header(header, usize::MAX).unwrap_or_default()
}

/// The same, unless it is longer.
fn bounded_header(header: &[u8], longest: usize) -> Option<String> {
    let mut names: HashMap<String, usize> = HashMap::new();
    let mut lines: Vec<String> = Vec::new();
    let mut length = 0_usize;
    for field in Fields::of(header) {
        let name = casemapped(&String::from_utf8_lossy(field.name()));
        let said = format!("{name}: {}", casemapped(&readable(&field.text())));
        length = length.saturating_add(said.len()).saturating_add(1);
        if length >= longest {
            return None;
        }
        match names.entry(name) {
            Entry::Occupied(at) => {
                if let Some(line) = lines.get_mut(*at.get()) {
                    line.push(NEXT_VALUE);
                    line.push_str(&said);
                }
            }
            Entry::Vacant(new) => {
                new.insert(lines.len());
                lines.push(said);
            }
        }
    }
    Some(format!("\n{}\n", lines.join("\n")))
}

/// A part that is text, and how to read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextPart {
    charset: String,
    encoding: TransferEncoding,
}

impl TextPart {
    /// By the part's own header; `None` for other parts. A part that does not say what it is is text (RFC 2045 §5.2).
    pub fn of(header: &[u8]) -> Option<Self> {
        Self::described(&PartHeader::read(header))
    }

    pub(crate) fn described(header: &PartHeader) -> Option<Self> {
        let charset = header.content_type.as_ref().and_then(|held| held.parameter("charset"));
        header.media_type().starts_with("text/").then(|| Self {
            charset: charset.unwrap_or_default().to_owned(),
            encoding: header.transfer_encoding(),
        })
    }

    /// The content, decoded and [`casemapped`].
    pub fn read(&self, content: &[u8]) -> String {
        self.casemapped(&decode_voice(content, self.encoding))
    }

    /// The text of content that is decoded already.
    pub(crate) fn casemapped(&self, decoded: &[u8]) -> String {
        casemapped(&decode_text(decoded, &self.charset))
    }

    pub(crate) fn decoder(&self) -> Decoder {
        Decoder::new(self.encoding)
    }
}

fn readable(raw: &str) -> String {
    on_one_line(&decode_words(raw))
}

fn add_value(values: &mut Option<String>, value: &str) {
    match values {
        Some(values) => {
            values.push(NEXT_VALUE);
            values.push_str(value);
        }
        None => *values = Some(value.to_owned()),
    }
}

fn key(text: &str) -> String {
    let key = casemapped(text);
    key.get(..key.floor_char_boundary(LONGEST_KEY)).unwrap_or_default().to_owned()
}

/// To sort by mailbox, and by what is shown.
fn address_keys(list: Option<String>) -> (String, String) {
    match address::read(&list.unwrap_or_default()).into_iter().next() {
        Some(Address::Mailbox { name, local, host, .. }) => {
            let name = name.map(|name| readable(&name)).filter(|name| !name.is_empty());
            let address = if host.is_empty() { local.clone() } else { format!("{local}@{host}") };
            (key(&on_one_line(&local)), key(&name.unwrap_or_else(|| on_one_line(&address))))
        }
        Some(Address::GroupStart(name)) => (key(&on_one_line(&name)), key(&readable(&name))),
        Some(Address::GroupEnd) | None => (String::new(), String::new()),
    }
}

/// RFC 5256 §3, THREAD=REFERENCES: an In-Reply-To counts only where References says nothing, and only its first.
fn parents(references: Option<String>, in_reply_to: Option<String>) -> String {
    let mut all: Vec<String> = ids(&references.unwrap_or_default()).collect();
    if all.is_empty() {
        all.extend(ids(&in_reply_to.unwrap_or_default()).next());
    }
    let nearest = all.get(all.len().saturating_sub(MOST_REFERENCES)..).unwrap_or_default();
    nearest.join(" ")
}

/// What stands in angle brackets, quotes and spaces taken out: `<"a"@b>` is `<a@b>`.
fn ids(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split('<').skip(1).filter_map(|behind| behind.split_once('>')).filter_map(|(id, _)| {
        let bare = id.chars().filter(|character| {
            !character.is_whitespace() && !character.is_control() && !matches!(character, '"' | '\\')
        });
        let bare: String = bare.take(LONGEST_KEY).collect();
        (!bare.is_empty()).then_some(bare)
    })
}

fn day_written(date: &str) -> Option<i32> {
    let date = DateTime::parse_rfc822(date).filter(DateTime::is_valid)?;
    let day = Date::new(date.year.cast_signed(), date.month.cast_signed(), date.day.cast_signed()).ok()?;
    let midnight = day.to_zoned(TimeZone::UTC).ok()?.timestamp();
    i32::try_from(midnight.as_second().div_euclid(86_400)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn searched(header: &str) -> Searched {
        Searched::read(header.as_bytes(), Some(String::new()))
    }

    #[test]
    fn fields_are_kept_as_people_read_them() {
        let read = searched(
            "From: =?utf-8?q?J=C3=BCrgen_Gro=C3=9F?= <juergen@example.org>\r\nTo: a@b\r\nTo: c@d\r\nSubject: one\r\n two\r\n\r\n",
        );
        assert_eq!(read.from.unwrap(), casemapped("Jürgen Groß <juergen@example.org>"));
        assert_eq!(read.to.as_deref(), Some("A@B\u{1f}C@D"));
        assert_eq!(read.subject.as_deref(), Some("ONE TWO"));
        assert_eq!(read.cc, None);
        assert_eq!((read.from_mailbox.as_str(), read.from_display), ("JUERGEN", casemapped("Jürgen Groß")));
        assert_eq!((read.to_mailbox.as_str(), read.to_display.as_str()), ("A", "A@B"));
        let header = read.header.unwrap();
        assert!(
            header.contains("\nTO: A@B\u{1f}TO: C@D\n") && header.ends_with("\nSUBJECT: ONE TWO\n"),
            "{header}"
        );
    }

    #[test]
    fn the_day_of_a_message_is_the_one_its_writer_wrote() {
        assert_eq!(searched("Date: Thu, 1 Jan 1970 23:30:00 -0800\r\n\r\n").sent_day, Some(0));
        assert_eq!(searched("Date: 31 Dec 1969 00:30:00 +0200\r\n\r\n").sent_day, Some(-1));
        assert_eq!(searched("Date: yesterday\r\n\r\n").sent_day, None);
    }

    #[test]
    fn an_answer_names_its_parents() {
        let read =
            searched("Message-ID: <\"a b\"@c>\r\nReferences: <1@x>\r\n <2@x>\r\nIn-Reply-To: <3@x>\r\n\r\n");
        assert_eq!((read.message_id.as_str(), read.references.as_str()), ("ab@c", "1@x 2@x"));
        assert_eq!(searched("In-Reply-To: your mail of <3@x> and <4@x>\r\n\r\n").references, "3@x");
    }

    #[test]
    fn text_parts_are_decoded_before_they_are_searched() {
        let part = TextPart::of(b"Content-Type: TEXT/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n");
        assert_eq!(part.unwrap().read(b"R=FCckruf"), casemapped("Rückruf"));
        assert!(TextPart::of(b"\r\n").is_some());
        assert_eq!(TextPart::of(b"Content-Type: audio/wav\r\n\r\n"), None);
    }

    #[test]
    fn what_is_too_long_is_left_to_the_file() {
        let read =
            Searched::read(format!("X: {}\r\n\r\n", "a".repeat(20_000)).as_bytes(), Some("b".repeat(20_000)));
        assert_eq!((read.header, read.text), (None, None));
    }
}
