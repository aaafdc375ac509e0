//! Voicemails as mail programs send them, written by hand so that broken ones can be made too.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::sync::LazyLock;

/// A real recording: the first of the sample office, as WAV.
pub static RECORDING: LazyLock<&'static [u8]> =
    LazyLock::new(|| sample_office::office().voicemails[0].recording.wav);

/// A spoken message.
#[derive(Debug, Clone)]
pub struct Spoken {
    /// `From:`.
    pub from: String,
    /// `To:`.
    pub to: String,
    /// `Subject:`.
    pub subject: String,
    /// What the audio part is declared as.
    pub media_type: &'static str,
    /// What the audio part holds.
    pub audio: Vec<u8>,
}

impl Spoken {
    /// One from carol to alice, with a real recording.
    pub fn to_alice(subject: &str) -> Self {
        Self {
            from: "carol@localhost".into(),
            to: "alice@localhost".into(),
            subject: subject.into(),
            media_type: "audio/wav",
            audio: RECORDING.to_vec(),
        }
    }

    /// The whole message, with CRLF line ends.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Self { from, to, subject, media_type, audio } = self;
        let encoded = STANDARD.encode(audio);
        let lines: Vec<&str> = encoded
            .as_bytes()
            .chunks(76)
            .map(|line| std::str::from_utf8(line).expect("base64 is ASCII"))
            .collect();
        let audio = lines.join("\r\n");
        format!(
            "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\n\
             Message-ID: <{subject}@e2e.example>\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n\
             --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nA message for you.\r\n\
             --b\r\nContent-Type: {media_type}; name=\"message.wav\"\r\nContent-Transfer-Encoding: base64\r\n\
             Content-Disposition: attachment; filename=\"message.wav\"\r\n\r\n{audio}\r\n--b--\r\n"
        )
        .into_bytes()
    }
}
