//! A composed voicemail is read back as what it was made of.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test may stop")]

use std::time::Duration;

use jiff::Timestamp;
use server_message::{Mailbox, NewVoicemail, Sound, TransferEncoding, compose, decode_voice, read};

mod sample;
use sample::wav;

fn mailbox(name: Option<&str>, address: &str) -> Mailbox {
    Mailbox { name: name.map(str::to_owned), address: address.to_owned() }
}

fn voicemail<'a>(recording: &'a [u8], introduction: Option<&'a [u8]>) -> NewVoicemail<'a> {
    let sound = |bytes, file_name| Sound { media_type: "audio/wav", file_name, duration: None, bytes };
    NewVoicemail {
        from: mailbox(Some("Zoë \"Zed\" Müller"), "101@phone.test"),
        to: vec![mailbox(None, "102@phone.test"), mailbox(Some("Bob"), "bob@phone.test")],
        subject: "Grüße aus dem Büro".to_owned(),
        date: "2026-03-01T10:20:30Z".parse::<Timestamp>().unwrap(),
        message_id: "1.abc@phone.test".to_owned(),
        text: "Call me back.\n.\nÜbermorgen.".to_owned(),
        introduction: introduction.map(|bytes| sound(bytes, "introduction.wav")),
        recording: sound(recording, "message.wav"),
    }
}

#[test]
fn a_voicemail_is_read_back_as_it_was_composed() {
    let sound = wav(8000, 2500);
    let bytes = compose(&voicemail(&sound, None));
    let reading = read(&bytes).unwrap();

    assert_eq!(reading.subject.as_deref(), Some("Grüße aus dem Büro"));
    assert_eq!(reading.from, Some(mailbox(Some("Zoë \"Zed\" Müller"), "101@phone.test")));
    assert_eq!(reading.date, Some("2026-03-01T10:20:30Z".parse().unwrap()));
    assert_eq!(reading.message_id.as_deref(), Some("1.abc@phone.test"));
    assert_eq!(reading.text.as_deref(), Some("Call me back.\n.\nÜbermorgen."));
    assert!(reading.context_voice);
    assert_eq!((reading.introduction, reading.audio_problem), (None, None));

    let voice = reading.recording.unwrap();
    assert_eq!(voice.section, "2");
    assert_eq!(voice.encoding, TransferEncoding::Base64);
    assert_eq!(voice.media_type, "audio/wav");
    assert_eq!(voice.file_name.as_deref(), Some("message.wav"));
    assert_eq!(voice.duration_ms, Some(2500));
    assert_eq!(voice.peaks.len(), 64);
    let encoded = &bytes[voice.offset as usize..(voice.offset + voice.encoded_len) as usize];
    assert_eq!(decode_voice(encoded, voice.encoding), sound);
}

#[test]
fn a_forwarded_voicemail_keeps_introduction_and_recording_apart_vm_06() {
    let (introduction, recording) = (wav(8000, 1000), wav(8000, 3000));
    let reading = read(&compose(&voicemail(&recording, Some(&introduction)))).unwrap();
    let introduction = reading.introduction.unwrap();
    let recording = reading.recording.unwrap();
    assert_eq!((introduction.section.as_str(), introduction.duration_ms), ("2", Some(1000)));
    assert_eq!((recording.section.as_str(), recording.duration_ms), ("3", Some(3000)));
}

#[test]
fn the_bytes_are_what_visual_voicemail_clients_need() {
    let sound = wav(8000, 2500);
    let bytes = compose(&voicemail(&sound, Some(&sound)));
    let text = String::from_utf8(bytes.clone()).expect("seven or eight bit text");
    assert!(text.is_ascii());
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "a line without CRLF");
    assert!(text.lines().all(|line| line.len() <= 78), "a long line");
    assert!(text.lines().any(|line| line.len() == 76), "base64 lines of 76");
    let (header, _) = text.split_once("\r\n\r\n").unwrap();
    assert!(header.contains("Message-Context: voice-message\r\n"));
    // 2500 ms are three seconds when rounded.
    assert!(header.contains("\r\nContent-Duration: 3\r\n"), "{header}");
    assert_eq!(text.matches("Content-Type: text/plain").count(), 1);

    let reading = read(&bytes).unwrap();
    assert!(reading.body_structure.starts_with("((\"text\" \"plain\" "), "{}", reading.body_structure);
    assert!(reading.body_structure.contains(")(\"audio\" \"wav\" (\"name\" \"message.wav\")"));
    assert_eq!(
        reading.sections.iter().map(|section| section.path.as_str()).collect::<Vec<_>>(),
        ["1", "2", "3"]
    );
}

#[test]
fn encoded_words_stand_outside_of_quotes_and_are_short() {
    let sound = wav(8000, 100);
    let mut long = voicemail(&sound, None);
    long.subject = "Größe ".repeat(60).trim().to_owned();
    long.to.push(mailbox(Some("Plain \"Quoted\" Name"), "q@phone.test"));
    let bytes = compose(&long);
    let text = String::from_utf8(bytes.clone()).unwrap();
    let (header, _) = text.split_once("\r\n\r\n").unwrap();
    assert!(!header.contains("\"=?"), "{header}");
    assert!(header.contains("\"Plain \\\"Quoted\\\" Name\" <q@phone.test>"), "{header}");
    assert!(header.lines().filter(|line| line.contains("=?")).all(|line| line.len() <= 76), "{header}");
    assert_eq!(read(&bytes).unwrap().subject, Some(long.subject));
}

#[test]
fn the_same_voicemail_gives_the_same_bytes() {
    let sound = wav(8000, 100);
    assert_eq!(compose(&voicemail(&sound, None)), compose(&voicemail(&sound, None)));
}

#[test]
fn no_field_can_smuggle_a_header_in() {
    let sound = wav(8000, 100);
    let mut evil = voicemail(&sound, None);
    evil.subject = "x\r\nBcc: all@phone.test".to_owned();
    evil.message_id = "a@b>\r\nBcc: c".to_owned();
    evil.from = mailbox(Some("x\r\nBcc: d"), "e@f>\r\nBcc: g");
    evil.recording.file_name = "x\"\r\nBcc: h";
    evil.recording.media_type = "audio/wav\r\nBcc: i";
    let bytes = compose(&evil);
    let text = String::from_utf8(bytes).unwrap();
    assert!(!text.lines().any(|line| line.starts_with("Bcc")), "{text}");
}

#[test]
fn text_that_holds_the_boundary_does_not_end_the_part() {
    let sound = wav(8000, 100);
    let mut tricky = voicemail(&sound, None);
    let first = String::from_utf8(compose(&tricky)).unwrap();
    let boundary = first.split("boundary=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    tricky.text = format!("--{boundary}");
    let reading = read(&compose(&tricky)).unwrap();
    assert_eq!(reading.text, Some(format!("--{boundary}")));
}

#[test]
fn audio_that_is_not_measured_keeps_the_duration_it_was_given() {
    let mut foreign = voicemail(b"OggS\x00\x02something", None);
    foreign.recording.media_type = "audio/ogg";
    foreign.recording.duration = Some(Duration::from_millis(7400));
    let voice = read(&compose(&foreign)).unwrap().recording.unwrap();
    assert_eq!((voice.media_type.as_str(), voice.duration_ms), ("audio/ogg", Some(7000)));
    assert_eq!(voice.peaks, []);
}
