//! The small words of the grammar (RFC 3501 §9), for the commands that imap-codec does not read.
//!
//! Works on one whole command, literals in place as `{5}` CRLF and their bytes. What a literal announces has been received
//! already, and is checked again all the same.

use std::borrow::Cow;

use imap_types::sequence::SequenceSet;

use crate::command::FolderName;
use crate::literal;
use crate::session::Enabled;
use crate::utf7::Names;
use crate::view::Messages;

/// The rest of a command.
#[derive(Debug, Clone)]
pub(crate) struct Words<'a> {
    rest: &'a [u8],
    names: Names,
    version: Version,
}

/// Which IMAP a session speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Version {
    /// RFC 3501.
    #[default]
    Rev1,
    /// RFC 9051, once the client has enabled it: some words are gone.
    Rev2,
}

/// What should have stood where something else stands, as a person would say it: "a number".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Expected(pub &'static str);

impl<'a> Words<'a> {
    /// Reads from the start of `text`.
    pub(crate) fn new(text: &'a [u8]) -> Self {
        Self { rest: text, names: Names::default(), version: Version::default() }
    }

    /// The same, in the version that this session speaks and with folder names as it writes them.
    pub(crate) fn spoken_in(self, enabled: Enabled) -> Self {
        Self { names: enabled.names(), version: enabled.version(), ..self }
    }

    /// Which version is spoken.
    pub(crate) fn version(&self) -> Version {
        self.version
    }

    /// Whether nothing is left.
    pub(crate) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Nothing may be left.
    pub(crate) fn end(&self) -> Result<(), Expected> {
        if self.is_at_end() { Ok(()) } else { Err(Expected("the end of the command")) }
    }

    /// Leaves the rest unread.
    pub(crate) fn pass_over(&mut self) {
        self.rest = &[];
    }

    /// The next byte, not taken.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Takes this byte if it is next.
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        match self.rest.split_first() {
            Some((&next, rest)) if next == byte => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// One space.
    pub(crate) fn space(&mut self) -> Result<(), Expected> {
        if self.take(b' ') { Ok(()) } else { Err(Expected("a space")) }
    }

    /// An opening parenthesis.
    pub(crate) fn open(&mut self) -> Result<(), Expected> {
        if self.take(b'(') { Ok(()) } else { Err(Expected("an opening parenthesis")) }
    }

    /// A closing parenthesis.
    pub(crate) fn close(&mut self) -> Result<(), Expected> {
        if self.take(b')') { Ok(()) } else { Err(Expected("a closing parenthesis")) }
    }

    /// Takes this word, in any case, if it is next and ends there. `word` is in capitals.
    pub(crate) fn take_word(&mut self, word: &str) -> bool {
        let mut ahead = self.clone();
        let is_next = ahead.atom().is_ok_and(|atom| atom.eq_ignore_ascii_case(word));
        if is_next {
            *self = ahead;
        }
        is_next
    }

    /// An atom, as it was written.
    pub(crate) fn atom(&mut self) -> Result<&'a str, Expected> {
        let atom = self.run_of(is_atom_byte);
        match std::str::from_utf8(atom) {
            Ok(atom) if !atom.is_empty() => Ok(atom),
            Ok(_) | Err(_) => Err(Expected("a word")),
        }
    }

    /// Letters, digits and dots, as in `HEADER.FIELDS` and `2.1.MIME`; may be none.
    pub(crate) fn dotted(&mut self) -> &'a str {
        let word = self.run_of(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
        std::str::from_utf8(word).unwrap_or_default()
    }

    /// A number of 32 bits.
    pub(crate) fn number(&mut self) -> Result<u32, Expected> {
        u32::try_from(self.number64()?).map_err(|_| Expected("a number below 4294967296"))
    }

    /// A number of 63 bits (RFC 7162 §7, `mod-sequence-value`; RFC 9051 §9, `number64`).
    pub(crate) fn number64(&mut self) -> Result<u64, Expected> {
        let digits = std::str::from_utf8(self.run_of(|byte| byte.is_ascii_digit())).unwrap_or_default();
        let number: u64 = digits.parse().map_err(|_| Expected("a number"))?;
        if i64::try_from(number).is_ok() { Ok(number) } else { Err(Expected("a number of at most 63 bits")) }
    }

