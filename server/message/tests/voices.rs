//! The audio of a message: which part is what, what is no audio, and how a range of it is decoded.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]

use server_message::{AudioProblem, Reading, RegularLines, TransferEncoding, Voice, decode_voice, read};

mod sample;
use sample::{base64_lines, wav};

/// A message with these parts, each its header and its content.
fn multipart(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut message = b"Content-Type: multipart/mixed; boundary=x\r\nContent-Duration: 9\r\n\r\n".to_vec();
    for (header, content) in parts {
        message.extend(format!("--x\r\n{header}\r\n\r\n").bytes());
        message.extend(*content);
        message.extend(b"\r\n");
    }
    message.extend(b"--x--\r\n");
    message
}

/// The seconds of introduction and recording tell which is which.
fn seconds(reading: &Reading) -> (Option<u64>, Option<u64>) {
    let seconds = |voice: &Option<Voice>| voice.as_ref()?.duration_ms.map(|millis| millis / 1000);
    (seconds(&reading.introduction), seconds(&reading.recording))
}

const WAV: &str = "Content-Type: audio/wav\r\nContent-Transfer-Encoding: binary";
const MARKED: &str = "Content-Type: audio/wav\r\nContent-Description: Introduction";
const DISPOSED: &str = "Content-Type: audio/wav\r\nContent-Disposition: introduction";

#[test]
fn the_introduction_comes_first_unless_it_is_marked_vm_06() {
    let (one, two, three) = (wav(8000, 1000), wav(8000, 2000), wav(8000, 3000));
    for (parts, expected) in [
        (vec![(WAV, &one)], (None, Some(1))),
        (vec![(WAV, &one), (WAV, &two)], (Some(1), Some(2))),
        (vec![(WAV, &one), (MARKED, &two)], (Some(2), Some(1))),
        (vec![(WAV, &one), (DISPOSED, &two)], (Some(2), Some(1))),
        (vec![(MARKED, &one)], (None, Some(1))),
        (vec![(WAV, &one), (WAV, &two), (WAV, &three)], (Some(1), Some(3))),
    ] {
        let parts: Vec<_> = parts.into_iter().map(|(header, wav)| (header, wav.as_slice())).collect();
        assert_eq!(seconds(&read(&multipart(&parts)).unwrap()), expected);
    }
}

#[test]
fn audio_of_an_enclosed_message_is_not_the_recording_of_this_one() {
    let mut enclosed = b"Subject: inside\r\nContent-Type: audio/wav\r\n\r\n".to_vec();
    enclosed.extend(wav(8000, 1000));
    let reading = read(&multipart(&[("Content-Type: message/rfc822", &enclosed)])).unwrap();
    assert_eq!((reading.recording, reading.introduction, reading.audio_problem), (None, None, None));
}

#[test]
fn a_message_that_is_nothing_but_audio_is_its_recording() {
    let mut message = b"Content-Type: audio/x-wav; name=a.wav\r\n\r\n".to_vec();
    message.extend(wav(8000, 4000));
    let voice = read(&message).unwrap().recording.unwrap();
    assert_eq!((voice.section.as_str(), voice.media_type.as_str()), ("1", "audio/wav"));
    assert_eq!((voice.file_name.as_deref(), voice.duration_ms), (Some("a.wav"), Some(4000)));
    assert!(voice.peaks.is_sorted(), "a tone that swells: {:?}", voice.peaks);
}

