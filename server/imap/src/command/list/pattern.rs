//! What a pattern of LIST and LSUB matches (RFC 3501 §6.3.8).

/// Where to go on when what follows a wildcard does not fit: behind it in the pattern, one byte later in the name.
type Retry = Option<(usize, usize)>;

/// `*` is anything, `%` anything within a level; INBOX is meant in any case.
///
/// Tries positions from the left and goes back to the last wildcard only, so the time is bounded by the product of the two
/// lengths however many wildcards there are.
pub(crate) fn matches(pattern: &[u8], name: &str) -> bool {
    let fold = |byte: u8| if name == "INBOX" { byte.to_ascii_uppercase() } else { byte };
    let name = name.as_bytes();
    let (mut at, mut from) = (0, 0);
    let mut star: Retry = None;
    let mut percent: Retry = None;
    loop {
        match (pattern.get(at).copied(), name.get(from).copied()) {
            (None, None) => return true,
            (Some(b'*'), _) => {
                at += 1;
                (star, percent) = (Some((at, from)), None);
                continue;
            }
            (Some(b'%'), _) => {
                at += 1;
                percent = Some((at, from));
                continue;
            }
            (Some(wanted), Some(found)) if fold(wanted) == found => {
                at += 1;
                from += 1;
                continue;
            }
            _ => {}
        }
        if let Some((behind, used)) = percent
            && name.get(used).is_some_and(|&byte| byte != b'/')
        {
            (at, from) = (behind, used + 1);
            percent = Some((behind, used + 1));
        } else if let Some((behind, used)) = star
            && used < name.len()
        {
            (at, from) = (behind, used + 1);
            (star, percent) = (Some((behind, used + 1)), None);
        } else {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wildcards_mean_what_the_standard_says() {
        for (pattern, name) in [
            ("*", "INBOX"),
            ("%", "Sent"),
            ("inbox", "INBOX"),
            ("InB%", "INBOX"),
            ("Work/%", "Work/2026"),
            ("*6", "Work/2026"),
            ("%/%", "Work/2026"),
            ("W*k/*2*6", "Work/2026"),
            ("%%%*%", "Sent"),
            ("*/%6", "Work/Old/2026"),
        ] {
            assert!(matches(pattern.as_bytes(), name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("%", "Work/2026"),
            ("sent", "Sent"),
            ("Sen", "Sent"),
            ("Sent/", "Sent"),
            ("W%6", "Work/2026"),
            ("", "Sent"),
            ("%/%", "Work/Old/2026"),
        ] {
            assert!(!matches(pattern.as_bytes(), name), "{pattern} {name}");
        }
    }

    /// The same by plain recursion: slow and obvious.
    fn obvious(pattern: &[u8], name: &[u8]) -> bool {
        match (pattern.split_first(), name.split_first()) {
            (None, rest) => rest.is_none(),
            (Some((b'*', after)), found) => {
                obvious(after, name) || found.is_some_and(|(_, left)| obvious(pattern, left))
            }
            (Some((b'%', after)), found) => {
                obvious(after, name)
                    || found.is_some_and(|(byte, left)| *byte != b'/' && obvious(pattern, left))
            }
            (Some((wanted, after)), Some((byte, left))) => wanted == byte && obvious(after, left),
            (Some(_), None) => false,
        }
    }

    proptest! {
        #[test]
        fn every_pattern_matches_as_plain_recursion_does(pattern in "[ab/*%]{0,7}", name in "[ab/]{0,7}") {
            prop_assert_eq!(matches(pattern.as_bytes(), &name), obvious(pattern.as_bytes(), name.as_bytes()));
        }
    }

    #[test]
    fn a_pattern_of_wildcards_does_not_take_for_ever() {
        let pattern = b"*a%".repeat(10_000);
        assert!(!matches(&pattern, &"b".repeat(1_000)));
    }
}