    /// Message numbers or UIDs: `1,3:5,9:*`.
    pub(crate) fn set(&mut self) -> Result<SequenceSet, Expected> {
        let set = self.run_of(|byte| byte.is_ascii_digit() || b",:*".contains(&byte));
        let set = std::str::from_utf8(set).ok().and_then(|set| SequenceSet::try_from(set).ok());
        set.ok_or(Expected("message numbers, such as 1,3:5,9:*"))
    }

    /// The same, or `$` (RFC 5182).
    pub(crate) fn messages(&mut self) -> Result<Messages, Expected> {
        if self.take(b'$') { Ok(Messages::Saved) } else { self.set().map(Messages::Set) }
    }

    /// A string of any kind: atom, quoted or literal.
    pub(crate) fn astring(&mut self) -> Result<Cow<'a, [u8]>, Expected> {
        match self.peek() {
            Some(b'"' | b'{') => self.string(),
            _ => match self.run_of(|byte| is_atom_byte(byte) || byte == b']') {
                [] => Err(Expected("a string")),
                atom => Ok(Cow::Borrowed(atom)),
            },
        }
    }

    /// A folder's name.
    pub(crate) fn folder(&mut self) -> Result<FolderName, Expected> {
        let expected = Expected(match self.names {
            Names::Utf7 => "a folder name in modified UTF-7 (RFC 3501 section 5.1.3)",
            Names::Utf8 => "a folder name in UTF-8",
        });
        let name = self.names.decode(&self.astring()?).ok_or(expected)?;
        Ok(FolderName(server_domain::folders::canonical(&name).into_owned()))
    }

    /// A string in quotation marks or as a literal.
    pub(crate) fn string(&mut self) -> Result<Cow<'a, [u8]>, Expected> {
        if self.take(b'"') { self.quoted() } else { self.literal().map(Cow::Borrowed) }
    }

    /// A name with wildcards (RFC 3501 §9, `list-mailbox`).
    pub(crate) fn pattern(&mut self) -> Result<Cow<'a, [u8]>, Expected> {
        match self.peek() {
            Some(b'"' | b'{') => self.string(),
            _ => match self.run_of(|byte| is_atom_byte(byte) || byte >= 0x80 || b"%*]".contains(&byte)) {
                [] => Err(Expected("a pattern, such as *")),
                pattern => Ok(Cow::Borrowed(pattern)),
            },
        }
    }

    /// A string, or `NIL`.
    pub(crate) fn nstring(&mut self) -> Result<Option<Cow<'a, [u8]>>, Expected> {
        if self.take_word("NIL") { Ok(None) } else { self.string().map(Some) }
    }

    /// `(one two three)`, at least one.
    pub(crate) fn list<T>(
        &mut self,
        mut one: impl FnMut(&mut Self) -> Result<T, Expected>,
    ) -> Result<Vec<T>, Expected> {
        self.open()?;
        let mut all = vec![one(self)?];
        while self.take(b' ') {
            all.push(one(self)?);
        }
        self.close()?;
        Ok(all)
    }

    /// The same, and `()` as well.
    pub(crate) fn list_or_empty<T>(
        &mut self,
        one: impl FnMut(&mut Self) -> Result<T, Expected>,
    ) -> Result<Vec<T>, Expected> {
        if self.rest.starts_with(b"()") {
            self.rest = self.rest.get(2..).unwrap_or_default();
            return Ok(Vec::new());
        }
        self.list(one)
    }

    /// Behind the opening quotation mark.
    fn quoted(&mut self) -> Result<Cow<'a, [u8]>, Expected> {
        let unclosed = Expected("a closing quotation mark");
        let plain = self.run_of(|byte| !matches!(byte, b'"' | b'\\' | b'\r' | b'\n'));
        if self.take(b'"') {
            return Ok(Cow::Borrowed(plain));
        }
        let mut text = plain.to_vec();
        loop {
            match self.rest {
                [b'"', rest @ ..] => {
                    self.rest = rest;
                    return Ok(Cow::Owned(text));
                }
                [b'\\', byte @ (b'"' | b'\\'), rest @ ..] => {
                    text.push(*byte);
                    self.rest = rest;
                }
                [b'\\' | b'\r' | b'\n', ..] | [] => return Err(unclosed),
                [byte, rest @ ..] => {
                    text.push(*byte);
                    self.rest = rest;
                }
            }
        }
    }

    fn literal(&mut self) -> Result<&'a [u8], Expected> {
        let expected = Expected("a string in quotation marks or as a literal");
        let line_end = self.rest.windows(2).position(|pair| pair == b"\r\n").ok_or(expected)?;
        let (line, behind) = self.rest.split_at_checked(line_end).ok_or(expected)?;
        let Some((announced, [])) = literal::announced(line) else { return Err(expected) };
        let size = usize::try_from(announced.size).map_err(|_| expected)?;
        let (text, rest) =
            behind.get(2..).and_then(|behind| behind.split_at_checked(size)).ok_or(expected)?;
        self.rest = rest;
        Ok(text)
    }

    fn run_of(&mut self, belongs: impl Fn(u8) -> bool) -> &'a [u8] {
        let end = self.rest.iter().position(|&byte| !belongs(byte)).unwrap_or(self.rest.len());
        let (run, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, &[]));
        self.rest = rest;
        run
    }
}