#[test]
fn audio_that_is_not_audio_is_a_fact_and_never_a_recording() {
    for (declared, content, found) in [
        ("audio/wav", &b"hello, this is text"[..], "text"),
        ("audio/x-wav", b"\x00\x01\x02\x03", "unknown"),
        ("audio/wav", b"", "empty"),
        ("audio/mpeg", b"", "empty"),
        ("audio/wav", b"RIFF\x10\0\0\0WAVEnothing of use", "damaged WAV"),
        ("audio/ogg", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("audio/amr", b"MZ\x90\0", "program"),
        ("audio/wav", b"<html><body>", "text"),
    ] {
        let header = format!("Content-Type: {declared}; name=\"note.wav\"");
        let good = wav(8000, 1000);
        let reading = read(&multipart(&[(&header, content), (WAV, &good)])).unwrap();
        let file_name = Some("note.wav".to_owned());
        let expected = AudioProblem { file_name, declared: declared.to_owned(), found: found.to_owned() };
        assert_eq!(reading.audio_problem, Some(expected));
        assert_eq!(seconds(&reading), (None, Some(1)));
    }
}

#[test]
fn other_audio_is_kept_with_the_duration_it_was_given() {
    for (declared, content, expected) in [
        ("audio/ogg; codecs=opus", &b"OggS\0\x02"[..], "audio/ogg"),
        ("audio/mpeg", b"ID3\x03\0", "audio/mpeg"),
        ("audio/wav", b"\xff\xfb\x90\x64", "audio/mpeg"),
        ("audio/AMR", b"#!AMR\n\x3c", "audio/amr"),
        ("audio/G722", b"\x00\x01\x02\x03", "audio/g722"),
    ] {
        let header = format!("Content-Type: {declared}\r\nContent-Duration: 12");
        let voice = read(&multipart(&[(&header, content)])).unwrap().recording.unwrap();
        assert_eq!((voice.media_type.as_str(), voice.duration_ms), (expected, Some(12_000)));
        assert_eq!(voice.peaks, []);
    }
    // Without one of its own, the recording has that of the message.
    let voice = read(&multipart(&[("Content-Type: audio/ogg", b"OggS")])).unwrap().recording.unwrap();
    assert_eq!(voice.duration_ms, Some(9000));
}

#[test]
fn a_duration_that_is_measured_wins_over_one_that_is_told() {
    let sound = wav(8000, 1500);
    let header = format!("{WAV}\r\nContent-Duration: 77");
    assert_eq!(read(&multipart(&[(&header, &sound)])).unwrap().recording.unwrap().duration_ms, Some(1500));
}

fn base64_message(lines: &[u8]) -> (Vec<u8>, Voice) {
    let message = multipart(&[("Content-Type: audio/wav\r\nContent-Transfer-Encoding: Base64", lines)]);
    let voice = read(&message).unwrap().recording.unwrap();
    (message, voice)
}

/// Reads and decodes a range as REST does; the second value is how many bytes of the file that took.
fn ranged(message: &[u8], voice: &Voice, start: u64, end: u64) -> (Vec<u8>, u64) {
    let slice = voice.slice(start..end);
    let file = usize::try_from(slice.file.start).unwrap()..usize::try_from(slice.file.end).unwrap();
    (slice.decode(&message[file]).unwrap(), slice.file.end - slice.file.start)
}

#[test]
fn any_range_of_regular_base64_decodes_to_what_was_encoded() {
    let sound = wav(8000, 40);
    for (line, line_end) in [(76, "\r\n"), (76, "\n"), (4, "\r\n"), (64, "\n"), (1_000_000, "")] {
        let (message, voice) = base64_message(&base64_lines(&sound, line, line_end));
        assert!(voice.lines.is_some(), "{line} {line_end:?}");
        assert_eq!(voice.decoded_size, sound.len() as u64);
        for start in 0..sound.len() {
            for length in [0, 1, 2, 3, 57, 58, 200, sound.len()] {
                let end = (start + length).min(sound.len());
                let (decoded, _) = ranged(&message, &voice, start as u64, (start + length) as u64);
                assert_eq!(decoded, sound[start..end], "{start} {length} in lines of {line}");
            }
        }
    }
}

#[test]
fn a_range_of_a_long_recording_costs_the_lines_it_lies_on() {
    let sound = wav(8000, 5000);
    for (line, line_end, most) in [(76, "\r\n", 300), (1_000_000, "", 140)] {
        let (message, voice) = base64_message(&base64_lines(&sound, line, line_end));
        let (decoded, read) = ranged(&message, &voice, 40_001, 40_101);
        assert_eq!(decoded, sound[40_001..40_101]);
        assert!(read <= most, "{read} bytes of the file for 100 of audio in lines of {line}");
    }
}

#[test]
fn regular_lines_are_told_by_their_shape() {
    let sound = wav(8000, 100);
    let (_, voice) = base64_message(&base64_lines(&sound, 76, "\r\n"));
    assert_eq!(voice.lines, Some(RegularLines { chars: 76, line_end: 2 }));
    // Mail programs leave empty lines behind.
    let mut tail = base64_lines(&sound, 60, "\n");
    tail.extend(b"\n\n");
    let (_, voice) = base64_message(&tail);
    assert_eq!(voice.lines, Some(RegularLines { chars: 60, line_end: 1 }));
}

#[test]
fn irregular_base64_is_decoded_whole_and_gives_the_same_bytes() {
    let sound = wav(8000, 100);
    let mut irregular = base64_lines(&sound[..90], 76, "\r\n");
    irregular.extend(b"\r\n ! \r\n");
    irregular.extend(base64_lines(&sound[90..], 72, "\r\n"));
    for lines in [irregular, base64_lines(&sound, 75, "\r\n")] {
        let (message, voice) = base64_message(&lines);
        assert_eq!((voice.lines, voice.decoded_size), (None, sound.len() as u64));
        assert_eq!(ranged(&message, &voice, 100, 300).0, sound[100..300]);
    }
}

#[test]
fn quoted_printable_and_plain_audio_are_ranged_too() {
    let sound = wav(8000, 100);
    let escaped: String = sound
        .iter()
        .map(|byte| format!("={byte:02X}"))
        .collect::<Vec<_>>()
        .chunks(20)
        .map(|line| line.concat() + "=\r\n")
        .collect();
    for (encoding, content) in [("quoted-printable", escaped.as_bytes()), ("binary", &sound)] {
        let header = format!("Content-Type: audio/wav\r\nContent-Transfer-Encoding: {encoding}");
        let message = multipart(&[(&header, content)]);
        let voice = read(&message).unwrap().recording.unwrap();
        assert_eq!(ranged(&message, &voice, 7, 99).0, sound[7..99]);
        assert_eq!(ranged(&message, &voice, 7, u64::MAX).0, sound[7..]);
    }
}

#[test]
fn a_file_that_changed_under_its_reading_is_damage() {
    let sound = wav(8000, 100);
    let (message, voice) = base64_message(&base64_lines(&sound, 76, "\r\n"));
    let slice = voice.slice(0..300);
    let damage = slice.decode(&message[..20]).unwrap_err();
    assert_eq!(damage.promised, 300);
    assert!(damage.found < 300);
}

#[test]
fn a_whole_part_is_decoded_as_it_was_measured() {
    assert_eq!(decode_voice(b"aGVs\r\nbG8=\r\n", TransferEncoding::Base64), b"hello");
    assert_eq!(decode_voice(b"aGVsbG8", TransferEncoding::Base64), b"hello");
    assert_eq!(decode_voice(b"a=3D b =\r\nc =x\r\n", TransferEncoding::QuotedPrintable), b"a= b c =x\r\n");
    assert_eq!(decode_voice(b"as it is", TransferEncoding::Identity), b"as it is");
}
