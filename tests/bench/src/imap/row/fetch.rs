//! FETCH: envelopes and flags of all, bodies of all, audio parts one by one.

use crate::{
    Failure,
    imap::{
        READER, letters,
        processes::Stopwatch,
        row::{Figure, Ground},
    },
    voicemail,
};

/// How often it is done in a round: what takes few milliseconds is disturbed by anything.
const ENVELOPES: usize = 9;
const BODIES: usize = 3;

/// `FETCH 1:* (FLAGS ENVELOPE)`.
pub(super) fn envelopes(ground: &Ground<'_>) -> Result<Figure, Failure> {
    let mut client = ground.reading(READER)?;
    let mut laps = Vec::new();
    let mut said = Vec::new();
    for _ in 0..ENVELOPES {
        said.clear();
        let stopwatch = Stopwatch::start();
        client.run("FETCH 1:* (FLAGS ENVELOPE)", |response| {
            said.extend_from_slice(response.text);
            Ok(())
        })?;
        laps.push(stopwatch.lap());
        let lines: Vec<&[u8]> = said.split_inclusive(|byte| *byte == b'\n').collect();
        if lines.len() != ground.sizes.messages {
            return Err(format!("{} messages have no envelope", ground.sizes.messages - lines.len()).into());
        }
        for (line, nth) in lines.iter().zip(1..) {
            let has = |text: &str| memchr::memmem::find(line, text.as_bytes()).is_some();
            let envelope = format!("\"{}\"", voicemail::subject(nth));
            if !(has(&format!("* {nth} FETCH (")) && has("FLAGS (") && has("ENVELOPE (\"") && has(&envelope))
            {
                return Err(
                    format!("the answer for message {nth} is {:?}", String::from_utf8_lossy(line)).into()
                );
            }
        }
    }
    Figure::median(laps)
}

/// `FETCH 1:* BODY.PEEK[]`.
pub(super) fn bodies(ground: &Ground<'_>) -> Result<Figure, Failure> {
    let mut client = ground.reading(READER)?;
    client.reads_literals = ground.is_warm_up();
    let expected: Vec<u64> =
        (1..=ground.sizes.messages).map(|nth| letters::voicemail(nth).len() as u64).collect();
    let mut laps = Vec::new();
    for _ in 0..if ground.is_warm_up() { 1 } else { BODIES } {
        let mut sizes = Vec::with_capacity(expected.len());
        let stopwatch = Stopwatch::start();
        client.run("FETCH 1:* BODY.PEEK[]", |response| {
            sizes.extend_from_slice(response.literals);
            let is_whole = !ground.is_warm_up() || response.bytes == letters::voicemail(sizes.len());
            if is_whole { Ok(()) } else { Err(format!("message {} is another", sizes.len()).into()) }
        })?;
        laps.push(stopwatch.lap());
        if sizes != expected {
            return Err("the bodies do not have the sizes of what was kept".into());
        }
    }
    Figure::median(laps)
}

/// `FETCH n BODY.PEEK[2]` for each; the next is asked for when the last has come.
pub(super) fn parts(ground: &Ground<'_>) -> Result<Figure, Failure> {
    let mut client = ground.reading(READER)?;
    client.reads_literals = ground.is_warm_up();
    let size = letters::audio_part(1).len() as u64;
    let stopwatch = Stopwatch::start();
    for nth in 1..=ground.sizes.messages {
        let mut is_whole = false;
        client.run(&format!("FETCH {nth} BODY.PEEK[2]"), |response| {
            is_whole |= response.literals == [size]
                && (!ground.is_warm_up() || response.bytes == letters::audio_part(nth));
            Ok(())
        })?;
        if !is_whole {
            return Err(format!("the audio part of message {nth} did not come").into());
        }
    }
    Ok(Figure::rate(ground.sizes.messages, stopwatch.lap()))
}
