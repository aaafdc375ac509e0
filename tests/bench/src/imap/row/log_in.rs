//! Log-ins: connect, sign in, sign out; two clients at once, as many as this program can have without being in the way.
//!
//! A password is slow to check on purpose, and the same argon2id is asked of both servers. A phone of ours signs in with
//! a token, which needs no hash; the cheapest that Dovecot has is a password that is kept as it is.

use crate::{
    Failure,
    imap::{
        ARCHIVE, HASHED, READER,
        client::Client,
        ours,
        processes::Stopwatch,
        row::{Figure, Ground, is_ours},
    },
};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::thread;

const CLIENTS: usize = 2;

/// With a password that both keep as a hash of the same cost.
pub(super) fn by_password(ground: &Ground<'_>) -> Result<Figure, Failure> {
    rate(ground, ground.sizes.log_ins, |client| client.log_in(HASHED))
}

/// With the access token of a phone; at Dovecot with a password that needs no hash.
pub(super) fn by_token(ground: &Ground<'_>) -> Result<Figure, Failure> {
    let cheap = 5 * ground.sizes.log_ins;
    if !is_ours(ground) {
        return rate(ground, cheap, |client| client.log_in(ARCHIVE));
    }
    let command = with_token(READER, &ours::access_token(ground.peer, READER)?);
    rate(ground, cheap, |client| client.ok(&command))
}

/// The command that signs in with a token (RFC 7628).
pub(super) fn with_token(user: &str, token: &str) -> String {
    let proof = STANDARD.encode(format!("n,a={user},\x01auth=Bearer {token}\x01\x01"));
    format!("AUTHENTICATE OAUTHBEARER {proof}")
}

fn rate(
    ground: &Ground<'_>,
    count: usize,
    log_in: impl Fn(&mut Client) -> Result<(), Failure> + Sync,
) -> Result<Figure, Failure> {
    let share = count.div_ceil(CLIENTS);
    let stopwatch = Stopwatch::start();
    thread::scope(|scope| {
        let working = (0..CLIENTS).map(|_| {
            scope.spawn(|| {
                for _ in 0..share {
                    let mut client = Client::connect_to_wait(ground.peer, ground.security)?;
                    log_in(&mut client)?;
                    client.ok("LOGOUT")?;
                }
                Ok::<_, Failure>(())
            })
        });
        let working: Vec<_> = working.collect();
        working.into_iter().try_for_each(|client| client.join().map_err(|_| "a client broke")?)
    })?;
    Ok(Figure::rate(share * CLIENTS, stopwatch.lap()))
}
