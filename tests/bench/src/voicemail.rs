//! The message that is sent: a spoken voicemail of the sample office, about 60 kB on the wire, numbered in its subject.

use crate::demo::{EXTENSION, SENDER};
use jiff::Timestamp;
use server_message::{Mailbox, NewVoicemail, Sound, compose};

const SUBJECT: &str = "Measured ";

/// The subject of the `nth` message.
pub(crate) fn subject(nth: usize) -> String {
    format!("{SUBJECT}{nth}")
}

/// Which message has this subject; `None` when it is none of ours.
pub(crate) fn number(subject: &str) -> Option<usize> {
    subject.strip_prefix(SUBJECT)?.parse().ok()
}

/// The sender's address, and the receiver's.
pub(crate) fn addresses() -> (String, String) {
    let domain = sample_office::office().site.mail_domain;
    (format!("{SENDER}@{domain}"), format!("{EXTENSION}@{domain}"))
}

/// The bytes of the `nth` message, before dots are stuffed.
pub(crate) fn message(nth: usize) -> Vec<u8> {
    let (from, to) = addresses();
    let mailbox = |address| Mailbox { name: None, address };
    let recordings = sample_office::office().voicemails.iter().map(|voicemail| voicemail.recording);
    // In base64 it is a third longer.
    let recording = recordings.min_by_key(|recording| recording.wav.len().abs_diff(45_000));
    compose(&NewVoicemail {
        from: mailbox(from),
        to: vec![mailbox(to)],
        subject: subject(nth),
        date: Timestamp::UNIX_EPOCH,
        message_id: format!("measured-{nth}@localhost"),
        text: recording.map(|recording| recording.text.to_owned()).unwrap_or_default(),
        introduction: None,
        recording: Sound {
            media_type: "audio/wav",
            file_name: "message.wav",
            duration: None,
            bytes: recording.map(|recording| recording.wav).unwrap_or_default(),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_known_by_its_subject_and_has_a_voicemails_size() {
        assert_eq!(number(&subject(17)), Some(17));
        assert_eq!(number("Hello"), None);
        assert!((50_000..70_000).contains(&message(1).len()));
    }
}
