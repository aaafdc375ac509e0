//! Builds the RFC 5322 bytes of a voicemail.

use std::time::Duration;

use jiff::Timestamp;

use crate::reading::Mailbox;

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
pub fn compose(voicemail: &NewVoicemail<'_>) -> Vec<u8> {
    let _ = voicemail;
    Vec::new()
}
