//! Reads address lists as IMAP's ENVELOPE wants them: raw, encoded words left alone (RFC 5322 §3.4).
//!
//! Obsolete forms are read too: routes, comments as names, dots in names. What makes no sense still yields an address
//! of what is there, so that a reader sees something.

/// An entry of an address list, in the terms of RFC 3501 §7.4.2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Address {
    Mailbox {
        name: Option<String>,
        /// The source route, `@a,@b`.
        route: Option<String>,
        local: String,
        /// Empty where the address has no `@`: absent would mean a group.
        host: String,
    },
    GroupStart(String),
    GroupEnd,
}

/// Addresses read of one field. Each is longer in an ENVELOPE than in a header, and most may stand there thrice.
pub(crate) const MOST: usize = 1000;

/// Reads a list, at most its first thousand entries. Linear in the length of the text.
pub(crate) fn read(text: &str) -> Vec<Address> {
    let mut reader = Reader::default();
    let mut rest = text;
    while reader.list.len() < MOST
        && let Some((token, after)) = token(rest)
    {
        rest = after;
        reader.take(token);
    }
    reader.end_entry();
    if reader.in_group {
        reader.list.push(Address::GroupEnd);
    }
    reader.list
}

enum Token<'a> {
    Space,
    /// A run of ordinary characters, or a domain literal.
    Atom(&'a str),
    Quoted(String),
    Comment(String),
    Special(char),
}

#[derive(Default)]
struct Reader {
    list: Vec<Address>,
    in_group: bool,
    /// What was read since the last separator, spaces made one.
    words: String,
    /// Where the last unquoted `@` stands in `words`.
    at: Option<usize>,
    space_pending: bool,
    comment: Option<String>,
    angle: Angle,
}

/// `<route:local@host>`
#[derive(Default)]
enum Angle {
    #[default]
    None,
    Open {
        route: Option<String>,
        text: String,
        at: Option<usize>,
    },
    Closed {
        route: Option<String>,
        text: String,
        at: Option<usize>,
    },
}

impl Reader {
    fn take(&mut self, token: Token<'_>) {
        if let Angle::Open { .. } = self.angle {
            return self.take_in_angle(token);
        }
        match token {
            Token::Space => self.space_pending = !self.words.is_empty(),
            Token::Comment(comment) => self.comment = Some(comment),
            Token::Atom(text) => self.push(text),
            Token::Quoted(text) => self.push(&text),
            Token::Special('<') => self.angle = Angle::Open { route: None, text: String::new(), at: None },
            Token::Special(',') => self.end_entry(),
            Token::Special(';') => {
                self.end_entry();
                if std::mem::take(&mut self.in_group) {
                    self.list.push(Address::GroupEnd);
                }
            }
            Token::Special(':') if !self.in_group => {
                let name = std::mem::take(&mut self.words);
                self.list.push(Address::GroupStart(name));
                self.in_group = true;
                self.clear();
            }
            Token::Special('@') => {
                self.push("@");
                self.at = Some(self.words.len() - 1);
            }
            Token::Special(other) => self.push(other.encode_utf8(&mut [0; 4])),
        }
    }

    fn take_in_angle(&mut self, token: Token<'_>) {
        let Angle::Open { route, text, at } = &mut self.angle else {
            return;
        };
        match token {
            Token::Space | Token::Comment(_) => {}
            Token::Atom(more) => text.push_str(more),
            Token::Quoted(more) => text.push_str(&more),
            Token::Special('>') => {
                let (route, text, at) = (route.take(), std::mem::take(text), at.take());
                self.angle = Angle::Closed { route, text, at };
            }
            Token::Special(':') if text.starts_with('@') => {
                *route = Some(std::mem::take(text));
                *at = None;
            }
            Token::Special(other) => {
                if other == '@' {
                    *at = Some(text.len());
                }
                text.push(other);
            }
        }
    }

    fn push(&mut self, text: &str) {
        if std::mem::take(&mut self.space_pending) {
            self.words.push(' ');
        }
        self.words.push_str(text);
    }

    fn end_entry(&mut self) {
        let words = std::mem::take(&mut self.words);
        match std::mem::take(&mut self.angle) {
            Angle::Open { route, text, at } | Angle::Closed { route, text, at } => {
                let (local, host) = split(&text, at);
                let name = Some(words).filter(|name| !name.is_empty());
                self.list.push(Address::Mailbox { name, route, local, host });
            }
            Angle::None if !words.is_empty() => {
                let (local, host) = split(&words, self.at);
                self.list.push(Address::Mailbox { name: self.comment.take(), route: None, local, host });
            }
            Angle::None => {}
        }
        self.clear();
    }

    fn clear(&mut self) {
        self.words.clear();
        self.at = None;
        self.space_pending = false;
        self.comment = None;
        self.angle = Angle::None;
    }
}

