//! The base subject (RFC 5256 §2.1): what is left of a subject when nobody has answered or passed it on.

/// Of a longer subject only the beginning is looked at.
const LONGEST: usize = 1024;

/// A subject without the marks of mail programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BaseSubject {
    /// On one line, each space single.
    pub(crate) text: String,
    /// Whether there was a mark: `Re:`, `Fwd:` and their like.
    pub(crate) is_reply: bool,
}

impl BaseSubject {
    /// Of a decoded subject.
    pub(crate) fn of(subject: &str) -> Self {
        let subject = subject.get(..subject.floor_char_boundary(LONGEST)).unwrap_or_default();
        let spaced: Vec<&str> = subject.split_whitespace().collect();
        let spaced = spaced.join(" ");
        let (mut text, mut is_reply) = (spaced.as_str(), false);
        loop {
            while let Some(rest) = without_trailer(text) {
                (text, is_reply) = (rest, true);
            }
            loop {
                text = text.trim();
                if let Some(rest) = without_leader(text) {
                    (text, is_reply) = (rest, true);
                } else if let Some(rest) = without_blob(text).filter(|rest| !rest.is_empty()) {
                    text = rest;
                } else {
                    break;
                }
            }
            let Some(inner) = without(text, "[fwd:").and_then(|rest| rest.strip_suffix(']')) else { break };
            (text, is_reply) = (inner, true);
        }
        Self { text: text.to_owned(), is_reply }
    }
}

/// `subj-trailer`
fn without_trailer(text: &str) -> Option<&str> {
    let text = text.trim_end();
    let (rest, trailer) = text.split_at_checked(text.len().checked_sub("(fwd)".len())?)?;
    trailer.eq_ignore_ascii_case("(fwd)").then_some(rest)
}

/// `subj-leader`: any `[blob]`s, then `re`, `fw` or `fwd`, perhaps another blob, and a colon.
fn without_leader(text: &str) -> Option<&str> {
    let mut rest = text;
    while let Some(behind) = without_blob(rest) {
        rest = behind;
    }
    let rest = ["re", "fwd", "fw"].into_iter().find_map(|word| without(rest, word))?.trim_start();
    without_blob(rest).unwrap_or(rest).strip_prefix(':')
}

/// `subj-blob`: `[…]` without brackets inside, and the spaces behind it.
fn without_blob(text: &str) -> Option<&str> {
    let (inside, rest) = text.strip_prefix('[')?.split_once(']')?;
    (!inside.contains('[')).then(|| rest.trim_start())
}

fn without<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn base(subject: &str) -> (String, bool) {
        let BaseSubject { text, is_reply } = BaseSubject::of(subject);
        (text, is_reply)
    }

    #[test]
    fn answers_and_forwards_lose_their_marks() {
        for subject in [
            "Re: Call back",
            "RE:Call back",
            "re : Fwd: [office] FW: Call \t back (fwd) (FWD)",
            "[list] Re [2]: Call back",
            "[Fwd: Call back]",
            "[fwd: re: Call back] (fwd)",
        ] {
            assert_eq!(base(subject), ("Call back".to_owned(), true), "{subject}");
        }
    }

    #[test]
    fn other_words_stay() {
        assert_eq!(base("Regards: x"), ("Regards: x".to_owned(), false));
        assert_eq!(base("[office]"), ("[office]".to_owned(), false), "nothing would be left");
        assert_eq!(base("[office] news"), ("news".to_owned(), false));
        assert_eq!(base("[a [b] c"), ("[a [b] c".to_owned(), false));
        assert_eq!(base("Re:"), (String::new(), true));
        assert_eq!(base("  "), (String::new(), false));
    }

    proptest! {
        #[test]
        fn what_was_stripped_needs_no_stripping(subject in "([\\[\\]():a-fFwWdDrReE ]|ü){0,40}") {
            let once = BaseSubject::of(&subject);
            prop_assert_eq!(BaseSubject::of(&once.text), BaseSubject { text: once.text, is_reply: false });
        }
    }
}
