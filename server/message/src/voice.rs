//! Finds the audio of a message and measures it: the recording, and the introduction of a forwarded one (VM-06).

use crate::decoder::Decoder;
use crate::part::PartHeader;
use crate::reading::{AudioProblem, RegularLines, Section, TransferEncoding, Voice};
use crate::regular::LineWatch;
use crate::sections::Numbered;
use crate::source::Source;
use crate::tree::Content;
use crate::wav::{Meter, Wav};

/// Bytes of a file by which its type is told.
const BEGINNING: usize = 512;

/// The audio of a message.
#[derive(Default)]
pub(crate) struct Voices {
    pub(crate) recording: Option<Voice>,
    pub(crate) introduction: Option<Voice>,
    /// Of the first part that calls itself audio and is not.
    pub(crate) problem: Option<AudioProblem>,
}

/// Looks at the audio parts of the message itself, not of messages enclosed in it.
///
/// One is the recording. Of two, the first is the introduction and the second the recording, unless one of them says
/// that it is the introduction. Of more, the last is the recording: each forward puts its introduction in front.
pub(crate) fn find<S: Source>(
    source: &mut S,
    parts: &[Numbered<'_>],
    sections: &[Section],
    told_duration: Option<u64>,
) -> Result<Voices, S::Error> {
    let mut voices = Voices::default();
    let mut found = Vec::new();
    for (numbered, section) in parts.iter().zip(sections).filter(|(numbered, _)| is_audio(numbered)) {
        match look_at(source, numbered, section)? {
            Ok(voice) => found.push((voice, is_marked_introduction(&numbered.part.header))),
            Err(problem) => voices.problem = voices.problem.or(Some(problem)),
        }
    }
    let recording =
        found.iter().rposition(|(_, introduction)| !introduction).unwrap_or(found.len().saturating_sub(1));
    if recording < found.len() {
        let (mut voice, _) = found.remove(recording);
        voice.duration_ms = voice.duration_ms.or(told_duration);
        voices.recording = Some(voice);
    }
    let introduction = found.iter().position(|(_, introduction)| *introduction).unwrap_or(0);
    if introduction < found.len() {
        voices.introduction = Some(found.swap_remove(introduction).0);
    }
    Ok(voices)
}

/// Seconds of a Content-Duration field in milliseconds.
pub(crate) fn told_duration(header: &PartHeader) -> Option<u64> {
    header.duration.map(|seconds| seconds.saturating_mul(1000))
}

fn is_audio(numbered: &Numbered<'_>) -> bool {
    !numbered.enclosed
        && matches!(numbered.part.content, Content::Leaf)
        && numbered.part.header.media_type().starts_with("audio/")
}

fn is_marked_introduction(header: &PartHeader) -> bool {
    let marks = |text: &str| text.trim().eq_ignore_ascii_case("introduction");
    header.description.as_deref().is_some_and(marks)
        || header.disposition.as_ref().is_some_and(|disposition| marks(&disposition.value))
}

/// What was found of a part's content on the way through it.
struct Heard {
    beginning: Vec<u8>,
    size: usize,
    lines: Option<RegularLines>,
    wav: Wav,
}

/// Decodes a part as it comes, and holds nothing of it but its beginning.
fn hear<S: Source>(source: &mut S, numbered: &Numbered<'_>, section: &Section) -> Result<Heard, S::Error> {
    let mut rest = numbered.part.range();
    let size = section.decoded_size.and_then(|size| usize::try_from(size).ok()).unwrap_or(rest.len());
    let (mut decoder, mut watch) = (Decoder::new(section.encoding), LineWatch::default());
    let (mut meter, mut decoded) = (Meter::of(size), Vec::new());
    let (mut beginning, mut size) = (Vec::new(), 0);
    let mut hear = |decoded: &mut Vec<u8>, new: usize| {
        size += decoded.len().saturating_sub(new);
        let wanted = BEGINNING.saturating_sub(beginning.len());
        beginning.extend(decoded.iter().skip(new).take(wanted));
        let taken = meter.take(decoded);
        decoded.drain(..taken);
    };
    while let Some(piece) = source.next_piece(&mut rest)? {
        if section.encoding == TransferEncoding::Base64 {
            watch.see(piece);
        }
        let held = decoded.len();
        decoder.push(piece, &mut decoded);
        hear(&mut decoded, held);
    }
    let held = decoded.len();
    decoder.finish(&mut decoded);
    hear(&mut decoded, held);
    let lines = match section.encoding {
        TransferEncoding::Base64 => watch.finish(size),
        _ => None,
    };
    Ok(Heard { beginning, size, lines, wav: meter.finish() })
}

fn look_at<S: Source>(
    source: &mut S,
    numbered: &Numbered<'_>,
    section: &Section,
) -> Result<Result<Voice, AudioProblem>, S::Error> {
    let part = numbered.part;
    let header = &part.header;
    let declared = header.media_type();
    let heard = hear(source, numbered, section)?;
    let media_type = match &heard.wav {
        Wav::Measured { .. } | Wav::Unmeasured => Ok("audio/wav"),
        Wav::Damaged => Err("damaged WAV"),
        Wav::Absent => media_type(&heard.beginning, declared),
    };
    let media_type = match media_type {
        Ok(media_type) => media_type,
        Err(found) => {
            return Ok(Err(AudioProblem {
                file_name: header.file_name(),
                declared: declared.to_owned(),
                found: found.to_owned(),
            }));
        }
    };
    let (duration_ms, peaks) = match heard.wav {
        Wav::Measured { duration_ms, peaks } => (Some(duration_ms), peaks),
        Wav::Unmeasured | Wav::Damaged | Wav::Absent => (told_duration(header), Vec::new()),
    };
    Ok(Ok(Voice {
        section: numbered.path.clone(),
        offset: part.body_start as u64,
        encoded_len: part.range().len() as u64,
        encoding: section.encoding,
        lines: heard.lines,
        decoded_size: heard.size as u64,
        media_type: media_type.to_owned(),
        file_name: header.file_name(),
        duration_ms,
        peaks,
    }))
}

/// The type of audio that is no WAV, by its beginning; as declared where they are not known. `Err` says what it is
/// instead of audio.
fn media_type<'a>(content: &[u8], declared: &'a str) -> Result<&'a str, &'static str> {
    match content {
        [] => return Err("empty"),
        [b'O', b'g', b'g', b'S', ..] => return Ok("audio/ogg"),
        [b'I', b'D', b'3', ..] | [0xff, 0xf2 | 0xf3 | 0xfa | 0xfb, ..] => return Ok("audio/mpeg"),
        [b'f', b'L', b'a', b'C', ..] => return Ok("audio/flac"),
        [b'#', b'!', b'A', b'M', b'R', b'-', b'W', b'B', ..] => return Ok("audio/amr-wb"),
        [b'#', b'!', b'A', b'M', b'R', ..] => return Ok("audio/amr"),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => return Ok("audio/mp4"),
        [b'.', b's', b'n', b'd', ..] => return Ok("audio/basic"),
        [0x89, b'P', b'N', b'G', ..] => return Err("image/png"),
        [0xff, 0xd8, 0xff, ..] => return Err("image/jpeg"),
        [b'G', b'I', b'F', b'8', ..] => return Err("image/gif"),
        [b'%', b'P', b'D', b'F', ..] => return Err("application/pdf"),
        [b'P', b'K', 3, 4, ..] => return Err("application/zip"),
        [b'M', b'Z', ..] | [0x7f, b'E', b'L', b'F', ..] => return Err("program"),
        _ => {}
    }
    let looks_like_text = |byte: &u8| matches!(byte, b'\t' | b'\r' | b'\n' | b' '..=b'~');
    if content.iter().all(looks_like_text) {
        return Err("text");
    }
    match declared {
        "audio/wav" | "audio/x-wav" | "audio/wave" | "audio/vnd.wave" | "audio/x-pn-wav" => Err("unknown"),
        _ => Ok(declared),
    }
}
