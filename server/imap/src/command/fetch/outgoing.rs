//! Answers on their way to the client: gathered, so that they leave in few large pieces, and never more than one piece.

use std::io;
use std::ops::Range;

use server_core::{Failure, MessageFile};
use server_message::Decoder;

use super::section::Encoded;
use crate::connection::{Connection, Fault, Transport};

/// What is sent at once. Larger pieces fall out of the processor's cache between being read and being sent.
const PIECE: usize = 128 * 1024;
/// Encoded bytes that are decoded at once.
const WINDOW: usize = 32 * 1024;

/// One buffer for a whole command; nothing is allocated before something is said.
#[derive(Debug, Default)]
pub(super) struct Outgoing {
    /// All of it is initialised, so that files are read into it as it is.
    bytes: Vec<u8>,
    filled: usize,
}

impl Outgoing {
    /// Adds bytes, however many.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        let end = self.filled.saturating_add(bytes.len());
        self.make_room(end);
        if let Some(place) = self.bytes.get_mut(self.filled..end) {
            place.copy_from_slice(bytes);
            self.filled = end;
        }
    }

    /// Sends what has come together, if that is a piece.
    pub(super) async fn send_piece<S: Transport>(&mut self, on: &mut Connection<S>) -> Result<(), Fault> {
        if self.filled >= PIECE { self.send(on).await } else { Ok(()) }
    }

    /// Sends what has come together.
    pub(super) async fn send<S: Transport>(&mut self, on: &mut Connection<S>) -> Result<(), Fault> {
        let said = self.bytes.get(..self.filled).unwrap_or_default();
        on.lines.write(said).await?;
        self.filled = 0;
        Ok(())
    }

    /// Adds bytes of a file as they are, at the client's speed.
    pub(super) async fn push_file<S: Transport>(
        &mut self,
        on: &mut Connection<S>,
        file: &MessageFile,
        range: Range<u64>,
    ) -> Result<(), Fault> {
        let mut at = range.start;
        while at < range.end {
            self.send_piece(on).await?;
            let left = usize::try_from(range.end.saturating_sub(at)).unwrap_or(PIECE);
            let length = left.min(PIECE.saturating_sub(self.filled));
            let end = self.filled.saturating_add(length);
            self.make_room(end);
            file.fill(at, &mut self.bytes, self.filled..end).await.map_err(broken)?;
            self.filled = end;
            at = at.saturating_add(length as u64);
        }
        Ok(())
    }

    /// Adds a range of the bytes that a part of a file means, at the client's speed and in bounded memory.
    pub(super) async fn push_decoded<S: Transport>(
        &mut self,
        on: &mut Connection<S>,
        file: &MessageFile,
        part: &Encoded,
        range: Range<u64>,
    ) -> Result<(), Fault> {
        let (mut skip, mut left) = (range.start, range.end.saturating_sub(range.start));
        let mut decoding = Decoding::new(file, part);
        while left > 0 {
            let Some(decoded) = decoding.next().await.map_err(broken)? else { return Err(cut_short()) };
            let passed = usize::try_from(skip).unwrap_or(usize::MAX).min(decoded.len());
            skip = skip.saturating_sub(passed as u64);
            let wanted = decoded.get(passed..).unwrap_or_default();
            let taken = wanted.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            self.push(wanted.get(..taken).unwrap_or_default());
            left = left.saturating_sub(taken as u64);
            self.send_piece(on).await?;
        }
        Ok(())
    }

    fn make_room(&mut self, end: usize) {
        if self.bytes.len() < end {
            self.bytes.resize(end.next_power_of_two().max(4096), 0);
        }
    }
}

impl io::Write for Outgoing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.push(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How many bytes a part of a file means; for the few whose number was not noted when they were written.
pub(super) async fn decoded_size(file: &MessageFile, part: &Encoded) -> Result<u64, Failure> {
    let (mut size, mut decoding) = (0_u64, Decoding::new(file, part));
    while let Some(decoded) = decoding.next().await? {
        size = size.saturating_add(decoded.len() as u64);
    }
    Ok(size)
}

/// A part that is being decoded, a window at a time.
struct Decoding<'a> {
    file: &'a MessageFile,
    rest: Range<u64>,
    decoder: Option<Decoder>,
    encoded: Vec<u8>,
    decoded: Vec<u8>,
}

impl<'a> Decoding<'a> {
    fn new(file: &'a MessageFile, part: &Encoded) -> Self {
        let decoder = Some(Decoder::new(part.encoding));
        Self { file, rest: part.range.clone(), decoder, encoded: Vec::new(), decoded: Vec::new() }
    }

    /// What the next window means, which may be nothing; `None` behind the last.
    async fn next(&mut self) -> Result<Option<&[u8]>, Failure> {
        self.decoded.clear();
        if self.rest.is_empty() {
            let Some(decoder) = self.decoder.take() else { return Ok(None) };
            decoder.finish(&mut self.decoded);
            return Ok(Some(&self.decoded));
        }
        let left = usize::try_from(self.rest.end.saturating_sub(self.rest.start)).unwrap_or(WINDOW);
        self.encoded.resize(left.min(WINDOW), 0);
        let whole = 0..self.encoded.len();
        self.file.fill(self.rest.start, &mut self.encoded, whole).await?;
        self.rest.start = self.rest.start.saturating_add(self.encoded.len() as u64);
        if let Some(decoder) = &mut self.decoder {
            decoder.push(&self.encoded, &mut self.decoded);
        }
        Ok(Some(&self.decoded))
    }
}

/// Within a literal nothing can be said but the bytes that were promised, so the connection ends.
pub(super) fn broken(error: impl Into<Failure>) -> Fault {
    let _logged = error.into();
    cut_short()
}

fn cut_short() -> Fault {
    Fault::Connection(io::Error::other("a message file is not what was written").into())
}
