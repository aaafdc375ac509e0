//! Watches base64 as it comes for whether every line but the last is as long as the first: then the place of any decoded
//! byte in the file is arithmetic.

use crate::reading::RegularLines;

/// Sees all of a part's encoded content, in pieces.
#[derive(Default)]
pub(crate) struct LineWatch {
    /// Characters and line end of the first line, once there is a second.
    first: Option<(usize, usize)>,
    /// Characters of the current line.
    line: usize,
    /// The space since the last character: a line end, or nothing of the kind. Behind the last line it may be anything.
    space: Space,
    /// Characters, and signs of padding behind them.
    letters: usize,
    padding: usize,
    is_irregular: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Space {
    #[default]
    None,
    Cr,
    Lf,
    CrLf,
    Other,
}

impl Space {
    fn and(self, byte: u8) -> Self {
        match (self, byte) {
            (Self::None, b'\r') => Self::Cr,
            (Self::None, b'\n') => Self::Lf,
            (Self::Cr, b'\n') => Self::CrLf,
            _ => Self::Other,
        }
    }
}

impl LineWatch {
    /// Looks at the next piece.
    pub(crate) fn see(&mut self, piece: &[u8]) {
        let mut rest = self.see_full_lines(piece);
        while !rest.is_empty() && !self.is_irregular {
            let length = memchr::memchr(b'\n', rest).map_or(rest.len(), |feed| feed + 1);
            let (line, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            let (text, space) = line.split_at_checked(line.trim_ascii_end().len()).unwrap_or((line, &[]));
            if !text.is_empty() {
                self.see_text(text);
            }
            self.space = space.iter().fold(self.space, |seen, byte| seen.and(*byte));
            rest = self.see_full_lines(after);
        }
    }

    /// Passes lines that are as long as the first, behind one that is, and gives the rest. Whatever is wrong within such a
    /// line makes no bytes, which is found in the end.
    fn see_full_lines<'a>(&mut self, piece: &'a [u8]) -> &'a [u8] {
        let line_end: &[u8] = match self.space {
            Space::Lf => b"\n",
            Space::CrLf => b"\r\n",
            Space::None | Space::Cr | Space::Other => return piece,
        };
        let mut rest = piece;
        if self.first == Some((self.line, line_end.len())) && self.padding == 0 {
            while let Some((line, after)) = rest.split_at_checked(self.line)
                && let Some(after) = after.strip_prefix(line_end)
                && let (Some(first), Some(last)) = (line.first(), line.last())
                && !first.is_ascii_whitespace()
                && !last.is_ascii_whitespace()
                && *last != b'='
            {
                self.letters += line.len();
                rest = after;
            }
        }
        rest
    }

    fn see_text(&mut self, text: &[u8]) {
        let line_end = match std::mem::take(&mut self.space) {
            Space::None => None,
            Space::Lf => Some(1),
            Space::CrLf => Some(2),
            Space::Cr | Space::Other => Some(0),
        };
        if let Some(line_end) = line_end {
            let ended = (std::mem::take(&mut self.line), line_end);
            let first = *self.first.get_or_insert(ended);
            self.is_irregular |=
                ended != first || first.0 == 0 || !first.0.is_multiple_of(4) || line_end == 0;
        }
        self.line += text.len();
        let letters = match self.padding {
            0 => memchr::memchr(b'=', text).unwrap_or(text.len()),
            _ => 0,
        };
        self.letters += letters;
        self.padding += text.len() - letters;
        self.is_irregular |= text.get(letters..).unwrap_or_default().iter().any(|sign| *sign != b'=');
    }

    /// The shape of the lines, now that the part has ended and this is how many bytes it means. If they are fewer than its
    /// characters make, some of these were passed over.
    pub(crate) fn finish(self, decoded: usize) -> Option<RegularLines> {
        let padding_may_be = match self.letters % 4 {
            0 => 0,
            1 => return None,
            letters => 4 - letters,
        };
        if self.is_irregular || self.padding > padding_may_be || self.letters * 3 / 4 != decoded {
            return None;
        }
        let (chars, line_end) = match self.first {
            Some(first) if self.line <= first.0 => first,
            Some(_) => return None,
            None => (self.line.next_multiple_of(4).max(4), 0),
        };
        Some(RegularLines { chars: u32::try_from(chars).ok()?, line_end: u8::try_from(line_end).ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::TransferEncoding;
    use crate::transfer::decode_voice;

    fn shape(encoded: &str) -> Option<(u32, u8)> {
        let shapes = [1, 2, 3, 1000].map(|piece| {
            let mut watch = LineWatch::default();
            encoded.as_bytes().chunks(piece).for_each(|piece| watch.see(piece));
            watch
                .finish(decode_voice(encoded.as_bytes(), TransferEncoding::Base64).len())
                .map(|lines| (lines.chars, lines.line_end))
        });
        assert!(shapes.iter().all(|shape| *shape == shapes[0]), "{encoded:?}: {shapes:?}");
        shapes[0]
    }

    #[test]
    fn lines_are_regular_if_all_but_the_last_are_as_long_as_the_first() {
        for (encoded, expected) in [
            ("QUJDREVG\r\nQUJDREVG\r\nQUI=\r\n", Some((8, 2))),
            ("QUJD\nQUJD\nQQ==", Some((4, 1))),
            ("QUJDQUI=", Some((8, 0))),
            ("QUJDQUI", Some((8, 0))),
            ("", Some((4, 0))),
            ("QUJD\r\n \t\r\n\r\n", Some((4, 0))),
            ("QUJD\r\nQUJD\r\n\r\n", Some((4, 2))),
        ] {
            assert_eq!(shape(encoded), expected, "{encoded:?}");
        }
    }

    #[test]
    fn anything_else_is_not_regular() {
        for encoded in [
            "QUJD\r\nQUJDQUJD\r\n",
            "QUJDQUJD\r\nQUJD\r\nQUJD",
            "QUJD\r\nQUJD\nQUJD",
            "QUJD \r\nQUJD",
            "QUJD\rQUJD",
            "QUJD\r\n\r\nQUJD",
            "QUJ\r\nDQU",
            " QUJD",
            "\r\nQUJD",
            "QUJD\r\nQU-D",
            "QUI=\r\nQUJD",
            "QUJD=",
            "QUJDQ",
            "QUJDQ===",
            "QUI==",
        ] {
            assert_eq!(shape(encoded), None, "{encoded:?}");
        }
    }
}
