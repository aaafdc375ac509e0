//! Writes strings as IMAP wants them (RFC 3501 §4.3).

/// Longer strings travel as literals, so that a huge header does not become a huge line.
const LONGEST_QUOTED: usize = 4096;

/// `NIL`, a quoted string, or a literal where a quoted string cannot hold the text.
pub(crate) fn push_nstring(out: &mut String, text: Option<&str>) {
    match text {
        Some(text) => push_string(out, text),
        None => out.push_str("NIL"),
    }
}

pub(crate) fn push_string(out: &mut String, text: &str) {
    let quotable =
        text.len() <= LONGEST_QUOTED && text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t'));
    if !quotable {
        // A literal may hold anything but NUL.
        let text = text.replace('\0', "");
        out.push_str(&format!("{{{}}}\r\n{text}", text.len()));
        return;
    }
    out.push('"');
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            out.push('\\');
        }
        out.push(character);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: Option<&str>) -> String {
        let mut out = String::new();
        push_nstring(&mut out, text);
        out
    }

    #[test]
    fn nothing_and_the_empty_string_differ() {
        assert_eq!(written(None), "NIL");
        assert_eq!(written(Some("")), "\"\"");
    }

    #[test]
    fn quotes_and_backslashes_are_escaped() {
        assert_eq!(written(Some(r#"a "b" \c"#)), r#""a \"b\" \\c""#);
    }

    #[test]
    fn eight_bit_and_control_characters_travel_as_a_literal_counted_in_bytes() {
        assert_eq!(written(Some("é")), "{2}\r\né");
        assert_eq!(written(Some("a\u{7f}\0")), "{2}\r\na\u{7f}");
    }

    #[test]
    fn a_huge_string_is_a_literal() {
        assert!(written(Some(&"x".repeat(5000))).starts_with("{5000}\r\nxxx"));
    }
}
