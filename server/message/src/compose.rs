//! Builds the RFC 5322 bytes of a voicemail, in the shape that mail programs and visual-voicemail clients both take.
//!
//! One multipart/mixed with one text/plain and the audio as its direct children; `Message-Context` (RFC 3458) and
//! `Content-Duration` in whole seconds (RFC 3803) at the top. CRLF throughout, base64 lines of 76. The same voicemail gives
//! the same bytes.

//!
//! The header is written here and not by mail-builder, which puts encoded words between quotes, where RFC 2047 §5 forbids
//! them and strict mail programs show them raw.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::date::Date;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::{BodyPart, MimePart};

use crate::reading::Mailbox;
use crate::text::on_one_line;
use crate::wav::{self, Wav};

/// A voicemail about to be written.
#[derive(Clone, Debug)]
pub struct NewVoicemail<'a> {
    /// Who left it.
    pub from: Mailbox,
    /// Whom it is for.
    pub to: Vec<Mailbox>,
    /// One line.
    pub subject: String,
    /// When it was left.
    pub date: Timestamp,
    /// Without angle brackets: `id@host`.
    pub message_id: String,
    /// The transcript or a note; the one text part.
    pub text: String,
    /// What somebody put in front of a forwarded recording (VM-06).
    pub introduction: Option<Sound<'a>>,
    /// The recording.
    pub recording: Sound<'a>,
}

/// Audio about to be written.
#[derive(Clone, Debug)]
pub struct Sound<'a> {
    /// `audio/wav`.
    pub media_type: &'a str,
    /// Shown by mail clients: `message.wav`. What is not ASCII becomes `_`.
    pub file_name: &'a str,
    /// Told to readers as Content-Duration. `None`: measured, where the audio is WAV.
    pub duration: Option<Duration>,
    /// The audio file, not encoded.
    pub bytes: &'a [u8],
}

/// Builds the bytes of a voicemail.
///
/// Line ends and other control characters in names, addresses, ids and the subject become spaces, so nobody can smuggle a
/// header in.
pub fn compose(voicemail: &NewVoicemail<'_>) -> Vec<u8> {
    let mut parts = vec![MimePart::new("text/plain", voicemail.text.replace('\0', ""))];
    parts.extend(voicemail.introduction.as_ref().map(|sound| sound.part("introduction")));
    parts.push(voicemail.recording.part("recording"));
    let content_type = ContentType::new("multipart/mixed").attribute("boundary", boundary(voicemail));
    let mut message = header(voicemail).into_bytes();
    let body = MimePart::new(content_type, BodyPart::Multipart(parts));
    // Writing to memory does not fail.
    let _ = body.write_part(&mut message);
    message
}

fn header(voicemail: &NewVoicemail<'_>) -> String {
    let to: Vec<String> = voicemail.to.iter().map(address).collect();
    let mut header = format!(
        "From: {}\r\nTo: {}\r\nSubject: {}\r\nDate: {}\r\nMessage-ID: <{}>\r\nMessage-Context: voice-message\r\n",
        address(&voicemail.from),
        to.join(",\r\n "),
        plain(&voicemail.subject).unwrap_or_else(|| encoded_words(&voicemail.subject)),
        Date::new(voicemail.date.as_second()).to_rfc822(),
        in_brackets(&voicemail.message_id),
    );
    if let Some(seconds) = voicemail.recording.seconds() {
        header.push_str(&format!("Content-Duration: {seconds}\r\n"));
    }
    header.push_str("MIME-Version: 1.0\r\n");
    header
}

impl<'a> Sound<'a> {
    fn part(&self, description: &'static str) -> MimePart<'a> {
        let file_name: String = self
            .file_name
            .chars()
            .map(|character| {
                if matches!(character, ' '..='~') && !r#"\"/"#.contains(character) { character } else { '_' }
            })
            .collect();
        let content_type =
            ContentType::new(on_one_line(self.media_type)).attribute("name", file_name.clone());
        let mut part = MimePart::new(content_type, BodyPart::Binary(self.bytes.into()))
            .attachment(file_name)
            .header("Content-Description", Raw::new(description));
        if let Some(seconds) = self.seconds() {
            part = part.header("Content-Duration", Raw::new(seconds.to_string()));
        }
        part
    }

    /// Rounded, and at least one where there is anything to hear.
    fn seconds(&self) -> Option<u64> {
        let millis = match (self.duration, wav::measure(self.bytes)) {
            (Some(duration), _) => u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
            (None, Wav::Measured { duration_ms, .. }) => duration_ms,
            (None, Wav::Unmeasured | Wav::Damaged | Wav::Absent) => return None,
        };
        let rounded = millis.saturating_add(500) / 1000;
        Some(if millis > 0 { rounded.max(1) } else { 0 })
    }
}

fn address(mailbox: &Mailbox) -> String {
    let address = in_brackets(&mailbox.address);
    match mailbox.name.as_deref().map(on_one_line).filter(|name| !name.is_empty()) {
        None => format!("<{address}>"),
        Some(name) => match plain(&name) {
            Some(name) => format!("\"{}\" <{address}>", name.replace('\\', "\\\\").replace('"', "\\\"")),
            None => format!("{}\r\n <{address}>", encoded_words(&name)),
        },
    }
}

/// The text, if it can stand in a header as it is.
fn plain(text: &str) -> Option<String> {
    let text = on_one_line(text);
    let fits =
        text.len() <= 66 && text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && !text.contains("=?");
    fits.then_some(text)
}

/// Encoded words on lines of their own (RFC 2047 §2): each at most 75 characters and made of whole characters.
fn encoded_words(text: &str) -> String {
    const LONGEST: usize = 39;
    let text = on_one_line(text);
    let mut words = Vec::new();
    let mut rest = text.as_str();
    while let Some((word, after)) = rest.split_at_checked(rest.floor_char_boundary(LONGEST))
        && !word.is_empty()
    {
        words.push(format!("=?utf-8?B?{}?=", STANDARD.encode(word)));
        rest = after;
    }
    words.join("\r\n ")
}

/// What will stand between `<` and `>`: no brackets, no spaces.
fn in_brackets(text: &str) -> String {
    text.chars()
        .filter(|character| !matches!(character, '<' | '>' | ' ') && !character.is_control())
        .collect()
}

/// `=_` occurs in no base64 and no quoted-printable; plain text is searched for it.
fn boundary(voicemail: &NewVoicemail<'_>) -> String {
    let mut hasher = DefaultHasher::new();
    loop {
        voicemail.message_id.hash(&mut hasher);
        let boundary = format!("=_voicemail_{:016x}", hasher.finish());
        if !voicemail.text.contains(&boundary) {
            return boundary;
        }
    }
}
