//! How soon a client in IDLE hears of a message that another has appended.
//!
//! One after another, so that a figure is that of one message and not of a queue. Both clients are threads of this
//! process and read one clock.

use crate::{
    Failure,
    clock::Moment,
    figures::Spread,
    imap::{
        client::Client,
        letters,
        row::{Figure, Ground},
        writer,
    },
};
use std::{sync::mpsc, thread, time::Duration};

/// Later than this it will not be heard of.
const HEARD_WITHIN: Duration = Duration::from_secs(60);
/// Between two messages, so that what the last has left to do is done.
const PAUSE: Duration = Duration::from_millis(50);

/// From the last byte of the message.
pub(super) fn from_last_byte(ground: &Ground<'_>) -> Result<Figure, Failure> {
    p50(ground, |sent, _| sent)
}

/// From the OK, which is sent when it is kept; negative when the idler heard first.
pub(super) fn from_ok(ground: &Ground<'_>) -> Result<Figure, Failure> {
    p50(ground, |_, kept| kept)
}

fn p50(ground: &Ground<'_>, since: fn(Moment, Moment) -> Moment) -> Result<Figure, Failure> {
    let user = writer(1);
    let mut idler = Client::reading(ground.peer, ground.security, &user, "INBOX")?;
    let before = idler.select("INBOX")?;
    idler.idle()?;
    let count = ground.sizes.heard;
    let (heard, told) = mpsc::channel();
    thread::spawn(move || {
        for _ in 0..count {
            // Who waits at the other end says what went wrong.
            let Ok(news) = idler.next_exists() else { return };
            let _ = heard.send(news);
        }
    });
    let mut client = Client::connect(ground.peer, ground.security)?;
    client.log_in(&user)?;
    let mut times = Vec::new();
    for nth in 1..=count {
        let (sent, _) = client.append("INBOX", &[("", &letters::letter(nth))])?;
        let kept = Moment::now();
        let (exists, at) = told
            .recv_timeout(HEARD_WITHIN)
            .map_err(|_| format!("the idler did not hear of message {nth}"))?;
        if usize::try_from(exists) != Ok(usize::try_from(before)? + nth) {
            return Err(format!("the idler was told of {exists} messages after {nth} and {before}").into());
        }
        times.push(at.ms_since(since(sent, kept)));
        thread::sleep(PAUSE);
    }
    let spread = Spread::of(times).ok_or("nothing was appended")?;
    Ok(Figure::of(spread.p50))
}
