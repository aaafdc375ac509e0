//! Lists in pages: `limit` and an opaque `cursor`, which belongs to the list that gave it.

use super::Parameters;
use crate::problem::Problem;
use axum::Json;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use mobilelink_wire::{DEFAULT_LIMIT, MAX_LIMIT};
use server_core::{Listing, Page};

/// The list that a cursor belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct List(pub(crate) &'static str);

impl List {
    /// The page that is asked for.
    pub(crate) fn page(self, parameters: &mut Parameters) -> Result<Page, Problem> {
        let limit = limit(parameters)?;
        let after = parameters.read("cursor", "a next_cursor of this list", |given| self.open(given))?;
        Ok(Page { after, limit })
    }

    /// A page as it is shown.
    pub(crate) fn show<T, U>(
        self,
        listing: Listing<T>,
        show: impl Fn(T) -> U,
    ) -> Json<mobilelink_wire::Page<U>> {
        Json(mobilelink_wire::Page {
            items: listing.items.into_iter().map(show).collect(),
            next_cursor: listing.next.map(|after| self.close(&after)),
        })
    }

    fn close(self, after: &str) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(format!("{}\n{after}", self.0))
    }

    fn open(self, cursor: &str) -> Option<String> {
        let text = String::from_utf8(BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
        let (list, after) = text.split_once('\n')?;
        (list == self.0).then(|| after.to_owned())
    }
}

/// How many items at most: 1 to 100, 50 unless said.
pub(crate) fn limit(parameters: &mut Parameters) -> Result<u16, Problem> {
    let bounds = 1..=u16::try_from(MAX_LIMIT).unwrap_or(u16::MAX);
    let expected = format!("{} to {}", bounds.start(), bounds.end());
    let given = parameters
        .read("limit", &expected, |given| given.parse().ok().filter(|limit| bounds.contains(limit)))?;
    Ok(given.unwrap_or(u16::try_from(DEFAULT_LIMIT).unwrap_or(*bounds.end())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cursor_of_another_list_is_refused() {
        let cursor = List("directory").close("Miller\nu3");
        assert_eq!(List("directory").open(&cursor).as_deref(), Some("Miller\nu3"));
        assert_eq!(List("inbox").open(&cursor), None);
    }

    proptest! {
        #[test]
        fn a_cursor_reads_back_and_suits_a_url(after in ".{0,40}") {
            let cursor = List("x").close(&after);
            prop_assert!(cursor.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
            prop_assert_eq!(List("x").open(&cursor), Some(after));
        }

        #[test]
        fn no_cursor_is_trouble(text in ".{0,80}") {
            let _ = List("x").open(&text);
        }
    }
}
