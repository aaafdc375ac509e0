//! Sounds for the tests.

/// A WAV file of 16-bit samples with a tone that swells.
pub(crate) fn wav(rate: u32, millis: u32) -> Vec<u8> {
    let frames = u64::from(rate) * u64::from(millis) / 1000;
    let mut file = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
    file.extend(rate.to_le_bytes());
    file.extend((rate * 2).to_le_bytes());
    file.extend(b"\x02\0\x10\0data");
    file.extend(u32::try_from(frames * 2).unwrap().to_le_bytes());
    for frame in 0..frames {
        let swell = (frame * 32_000 / frames.max(1)) as f64;
        file.extend(((swell * (frame as f64 * 0.35).sin()) as i16).to_le_bytes());
    }
    let riff = u32::try_from(file.len() - 8).unwrap();
    file[4..8].copy_from_slice(&riff.to_le_bytes());
    file
}

/// Base64 in lines of so many characters, the last without line end.
#[allow(dead_code, reason = "not every test file encodes by hand")]
pub(crate) fn base64_lines(bytes: &[u8], line: usize, line_end: &str) -> Vec<u8> {
    use base64::Engine;
    let encoded = base64::engine::general_purpose::STANDARD.encode(bytes);
    encoded.as_bytes().chunks(line).collect::<Vec<_>>().join(line_end.as_bytes())
}
