//! Takes a Rust, Kotlin or Swift file apart into code, comments and strings, so that a rule about one is not misled by another.
//!
//! Not a parser: it knows where comments and literals begin and end, and no more. Line numbers survive in all three.

/// What the names of files end in that [`Source`] can take apart: their comments and strings look like Rust's.
pub const LANGUAGES: &[&str] = &["rs", "kt", "kts", "swift"];

/// One file, taken apart.
#[derive(Debug, Default)]
pub struct Source {
    /// The code, with comments left out and each literal emptied to `""` or `''`.
    pub code: String,
    /// Each line of each comment with its line number, markers included.
    pub comments: Vec<(usize, String)>,
    /// The content of each string literal, with the line it begins on, in the order of the `""` in the code.
    pub strings: Vec<(usize, String)>,
}

impl Source {
    /// Takes `text` apart; text in another language gives nonsense, but an answer.
    pub fn of(text: &str) -> Self {
        let mut cursor = Cursor { rest: text.chars().collect(), at: 0, line: 1 };
        let mut source = Self::default();
        while let Some(next) = cursor.peek(0) {
            match next {
                '/' if cursor.peek(1) == Some('/') => source.line_comment(&mut cursor),
                '/' if cursor.peek(1) == Some('*') => source.block_comment(&mut cursor),
                '"' => source.string(&mut cursor, None),
                'r' if cursor.starts_raw_string() => {
                    cursor.take();
                    let hashes = cursor.take_hashes();
                    source.string(&mut cursor, Some(hashes));
                }
                '\'' => source.quote(&mut cursor),
                other if other.is_alphanumeric() || other == '_' => source.word(&mut cursor),
                other => {
                    cursor.take();
                    source.code.push(other);
                }
            }
        }
        source
    }

    /// Each word of the code with its line number.
    pub fn words(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().flat_map(|(index, line)| words(line).map(move |word| (index + 1, word)))
    }

    fn line_comment(&mut self, cursor: &mut Cursor) {
        let line = cursor.line;
        let mut comment = String::new();
        while let Some(next) = cursor.peek(0).filter(|next| *next != '\n') {
            comment.push(next);
            cursor.take();
        }
        self.comments.push((line, comment));
    }

    fn block_comment(&mut self, cursor: &mut Cursor) {
        let (first, mut comment, mut depth) = (cursor.line, String::new(), 0_usize);
        while let Some(next) = cursor.take() {
            comment.push(next);
            match (next, cursor.peek(0)) {
                ('/', Some('*')) => depth += 1,
                ('*', Some('/')) => depth = depth.saturating_sub(1),
                _ => continue,
            }
            comment.extend(cursor.take());
            if depth == 0 {
                break;
            }
        }
        self.code.extend(comment.chars().filter(|c| *c == '\n'));
        self.comments
            .extend(comment.lines().enumerate().map(|(index, line)| (first + index, line.to_owned())));
    }

    /// The opening quote is next; `hashes` is set for a raw string.
    fn string(&mut self, cursor: &mut Cursor, hashes: Option<usize>) {
        let (line, mut content) = (cursor.line, String::new());
        cursor.take();
        while let Some(next) = cursor.take() {
            match (next, hashes) {
                ('"', None) => break,
                ('"', Some(hashes)) if cursor.take_closing_hashes(hashes) => break,
                ('\\', None) => content.extend(cursor.take()),
                _ => content.push(next),
            }
        }
        self.code.push_str("\"\"");
        self.code.extend(content.chars().filter(|c| *c == '\n'));
        self.strings.push((line, content));
    }

    /// A character literal or a lifetime: only the first has its closing quote one (perhaps escaped) character on.
    fn quote(&mut self, cursor: &mut Cursor) {
        cursor.take();
        self.code.push('\'');
        let escaped = cursor.peek(0) == Some('\\');
        if !escaped && cursor.peek(1) != Some('\'') {
            return;
        }
        if escaped {
            cursor.take();
        }
        cursor.take();
        while let Some(next) = cursor.take() {
            if next == '\'' {
                break;
            }
        }
        self.code.push('\'');
    }

