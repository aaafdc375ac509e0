//! Undoes Content-Transfer-Encoding (RFC 2045 §6), of a whole part or of a range of it.
//!
//! Base64 with regular lines can be cut anywhere: the position of a decoded byte in the file is arithmetic. So a player
//! that seeks reads a few kilobytes, not the recording.

use std::ops::Range;

use crate::decoder::Decoder;
use crate::reading::{RegularLines, TransferEncoding, Voice};

/// Decodes a whole part. Never fails: characters that do not belong to the encoding are passed over, as RFC 2045 §6.8
/// asks, and the count of bytes is the same as when the message was read.
pub fn decode_voice(encoded: &[u8], encoding: TransferEncoding) -> Vec<u8> {
    let (mut decoder, mut decoded) = (Decoder::new(encoding), Vec::with_capacity(encoded.len()));
    decoder.push(encoded, &mut decoded);
    decoder.finish(&mut decoded);
    decoded
}

/// Decoded bytes could not be had from what the file holds: it is no longer what was read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{promised} decoded bytes were known at this place and {found} were found")]
pub struct DamagedVoice {
    /// Bytes that the reading promised.
    pub promised: usize,
    /// Bytes that were there.
    pub found: usize,
}

/// A range of decoded audio: which bytes of the file to read, and how to make audio of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// Read these bytes of the file.
    pub file: Range<u64>,
    encoding: TransferEncoding,
    skip: usize,
    take: usize,
}

impl Voice {
    /// What to read for a range of decoded bytes. A range beyond the end is cut to what there is.
    pub fn slice(&self, decoded: Range<u64>) -> Slice {
        let end = decoded.end.min(self.decoded_size);
        let start = decoded.start.min(end);
        let whole = self.offset..self.offset.saturating_add(self.encoded_len);
        let (file, decodes_from) = match (self.encoding, self.lines) {
            _ if start == end => (self.offset..self.offset, start),
            (TransferEncoding::Identity | TransferEncoding::Unknown, _) => {
                (self.offset.saturating_add(start)..self.offset.saturating_add(end), start)
            }
            (TransferEncoding::Base64, Some(lines)) => {
                let first = lines.read_from(start / 3 * 4);
                let last = lines.position((end.div_ceil(3) * 4).saturating_sub(1));
                let until = self.offset.saturating_add(last.saturating_add(1)).min(whole.end);
                (self.offset.saturating_add(lines.position(first)).min(until)..until, first / 4 * 3)
            }
            (TransferEncoding::Base64 | TransferEncoding::QuotedPrintable, _) => (whole, 0),
        };
        Slice {
            file,
            encoding: self.encoding,
            skip: usize::try_from(start - decodes_from).unwrap_or(usize::MAX),
            take: usize::try_from(end - start).unwrap_or(usize::MAX),
        }
    }
}

impl Slice {
    /// Decodes the bytes of [`Slice::file`]; the answer has exactly the length that was asked for.
    pub fn decode(&self, file: &[u8]) -> Result<Vec<u8>, DamagedVoice> {
        let mut decoding = self.decoding();
        decoding.push(file);
        decoding.finish()
    }

    /// The same for bytes that come in pieces; nothing is held but the answer.
    pub fn decoding(&self) -> Decoding {
        let decoder = Decoder::new(self.encoding);
        Decoding { decoder, skip: self.skip, take: self.take, piece: Vec::new(), decoded: Vec::new() }
    }
}

/// A range of audio that is being decoded.
#[derive(Debug)]
pub struct Decoding {
    decoder: Decoder,
    skip: usize,
    take: usize,
    piece: Vec<u8>,
    decoded: Vec<u8>,
}

impl Decoding {
    /// Whether there is more to come.
    pub fn wants_more(&self) -> bool {
        self.decoded.len() < self.take
    }

    /// Takes the next bytes of [`Slice::file`].
    pub fn push(&mut self, file: &[u8]) {
        for piece in file.chunks(PIECE) {
            self.decoder.push(piece, &mut self.piece);
            self.choose();
        }
    }

    /// The audio, as long as it was asked for.
    pub fn finish(mut self) -> Result<Vec<u8>, DamagedVoice> {
        let decoder = std::mem::replace(&mut self.decoder, Decoder::new(TransferEncoding::Identity));
        decoder.finish(&mut self.piece);
        self.choose();
        if self.wants_more() {
            return Err(DamagedVoice { promised: self.take, found: self.decoded.len() });
        }
        Ok(self.decoded)
    }

    /// Keeps of what was decoded what lies in the range.
    fn choose(&mut self) {
        let passed = self.skip.min(self.piece.len());
        self.skip -= passed;
        let wanted = self.piece.get(passed..).unwrap_or_default();
        let taken = wanted.len().min(self.take.saturating_sub(self.decoded.len()));
        self.decoded.extend_from_slice(wanted.get(..taken).unwrap_or_default());
        self.piece.clear();
    }
}

/// Encoded bytes that are decoded at once.
const PIECE: usize = 64 * 1024;

/// The longest line that RFC 5322 allows.
const LONGEST_LINE: u64 = 998;

impl RegularLines {
    /// The start of the line that holds the nth character, because whole lines decode fastest; the character itself
    /// where lines are longer than any mail program makes them.
    fn read_from(self, nth: u64) -> u64 {
        let chars = u64::from(self.chars.max(1));
        if chars <= LONGEST_LINE { nth / chars * chars } else { nth }
    }

    /// Where the nth character lies, counted from the start of the part.
    fn position(self, nth: u64) -> u64 {
        let lines_before = nth / u64::from(self.chars.max(1));
        nth.saturating_add(lines_before.saturating_mul(u64::from(self.line_end)))
    }
}
