//! Literals as they are announced at the end of a line: `{310}`, `{310+}` (RFC 3501 §4.3, RFC 7888).

/// A string of so many bytes follows the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Literal {
    /// Its size in bytes. A size too large for this type reads as its maximum.
    pub size: u64,
    /// Who speaks next.
    pub sync: Sync,
}

/// Whether the client waits to be asked for its literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sync {
    /// It waits for `+`; a refusal costs nothing.
    Waits,
    /// It is sending already (LITERAL+).
    Sends,
}

/// The literal announced by this line, and the line without its announcement.
pub(crate) fn announced(line: &[u8]) -> Option<(Literal, &[u8])> {
    let inside = line.strip_suffix(b"}")?;
    let (inside, sync) = match inside.strip_suffix(b"+") {
        Some(inside) => (inside, Sync::Sends),
        None => (inside, Sync::Waits),
    };
    let digits = inside.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let (head, number) = inside.split_at_checked(inside.len().checked_sub(digits)?)?;
    let head = head.strip_suffix(b"{")?;
    if number.is_empty() {
        return None;
    }
    let size = number.iter().fold(0_u64, |size, digit| {
        size.saturating_mul(10).saturating_add(u64::from(digit.wrapping_sub(b'0')))
    });
    Some((Literal { size, sync }, head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_announced_at_the_end_of_a_line_only() {
        let found = |line: &'static str| {
            announced(line.as_bytes()).map(|(literal, head)| (literal.size, literal.sync, head))
        };
        assert_eq!(found("a LOGIN {5}"), Some((5, Sync::Waits, &b"a LOGIN "[..])));
        assert_eq!(found("a LOGIN {5+}"), Some((5, Sync::Sends, &b"a LOGIN "[..])));
        assert_eq!(found("{0}"), Some((0, Sync::Waits, &b""[..])));
        for none in ["", "}", "{}", "{+}", "5}", "{5} ", "{5", "{-5}", "{5++}", "{x5}", "a LOGIN \"x{5}\""] {
            assert_eq!(found(none), None, "{none}");
        }
    }

    #[test]
    fn an_absurd_size_is_large_and_not_small() {
        let (literal, _) = announced(b"{99999999999999999999999999}").unwrap();
        assert_eq!(literal.size, u64::MAX);
    }
}
