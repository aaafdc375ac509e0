//! Measures a WAV file: how long it plays and how loud it is along the way.
//!
//! Our own reader, because what comes here comes from strangers: symphonia 0.5 panics on a `fmt ` chunk of an
//! extensible format with no bits and on one of ADPCM with a small block, refuses the short µ-law header that phone systems write, and
//! needs a copy of the samples. Reads PCM, float, and G.711 (A-law, µ-law); nothing here can fail, at worst it is no WAV.
//! The bytes come as they are decoded, and none of them is held.

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

/// Measures a file that is in memory.
pub(crate) fn measure(file: &[u8]) -> Wav {
    let mut meter = Meter::of(file.len());
    meter.take(file);
    meter.finish()
}

/// Measures a file whose size is known, and whose bytes come in pieces.
pub(crate) struct Meter {
    size: usize,
    /// How many bytes were taken.
    at: usize,
    next: Next,
    format: Option<Format>,
}

/// What is expected where the meter stands.
enum Next {
    Riff,
    Chunk,
    /// What the samples are, in a chunk of this length.
    Format(usize),
    /// Nothing of interest before this place.
    Skip(usize),
    Samples(Samples),
    /// It is clear what the file is; the rest does not matter.
    Known(Wav),
}

impl Meter {
    pub(crate) fn of(size: usize) -> Self {
        Self { size, at: 0, next: Next::Riff, format: None }
    }

    /// Takes what it can use of these bytes and says how many those were. The others it must be given again, with more
    /// behind them; they are fewer than 26.
    pub(crate) fn take(&mut self, bytes: &[u8]) -> usize {
        let mut rest = bytes;
        while let Some(taken) = self.step(rest) {
            rest = rest.get(taken..).unwrap_or_default();
            self.at = self.at.saturating_add(taken);
            if rest.is_empty() {
                break;
            }
        }
        bytes.len() - rest.len()
    }

    /// What the file is, once all of it was taken but for what it left.
    pub(crate) fn finish(self) -> Wav {
        match self.next {
            Next::Riff => Wav::Absent,
            Next::Chunk | Next::Format(_) | Next::Skip(_) => Wav::Damaged,
            Next::Samples(samples) => samples.finish(),
            Next::Known(wav) => wav,
        }
    }

    /// How many of these bytes one step takes; `None` where there are too few for it.
    fn step(&mut self, bytes: &[u8]) -> Option<usize> {
        match &mut self.next {
            Next::Riff => {
                let is_wav =
                    matches!(bytes.get(..12)?, [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'A', b'V', b'E']);
                self.next = if is_wav { Next::Chunk } else { Next::Known(Wav::Absent) };
                Some(12)
            }
            Next::Chunk => {
                let (name, length) = bytes.split_first_chunk::<4>()?;
                let length = u32::from_le_bytes(*length.first_chunk::<4>()?);
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                self.next = self.chunk(name, length, self.at.saturating_add(8));
                Some(8)
            }
            Next::Format(length) => {
                let (length, start) = (*length, self.at);
                let chunk = bytes.get(..length.min(Format::LONGEST))?;
                self.format = Format::read(chunk);
                self.next = match &self.format {
                    Some(_) => Next::Skip(start.saturating_add(length).saturating_add(length % 2)),
                    None => Next::Known(Wav::Damaged),
                };
                Some(chunk.len())
            }
            Next::Skip(until) => {
                let left = until.saturating_sub(self.at);
                if left <= bytes.len() {
                    self.next = Next::Chunk;
                }
                Some(left.min(bytes.len()))
            }
            Next::Samples(samples) => Some(samples.take(bytes)).filter(|taken| *taken > 0),
            Next::Known(_) => Some(bytes.len()),
        }
    }

    fn chunk(&self, name: &[u8; 4], length: usize, start: usize) -> Next {
        let left = self.size.saturating_sub(start);
        match (name, &self.format) {
            (b"data", Some(format)) => {
                // A recorder that could not seek back leaves a length of nothing, or of far too much.
                let length = if length == 0 { left } else { length.min(left) };
                format.samples(length)
            }
            (b"data", None) => Next::Known(Wav::Damaged),
            (b"fmt ", _) => Next::Format(length.min(left)),
            _ => Next::Skip(start.saturating_add(length).saturating_add(length % 2)),
        }
    }
}

/// The samples as they come: a waveform has 64 values, or one for each frame where there are fewer.
struct Samples {
    coding: Coding,
    duration_ms: u64,
    /// Bytes of a frame.
    frame: usize,
    frames: usize,
    /// Bytes of samples, and how many of them were taken.
    size: usize,
    taken: usize,
    peaks: Vec<u8>,
}

impl Samples {
    /// Looks at as many bytes as are whole samples.
    fn take(&mut self, bytes: &[u8]) -> usize {
        let mut rest = bytes;
        while let Some(peak) = self.peaks.len().checked_sub(1) {
            let end = self.end_of(peak);
            let left = end.saturating_sub(self.taken);
            let now = rest.len().min(left);
            // A sample that is cut waits for its rest; at the end of the file it is none.
            let now = if now < left { now / self.coding.bytes() * self.coding.bytes() } else { now };
            let (samples, behind) = rest.split_at_checked(now).unwrap_or((rest, &[]));
            if let Some(loudest) = self.peaks.last_mut() {
                *loudest = (*loudest).max(self.coding.peak(samples));
            }
            (self.taken, rest) = (self.taken.saturating_add(now), behind);
            if now < left {
                break;
            }
            if self.peaks.len() == self.cells() {
                // What stands behind the last frame is no part of the recording.
                return bytes.len();
            }
            self.peaks.push(0);
        }
        bytes.len() - rest.len()
    }

    fn cells(&self) -> usize {
        self.frames.clamp(1, PEAKS)
    }

    /// Where the samples end that belong to a peak.
    fn end_of(&self, peak: usize) -> usize {
        let end = (peak + 1) * self.frames.max(1) / self.cells();
        end.saturating_mul(self.frame).min(self.size)
    }

    fn finish(mut self) -> Wav {
        let cells = self.cells();
        self.peaks.resize(cells, 0);
        let peaks = (0..PEAKS).filter_map(|nth| self.peaks.get(nth * cells / PEAKS).copied()).collect();
        Wav::Measured { duration_ms: self.duration_ms, peaks }
    }
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

impl Format {
    /// Bytes of the chunk that say something.
    const LONGEST: usize = 26;

    fn samples(&self, size: usize) -> Next {
        if self.channels == 0 || self.rate == 0 {
            return Next::Known(Wav::Damaged);
        }
        let Some(coding) = self.coding else { return Next::Known(Wav::Unmeasured) };
        let frame = coding.bytes() * usize::from(self.channels);
        let frames = size / frame;
        let duration_ms = frames as u64 * 1000 / u64::from(self.rate);
        Next::Samples(Samples { coding, duration_ms, frame, frames, size, taken: 0, peaks: vec![0] })
    }

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

    /// The same however it is cut.
    fn measure(file: &[u8]) -> Wav {
        let whole = super::measure(file);
        let cut = |piece: usize| {
            let (mut meter, mut held) = (Meter::of(file.len()), Vec::new());
            for piece in file.chunks(piece) {
                held.extend_from_slice(piece);
                let taken = meter.take(&held);
                held.drain(..taken);
                assert!(held.len() < Format::LONGEST, "{} bytes are held", held.len());
            }
            meter.finish()
        };
        for piece in [1, 3, 7, 1000] {
            assert_eq!(cut(piece), whole, "in pieces of {piece}");
        }
        whole
    }

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
