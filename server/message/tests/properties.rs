//! What holds for any bytes whatever.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]

use imap_codec::ResponseCodec;
use imap_codec::decode::Decoder;
use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use proptest::test_runner::{Config, TestCaseError};
use proptest::{prop_assert, prop_assert_eq};
use server_message::{Mailbox, NewVoicemail, Reading, Sound, compose, decode_voice, header_fields, read};

mod sample;
use sample::wav;

/// Pieces that messages are made of, so that chance finds its way into the corners.
const PIECES: &[&str] = &[
    "\r\n",
    "\n",
    "\r\n\r\n",
    "--",
    "--a",
    "--a--",
    "--b",
    "\r\n--a\r\n",
    "\r\n--b\r\n",
    "\r\n--a--\r\n",
    "Content-Type: ",
    "multipart/mixed; boundary=a",
    "multipart/digest; boundary=\"b\"",
    "message/rfc822",
    "audio/wav",
    "text/plain; charset=utf-8",
    "text/html",
    "Content-Transfer-Encoding: ",
    "base64",
    "quoted-printable",
    "=\r\n",
    "=3D",
    "=",
    "Subject: ",
    "From: ",
    "Date: Wed, 17 Jul 1996 02:23:25 -0700",
    "To: ",
    "a@b",
    "<",
    ">",
    "(",
    ")",
    "\"",
    "\\",
    ";",
    ",",
    ":",
    "@",
    "[",
    "]",
    "é",
    "=?utf-8?q?=C3=A9?=",
    "=?utf-8?b?AAAA?=",
    "name*0*=utf-8''%C3;",
    "RIFF",
    "WAVEfmt ",
    "data",
    "\0",
    "UklGRiQAAABXQVZFZm10IA==",
    " ",
    "\t",
    "x",
];

fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => proptest::sample::select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..6),
    ];
    vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn voicemail() -> Vec<u8> {
    let mailbox = |name: &str| Mailbox { name: Some(name.to_owned()), address: "101@phone.test".to_owned() };
    let (introduction, recording) = (wav(8000, 20), wav(8000, 50));
    let sound = |bytes| Sound { media_type: "audio/wav", file_name: "message.wav", duration: None, bytes };
    compose(&NewVoicemail {
        from: mailbox("Zoë"),
        to: vec![mailbox("Bob")],
        subject: "Grüße".to_owned(),
        date: Timestamp::UNIX_EPOCH,
        message_id: "1@phone.test".to_owned(),
        text: "Hello.\nÄh.".to_owned(),
        introduction: Some(sound(&introduction)),
        recording: sound(&recording),
    })
}

/// A real message with some of it cut out, doubled, or overwritten.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let change =
        (any::<proptest::sample::Index>(), 0_usize..40, prop_oneof![Just(None), pieces().prop_map(Some)]);
    vec(change, 1..6).prop_map(|changes| {
        let mut message = voicemail();
        for (place, length, replacement) in changes {
            if message.is_empty() {
                break;
            }
            let start = place.index(message.len());
            let end = (start + length).min(message.len());
            let replacement = replacement.unwrap_or_else(|| message[start..end].repeat(2));
            message.splice(start..end, replacement);
        }
        message
    })
}

