//! Builds the RFC 5322 bytes of a voicemail, in the shape that mail programs and visual-voicemail clients both take.
//!
//! One multipart/mixed with one text/plain and the audio as its direct children; `Message-Context` (RFC 3458) and
//! `Content-Duration` in whole seconds (RFC 3803) at the top. CRLF throughout, base64 lines of 76. The same voicemail gives
//! the same bytes.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use jiff::Timestamp;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
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
    /// Shown by mail clients: `message.wav`.
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
    let boundary = boundary(voicemail);
    let content_type = ContentType::new("multipart/mixed").attribute("boundary", boundary);
    let mut message = MessageBuilder::new()
        .from(address(&voicemail.from))
        .to(Address::new_list(voicemail.to.iter().map(address).collect()))
        .subject(on_one_line(&voicemail.subject))
        .date(Date::new(voicemail.date.as_second()))
        .message_id(in_brackets(&voicemail.message_id))
        .header("Message-Context", Raw::new("voice-message"));
    if let Some(seconds) = voicemail.recording.seconds() {
        message = message.header("Content-Duration", Raw::new(seconds.to_string()));
    }
    // Writing to memory does not fail.
    message.body(MimePart::new(content_type, BodyPart::Multipart(parts))).write_to_vec().unwrap_or_default()
}

impl<'a> Sound<'a> {
    fn part(&self, description: &'static str) -> MimePart<'a> {
        let file_name = on_one_line(self.file_name);
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

fn address(mailbox: &Mailbox) -> Address<'static> {
    let name = mailbox.name.as_deref().map(on_one_line).filter(|name| !name.is_empty());
    Address::new_address(name, in_brackets(&mailbox.address))
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
