//! What lies in the folders: voicemails of 161 KiB, and short letters among which there is something to find.
//!
//! Each is made from its number alone, so that what comes back can be compared with what was sent.

use crate::voicemail;
use jiff::{SignedDuration, Timestamp};
use server_message::{Mailbox, NewVoicemail, Sound, compose};
use std::fmt::Write;

/// Samples of the recording; in base64, with the header, they make 161 KiB.
const SAMPLES: usize = 119_800;
/// The header of a WAV file with 8,000 samples of 8 bits a second.
const WAV_HEADER: usize = 44;

/// One letter in so many has [`RARE_SUBJECT`] in its subject.
pub(crate) const RARE: usize = 1_000;
pub(crate) const RARE_SUBJECT: &str = "zeppelin";
/// One letter in so many has [`RARE_TEXT`] in its text.
pub(crate) const RARER: usize = 500;
pub(crate) const RARE_TEXT: &str = "quicksilver";
/// One letter in so many is unread.
pub(crate) const UNREAD: usize = 10;

const WORDS: [&str; 16] = [
    "invoice", "meeting", "delivery", "weather", "holiday", "budget", "contract", "window", "garden",
    "train", "coffee", "report", "question", "answer", "office", "station",
];

/// The `nth` voicemail.
pub(crate) fn voicemail(nth: usize) -> Vec<u8> {
    let (from, to) = voicemail::addresses();
    let mailbox = |address| Mailbox { name: None, address };
    compose(&NewVoicemail {
        from: mailbox(from),
        to: vec![mailbox(to)],
        subject: voicemail::subject(nth),
        date: sent_at(nth),
        message_id: format!("measured-{nth}@localhost"),
        text: "A recording that is measured".to_owned(),
        introduction: None,
        recording: Sound {
            media_type: "audio/wav",
            file_name: "message.wav",
            duration: None,
            bytes: &recording(nth),
        },
    })
}

/// The audio of the `nth` voicemail as its part has it: in base64, with line ends.
pub(crate) fn audio_part(nth: usize) -> Vec<u8> {
    let message = voicemail(nth);
    let last = |what: &[u8]| memchr::memmem::rfind(&message, what).unwrap_or_default();
    // The header of the last part, the blank line behind it, and the boundary behind that.
    let header = last(b"\r\nContent-Transfer-Encoding: base64");
    let rest = message.get(header..last(b"\r\n--")).unwrap_or_default();
    let start = memchr::memmem::find(rest, b"\r\n\r\n").map_or(0, |at| at + 4);
    rest.get(start..).unwrap_or_default().to_vec()
}

/// The `nth` short letter.
pub(crate) fn letter(nth: usize) -> Vec<u8> {
    let mut chance = Chance::new(nth);
    let word = |chance: &mut Chance| WORDS.get(chance.below(WORDS.len())).copied().unwrap_or_default();
    let mut subject = format!("{} {} {}", word(&mut chance), word(&mut chance), chance.below(10_000));
    if nth.is_multiple_of(3) {
        subject.insert_str(0, "Re: ");
    }
    if nth.is_multiple_of(RARE) {
        subject.push(' ');
        subject.push_str(RARE_SUBJECT);
    }
    let (from, to) = (chance.below(200), chance.below(200));
    let date = sent_at(chance.below(2_000_000)).strftime("%a, %d %b %Y %H:%M:%S +0000");
    let mut text = format!(
        "From: Person {from} <person{from}@acme.example>\r\nTo: Person {to} <person{to}@acme.example>\r\n\
         Subject: {subject}\r\nDate: {date}\r\nMessage-ID: <letter-{nth}@acme.example>\r\n\r\n"
    );
    for line in 0..12 {
        let _ = write!(text, "{line}: {} and {}, then", word(&mut chance), word(&mut chance));
        let _ = write!(text, " {} without {}\r\n", word(&mut chance), word(&mut chance));
    }
    if nth.is_multiple_of(RARER) {
        text.push_str(RARE_TEXT);
        text.push_str("\r\n");
    }
    text.into_bytes()
}

/// Two and a half years of minutes ago, and later.
fn sent_at(minutes: usize) -> Timestamp {
    let minutes = i64::try_from(minutes % 1_300_000).unwrap_or_default();
    let start = Timestamp::from_second(1_700_000_000).unwrap_or_default();
    start.saturating_add(SignedDuration::from_mins(minutes)).unwrap_or(start)
}

fn recording(nth: usize) -> Vec<u8> {
    let mut wav = Vec::with_capacity(WAV_HEADER + SAMPLES);
    let long = |number: usize| u32::try_from(number).unwrap_or_default().to_le_bytes();
    wav.extend_from_slice(b"RIFF");
    wav.extend_from_slice(&long(WAV_HEADER - 8 + SAMPLES));
    wav.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    wav.extend_from_slice(&long(8_000));
    wav.extend_from_slice(&long(8_000));
    wav.extend_from_slice(b"\x01\0\x08\0data");
    wav.extend_from_slice(&long(SAMPLES));
    let mut chance = Chance::new(nth);
    wav.extend((0..SAMPLES).map(|_| chance.byte()));
    wav
}

/// Numbers that look random and are the same each time (xorshift).
struct Chance(u64);

impl Chance {
    fn new(seed: usize) -> Self {
        Self((seed as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or_default() % bound
    }

    fn byte(&mut self) -> u8 {
        self.next().to_be_bytes()[0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voicemail_has_161_kib_and_is_like_no_other() {
        let one = voicemail(1);
        assert!((164_000..165_800).contains(&one.len()), "{}", one.len());
        assert!(one != voicemail(2) && one == voicemail(1));
    }

    #[test]
    fn the_audio_part_is_the_recording_in_base64() {
        use base64::{Engine, engine::general_purpose::STANDARD};
        let part: Vec<u8> = audio_part(3).into_iter().filter(|byte| !b"\r\n".contains(byte)).collect();
        assert!(STANDARD.decode(part).expect("base64") == recording(3));
    }

    #[test]
    fn rare_words_are_in_the_letters_that_ought_to_have_them_and_in_no_others() {
        let has = |nth: usize, word: &str| String::from_utf8(letter(nth)).expect("text").contains(word);
        assert!(has(RARE, RARE_SUBJECT) && !has(RARE + 1, RARE_SUBJECT));
        assert!(has(RARER, RARE_TEXT) && !has(RARER + 1, RARE_TEXT));
        assert!((600..2_000).contains(&letter(7).len()), "{}", letter(7).len());
    }
}
