//! Undoes Content-Transfer-Encoding (RFC 2045 §6) as bytes come, in bounded memory.
//!
//! Lenient as people's mail asks for: what does not belong to the encoding is passed over, and nothing is an error. However
//! the encoded bytes are cut, the decoded ones are the same.

use std::ops::Range;

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::reading::TransferEncoding;
use crate::source::Source;

/// The most of an unfinished line of quoted-printable that is held. RFC 2045 §6.7 allows 76 characters. So many spaces at
/// the end of a line are no ornament of it: they are meant, and only what is over is taken off.
const LONGEST_LINE: usize = 16 * 1024;

/// Base64 as it is found in mail: padding or none, and bits that nobody asked for.
pub(crate) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Decodes one part.
#[derive(Debug)]
pub struct Decoder {
    encoding: TransferEncoding,
    /// Base64: up to three characters of a group. Quoted-printable: the beginning of a line.
    held: Vec<u8>,
    /// The padding of base64 was met; what follows does not count.
    is_over: bool,
}

impl Decoder {
    /// For a part in this encoding. [`TransferEncoding::Unknown`] leaves bytes as they are.
    pub fn new(encoding: TransferEncoding) -> Self {
        Self { encoding, held: Vec::new(), is_over: false }
    }

    /// Appends to `decoded` what these encoded bytes mean; what they may mean together with the next is held back.
    pub fn push(&mut self, encoded: &[u8], decoded: &mut Vec<u8>) {
        match self.encoding {
            TransferEncoding::Identity | TransferEncoding::Unknown => decoded.extend_from_slice(encoded),
            TransferEncoding::Base64 => self.push_base64(encoded, decoded),
            TransferEncoding::QuotedPrintable => self.push_quoted_printable(encoded, decoded),
        }
    }

    /// Appends what was held back: the part has ended.
    pub fn finish(self, decoded: &mut Vec<u8>) {
        match self.encoding {
            TransferEncoding::Identity | TransferEncoding::Unknown => {}
            TransferEncoding::Base64 => {
                // One character holds six bits: not a byte. Two or three always mean something.
                if self.held.len() > 1 {
                    let _ = BASE64.decode_vec(&self.held, decoded);
                }
            }
            TransferEncoding::QuotedPrintable => push_line(&self.held, decoded),
        }
    }

