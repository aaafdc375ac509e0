//! Measures a WAV file in place: how long it plays and how loud it is along the way.
//!
//! Our own reader, because what comes here comes from strangers: symphonia 0.5 panics on a `fmt ` chunk of an
//! extensible format with no bits and on one of ADPCM with a small block, refuses the short µ-law header that phone systems write, and
//! needs a copy of the samples. Reads PCM, float, and G.711 (A-law, µ-law); nothing here can fail, at worst it is no WAV.

/// Values in a waveform.
const PEAKS: usize = 64;

/// What a file turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Wav {
    /// `peaks` are 64 values, 255 being full scale.
    Measured {
        duration_ms: u64,
        peaks: Vec<u8>,
    },
    /// A WAV file in a coding that is not read here, such as GSM.
    Unmeasured,
    /// It starts as a WAV file and has no usable format or no samples.
    Damaged,
    Absent,
}

/// Looks at the bytes of a file.
pub(crate) fn measure(file: &[u8]) -> Wav {
    let [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E', chunks @ ..] = file else {
        return Wav::Absent;
    };
    let Some((format, data)) = format_and_data(chunks) else {
        return Wav::Damaged;
    };
    if format.channels == 0 || format.rate == 0 {
        return Wav::Damaged;
    }
    let Some(coding) = format.coding else {
        return Wav::Unmeasured;
    };
    let frame = coding.bytes() * usize::from(format.channels);
    let frames = data.len() / frame;
    let peaks = (0..PEAKS)
        .map(|nth| {
            let start = nth * frames / PEAKS;
            let end = ((nth + 1) * frames / PEAKS).max(start + 1);
            coding.peak(data.get(start * frame..(end * frame).min(data.len())).unwrap_or_default())
        })
        .collect();
    Wav::Measured { duration_ms: frames as u64 * 1000 / u64::from(format.rate), peaks }
}

struct Format {
    /// `None`: not read here.
    coding: Option<Coding>,
    channels: u16,
    rate: u32,
}

#[derive(Clone, Copy)]
enum Coding {
    Unsigned8,
    Signed16,
    Signed24,
    Signed32,
    Float32,
    ALaw,
    MuLaw,
}

/// Walks the chunks. The format must stand before the samples.
fn format_and_data(chunks: &[u8]) -> Option<(Format, &[u8])> {
    let mut rest = chunks;
    let mut format = None;
    loop {
        let (name, after) = rest.split_first_chunk::<4>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        // A recorder that could not seek back leaves a length of nothing, or of far too much.
        let streamed = name == b"data" && length == 0;
        let (content, after) = match after.split_at_checked(length) {
            Some(both) if !streamed => both,
            _ => (after, &[][..]),
        };
        match name {
            b"fmt " => format = Some(Format::read(content)?),
            b"data" => return Some((format?, content)),
            _ => {}
        }
        rest = after.get(length % 2..).unwrap_or_default();
    }
}

impl Format {
    fn read(chunk: &[u8]) -> Option<Self> {
        let short = |at: usize| chunk.get(at..)?.first_chunk().map(|bytes| u16::from_le_bytes(*bytes));
        const EXTENSIBLE: u16 = 0xfffe;
        let tag = match short(0)? {
            EXTENSIBLE => short(24)?,
            tag => tag,
        };
        let coding = match (tag, short(14)?) {
            (1, 8) => Some(Coding::Unsigned8),
            (1, 16) => Some(Coding::Signed16),
            (1, 24) => Some(Coding::Signed24),
            (1, 32) => Some(Coding::Signed32),
            (3, 32) => Some(Coding::Float32),
            (6, 8) => Some(Coding::ALaw),
            (7, 8) => Some(Coding::MuLaw),
            _ => None,
        };
        let rate = chunk.get(4..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))?;
        Some(Self { coding, channels: short(2)?, rate })
    }
}

impl Coding {
    fn bytes(self) -> usize {
        match self {
            Self::Unsigned8 | Self::ALaw | Self::MuLaw => 1,
            Self::Signed16 => 2,
            Self::Signed24 => 3,
            Self::Signed32 | Self::Float32 => 4,
        }
    }

    /// The loudest of the samples, 0 to 255.
    fn peak(self, samples: &[u8]) -> u8 {
        let loudest = match self {
            Self::Unsigned8 => of_bytes(samples, |sample| u16::from(sample.abs_diff(128)) << 8),
            Self::ALaw => of_bytes(samples, a_law),
            Self::MuLaw => of_bytes(samples, mu_law),
            Self::Signed16 => of_chunks(samples, |[low, high]| [low, high]),
            Self::Signed24 => of_chunks(samples, |[_, low, high]| [low, high]),
            Self::Signed32 => of_chunks(samples, |[_, _, low, high]| [low, high]),
            Self::Float32 => of_chunks(samples, |bytes: [u8; 4]| {
                // Casting saturates, and makes nothing of what is not a number.
                ((f32::from_le_bytes(bytes) * 32767.0) as i16).to_le_bytes()
            }),
        };
        u8::try_from(loudest >> 7).unwrap_or(u8::MAX)
    }
}

fn of_bytes(samples: &[u8], magnitude: impl Fn(u8) -> u16) -> u16 {
    samples.iter().map(|sample| magnitude(*sample)).max().unwrap_or_default()
}

