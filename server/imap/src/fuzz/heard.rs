//! Whether bytes are responses (RFC 3501 §9, `response`): lines with the literals between them, and nothing beside them.
//!
//! Stricter than any client and blind to meaning: strings and brackets close, a line holds no control character, a literal
//! is as long as it says, text after a status is text.

/// What is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// The bytes end within a response.
    Unfinished,
    /// This is no response.
    Malformed(&'static str, String),
}

/// Exactly one response.
pub(super) fn one(bytes: &[u8]) -> Result<(), Wrong> {
    match response(bytes)? {
        [] => Ok(()),
        rest => Err(malformed("more than one response", rest)),
    }
}

/// Any number of responses.
pub(super) fn all(bytes: &[u8]) -> Result<(), Wrong> {
    let mut rest = bytes;
    while !rest.is_empty() {
        rest = response(rest)?;
    }
    Ok(())
}

/// Takes one off the front.
fn response(bytes: &[u8]) -> Result<&[u8], Wrong> {
    let (first, rest) = line(bytes)?;
    let (tag, words) = match first.iter().position(|byte| *byte == b' ') {
        Some(at) => first.split_at_checked(at + 1).unwrap_or_default(),
        None => return Err(malformed("one word alone", first)),
    };
    let tag = tag.strip_suffix(b" ").unwrap_or(tag);
    if tag.is_empty() || !tag.iter().all(|byte| byte.is_ascii_graphic() && !b"(){%\"\\".contains(byte)) {
        return Err(malformed("no tag", first));
    }
    let is_status =
        [&b"OK "[..], b"NO ", b"BAD ", b"BYE ", b"PREAUTH "].iter().any(|word| words.starts_with(word));
    if is_status || tag == b"+" {
        return if words.len() >= 3 || tag == b"+" { Ok(rest) } else { Err(malformed("no text", first)) };
    }
    if tag != b"*" {
        return Err(malformed("a tag without a status", first));
    }
    data(words, rest)
}

/// Data: quoted strings, brackets and literals, up to the end of the line that ends no literal.
fn data<'a>(words: &'a [u8], rest: &'a [u8]) -> Result<&'a [u8], Wrong> {
    let (mut words, mut rest, mut open) = (words, rest, Vec::new());
    loop {
        let mut bytes = words.iter().copied().enumerate();
        let mut literal = None;
        while let Some((at, byte)) = bytes.next() {
            match byte {
                b'"' => loop {
                    match bytes.next() {
                        Some((_, b'"')) => break,
                        Some((_, b'\\')) => match bytes.next() {
                            Some((_, b'"' | b'\\')) => {}
                            _ => return Err(malformed("a backslash before what needs none", words)),
                        },
                        Some(_) => {}
                        None => return Err(malformed("a quoted string without an end", words)),
                    }
                },
                b'(' => open.push(byte),
                // Elsewhere it is a letter of an atom.
                b'[' if words.get(..at).is_some_and(has_section) => open.push(byte),
                b']' if open.last() == Some(&b'[') => drop(open.pop()),
                b')' if open.pop() != Some(b'(') => {
                    return Err(malformed("a bracket that was not opened", words));
                }
                b'{' => {
                    let size = words.get(at + 1..).and_then(|text| text.strip_suffix(b"}"));
                    let size =
                        size.and_then(|digits| std::str::from_utf8(digits).ok()?.parse::<usize>().ok());
                    literal = Some(size.ok_or_else(|| malformed("a brace that opens no literal", words))?);
                    break;
                }
                byte if !byte.is_ascii() => {
                    return Err(malformed("bytes above ASCII outside of a string", words));
                }
                _ => {}
            }
        }
        let Some(size) = literal else { break };
        let (_, after) = rest.split_at_checked(size).ok_or(Wrong::Unfinished)?;
        (words, rest) = line(after)?;
    }
    if open.is_empty() { Ok(rest) } else { Err(malformed("a bracket that stays open", words)) }
}

/// Whether what comes next in brackets is a section.
fn has_section(before: &[u8]) -> bool {
    [&b"BODY"[..], b"BINARY", b"BINARY.SIZE"].iter().any(|item| before.ends_with(item))
}

/// A line without its end.
fn line(bytes: &[u8]) -> Result<(&[u8], &[u8]), Wrong> {
    let at = bytes.windows(2).position(|pair| pair == b"\r\n").ok_or(Wrong::Unfinished)?;
    let (line, rest) = bytes.split_at_checked(at).ok_or(Wrong::Unfinished)?;
    if line.iter().any(u8::is_ascii_control) {
        return Err(malformed("a control character", line));
    }
    Ok((line, rest.get(2..).unwrap_or_default()))
}

fn malformed(what: &'static str, bytes: &[u8]) -> Wrong {
    let shown = bytes.get(..bytes.len().min(200)).unwrap_or_default();
    Wrong::Malformed(what, shown.escape_ascii().to_string())
}
