//! SEARCH and SORT in a folder of many letters. How many are found is known beforehand.

use crate::{
    Failure,
    imap::{
        ARCHIVE,
        letters::{RARE, RARE_SUBJECT, RARE_TEXT, RARER, UNREAD},
        processes::Stopwatch,
        row::{Figure, Ground},
    },
};

/// How often it is done in a round.
const TIMES: usize = 3;

/// By a flag.
pub(super) fn unseen(ground: &Ground<'_>) -> Result<Figure, Failure> {
    asked(ground, "SEARCH", "UNSEEN", ground.sizes.letters / UNREAD, TIMES)
}

/// By a word of the subject.
pub(super) fn subject(ground: &Ground<'_>) -> Result<Figure, Failure> {
    let found = ground.sizes.letters / RARE;
    asked(ground, "SEARCH", &format!("SUBJECT {RARE_SUBJECT}"), found, TIMES)
}

/// By a word of the whole message.
pub(super) fn text(ground: &Ground<'_>) -> Result<Figure, Failure> {
    asked(ground, "SEARCH", &format!("TEXT {RARE_TEXT}"), ground.sizes.letters / RARER, 1)
}

/// Newest first.
pub(super) fn sort_by_date(ground: &Ground<'_>) -> Result<Figure, Failure> {
    asked(ground, "SORT", "(REVERSE DATE) UTF-8 ALL", ground.sizes.letters, TIMES)
}

/// By subject without its `Re:`.
pub(super) fn sort_by_subject(ground: &Ground<'_>) -> Result<Figure, Failure> {
    asked(ground, "SORT", "(SUBJECT) UTF-8 ALL", ground.sizes.letters, TIMES)
}

fn asked(
    ground: &Ground<'_>,
    verb: &str,
    what: &str,
    expected: usize,
    times: usize,
) -> Result<Figure, Failure> {
    let mut client = ground.reading(ARCHIVE)?;
    let mut laps = Vec::new();
    for _ in 0..times {
        let mut found = None;
        let stopwatch = Stopwatch::start();
        client.run(&format!("{verb} {what}"), |response| {
            found = response.numbers(verb).or(found.take());
            Ok(())
        })?;
        laps.push(stopwatch.lap());
        let mut found = found.ok_or_else(|| format!("{verb} was not answered"))?;
        found.sort_unstable();
        found.dedup();
        if found.len() != expected {
            return Err(format!("{verb} {what} found {} and not {expected}", found.len()).into());
        }
    }
    Figure::median(laps)
}