fn assert_sound(message: &[u8], reading: &Reading) -> Result<(), TestCaseError> {
    prop_assert_eq!(reading.size, message.len() as u64);
    prop_assert!(reading.header_size <= reading.size);
    let mut last = 0;
    for section in &reading.sections {
        prop_assert!(last <= section.header_start, "sections are in the order of the file");
        last = section.header_start;
        prop_assert!(section.header_start <= section.body_start && section.body_start <= section.end);
        prop_assert!(section.end <= reading.size);
        if let Some(text) = section.enclosed_text {
            prop_assert!(section.body_start <= text && text <= section.end);
        }
    }
    for voice in reading.recording.iter().chain(&reading.introduction) {
        let file = usize::try_from(voice.offset).unwrap()
            ..usize::try_from(voice.offset + voice.encoded_len).unwrap();
        prop_assert_eq!(decode_voice(&message[file], voice.encoding).len() as u64, voice.decoded_size);
        let middle = voice.slice(voice.decoded_size / 3..voice.decoded_size / 2);
        let file = usize::try_from(middle.file.start).unwrap()..usize::try_from(middle.file.end).unwrap();
        let mut decoding = middle.decoding();
        message[file.clone()].chunks(7).for_each(|piece| decoding.push(piece));
        let whole = middle.decode(&message[file]);
        prop_assert!(whole.is_ok());
        prop_assert_eq!(decoding.finish(), whole);
    }
    for text in [&reading.envelope, &reading.body, &reading.body_structure] {
        prop_assert!(!text.contains('\0'));
    }
    for text in reading.subject.iter().chain(&reading.text).chain(&reading.message_id) {
        prop_assert!(!text.contains(['\0', '\r']));
    }
    // imap-codec looks into eight levels of a structure.
    let shallow = reading.sections.iter().all(|section| section.path.matches('.').count() < 5);
    let fetch = match shallow {
        true => format!(
            "* 1 FETCH (ENVELOPE {} BODY {} BODYSTRUCTURE {})\r\n",
            reading.envelope, reading.body, reading.body_structure
        ),
        false => format!("* 1 FETCH (ENVELOPE {})\r\n", reading.envelope),
    };
    prop_assert!(ResponseCodec::default().decode(fetch.as_bytes()).is_ok(), "{}", fetch);
    let kept: Reading = serde_json::from_str(&serde_json::to_string(reading).unwrap()).unwrap();
    prop_assert_eq!(&kept, reading);
    Ok(())
}

proptest! {
    #![proptest_config(Config { cases: 512, failure_persistence: None, ..Config::default() })]

    #[test]
    fn any_bytes_are_read_soundly(message in vec(any::<u8>(), 1..400)) {
        assert_sound(&message, &read(&message).unwrap())?;
    }

    #[test]
    fn anything_made_of_the_pieces_of_messages_is_read_soundly(message in pieces()) {
        if let Ok(reading) = read(&message) {
            assert_sound(&message, &reading)?;
        }
    }

    #[test]
    fn a_damaged_voicemail_is_read_soundly(message in mutated()) {
        if let Ok(reading) = read(&message) {
            assert_sound(&message, &reading)?;
        }
    }

    #[test]
    fn chosen_fields_and_the_others_are_together_the_header(message in pieces()) {
        let Ok(reading) = read(&message) else { return Ok(()) };
        let header = &message[..usize::try_from(reading.header_size).unwrap()];
        let (chosen, others) =
            (header_fields(header, &["Subject", "TO"], true), header_fields(header, &["Subject", "TO"], false));
        for fields in [&chosen, &others] {
            prop_assert!(fields.ends_with(b"\r\n"));
        }
        let ended = match header.ends_with(b"\n") {
            true => header.len(),
            false => header.len() + 2,
        };
        let together = chosen.len() + others.len();
        // The empty line is CRLF in each; the header's own is CRLF, a lone LF, or absent.
        prop_assert!((ended + 2..=ended + 4).contains(&together), "{} and {}", together, ended);
    }

    #[test]
    fn whatever_is_composed_is_read_back(
        name in "\\PC{0,40}", subject in "\\PC{0,200}", text in "(\\PC{0,90}\n){0,5}\\PC{1,90}", audio in vec(any::<u8>(), 1..400),
    ) {
        // A type that says nothing of its first bytes, or chance will find one that is known.
        let sound = Sound { media_type: "audio/x-raw", file_name: "a.raw", duration: None, bytes: &audio };
        let mailbox = Mailbox { name: Some(name.trim().to_owned()), address: "1@x.test".to_owned() };
        let bytes = compose(&NewVoicemail {
            from: mailbox.clone(), to: vec![mailbox.clone()], subject: subject.clone(), date: Timestamp::UNIX_EPOCH,
            message_id: "1@x.test".to_owned(), text: text.clone(), introduction: None, recording: sound,
        });
        let reading = read(&bytes).unwrap();
        assert_sound(&bytes, &reading)?;
        let name = mailbox.name.filter(|name| !name.is_empty());
        prop_assert_eq!(reading.from, Some(Mailbox { name, address: mailbox.address }));
        prop_assert_eq!(reading.subject.as_deref(), Some(subject.trim()));
        prop_assert_eq!(reading.text.unwrap_or_default(), text.trim());
        if let Some(voice) = reading.recording {
            prop_assert_eq!(voice.decoded_size, audio.len() as u64);
        }
    }
}
