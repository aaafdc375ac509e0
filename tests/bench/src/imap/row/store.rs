//! STORE of one message after another, each answered before the next.

use crate::{
    Failure,
    imap::{
        READER,
        processes::Stopwatch,
        row::{Figure, Ground},
    },
};

/// Sets `\Flagged` on each message and takes it away from each.
pub(super) fn one_by_one(ground: &Ground<'_>) -> Result<Figure, Failure> {
    let mut client = ground.reading(READER)?;
    let messages = ground.sizes.messages;
    let stopwatch = Stopwatch::start();
    for (sign, is_set) in [('+', true), ('-', false)] {
        for nth in 1..=messages {
            let answer = format!("* {nth} FETCH (");
            let mut is_right = false;
            client.run(&format!("STORE {nth} {sign}FLAGS (\\Flagged)"), |response| {
                is_right |= response.text.starts_with(answer.as_bytes())
                    && response.says(b"FLAGS (")
                    && response.says(b"\\Flagged") == is_set;
                Ok(())
            })?;
            if !is_right {
                return Err(format!("the flags of message {nth} were not told").into());
            }
        }
    }
    Ok(Figure::rate(2 * messages, stopwatch.lap()))
}
