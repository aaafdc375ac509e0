//! Values with parameters: `text/plain; charset="utf-8"` (RFC 2045 §5.1, RFC 2183).
//!
//! Reads what mail programs really write: missing quotes, stray semicolons, comments. Continued parameters are joined
//! (RFC 2231 §3), as its section 6 asks of IMAP servers; the language and charset marks stay for the client.

/// No honest header has as many; joining continued ones takes quadratic time.
const MOST_PARAMETERS: usize = 100;

/// A value and its parameters, names in lower case, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parameterised {
    /// Before the first semicolon, lower case, without comments.
    pub(crate) value: String,
    pub(crate) parameters: Vec<(String, String)>,
}

impl Parameterised {
    pub(crate) fn read(text: &str) -> Self {
        let mut pieces = pieces(text).into_iter();
        let value = pieces.next().unwrap_or_default().text.trim().to_ascii_lowercase();
        let mut parameters = Vec::new();
        for piece in pieces.take(MOST_PARAMETERS) {
            let Some(equals) = piece.equals else { continue };
            let Some((name, value)) = piece.text.split_at_checked(equals) else {
                continue;
            };
            let name = name.trim().to_ascii_lowercase();
            if !name.is_empty() {
                parameters.push((name, value.trim().to_owned()));
            }
        }
        Self { value, parameters: joined(parameters) }
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// What stands between two semicolons, unquoted and without comments.
#[derive(Default)]
struct Piece {
    text: String,
    /// Where in `text` the value starts; the sign itself is left out.
    equals: Option<usize>,
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut done = Vec::new();
    let mut piece = Piece::default();
    let mut comments = 0_usize;
    let mut quoted = false;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' if quoted || comments > 0 => {
                if let (Some(escaped), 0) = (characters.next(), comments) {
                    piece.text.push(escaped);
                }
            }
            '"' if comments == 0 => quoted = !quoted,
            '(' if !quoted => comments += 1,
            ')' if !quoted && comments > 0 => comments -= 1,
            _ if comments > 0 => {}
            ';' if !quoted => done.push(std::mem::take(&mut piece)),
            '=' if !quoted && piece.equals.is_none() => piece.equals = Some(piece.text.len()),
            _ => piece.text.push(character),
        }
    }
    done.push(piece);
    done
}

/// Joins `name*0`, `name*1*`, … into `name`, or into `name*` where any of them is percent-encoded.
fn joined(parameters: Vec<(String, String)>) -> Vec<(String, String)> {
    if !parameters.iter().any(|(name, _)| segment(name).is_some()) {
        return parameters;
    }
    let mut whole: Vec<(String, String)> = Vec::new();
    // By name: number, whether percent-encoded, and text of each segment.
    type Segments = Vec<(u16, bool, String)>;
    let mut continued: Vec<(String, Segments)> = Vec::new();
    for (name, value) in parameters {
        match segment(&name) {
            None => whole.push((name, value)),
            Some((base, number, encoded)) => match continued.iter_mut().find(|(known, _)| known == base) {
                Some((_, segments)) => segments.push((number, encoded, value)),
                None => continued.push((base.to_owned(), vec![(number, encoded, value)])),
            },
        }
    }
    for (base, mut segments) in continued {
        segments.sort_by_key(|(number, ..)| *number);
        let any_encoded = segments.iter().any(|(_, encoded, _)| *encoded);
        let value = segments
            .iter()
            .map(|(_, encoded, value)| match any_encoded && !encoded {
                true => value.replace('%', "%25"),
                false => value.clone(),
            })
            .collect();
        whole.push((if any_encoded { format!("{base}*") } else { base }, value));
    }
    whole
}

/// `title*1*` is the second segment of `title`, and percent-encoded.
fn segment(name: &str) -> Option<(&str, u16, bool)> {
    let (name, encoded) = match name.strip_suffix('*') {
        Some(name) => (name, true),
        None => (name, false),
    };
    let (base, number) = name.rsplit_once('*')?;
    Some((base, number.parse().ok()?, encoded))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, Vec<(String, String)>) {
        let Parameterised { value, parameters } = Parameterised::read(text);
        (value, parameters)
    }

    fn pair(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn parameters_are_unquoted_and_their_names_are_lower_case() {
        assert_eq!(
            read(r#"Text/Plain; CharSet=us-ascii; name="a \"b\"; c.txt""#),
            ("text/plain".into(), vec![pair("charset", "us-ascii"), pair("name", r#"a "b"; c.txt"#)])
        );
    }

    #[test]
    fn comments_and_stray_semicolons_are_passed_over() {
        assert_eq!(
            read("text/plain (plain (really)); charset=us-ascii (Plain text);; junk; =x"),
            ("text/plain".into(), vec![pair("charset", "us-ascii")])
        );
    }

    #[test]
    fn an_equals_sign_inside_a_value_belongs_to_it() {
        assert_eq!(read("multipart/mixed; boundary=a=b").1, [pair("boundary", "a=b")]);
        assert_eq!(read("multipart/mixed; boundary=\"a=b\"").1, [pair("boundary", "a=b")]);
    }

    #[test]
    fn continued_parameters_are_joined() {
        assert_eq!(
            read(r#"x/y; url*1="cs.edu"; a=b; URL*0="ftp://""#).1,
            [pair("a", "b"), pair("url", "ftp://cs.edu")]
        );
        assert_eq!(
            read("x/y; title*0*=us-ascii'en'This%20; title*1=100%; title*2*=%2A").1,
            [pair("title*", "us-ascii'en'This%20100%25%2A")]
        );
    }

    #[test]
    fn an_unfinished_quote_ends_with_the_value() {
        assert_eq!(read("x/y; name=\"open; a=b").1, [pair("name", "open; a=b")]);
    }
}