    /// A whole word, so that the `r` of `for` is not taken for the start of a raw string; `br"` and `cr"` are.
    fn word(&mut self, cursor: &mut Cursor) {
        while let Some(next) = cursor.peek(0).filter(|next| next.is_alphanumeric() || *next == '_') {
            if next == 'r'
                && cursor.starts_raw_string()
                && matches!(self.code.chars().last(), Some('b' | 'c'))
            {
                return;
            }
            self.code.push(next);
            cursor.take();
        }
    }
}

/// The words of one line of code: runs of letters, digits and underscores.
pub fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// What stands between the bracket that opens at or after `from` and the one that closes it, and where that ends.
///
/// Byte offsets into `code`; the closing bracket is at the second.
pub fn bracketed(code: &str, from: usize, open: char, close: char) -> Option<(&str, usize)> {
    let start = from + code.get(from..)?.find(open)? + open.len_utf8();
    let mut depth = 1_usize;
    for (offset, next) in code.get(start..)?.char_indices() {
        if next == open {
            depth += 1;
        } else if next == close {
            depth -= 1;
        }
        if depth == 0 {
            return Some((code.get(start..start + offset)?, start + offset));
        }
    }
    None
}

struct Cursor {
    rest: Vec<char>,
    at: usize,
    line: usize,
}

impl Cursor {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.rest.get(self.at + ahead).copied()
    }

    fn take(&mut self) -> Option<char> {
        let next = self.peek(0)?;
        self.at += 1;
        self.line += usize::from(next == '\n');
        Some(next)
    }

    fn starts_raw_string(&self) -> bool {
        let hashes = (1..).take_while(|ahead| self.peek(*ahead) == Some('#')).count();
        self.peek(0) == Some('r') && self.peek(1 + hashes) == Some('"')
    }

    fn take_hashes(&mut self) -> usize {
        let mut count = 0;
        while self.peek(0) == Some('#') {
            self.take();
            count += 1;
        }
        count
    }

    fn take_closing_hashes(&mut self, wanted: usize) -> bool {
        let closes = (0..wanted).all(|ahead| self.peek(ahead) == Some('#'));
        if closes {
            self.at += wanted;
        }
        closes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_taken_out_of_the_code() {
        let source = Source::of("let a = \"unsafe // no\"; // unsafe\nb /* x /* y */ z */ c");
        assert_eq!(source.code, "let a = \"\"; \nb  c");
        assert_eq!(source.strings, [(1, "unsafe // no".to_owned())]);
        assert_eq!(source.comments, [(1, "// unsafe".to_owned()), (2, "/* x /* y */ z */".to_owned())]);
    }

    #[test]
    fn raw_strings_end_at_their_own_hashes() {
        let source = Source::of("f(r#\"a \"quoted\" b\"#, br\"\\\", \"\\\"\", for_r)");
        assert_eq!(source.code, "f(\"\", b\"\", \"\", for_r)");
        assert_eq!(
            source.strings.iter().map(|(_, s)| s.as_str()).collect::<Vec<_>>(),
            ["a \"quoted\" b", "\\", "\""]
        );
    }

    #[test]
    fn lifetimes_are_not_characters() {
        let source = Source::of("fn f<'a>(x: &'a str) { g('\"', '\\'', b'\\x7f', '\\u{1F600}') }");
        assert_eq!(source.code, "fn f<'a>(x: &'a str) { g('', '', b'', '') }");
        assert!(source.strings.is_empty());
    }

    #[test]
    fn kotlin_and_swift_are_taken_apart_as_well() {
        let kotlin = Source::of("fun `it's TODO`() = \"\"\"a \"b\" // c\"\"\" // why");
        assert_eq!(kotlin.comments, [(1, "// why".to_owned())]);
        let swift = Source::of("let a = \"\\(b) // no\" /* x */");
        assert_eq!(swift.comments, [(1, "/* x */".to_owned())]);
    }

    #[test]
    fn line_numbers_survive_a_string_of_many_lines() {
        let source = Source::of("a = \"one\ntwo\";\nunsafe {}");
        assert!(source.words().any(|word| word == (3, "unsafe")));
    }
}
