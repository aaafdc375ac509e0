//! Cursors of the change log, as clients carry them.
//!
//! There are two sequences, the account's and the site's. `hello` and `/sync` give a cursor over both (`17.42`); an event
//! gives one over its own audience only (`a18`), so that an event is the same bytes for all who read it. A client sends
//! back whatever it holds, joined by commas, and is read as far as the furthest of each.

use server_core::Cursor;
use server_domain::{Audience, Refusal};

/// Longest text that is looked at; what a client needs to send is three words.
const LIMIT: usize = 512;

/// The cursor of one event.
pub(crate) fn of_event(audience: Audience, seq: u64) -> String {
    match audience {
        Audience::Account(_) => format!("a{seq}"),
        Audience::Site(_) => format!("s{seq}"),
    }
}

/// Reads what a client holds. Both sequences must be named; anything not ours is as good as expired.
pub(crate) fn parse(text: &str) -> Result<Cursor, Refusal> {
    let (mut account, mut site) = (None, None);
    if text.len() > LIMIT {
        return Err(Refusal::CursorExpired);
    }
    for word in text.split(',') {
        if let Some(seq) = word.strip_prefix('a') {
            account = account.max(Some(number(seq)?));
        } else if let Some(seq) = word.strip_prefix('s') {
            site = site.max(Some(number(seq)?));
        } else {
            let both: Cursor = word.parse().map_err(|_| Refusal::CursorExpired)?;
            account = account.max(Some(both.account));
            site = site.max(Some(both.site));
        }
    }
    match (account, site) {
        (Some(account), Some(site)) => Ok(Cursor { account, site }),
        _ => Err(Refusal::CursorExpired),
    }
}

/// The position of `cursor` after an event of this audience and number. Never goes back.
pub(crate) fn advance(cursor: &mut Cursor, audience: Audience, seq: u64) {
    let position = match audience {
        Audience::Account(_) => &mut cursor.account,
        Audience::Site(_) => &mut cursor.site,
    };
    *position = seq.max(*position);
}

/// Whether a reader at `cursor` has an event of this audience and number behind it.
pub(crate) fn covers(cursor: Cursor, audience: Audience, seq: u64) -> bool {
    match audience {
        Audience::Account(_) => seq <= cursor.account,
        Audience::Site(_) => seq <= cursor.site,
    }
}

fn number(digits: &str) -> Result<u64, Refusal> {
    match digits.bytes().all(|b| b.is_ascii_digit()) {
        true => digits.parse().map_err(|_| Refusal::CursorExpired),
        false => Err(Refusal::CursorExpired),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use server_domain::{AccountId, SiteId};

    #[test]
    fn what_a_client_holds_is_read_as_the_furthest_of_each() {
        for text in ["17.42", "17.40,s42", "s42,3.40,a17", "s42,a17", "17.42,a3,s3"] {
            assert_eq!(parse(text), Ok(Cursor { account: 17, site: 42 }), "{text}");
        }
    }

    #[test]
    fn what_is_not_ours_has_expired() {
        for text in [
            "",
            "a17",
            "s42",
            "a17,",
            "x1",
            "17",
            "17.",
            "-1.2",
            "a+1,s2",
            "a1s2",
            "17.42 ",
            "a99999999999999999999,s1",
        ] {
            assert_eq!(parse(text), Err(Refusal::CursorExpired), "{text}");
        }
        assert_eq!(parse(&"1.1,".repeat(200)), Err(Refusal::CursorExpired));
    }

    proptest! {
        #[test]
        fn a_cursor_never_goes_back(start in any::<(u32, u32)>(), seq in any::<u32>(), ours in any::<bool>()) {
            let mut cursor = Cursor { account: start.0.into(), site: start.1.into() };
            let before = cursor;
            let audience = if ours { Audience::Account(AccountId(1)) } else { Audience::Site(SiteId(1)) };
            advance(&mut cursor, audience, seq.into());
            prop_assert!(cursor.account >= before.account && cursor.site >= before.site);
            prop_assert!(covers(cursor, audience, seq.into()));
            let held = format!("{before},{}", of_event(audience, seq.into()));
            prop_assert_eq!(parse(&held), Ok(cursor));
        }

        #[test]
        fn no_text_is_trouble(text in ".{0,80}") {
            let _ = parse(&text);
        }
    }
}
