//! The form in which texts are compared and sorted: i;unicode-casemap (RFC 5051).

use unicode_normalization::UnicodeNormalization;

/// Text without its case and without the choice between composed and decomposed characters. Two texts are equal to a
/// reader who does not look at case if these are equal; their order is the order of these.
pub fn casemapped(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_uppercase();
    }
    text.chars().flat_map(char::to_uppercase).nfkd().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_composition_make_no_difference() {
        assert_eq!(casemapped("j\u{fc}rgen"), casemapped("JU\u{308}RGEN"));
        assert_eq!(casemapped("Straße"), casemapped("STRASSE"));
        assert_eq!(casemapped("a_b"), "A_B");
    }
}
