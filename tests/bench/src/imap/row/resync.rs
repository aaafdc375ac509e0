//! SELECT with QRESYNC (RFC 7162 §3.2.5) by a client that missed a thousand changes.
//!
//! Nine in ten of them are flags, the others messages that came and went; all are told in one answer.

use crate::{
    Failure,
    imap::{
        READER,
        client::Client,
        letters,
        processes::Stopwatch,
        row::{Figure, Ground},
    },
};

/// How often it is asked in a round; each time by a connection that knows nothing of the others.
const TIMES: usize = 5;

/// The time of that SELECT.
pub(super) fn after_changes(ground: &Ground<'_>) -> Result<Figure, Failure> {
    let flagged = ground.sizes.messages * 9 / 10;
    let gone = ground.sizes.messages / 10;
    let known = before(ground, gone)?;
    change(ground, flagged, gone)?;
    let mut laps = Vec::new();
    for _ in 0..TIMES {
        let mut client = Client::connect(ground.peer, ground.security)?;
        client.log_in(READER)?;
        client.ok("ENABLE QRESYNC")?;
        let (mut flags, mut vanished) = (0, 0);
        let select = format!("SELECT INBOX (QRESYNC ({} {}))", known.uid_validity, known.modseq);
        let stopwatch = Stopwatch::start();
        client.run(&select, |response| {
            flags += usize::from(response.says(b" FETCH ("));
            if let Some(set) = response.text.strip_prefix(b"* VANISHED (EARLIER) ") {
                vanished += count(&String::from_utf8_lossy(set));
            }
            Ok(())
        })?;
        laps.push(stopwatch.lap());
        // What changed or vanished longer ago may be told as well, if a server no longer knows when.
        if flags < flagged || vanished < gone {
            return Err(
                format!("{flags} of {flagged} flags and {vanished} of {gone} messages were told").into()
            );
        }
    }
    Figure::median(laps)
}

/// What the client that returns knew.
struct Known {
    uid_validity: u64,
    modseq: u64,
}

/// Adds what will vanish; the client has seen it.
fn before(ground: &Ground<'_>, gone: usize) -> Result<Known, Failure> {
    let mut client = Client::connect(ground.peer, ground.security)?;
    client.log_in(READER)?;
    for nth in 1..=gone {
        client.append("INBOX", &[("", &letters::letter(nth))])?;
    }
    let mut known = Known { uid_validity: 0, modseq: 0 };
    client.run("STATUS INBOX (UIDVALIDITY HIGHESTMODSEQ)", |response| {
        let text = String::from_utf8_lossy(response.text).into_owned();
        let after = |word: &str| {
            let digits = text.split_once(word)?.1.trim_start().split([' ', ')']).next()?;
            digits.parse().ok()
        };
        known.uid_validity = after("UIDVALIDITY").unwrap_or_default();
        known.modseq = after("HIGHESTMODSEQ").unwrap_or_default();
        Ok(())
    })?;
    if known.uid_validity == 0 || known.modseq == 0 {
        return Err("STATUS did not tell UIDVALIDITY and HIGHESTMODSEQ".into());
    }
    Ok(known)
}

/// Flags change and change back, whatever they were, so that each round changes as many.
fn change(ground: &Ground<'_>, flagged: usize, gone: usize) -> Result<(), Failure> {
    let mut client = Client::connect(ground.peer, ground.security)?;
    client.log_in(READER)?;
    let there = client.select("INBOX")?;
    let mut is_set = false;
    client.run("SEARCH 1 ANSWERED", |response| {
        is_set |= response.numbers("SEARCH").is_some_and(|found| !found.is_empty());
        Ok(())
    })?;
    let sign = if is_set { '-' } else { '+' };
    client.ok(&format!("STORE 1:{flagged} {sign}FLAGS.SILENT (\\Answered)"))?;
    let first = usize::try_from(there)? - gone + 1;
    client.ok(&format!("STORE {first}:{there} +FLAGS.SILENT (\\Deleted)"))?;
    client.ok("EXPUNGE")
}

/// How many UIDs a set has.
fn count(set: &str) -> usize {
    let ranges = set.trim().split(',').filter_map(|range| {
        let (first, last) = range.split_once(':').unwrap_or((range, range));
        Some(last.parse::<usize>().ok()?.checked_sub(first.parse().ok()?)? + 1)
    });
    ranges.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_is_counted_with_its_ranges() {
        assert_eq!(count("1,3:5,9\r\n"), 5);
        assert_eq!(count(""), 0);
    }
}