    fn push_base64(&mut self, encoded: &[u8], decoded: &mut Vec<u8>) {
        if self.is_over {
            return;
        }
        let end = memchr::memchr(b'=', encoded);
        self.is_over = end.is_some();
        let encoded = encoded.get(..end.unwrap_or(encoded.len())).unwrap_or(encoded);
        self.held.reserve(encoded.len());
        let (mut rest, mut length) = (encoded, 0_usize);
        while !rest.is_empty() {
            // Most lines are as long as the one before. If that is no line, what does not belong there is found below.
            if length == 0 || rest.get(length - 1) != Some(&b'\n') {
                length = memchr::memchr(b'\n', rest).map_or(rest.len(), |feed| feed + 1);
            }
            let (line, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            self.held.extend_from_slice(line.trim_ascii_end());
            rest = after;
        }
        if !push_groups(&self.held, decoded) {
            self.held.retain(|byte| is_base64(*byte));
            push_groups(&self.held, decoded);
        }
        let whole = self.held.len() / 4 * 4;
        self.held.drain(..whole);
    }

    fn push_quoted_printable(&mut self, encoded: &[u8], decoded: &mut Vec<u8>) {
        let mut rest = encoded;
        while let Some(feed) = memchr::memchr(b'\n', rest) {
            let (line, after) = rest.split_at_checked(feed + 1).unwrap_or((rest, &[]));
            if self.held.is_empty() {
                push_line(line, decoded);
            } else {
                self.held.extend_from_slice(line);
                push_line(&self.held, decoded);
                self.held.clear();
            }
            rest = after;
        }
        for piece in rest.chunks(LONGEST_LINE) {
            self.held.extend_from_slice(piece);
            if self.held.len() >= LONGEST_LINE {
                self.push_beginning(decoded);
            }
        }
    }

    /// Decodes of a line that is far too long all but its end, where a space or an escape may go on.
    fn push_beginning(&mut self, decoded: &mut Vec<u8>) {
        let text = without_space(&self.held);
        let end = match text.len() - self.held.trim_ascii_end().len() {
            0 => {
                let begun = text.iter().rev().take(2).position(|byte| *byte == b'=');
                text.len() - begun.map_or(0, |back| back + 1)
            }
            _ => text.len(),
        };
        push_text(self.held.get(..end).unwrap_or_default(), decoded);
        self.held.drain(..end);
    }
}

/// How many bytes a part decodes to, known without decoding all of it.
pub(crate) fn decoded_len<S: Source>(
    source: &mut S,
    part: Range<usize>,
    encoding: TransferEncoding,
) -> Result<usize, S::Error> {
    let mut rest = part;
    match encoding {
        TransferEncoding::Identity | TransferEncoding::Unknown => Ok(rest.len()),
        TransferEncoding::Base64 => {
            let mut characters = 0;
            while let Some(piece) = source.next_piece(&mut rest)? {
                let end = memchr::memchr(b'=', piece);
                characters += count_base64(piece.get(..end.unwrap_or(piece.len())).unwrap_or_default());
                if end.is_some() {
                    break;
                }
            }
            Ok(characters * 3 / 4)
        }
        TransferEncoding::QuotedPrintable => {
            let (mut decoder, mut decoded, mut length) = (Decoder::new(encoding), Vec::new(), 0);
            while let Some(piece) = source.next_piece(&mut rest)? {
                decoder.push(piece, &mut decoded);
                length += decoded.len();
                decoded.clear();
            }
            decoder.finish(&mut decoded);
            Ok(length + decoded.len())
        }
    }
}

/// Counted in pieces so short that a byte holds the sum: then the compiler counts many at once. One by one they would take
/// as long as decoding them.
fn count_base64(text: &[u8]) -> usize {
    let count = |piece: &[u8]| piece.iter().map(|byte| u8::from(is_base64(*byte))).sum::<u8>();
    text.chunks(usize::from(u8::MAX)).map(|piece| usize::from(count(piece))).sum()
}

/// Without a branch, for [`count_base64`].
fn is_base64(byte: u8) -> bool {
    (byte | 0x20).is_ascii_lowercase() | byte.is_ascii_digit() | (byte == b'+') | (byte == b'/')
}

/// Decodes all whole groups, and appends nothing where there is anything but characters of the alphabet, in a group or
/// behind the last.
fn push_groups(characters: &[u8], decoded: &mut Vec<u8>) -> bool {
    let (groups, rest) = characters.split_at_checked(characters.len() / 4 * 4).unwrap_or_default();
    let before = decoded.len();
    let is_clean = rest.iter().all(|byte| is_base64(*byte)) && BASE64.decode_vec(groups, decoded).is_ok();
    if !is_clean {
        decoded.truncate(before);
    }
    is_clean
}

/// A line with its end, or the last one without. Spaces at the end of a line are added on the way; at the end of the part
/// they may be meant.
fn push_line(line: &[u8], decoded: &mut Vec<u8>) {
    let text = without_space(line);
    let space = line.get(text.len()..).unwrap_or_default();
    let line_end: &[u8] = match space {
        [.., b'\r', b'\n'] => b"\r\n",
        [.., b'\n'] => b"\n",
        _ => space,
    };
    match text.strip_suffix(b"=") {
        Some(text) if !line_end.is_empty() => push_text(text, decoded),
        _ => {
            push_text(text, decoded);
            decoded.extend_from_slice(line_end);
        }
    }
}

/// A line without the space at its end, as far as that is an ornament. However the line is cut before, it is the same.
fn without_space(line: &[u8]) -> &[u8] {
    let text = line.trim_ascii_end();
    let space = line.strip_suffix(b"\n").unwrap_or(line).len().saturating_sub(text.len());
    line.get(..text.len() + space / LONGEST_LINE * LONGEST_LINE).unwrap_or(text)
}

/// A `=` that means nothing stays (RFC 2045 §6.7, notes on robustness).
fn push_text(text: &[u8], decoded: &mut Vec<u8>) {
    let mut rest = text;
    while let Some((byte, after)) = rest.split_first() {
        let (byte, after) = escaped(*byte, after).unwrap_or((*byte, after));
        decoded.push(byte);
        rest = after;
    }
}

fn escaped(byte: u8, after: &[u8]) -> Option<(u8, &[u8])> {
    let (b'=', [high, low, after @ ..]) = (byte, after) else {
        return None;
    };
    Some((hex(*high)? * 16 + hex(*low)?, after))
}

/// The value of a hexadecimal digit.
pub(crate) fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decoded(encoded: &[u8], encoding: TransferEncoding, window: usize) -> Vec<u8> {
        let (mut decoder, mut decoded) = (Decoder::new(encoding), Vec::new());
        encoded.chunks(window).for_each(|piece| decoder.push(piece, &mut decoded));
        decoder.finish(&mut decoded);
        decoded
    }

