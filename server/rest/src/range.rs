//! Which bytes of a recording are asked for (RFC 9110 §14).
//!
//! One range is served: `a-b`, `a-`, `-n`. What is not understood, several ranges among it, is ignored as the RFC
//! allows, and the whole is sent. What is understood and begins after the end is refused.

use axum::http::{HeaderMap, header};
use server_domain::Refusal;
use std::ops::Range;

/// What to send of a body of known size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All of it: 200.
    Whole,
    /// These bytes, never none, all of them within the body: 206.
    Part(Range<u64>),
}

/// What `Range` and `If-Range` ask for. `tag` is the quoted ETag of the body.
///
/// An `If-Range` that is not exactly the tag (a date, another version) makes the range void (§13.1.5).
pub(crate) fn wanted(headers: &HeaderMap, tag: &str, size: u64) -> Result<Wanted, Refusal> {
    let still_valid = headers.get(header::IF_RANGE).is_none_or(|given| given.as_bytes() == tag.as_bytes());
    let mut given = headers.get_all(header::RANGE).iter();
    match (given.next().and_then(|value| value.to_str().ok()), given.next()) {
        (Some(range), None) if still_valid => parse(range, size),
        _ => Ok(Wanted::Whole),
    }
}

fn parse(text: &str, size: u64) -> Result<Wanted, Refusal> {
    let Some((first, last)) = one_range(text) else {
        return Ok(Wanted::Whole);
    };
    let part = match (first, last) {
        (Some(first), Some(last)) if last < first => return Ok(Wanted::Whole),
        (Some(first), Some(last)) => first..last.saturating_add(1).min(size),
        (Some(first), None) => first..size,
        (None, Some(length)) => size.saturating_sub(length)..size,
        (None, None) => return Ok(Wanted::Whole),
    };
    if part.is_empty() { Err(Refusal::RangeOutside { size }) } else { Ok(Wanted::Part(part)) }
}

/// The two numbers of `bytes=first-last`, either of which may be missing; nothing if it is anything else.
fn one_range(text: &str) -> Option<(Option<u64>, Option<u64>)> {
    let (unit, set) = text.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = set.trim().split_once('-')?;
    Some((position(first)?, position(last)?))
}

/// Digits, or nothing at all. A number beyond any body is as good as the largest.
fn position(text: &str) -> Option<Option<u64>> {
    match text {
        "" => Some(None),
        digits if digits.bytes().all(|b| b.is_ascii_digit()) => {
            Some(Some(digits.parse().unwrap_or(u64::MAX)))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    #[test]
    fn each_form_of_a_range_means_what_the_rfc_says() {
        let part = |range| Ok(Wanted::Part(range));
        let outside = Err(Refusal::RangeOutside { size: 10 });
        for (text, expected) in [
            ("bytes=0-0", part(0..1)),
            ("bytes=0-9", part(0..10)),
            ("bytes=2-5", part(2..6)),
            ("bytes=2-", part(2..10)),
            ("bytes=9-", part(9..10)),
            ("bytes=-3", part(7..10)),
            ("bytes=-99", part(0..10)),
            ("bytes=5-99", part(5..10)),
            ("bytes=0-99999999999999999999999", part(0..10)),
            ("Bytes = 2-5", part(2..6)),
            ("bytes=10-", outside.clone()),
            ("bytes=10-12", outside.clone()),
            ("bytes=99999999999999999999999-", outside.clone()),
            ("bytes=-0", outside),
            ("bytes=5-2", Ok(Wanted::Whole)),
            ("bytes=0-1,4-5", Ok(Wanted::Whole)),
            ("bytes=-", Ok(Wanted::Whole)),
            ("bytes=a-b", Ok(Wanted::Whole)),
            ("bytes=+1-2", Ok(Wanted::Whole)),
            ("bytes", Ok(Wanted::Whole)),
            ("seconds=1-2", Ok(Wanted::Whole)),
            ("", Ok(Wanted::Whole)),
        ] {
            assert_eq!(parse(text, 10), expected, "{text}");
        }
    }

    #[test]
    fn no_range_lies_within_an_empty_body() {
        for text in ["bytes=0-", "bytes=0-0", "bytes=-1"] {
            assert_eq!(parse(text, 0), Err(Refusal::RangeOutside { size: 0 }), "{text}");
        }
    }

    #[test]
    fn a_range_of_another_version_is_void() {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static("bytes=1-2"));
        headers.insert(header::IF_RANGE, HeaderValue::from_static("\"old\""));
        assert_eq!(wanted(&headers, "\"new\"", 10), Ok(Wanted::Whole));
        assert_eq!(wanted(&headers, "\"old\"", 10), Ok(Wanted::Part(1..3)));
    }

    proptest! {
        #[test]
        fn whatever_is_sent_lies_within_the_body(text in "(bytes=)?[0-9a-z,=\\- ]{0,24}", size in 0u64..1000) {
            if let Ok(Wanted::Part(part)) = parse(&text, size) {
                prop_assert!(part.start < part.end && part.end <= size);
            }
        }

        #[test]
        fn a_range_within_the_body_is_sent_exactly(first in 0u64..1000, length in 1u64..1000) {
            let last = first + length - 1;
            let wanted = parse(&format!("bytes={first}-{last}"), 2000);
            prop_assert_eq!(wanted, Ok(Wanted::Part(first..last + 1)));
        }
    }
}