fn of_chunks<const N: usize>(samples: &[u8], upper: impl Fn([u8; N]) -> [u8; 2]) -> u16 {
    let (samples, _) = samples.as_chunks::<N>();
    samples.iter().map(|sample| i16::from_le_bytes(upper(*sample)).unsigned_abs()).max().unwrap_or_default()
}

/// How far from silence, on the scale of 16-bit samples (ITU-T G.711).
fn mu_law(sample: u8) -> u16 {
    let bits = !sample;
    let (segment, step) = ((bits >> 4) & 7, u16::from(bits & 15));
    (((step << 3) + 0x84) << segment) - 0x84
}

/// How far from silence, on the scale of 16-bit samples (ITU-T G.711).
fn a_law(sample: u8) -> u16 {
    let bits = sample ^ 0x55;
    let (segment, step) = ((bits >> 4) & 7, u16::from(bits & 15) << 4);
    match segment.checked_sub(1) {
        None => step + 8,
        Some(shift) => (step + 0x108) << shift,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wav(format: &[u8], samples: &[u8]) -> Vec<u8> {
        let mut file = b"RIFF\0\0\0\0WAVELIST\x03\0\0\0abc\0fmt ".to_vec();
        file.extend(u32::try_from(format.len()).unwrap().to_le_bytes());
        file.extend(format);
        file.extend(b"data");
        file.extend(u32::try_from(samples.len()).unwrap().to_le_bytes());
        file.extend(samples);
        file
    }

    fn format(tag: u16, channels: u16, rate: u32, bits: u16) -> Vec<u8> {
        let mut chunk = Vec::new();
        chunk.extend(tag.to_le_bytes());
        chunk.extend(channels.to_le_bytes());
        chunk.extend(rate.to_le_bytes());
        chunk.extend([0; 6]);
        chunk.extend(bits.to_le_bytes());
        chunk
    }

    /// One second: silence, then full scale.
    fn halves(silence: &[u8], loud: &[u8]) -> Vec<u8> {
        [silence.repeat(4000), loud.repeat(4000)].concat()
    }

    #[test]
    fn every_coding_of_a_phone_system_is_measured() {
        let cases = [
            (1, 8, halves(&[128], &[0])),
            (1, 16, halves(&[0, 0], &[0, 0x80])),
            (1, 24, halves(&[0, 0, 0], &[0, 0, 0x80])),
            (3, 32, halves(&0_f32.to_le_bytes(), &1_f32.to_le_bytes())),
            (6, 8, halves(&[0xd5], &[0xaa])),
            (7, 8, halves(&[0xff], &[0x80])),
        ];
        for (tag, bits, samples) in cases {
            let Wav::Measured { duration_ms, peaks } = measure(&wav(&format(tag, 1, 8000, bits), &samples))
            else {
                panic!("format {tag} with {bits} bits is not measured");
            };
            assert_eq!((duration_ms, peaks.len()), (1000, 64), "format {tag} with {bits} bits");
            assert!(peaks[..32].iter().all(|peak| *peak == 0), "format {tag} with {bits} bits: {peaks:?}");
            assert!(peaks[32..].iter().all(|peak| *peak >= 250), "format {tag} with {bits} bits: {peaks:?}");
        }
    }

    #[test]
    fn an_extensible_format_names_its_coding_further_down() {
        let mut chunk = format(0xfffe, 2, 16000, 16);
        chunk.extend([22, 0, 16, 0, 3, 0, 0, 0, 1, 0]);
        chunk.extend([0; 14]);
        let file = wav(&chunk, &[0; 64_000]);
        assert_eq!(measure(&file), Wav::Measured { duration_ms: 1000, peaks: vec![0; 64] });
    }

    #[test]
    fn a_recorder_that_could_not_seek_back_is_understood() {
        let mut file = wav(&format(1, 1, 8000, 8), &[128; 8000]);
        let length = file.len() - 8004;
        for unknown in [0, u32::MAX, 0x7fff_ffff] {
            file[length..length + 4].copy_from_slice(&u32::to_le_bytes(unknown));
            assert!(matches!(measure(&file), Wav::Measured { duration_ms: 1000, .. }));
        }
    }

    #[test]
    fn a_recording_of_a_few_samples_still_has_a_waveform() {
        let Wav::Measured { duration_ms, peaks } = measure(&wav(&format(1, 1, 8000, 8), &[0, 128])) else {
            panic!("not measured");
        };
        assert_eq!((duration_ms, peaks.len(), peaks[0], peaks[63]), (0, 64, 255, 0));
    }

    #[test]
    fn what_is_no_usable_wav_is_told_apart() {
        assert_eq!(measure(b"hello"), Wav::Absent);
        assert_eq!(measure(b"RIFF\0\0\0\0WAVE"), Wav::Damaged);
        assert_eq!(measure(b"RIFF\0\0\0\0WAVEgarbage and more garbage"), Wav::Damaged);
        assert_eq!(measure(&wav(&format(1, 0, 8000, 16), &[0; 9])), Wav::Damaged);
        assert_eq!(measure(&wav(&format(0x31, 1, 8000, 0), &[0; 65])), Wav::Unmeasured);
    }
}
