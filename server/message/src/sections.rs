//! Numbers the parts as IMAP names them (RFC 3501 §6.4.5).
//!
//! The parts of a multipart count from 1; a message that is no multipart has one part, 1, which shares its header.
//! An enclosed message is counted through: part 2 is the message, 2.1 its first part.

use crate::decoder::decoded_len;
use crate::reading::{Section, TransferEncoding};
use crate::source::Source;
use crate::tree::{Content, Part};

/// A part that IMAP can name.
pub(crate) struct Numbered<'t> {
    pub(crate) path: String,
    pub(crate) part: &'t Part,
    /// Whether it belongs to a message enclosed in this one.
    pub(crate) enclosed: bool,
}

impl Numbered<'_> {
    pub(crate) fn section<S: Source>(&self, source: &mut S) -> Result<Section, S::Error> {
        // What holds parts is never encoded itself, whatever it says (RFC 2045 §6.4).
        let encoding = match self.part.content {
            Content::Leaf | Content::Opaque(_) => self.part.header.transfer_encoding(),
            Content::Multipart(_) | Content::Message(_) => TransferEncoding::Identity,
        };
        let decoded_size = match encoding {
            TransferEncoding::Unknown => None,
            encoding => Some(decoded_len(source, self.part.range(), encoding)? as u64),
        };
        Ok(Section {
            path: self.path.clone(),
            header_start: self.part.header_start as u64,
            body_start: self.part.body_start as u64,
            end: self.part.end as u64,
            encoding,
            decoded_size,
            enclosed_text: match &self.part.content {
                Content::Message(enclosed) => Some(enclosed.body_start as u64),
                Content::Leaf | Content::Opaque(_) | Content::Multipart(_) => None,
            },
        })
    }
}

/// Every part of a message that has a number, in the order of the file.
pub(crate) fn numbered(message: &Part) -> Vec<Numbered<'_>> {
    let mut numbered = Vec::new();
    number_message(&mut numbered, message, "", false);
    numbered
}

fn number_message<'t>(numbered: &mut Vec<Numbered<'t>>, message: &'t Part, prefix: &str, enclosed: bool) {
    match &message.content {
        Content::Multipart(parts) => number_parts(numbered, parts, prefix, enclosed),
        Content::Leaf | Content::Opaque(_) | Content::Message(_) => {
            number_part(numbered, message, below(prefix, 1), enclosed);
        }
    }
}

fn number_parts<'t>(numbered: &mut Vec<Numbered<'t>>, parts: &'t [Part], prefix: &str, enclosed: bool) {
    for (number, part) in (1..).zip(parts) {
        number_part(numbered, part, below(prefix, number), enclosed);
    }
}

fn number_part<'t>(numbered: &mut Vec<Numbered<'t>>, part: &'t Part, path: String, enclosed: bool) {
    numbered.push(Numbered { path: path.clone(), part, enclosed });
    match &part.content {
        Content::Multipart(parts) => number_parts(numbered, parts, &path, enclosed),
        Content::Message(message) => number_message(numbered, message, &path, true),
        Content::Leaf | Content::Opaque(_) => {}
    }
}

fn below(prefix: &str, number: usize) -> String {
    match prefix {
        "" => number.to_string(),
        _ => format!("{prefix}.{number}"),
    }
}