    #[test]
    fn an_endless_line_is_held_in_part_only() {
        let (mut decoder, mut decoded) = (Decoder::new(TransferEncoding::QuotedPrintable), Vec::new());
        for _ in 0..64 {
            decoder.push(&[b' '; 4096], &mut decoded);
            decoder.push(b"=4", &mut decoded);
            decoder.push(b"1", &mut decoded);
            assert!(decoder.held.len() <= 2 * LONGEST_LINE);
        }
        decoder.finish(&mut decoded);
        assert_eq!(decoded.len(), 64 * 4097);
    }

    #[test]
    fn the_alphabet_of_base64_is_counted_and_nothing_else() {
        for byte in u8::MIN..=u8::MAX {
            let belongs = byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
            assert_eq!(count_base64(&[byte; 1000]), if belongs { 1000 } else { 0 }, "{byte}");
        }
    }

    proptest! {
        #[test]
        fn however_the_bytes_are_cut_they_mean_the_same(
            encoded in "[A-Za-z+/= \\t\\r\\n0-9]{0,200}",
            window in 1_usize..40,
        ) {
            for encoding in [TransferEncoding::Base64, TransferEncoding::QuotedPrintable, TransferEncoding::Unknown] {
                let whole = decoded(encoded.as_bytes(), encoding, 1000);
                let length = decoded_len(&mut encoded.as_bytes(), 0..encoded.len(), encoding);
                prop_assert_eq!(length, Ok(whole.len()));
                prop_assert_eq!(decoded(encoded.as_bytes(), encoding, window), whole);
            }
        }

        #[test]
        fn an_endless_line_may_be_cut_anywhere(
            pieces in proptest::collection::vec(("[=A4 x]{0,3}|\r?\n", 0_usize..5, 0_usize..3), 1..6),
            window in 1_usize..40_000,
        ) {
            let mut encoded = Vec::new();
            for (text, times, off) in pieces {
                encoded.extend_from_slice(text.as_bytes());
                encoded.resize(encoded.len() + (times * LONGEST_LINE / 2 + off).saturating_sub(1), b' ');
            }
            let encoding = TransferEncoding::QuotedPrintable;
            let whole = decoded(&encoded, encoding, encoded.len().max(1));
            prop_assert_eq!(decoded_len(&mut encoded.as_slice(), 0..encoded.len(), encoding), Ok(whole.len()));
            prop_assert!(decoded(&encoded, encoding, window) == whole);
        }

        #[test]
        fn what_was_encoded_comes_back(bytes in proptest::collection::vec(any::<u8>(), 0..200), window in 1_usize..90) {
            let encoded = base64::prelude::BASE64_STANDARD.encode(&bytes);
            let lines: Vec<u8> = encoded.as_bytes().chunks(76).flat_map(|line| [line, b"\r\n"].concat()).collect();
            prop_assert_eq!(decoded(&lines, TransferEncoding::Base64, window), bytes.clone());
            let quoted: String = bytes.iter().map(|byte| format!("={byte:02X}")).collect();
            prop_assert_eq!(decoded(quoted.as_bytes(), TransferEncoding::QuotedPrintable, window), bytes);
        }
    }
}
