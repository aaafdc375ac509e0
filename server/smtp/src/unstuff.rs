//! The text after DATA: finds its end and takes the transparency dots out (RFC 5321 section 4.5.2), chunk by chunk.
//!
//! Only CR LF ends a line here, so only CR LF `.` CR LF ends the message (section 4.1.1.4). A CR or LF on its own is text
//! like any other and is kept byte for byte. Were LF `.` LF taken for the end, a message could carry commands within
//! (SMTP smuggling, CVE-2023-51764); and since nothing is relayed, no second server can read an end into what we keep.

/// Where in the text we are. Holds back at most `.` and CR, so memory is that of the chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Unstuffer(At);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum At {
    /// The first byte of a line; so begins the text itself.
    #[default]
    LineStart,
    /// Behind a line's first byte, a dot, which is not yet passed on.
    Dot,
    /// Behind a line's first bytes, a dot and CR, neither passed on.
    DotCr,
    /// Within a line.
    Text,
    /// Behind a CR within a line.
    Cr,
    /// Behind the end.
    End,
}

/// What became of a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// All of it was text, and there is more to come.
    More,
    /// The text ended within it; so many bytes belong to the text and its end, the rest is the next command.
    Ended { consumed: usize },
}

impl Unstuffer {
    /// Reads a chunk and appends what it adds to the message.
    pub(crate) fn read(&mut self, chunk: &[u8], message: &mut Vec<u8>) -> Progress {
        let mut rest = chunk;
        while let Some((&byte, behind)) = rest.split_first() {
            self.0 = match (self.0, byte) {
                (At::Text, _) => {
                    // Most of a message is passed on a line at a time.
                    let line = rest.split_inclusive(|&byte| byte == b'\r').next().unwrap_or(rest);
                    message.extend_from_slice(line);
                    rest = rest.get(line.len()..).unwrap_or_default();
                    if line.ends_with(b"\r") {
                        self.0 = At::Cr;
                    }
                    continue;
                }
                (At::LineStart, b'.') => At::Dot,
                (At::Dot, b'\r') => At::DotCr,
                (At::DotCr, b'\n') => At::End,
                (At::DotCr, _) => {
                    // The dot is left out, the CR was text, and this byte is looked at again behind it.
                    message.push(b'\r');
                    self.0 = At::Cr;
                    continue;
                }
                (At::Cr, b'\n') => {
                    message.push(byte);
                    At::LineStart
                }
                (At::LineStart | At::Cr, b'\r') => {
                    message.push(byte);
                    At::Cr
                }
                (At::LineStart | At::Dot | At::Cr, _) => {
                    message.push(byte);
                    At::Text
                }
                (At::End, _) => break,
            };
            rest = behind;
            if self.0 == At::End {
                return Progress::Ended { consumed: chunk.len() - behind.len() };
            }
        }
        if self.0 == At::End { Progress::Ended { consumed: 0 } } else { Progress::More }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same by the book: cut at CR LF, stop at the line that is one dot, take a leading dot off the others.
    fn by_the_book(text: &[u8]) -> Option<(Vec<u8>, usize)> {
        let mut message = Vec::new();
        let mut start = 0;
        while let Some(length) = text[start..].windows(2).position(|pair| pair == b"\r\n") {
            let line = &text[start..start + length + 2];
            start += line.len();
            if line == b".\r\n" {
                return Some((message, start));
            }
            message.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
        }
        None
    }

    fn in_chunks(text: &[u8], sizes: &[usize]) -> Option<(Vec<u8>, usize)> {
        let (mut unstuffer, mut message, mut read) = (Unstuffer::default(), Vec::new(), 0);
        let mut sizes = sizes.iter().copied().cycle();
        while read < text.len() {
            let size = sizes.next().unwrap_or(1).clamp(1, text.len() - read);
            match unstuffer.read(&text[read..read + size], &mut message) {
                Progress::More => read += size,
                Progress::Ended { consumed } => return Some((message, read + consumed)),
            }
        }
        None
    }

    #[test]
    fn dots_that_were_added_are_taken_out_and_others_stay() {
        let text = b"..a\r\n.b\r\n...\r\nc.\r\n. \r\n.\r\nQUIT\r\n";
        let (message, consumed) = in_chunks(text, &[64]).expect("an end");
        assert_eq!(message, b".a\r\nb\r\n..\r\nc.\r\n \r\n");
        assert_eq!(&text[consumed..], b"QUIT\r\n", "the next command is left alone");
    }

    #[test]
    fn a_dot_at_once_is_an_empty_message() {
        assert_eq!(in_chunks(b".\r\n", &[1]), Some((vec![], 3)));
    }

    #[test]
    fn no_other_line_end_ends_the_message() {
        for smuggled in [
            "a\n.\n",
            "a\n.\r\n",
            "a\r\n.\n",
            "a\r.\r",
            "a\r.\r\n",
            "a\r\n.\r",
            "a\n\r.\r\n",
            "a\r\n.\r\r\n",
            "\n.\n",
            "\r.\r\n",
            "a\r\n.\0\r\n",
        ] {
            let mut text = smuggled.as_bytes().to_vec();
            assert_eq!(in_chunks(&text, &[64]), None, "{smuggled:?} ended the message");
            text.extend_from_slice(b"MAIL FROM:<mallory@localhost>\r\n.\r\n");
            let (message, _) = in_chunks(&text, &[64]).expect("the true end");
            assert!(message.ends_with(b"MAIL FROM:<mallory@localhost>\r\n"), "{smuggled:?} became a command");
        }
    }

    #[test]
    fn a_bare_line_feed_is_kept_as_it_is() {
        let (message, _) = in_chunks(b"a\nb\rc\r\n.\r\n", &[64]).expect("an end");
        assert_eq!(message, b"a\nb\rc\r\n");
    }

    proptest! {
        #[test]
        fn any_text_in_any_chunks_is_read_by_the_book(
            text in prop::collection::vec(prop_oneof![
                4 => Just(b"\r\n".to_vec()), 4 => Just(b".".to_vec()), 1 => Just(b"\r".to_vec()),
                1 => Just(b"\n".to_vec()), 2 => any::<u8>().prop_map(|byte| vec![byte]),
            ], 0..64).prop_map(|pieces| pieces.concat()),
            sizes in prop::collection::vec(1_usize..6, 1..8),
        ) {
            prop_assert_eq!(in_chunks(&text, &sizes), by_the_book(&text));
        }

        #[test]
        fn what_a_client_stuffs_comes_out_byte_for_byte(lines in prop::collection::vec("[.a\\n\\x00-\\x09]{0,6}", 0..12)) {
            let message: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
            let stuffed: String = lines
                .iter()
                .map(|line| if line.starts_with('.') { format!(".{line}\r\n") } else { format!("{line}\r\n") })
                .collect();
            let sent = format!("{stuffed}.\r\n");
            prop_assert_eq!(in_chunks(sent.as_bytes(), &[7]), Some((message.into_bytes(), sent.len())));
        }
    }
}