/// `ATOM-CHAR` (RFC 3501 §9).
fn is_atom_byte(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"(){%*\"\\]".contains(&byte)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn strings_come_in_three_forms() {
        let mut words = Words::new(b"atom[] \"quo\\\"ted\" {3}\r\n\r\nx {2+}\r\nab \"\"");
        assert_eq!(words.astring().as_deref(), Ok(&b"atom[]"[..]));
        words.space().unwrap();
        assert_eq!(words.astring().as_deref(), Ok(&b"quo\"ted"[..]));
        words.space().unwrap();
        assert_eq!(words.astring().as_deref(), Ok(&b"\r\nx"[..]));
        words.space().unwrap();
        assert_eq!(words.string().as_deref(), Ok(&b"ab"[..]));
        words.space().unwrap();
        assert_eq!(words.nstring(), Ok(Some(Cow::Borrowed(&b""[..]))));
        words.end().unwrap();
    }

    #[test]
    fn what_is_missing_is_named() {
        assert_eq!(Words::new(b"x").number(), Err(Expected("a number")));
        assert_eq!(Words::new(b"4294967296").number(), Err(Expected("a number below 4294967296")));
        assert!(Words::new(b"9223372036854775808").number64().is_err());
        assert_eq!(Words::new(b"\"open").string(), Err(Expected("a closing quotation mark")));
        assert!(Words::new(b"{5}\r\nabc").string().is_err(), "announced and not there");
        assert!(Words::new(b"1,,2").set().is_err());
        assert!(Words::new(b"$").set().is_err());
        assert_eq!(Words::new(b"(a b").list(|words| words.atom()), Err(Expected("a closing parenthesis")));
    }

    #[test]
    fn messages_are_a_set_or_what_was_saved() {
        let mut words = Words::new(b"$ 1,3:*");
        assert_eq!(words.messages(), Ok(Messages::Saved));
        words.space().unwrap();
        assert!(matches!(words.messages(), Ok(Messages::Set(_))));
    }

    #[test]
    fn folders_are_read_by_name() {
        assert_eq!(Words::new(b"\"Entw&APw-rfe\"").folder(), Ok(FolderName("Entwürfe".into())));
        assert_eq!(Words::new(b"inbox").folder(), Ok(FolderName("INBOX".into())));
        assert!(Words::new(b"\"&\"").folder().is_err());
    }

    #[test]
    fn words_are_taken_whole_and_in_any_case() {
        let mut words = Words::new(b"return (count)");
        assert!(!words.take_word("RET"));
        assert!(words.take_word("RETURN"));
        words.space().unwrap();
        assert_eq!(words.list(|words| words.atom()).unwrap(), ["count"]);
        assert_eq!(Words::new(b"()").list_or_empty(|words| words.atom()), Ok(vec![]));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(text in proptest::collection::vec(any::<u8>(), 0..80)) {
            let mut words = Words::new(&text);
            while words.astring().is_ok() || words.list_or_empty(|words| words.nstring()).is_ok() || words.set().is_ok() || words.take(b' ') {}
        }
    }
}
