//! Memory for each connection that waits in IDLE, with an inbox of ten messages: the server's processes before and with
//! so many of them, pages that several share counted in parts (PSS), pages of files not at all.
//!
//! What is paid once (threads, caches, pages of code) is paid by a few connections that come and go before. The crowd
//! is of a hundred people.

use crate::{
    Failure,
    imap::{
        client::Client,
        crowd, ours,
        row::{Figure, Ground, is_ours, log_in::with_token},
    },
};
use std::{thread, time::Duration};

const WARM_UP: usize = 50;
/// Who has said nothing for so long is at rest.
const AT_REST: Duration = Duration::from_secs(3);
/// Memory that changes by less than this in each of three half seconds has settled.
const SETTLED_KIB: u64 = 64;

/// How a connection goes to rest.
type Rest = fn(&mut Client) -> Result<(), Failure>;

/// KiB for each connection.
pub(super) fn of_each(ground: &Ground<'_>) -> Result<Figure, Failure> {
    measured(ground, Client::idle)
}

/// The same for connections that are compressed. There is no goal for it: 32 KiB of what the client said must be remembered, for
/// it may refer to them (RFC 1951 section 2).
pub(super) fn of_each_compressed(ground: &Ground<'_>) -> Result<Figure, Failure> {
    measured(ground, Client::idle_compressed)
}

fn measured(ground: &Ground<'_>, rest: Rest) -> Result<Figure, Failure> {
    // Each round begins anew; there is nothing to warm.
    if ground.is_warm_up() {
        return Ok(Figure::of(0.0));
    }
    let commands = crowd().map(|user| match is_ours(ground) {
        true => Ok(with_token(&user, &ours::access_token(ground.peer, &user)?)),
        false => Ok(format!("LOGIN {user} {}", crate::imap::PASSWORD)),
    });
    let commands = commands.collect::<Result<Vec<_>, Failure>>()?;
    drop(waiting(ground, &commands, WARM_UP, rest)?);
    let before = settled(ground);
    let count = if is_ours(ground) { ground.sizes.idle } else { ground.sizes.dovecots_idle };
    let crowd = waiting(ground, &commands, count, rest)?;
    thread::sleep(AT_REST);
    let with = settled(ground);
    drop(crowd);
    Ok(Figure::of((with as f64 - before as f64) / count as f64))
}

fn waiting(
    ground: &Ground<'_>,
    commands: &[String],
    count: usize,
    rest: Rest,
) -> Result<Vec<Client>, Failure> {
    commands
        .iter()
        .cycle()
        .take(count)
        .map(|log_in| {
            let mut client = Client::connect_to_wait(ground.peer, ground.security)?;
            client.ok(log_in)?;
            client.select("INBOX")?;
            rest(&mut client)?;
            Ok(client)
        })
        .collect()
}

fn settled(ground: &Ground<'_>) -> u64 {
    let (mut before, mut quiet) = (ground.peer.memory(), 0);
    while quiet < 3 {
        thread::sleep(Duration::from_millis(500));
        let now = ground.peer.memory();
        quiet = if now.abs_diff(before) < SETTLED_KIB { quiet + 1 } else { 0 };
        before = now;
    }
    before
}
