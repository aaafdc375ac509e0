//! The speech and the logo: that they are what `office.json` says, sound, and small.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]

use sample_office::{Recording, office};
use serde_json::Value;
use std::{collections::BTreeSet, fs, path::PathBuf};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn json(name: &str) -> Value {
    serde_json::from_slice(&fs::read(folder().join(name)).unwrap()).unwrap()
}

/// Every recording that some message plays, once.
fn recordings() -> Vec<&'static Recording> {
    let mut all: Vec<_> = office().voicemails.iter().flat_map(|voicemail| voicemail.recordings()).collect();
    all.sort_by_key(|recording| recording.name);
    all.dedup();
    all
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg()))
    })
}

/// The chunks of a RIFF WAVE file.
fn chunks(wav: &'static [u8]) -> Vec<(&'static [u8], &'static [u8])> {
    assert_eq!((&wav[..4], &wav[8..12]), (&b"RIFF"[..], &b"WAVE"[..]));
    assert_eq!(u32_at(wav, 4) as usize, wav.len() - 8, "the file is as long as it says");
    let mut rest = &wav[12..];
    let mut found = Vec::new();
    while !rest.is_empty() {
        let size = u32_at(rest, 4) as usize;
        found.push((&rest[..4], &rest[8..8 + size]));
        rest = &rest[8 + size + size % 2..];
    }
    found
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap())
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap())
}

/// A failure here means: run `make-speech.sh`.
#[test]
fn what_was_spoken_is_what_is_written() {
    let (written, spoken) = (json("office.json"), json("recordings.json"));
    let written_lines = written["recordings"].as_array().unwrap();
    let spoken_lines = spoken.as_array().unwrap();
    assert_eq!(written_lines.len(), spoken_lines.len());
    for (written_line, spoken_line) in written_lines.iter().zip(spoken_lines) {
        let name = written_line["name"].as_str().unwrap();
        assert_eq!(spoken_line["name"], name);
        assert_eq!(spoken_line["text"], written_line["text"], "{name}");
        assert_eq!(
            spoken_line["voice"],
            written["voices"][written_line["voice"].as_str().unwrap()],
            "{name}"
        );
        let wav = fs::read(folder().join("audio").join(name).with_extension("wav")).unwrap();
        assert_eq!(spoken_line["crc32"], format!("{:08x}", crc32(&wav)), "{name}.wav is another recording");
    }
}

#[test]
fn every_file_is_played_by_a_message_and_no_message_lacks_its_file() {
    let played: BTreeSet<_> =
        recordings().iter().map(|recording| format!("{}.wav", recording.name)).collect();
    let there: BTreeSet<_> = fs::read_dir(folder().join("audio"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(played, there);
    assert_eq!(
        played.len(),
        json("office.json")["recordings"].as_array().unwrap().len(),
        "each is listed once"
    );
    for recording in recordings() {
        let file = folder().join("audio").join(recording.name).with_extension("wav");
        assert_eq!(recording.wav, fs::read(file).unwrap(), "{}", recording.name);
    }
}

#[test]
fn every_recording_is_telephone_audio_of_the_length_it_says() {
    for Recording { name, wav, duration_ms, .. } in recordings() {
        let chunks = chunks(wav);
        let chunk = |kind: &[u8]| chunks.iter().find(|chunk| chunk.0 == kind).unwrap().1;
        let format = chunk(b"fmt ");
        assert_eq!((u16_at(format, 0), u16_at(format, 2)), (7, 1), "{name}: µ-law, mono");
        assert_eq!((u32_at(format, 4), u16_at(format, 14)), (8000, 8), "{name}: 8 kHz, 8 bits");
        assert_eq!(chunk(b"data").len() as u64 * 1000 / 8000, *duration_ms, "{name}");
        assert!((5_000..9_000).contains(duration_ms), "{name}: {duration_ms} ms");
    }
}

#[test]
fn every_recording_is_heard_and_none_is_clipped() {
    for Recording { name, peaks, .. } in recordings() {
        assert_eq!(peaks.len(), 64, "{name}");
        let loudest = peaks.iter().max().unwrap();
        assert!((180..=230).contains(loudest), "{name}: normalised to -2 dB, which is 202, but is {loudest}");
        assert!(peaks.iter().filter(|peak| **peak >= 20).count() > 40, "{name} is mostly silence");
    }
}

#[test]
fn the_logo_is_a_small_square_png() {
    let logo = office().logo;
    assert_eq!(&logo[..8], b"\x89PNG\r\n\x1a\n", "LOGO-01");
    assert_eq!((&logo[16..20], &logo[20..24]), (&[0, 0, 1, 0][..], &[0, 0, 1, 0][..]), "256 by 256");
    assert!(logo.len() < 16 * 1024);
}

#[test]
fn speech_and_logo_together_stay_under_one_and_a_half_mebibytes() {
    let speech: usize = recordings().iter().map(|recording| recording.wav.len()).sum();
    let total = speech + office().logo.len();
    assert!(total < 1536 * 1024, "{total} bytes");
}