fn split(address: &str, at: Option<usize>) -> (String, String) {
    match at.and_then(|at| address.split_at_checked(at)) {
        Some((local, host)) => {
            (local.trim().to_owned(), host.strip_prefix('@').unwrap_or(host).trim().to_owned())
        }
        None => (address.to_owned(), String::new()),
    }
}

fn token(text: &str) -> Option<(Token<'_>, &str)> {
    let first = text.chars().next()?;
    let after_first = text.get(first.len_utf8()..).unwrap_or_default();
    let read = match first {
        ' ' | '\t' => (Token::Space, text.trim_start_matches([' ', '\t'])),
        '"' => {
            let (quoted, rest) = quoted(after_first);
            (Token::Quoted(quoted), rest)
        }
        '(' => {
            let (comment, rest) = comment(after_first);
            (Token::Comment(comment), rest)
        }
        '[' => {
            let end = after_first.find(']').map_or(text.len(), |end| end + 2);
            let (literal, rest) = text.split_at_checked(end).unwrap_or((text, ""));
            (Token::Atom(literal), rest)
        }
        '<' | '>' | ',' | ';' | ':' | '@' => (Token::Special(first), after_first),
        _ => {
            let end =
                text.find([' ', '\t', '"', '(', '[', '<', '>', ',', ';', ':', '@']).unwrap_or(text.len());
            let (atom, rest) = text.split_at_checked(end).unwrap_or((text, ""));
            (Token::Atom(atom), rest)
        }
    };
    Some(read)
}

/// Up to the closing quote, or all there is.
fn quoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => break,
            '\\' => value.extend(characters.next()),
            _ => value.push(character),
        }
    }
    (value, characters.as_str())
}

/// Up to the closing parenthesis, or all there is.
fn comment(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut depth = 1_usize;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        match character {
            _ if depth == 0 => break,
            '\\' => value.extend(characters.next()),
            _ => value.push(character),
        }
    }
    (value, characters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(name: Option<&str>, local: &str, host: &str) -> Address {
        Address::Mailbox {
            name: name.map(str::to_owned),
            route: None,
            local: local.into(),
            host: host.into(),
        }
    }

    #[test]
    fn common_forms_are_read() {
        assert_eq!(
            read("Mary Smith <mary@x.test>, j@y.test,\"Who? \\\"Me\\\"\" <one@z>"),
            [
                mailbox(Some("Mary Smith"), "mary", "x.test"),
                mailbox(None, "j", "y.test"),
                mailbox(Some("Who? \"Me\""), "one", "z")
            ]
        );
    }

    #[test]
    fn encoded_words_are_left_alone() {
        assert_eq!(read("=?utf-8?Q?Andr=C3=A9?= <a@b>"), [mailbox(Some("=?utf-8?Q?Andr=C3=A9?="), "a", "b")]);
    }

    #[test]
    fn a_comment_is_the_name_of_a_bare_address() {
        assert_eq!(read("john@x.test (John (the) Doe)"), [mailbox(Some("John (the) Doe"), "john", "x.test")]);
        assert_eq!(read("John <j@x> (work)"), [mailbox(Some("John"), "j", "x")]);
    }

    #[test]
    fn groups_have_a_start_and_an_end_even_when_empty_or_unfinished() {
        assert_eq!(
            read("Team: a@b, c@d;, undisclosed:;"),
            [
                Address::GroupStart("Team".into()),
                mailbox(None, "a", "b"),
                mailbox(None, "c", "d"),
                Address::GroupEnd,
                Address::GroupStart("undisclosed".into()),
                Address::GroupEnd
            ]
        );
        assert_eq!(
            read("Team: a@b"),
            [Address::GroupStart("Team".into()), mailbox(None, "a", "b"), Address::GroupEnd]
        );
    }

    #[test]
    fn obsolete_forms_are_read() {
        assert_eq!(
            read("Joe Q. Public <@a.test,@b.test:joe@c.test>"),
            [Address::Mailbox {
                name: Some("Joe Q. Public".into()),
                route: Some("@a.test,@b.test".into()),
                local: "joe".into(),
                host: "c.test".into()
            }]
        );
        assert_eq!(read("joe@[127.0.0.1]"), [mailbox(None, "joe", "[127.0.0.1]")]);
        assert_eq!(read("\"a@b\"@c"), [mailbox(None, "a@b", "c")]);
    }

    #[test]
    fn an_address_without_domain_is_not_mistaken_for_a_group() {
        assert_eq!(read("mary"), [mailbox(None, "mary", "")]);
        assert_eq!(read("<>"), [mailbox(None, "", "")]);
        assert_eq!(read("Mary <mary"), [mailbox(Some("Mary"), "mary", "")]);
        assert_eq!(read(" , ,"), []);
    }
}
