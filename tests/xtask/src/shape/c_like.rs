//! Takes Kotlin and Swift apart into declarations: a head, and perhaps a body in braces.

/// One declaration or statement, as it stands in a file or body.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Raw {
    /// Up to the brace or the end of the line, with single blanks.
    pub(super) head: String,
    /// What stands between its braces.
    pub(super) body: Option<String>,
}

/// The declarations of a file or body, in their order; `code` is without comments.
pub(super) fn declarations(code: &str) -> Vec<Raw> {
    let chars: Vec<char> = code.chars().collect();
    let (mut found, mut head, mut depth, mut at) = (Vec::new(), String::new(), 0_usize, 0);
    while let Some(next) = chars.get(at).copied() {
        at += 1;
        match next {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            '{' if depth == 0 => {
                let (body, end) = block(&chars, at);
                found.push(Raw { head: spaced(&head), body: Some(body) });
                head.clear();
                at = end;
                continue;
            }
            '\n' | ';' if depth == 0 && is_whole(&head, chars.get(at..).unwrap_or_default()) => {
                found.push(Raw { head: spaced(&head), body: None });
                head.clear();
                continue;
            }
            '}' if depth == 0 => continue,
            _ => {}
        }
        head.push(next);
    }
    if !head.trim().is_empty() {
        found.push(Raw { head: spaced(&head), body: None });
    }
    found
}

/// A line ends a declaration unless its body follows, or it holds nothing yet but who may see it.
fn is_whole(head: &str, rest: &[char]) -> bool {
    let head = head.trim();
    let opens = rest.iter().find(|c| !c.is_whitespace()) == Some(&'{');
    !head.is_empty() && !opens && head != "public" && head != "open"
}

/// The text up to the brace that closes the one before `from`, and where it goes on.
fn block(chars: &[char], from: usize) -> (String, usize) {
    let (mut depth, mut at) = (1_usize, from);
    while let Some(next) = chars.get(at) {
        match next {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        at += 1;
    }
    (chars.get(from..at).unwrap_or_default().iter().collect(), at + 1)
}

/// Single blanks, none inside of brackets and before commas.
pub(super) fn spaced(head: &str) -> String {
    let words: Vec<&str> = head.split_whitespace().collect();
    let mut text = words.join(" ");
    for (from, to) in
        [("( ", "("), (" )", ")"), (" ,", ","), (",)", ")"), (" :", ":"), (" (", "("), (":(", ": (")]
    {
        text = text.replace(from, to);
    }
    text
}

/// Whether `word` is at the head's outer level, and where: not inside of brackets.
pub(super) fn outside_brackets(head: &str, word: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, next) in head.char_indices() {
        match next {
            '(' | '[' | '<' => depth += 1,
            ')' | ']' | '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && head.get(at..).is_some_and(|rest| rest.starts_with(word)) {
            return Some(at);
        }
    }
    None
}

/// The pieces between commas that are inside of no bracket.
pub(super) fn parameters(list: &str) -> Vec<String> {
    let (mut found, mut rest) = (Vec::new(), list);
    while let Some(at) = outside_brackets(rest, ",") {
        found.push(rest.get(..at).unwrap_or_default().trim().to_owned());
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    found.push(rest.trim().to_owned());
    found.retain(|piece| !piece.is_empty());
    found
}

/// The code without comments, each literal emptied, so that no brace in them is counted.
pub(super) fn without_comments(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let is = |at: usize, wanted: &str| wanted.chars().enumerate().all(|(n, c)| chars.get(at + n) == Some(&c));
    let (mut code, mut at) = (String::new(), 0);
    while let Some(next) = chars.get(at).copied() {
        if is(at, "//") {
            at = (at..).find(|at| chars.get(*at).is_none_or(|c| *c == '\n')).unwrap_or(at);
        } else if is(at, "/*") {
            let mut depth = 0_usize;
            while at < chars.len() {
                if is(at, "/*") {
                    depth += 1;
                    at += 2;
                } else if is(at, "*/") {
                    depth = depth.saturating_sub(1);
                    at += 2;
                } else {
                    at += 1;
                }
                if depth == 0 {
                    break;
                }
            }
        } else if next == '"' {
            code.push_str("\"\"");
            at = after_string(&chars, at);
        } else if next == '\'' && (chars.get(at + 1) == Some(&'\\') || chars.get(at + 2) == Some(&'\'')) {
            code.push_str("''");
            at = (at + 2..).find(|at| chars.get(*at).is_none_or(|c| *c == '\'')).unwrap_or(at) + 1;
        } else {
            code.push(next);
            at += 1;
        }
    }
    code
}

/// Where the string that begins at `from` has ended; code inside it, as in `"${f("x")}"`, may hold strings again.
fn after_string(chars: &[char], from: usize) -> usize {
    let quote = |at: usize| chars.get(at) == Some(&'"');
    let long = quote(from + 1) && quote(from + 2);
    let (mut at, mut depth) = (from + if long { 3 } else { 1 }, 0_usize);
    while let Some(next) = chars.get(at) {
        match (next, chars.get(at + 1)) {
            ('$', Some('{')) | ('\\', Some('(')) => {
                depth += 1;
                at += 1;
            }
            ('\\', _) if !long => at += 1,
            ('{' | '(', _) if depth > 0 => depth += 1,
            ('}' | ')', _) => depth = depth.saturating_sub(1),
            ('"', _) if depth == 0 && !long => return at + 1,
            ('"', _) if depth == 0 && quote(at + 1) && quote(at + 2) => return at + 3,
            _ => {}
        }
        at += 1;
    }
    at
}
