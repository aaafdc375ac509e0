//! Length and loudness of audio that was fetched, for the player's scroll bar and waveform (ML-42).

use std::io::Cursor;
use symphonia::core::{
    audio::SampleBuffer, codecs::DecoderOptions, formats::FormatOptions, io::MediaSourceStream,
    meta::MetadataOptions, probe::Hint,
};

/// How many peaks describe one part.
const PEAKS: usize = 100;

/// What was measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Measured {
    pub(crate) duration_ms: u64,
    /// The loudest moment of each hundredth, 0 to 255.
    pub(crate) peaks: Vec<u8>,
}

/// Reads WAV with PCM, µ-law or A-law; none for everything else and for what is damaged.
pub(crate) async fn measure(audio: Vec<u8>, media_type: &str) -> Option<Measured> {
    if !media_type.contains("wav") {
        return None;
    }
    // Decoding a long message takes longer than an async thread should be held.
    tokio::task::spawn_blocking(move || measure_wav(audio)).await.ok().flatten()
}

fn measure_wav(audio: Vec<u8>) -> Option<Measured> {
    let source = MediaSourceStream::new(Box::new(Cursor::new(audio)), Default::default());
    let mut hint = Hint::new();
    hint.with_extension("wav");
    let probed = symphonia::default::get_probe()
        .format(&hint, source, &FormatOptions::default(), &MetadataOptions::default())
        .ok()?;
    let mut format = probed.format;
    let track = format.default_track()?;
    let rate = u64::from(track.codec_params.sample_rate?).max(1);
    let channels = track.codec_params.channels.map_or(1, |channels| channels.count()).max(1);
    let mut decoder =
        symphonia::default::get_codecs().make(&track.codec_params, &DecoderOptions::default()).ok()?;

    let mut loudness: Vec<f32> = Vec::new();
    while let Ok(packet) = format.next_packet() {
        let Ok(decoded) = decoder.decode(&packet) else { continue };
        let mut samples = SampleBuffer::<f32>::new(u64::try_from(decoded.capacity()).ok()?, *decoded.spec());
        samples.copy_interleaved_ref(decoded);
        let frames = samples.samples().chunks(channels);
        loudness
            .extend(frames.map(|frame| frame.iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs()))));
    }
    let frames = u64::try_from(loudness.len()).ok()?;
    if frames == 0 {
        return None;
    }
    let peaks = loudness.chunks(loudness.len().div_ceil(PEAKS)).map(loudest).collect();
    Some(Measured { duration_ms: frames.saturating_mul(1_000) / rate, peaks })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=255 first")]
fn loudest(samples: &[f32]) -> u8 {
    let peak = samples.iter().fold(0.0_f32, |peak, sample| peak.max(*sample));
    (peak * 255.0).clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 16-bit mono at 8 kHz.
    fn wav(samples: &[i16]) -> Vec<u8> {
        let data = u32::try_from(samples.len() * 2).unwrap();
        let mut file = Vec::new();
        file.extend(b"RIFF");
        file.extend((36 + data).to_le_bytes());
        file.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
        file.extend(8_000_u32.to_le_bytes());
        file.extend(16_000_u32.to_le_bytes());
        file.extend(b"\x02\0\x10\0data");
        file.extend(data.to_le_bytes());
        file.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        file
    }

    #[tokio::test]
    async fn a_second_of_silence_and_a_second_of_noise_are_told_apart() {
        let mut samples = vec![0; 8_000];
        samples.extend([i16::MAX, i16::MIN].repeat(4_000));
        let measured = measure(wav(&samples), "audio/x-wav").await.unwrap();
        assert_eq!(measured.duration_ms, 2_000);
        assert_eq!(measured.peaks.len(), 100);
        assert_eq!((measured.peaks[10], measured.peaks[90]), (0, 255));
    }

    #[tokio::test]
    async fn audio_that_is_not_audio_is_not_measured() {
        assert_eq!(measure(b"no sound at all".to_vec(), "audio/wav").await, None);
        assert_eq!(measure(wav(&[1, 2]), "audio/amr").await, None);
        assert_eq!(measure(wav(&[]), "audio/wav").await, None);
    }
}
