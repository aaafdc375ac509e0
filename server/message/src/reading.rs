//! What is known of a message once it has been read: the shape that the store keeps beside the bytes.
//!
//! All offsets count bytes from the start of the message file, and every range lies inside it.

use std::ops::Range;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::searched::Searched;

/// Everything readers will ask of a message, known at write time.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub struct Reading {
    /// Bytes of the whole message: RFC822.SIZE.
    pub size: u64,
    /// Bytes of the header with the empty line that ends it. Equals `size` where no empty line was found.
    pub header_size: u64,
    /// ENVELOPE (RFC 3501 §7.4.2), parenthesised and ready to write. May hold literals.
    pub envelope: String,
    /// BODY, the form without extension data, parenthesised and ready to write.
    pub body: String,
    /// BODYSTRUCTURE, the form with extension data, parenthesised and ready to write.
    pub body_structure: String,
    /// Every MIME part that IMAP can name, in the order of the file.
    pub sections: Vec<Section>,
    /// The subject, decoded.
    pub subject: Option<String>,
    /// The first author, decoded.
    pub from: Option<Mailbox>,
    /// Every address that the message names as its author or sender, in all its From and Sender fields: whoever must
    /// know that nobody else is named looks here, because mail programs differ in which one they show. [`MORE_AUTHORS`] is
    /// the last where there may be others that were not read.
    pub authors: Vec<String>,
    /// When the sender says it was written; `None` where the Date header is absent or makes no sense.
    pub date: Option<Timestamp>,
    /// The Message-ID without its angle brackets.
    pub message_id: Option<String>,
    /// The readable text part, decoded, at most 16 KiB. HTML is reduced to text where there is nothing else.
    pub text: Option<String>,
    /// The beginning of `text` on one line, at most 200 characters: the transcript or the note of a voicemail.
    pub preview: String,
    /// The audio that was recorded for the listener.
    pub recording: Option<Voice>,
    /// The audio that somebody put in front of a forwarded recording (VM-06).
    pub introduction: Option<Voice>,
    /// Whether the message says of itself that it is a voice message (RFC 3458).
    pub context_voice: bool,
    /// The first part that calls itself audio and is not. Such a part is never `recording` nor `introduction`; a
    /// deposit by SMTP refuses it, an APPEND of arbitrary mail keeps it.
    pub audio_problem: Option<AudioProblem>,
    /// What it is searched and sorted by.
    pub searched: Searched,
}

/// Stands for authors of a message that names more than are read: no address, and nobody's.
pub const MORE_AUTHORS: &str = "(and more authors)";

/// Where the bytes of an IMAP section lie in the file; `None` where there is no such section.
///
/// `size`, `header_size` and `sections` are those of the message's [`Reading`], wherever they were kept since. The path is
/// the numeric part of the section (`""`, `"1"`, `"2.1"`), RFC 3501 §6.4.5.
pub fn section_range(
    size: u64,
    header_size: u64,
    sections: &[Section],
    path: &str,
    wanted: SectionText,
) -> Option<Range<u64>> {
    if path.is_empty() {
        return match wanted {
            SectionText::Whole => Some(0..size),
            SectionText::Header => Some(0..header_size),
            SectionText::Text => Some(header_size..size),
            SectionText::Mime => None,
        };
    }
    let section = sections.iter().find(|section| section.path == path)?;
    match wanted {
        SectionText::Whole => Some(section.body_start..section.end),
        SectionText::Mime => Some(section.header_start..section.body_start),
        SectionText::Header => section.enclosed_text.map(|text| section.body_start..text),
        SectionText::Text => section.enclosed_text.map(|text| text..section.end),
    }
}

/// Which bytes of a section are meant: what follows the numbers in `BODY[…]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SectionText {
    /// `BODY[]`, `BODY[2]`: the whole message, or the content of a part.
    Whole,
    /// `HEADER`: of the message, or of the message enclosed in a part.
    Header,
    /// `TEXT`: of the message, or of the message enclosed in a part.
    Text,
    /// `MIME`: the header of the part itself.
    Mime,
}

/// One MIME part: its header is `header_start..body_start`, its content `body_start..end`.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The IMAP part number: `"1"`, `"1.2"`.
    pub path: String,
    /// Where the part's own header starts. A message without parts is its own section `"1"`, with its header.
    pub header_start: u64,
    /// Where the content starts, after the empty line.
    pub body_start: u64,
    /// Where the content ends, before the line end that belongs to the next boundary.
    pub end: u64,
    /// How the content is encoded.
    pub encoding: TransferEncoding,
    /// Bytes of the content once decoded. `None` where it was read before this was counted, or in an unknown encoding.
    #[serde(default)]
    pub decoded_size: Option<u64>,
    /// Only of a message/rfc822 part: where the text of the enclosed message starts. Its header is
    /// `body_start..enclosed_text`, its text `enclosed_text..end`.
    pub enclosed_text: Option<u64>,
}

/// Somebody's address, decoded.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The name before the address.
    pub name: Option<String>,
    /// The address as written; not necessarily one that mail could be sent to.
    pub address: String,
}

/// An audio part: where it lies, how it is encoded, and what a listener sees before playing it.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct Voice {
    /// The IMAP part number.
    pub section: String,
    /// Where the encoded content starts in the file.
    pub offset: u64,
    /// Encoded bytes.
    pub encoded_len: u64,
    /// How the content is encoded.
    pub encoding: TransferEncoding,
    /// The shape of its base64 lines, where they are regular: then any range decodes without the rest.
    pub lines: Option<RegularLines>,
    /// Bytes once decoded.
    pub decoded_size: u64,
    /// Lower case, without parameters: `audio/wav`. A RIFF/WAVE file is `audio/wav` whatever it was called.
    pub media_type: String,
    /// The name that the sender gave the file, decoded.
    pub file_name: Option<String>,
    /// Length, measured for WAV in PCM or G.711, else as the Content-Duration header says.
    pub duration_ms: Option<u64>,
    /// Loudness over time, 64 values relative to full scale, for the waveform; empty where it was not measured.
    pub peaks: Vec<u8>,
}

/// Base64 in which every line but the last holds the same number of characters.
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct RegularLines {
    /// Characters on a full line, a multiple of four and not zero.
    pub chars: u32,
    /// Bytes of the line end: 2 for CRLF, 1 for LF, 0 where everything is on one line.
    pub line_end: u8,
}

/// Content-Transfer-Encoding, as far as it changes the bytes (RFC 2045 §6).
#[derive(Serialize, Deserialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum TransferEncoding {
    /// Base64.
    Base64,
    /// Quoted-printable.
    QuotedPrintable,
    /// 7bit, 8bit, binary or absent: the bytes are the content.
    Identity,
    /// One that nobody here can undo; read as if the bytes were the content.
    Unknown,
}

/// A part that calls itself audio and is something else.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq, Eq)]
pub struct AudioProblem {
    /// The name that the sender gave the file.
    pub file_name: Option<String>,
    /// The declared media type: `audio/wav`.
    pub declared: String,
    /// What was found, in a word or a media type: `empty`, `text`, `image/png`, `damaged WAV`, `unknown`.
    pub found: String,
}

/// Why bytes cannot be kept as a message. Broken MIME is never a reason: it is read as far as it goes.
///
/// Beyond 1,000 parts, 100 enclosed messages, or 30 levels, what follows is no error either: it is opaque content of the
/// part that encloses it; and so is what follows once the headers of its parts are longer than 1 MiB together. Of one
/// header the first 256 KiB are understood. An ENVELOPE names at most 1,000 addresses of a field.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not one byte.
    #[error("the message is empty")]
    Empty,
}
