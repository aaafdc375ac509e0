//! Flags as clients name them in STORE and APPEND (RFC 3501 §9, `flag-list`).

use server_domain::keywords::FlagNames;
use server_domain::mailbox::Flags;

use crate::syntax::words::{Expected, Words};

/// `(\Seen $Junk)`, or `()`.
pub(crate) fn list(words: &mut Words<'_>) -> Result<FlagNames, Expected> {
    let mut names = FlagNames::default();
    words.list_or_empty(|words| one(words, &mut names))?;
    Ok(names)
}

/// The same, or without brackets, as STORE allows.
pub(crate) fn list_or_bare(words: &mut Words<'_>) -> Result<FlagNames, Expected> {
    if words.peek() == Some(b'(') {
        return list(words);
    }
    let mut names = FlagNames::default();
    one(words, &mut names)?;
    while words.take(b' ') {
        one(words, &mut names)?;
    }
    Ok(names)
}

/// System flags that are none of the five are passed over, `\Recent` above all, which programs copy from what they were
/// told: PERMANENTFLAGS says that they cannot be kept (RFC 3501 §7.1).
fn one(words: &mut Words<'_>, names: &mut FlagNames) -> Result<(), Expected> {
    let is_system = words.take(b'\\');
    let name = words.atom().map_err(|_| Expected("a flag, such as \\Seen or $Forwarded"))?;
    if is_system {
        let known = Flags::NAMED.iter().find(|(_, known)| {
            known.strip_prefix('\\').is_some_and(|known| known.eq_ignore_ascii_case(name))
        });
        names.system = known.map_or(names.system, |(flag, _)| names.system.with(*flag));
    } else if !names.keywords.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        names.keywords.push(name.to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(system: Flags, keywords: &[&str]) -> FlagNames {
        FlagNames { system, keywords: keywords.iter().map(|&name| name.to_owned()).collect() }
    }

    #[test]
    fn flags_are_read_with_brackets_and_without() {
        let seen = Flags::SEEN;
        assert_eq!(list(&mut Words::new(b"()")), Ok(names(Flags::NONE, &[])));
        assert_eq!(list(&mut Words::new(b"(\\SEEN $Junk $junk \\Recent)")), Ok(names(seen, &["$Junk"])));
        assert_eq!(list_or_bare(&mut Words::new(b"\\Seen NonJunk")), Ok(names(seen, &["NonJunk"])));
        for wrong in [&b"(\\Seen"[..], b"(\\*)", b"(\"x\")", b"", b"( \\Seen)", b"\\Seen "] {
            assert!(list_or_bare(&mut Words::new(wrong)).is_err(), "{}", String::from_utf8_lossy(wrong));
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_flags_or_refused(text in "[()\\\\ a-z$*\"]{0,30}") {
            let _ = list(&mut Words::new(text.as_bytes()));
            let _ = list_or_bare(&mut Words::new(text.as_bytes()));
        }
    }
}
