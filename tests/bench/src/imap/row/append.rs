//! APPEND of voicemails, one client or eight; the time is that until the last OK, which says *kept*.

use crate::{
    Failure,
    imap::{
        WRITERS,
        client::Client,
        letters,
        processes::Stopwatch,
        row::{Figure, Ground},
        writer,
    },
};
use std::thread;

/// Where they go: a folder that both servers have, and that throws nothing into another.
const FOLDER: &str = "Drafts";

/// One client.
pub(super) fn one_client(ground: &Ground<'_>) -> Result<Figure, Failure> {
    clients(ground, &[writer(0)], ground.sizes.appended)
}

/// Eight clients, each with a mailbox of its own.
pub(super) fn eight_clients(ground: &Ground<'_>) -> Result<Figure, Failure> {
    let users: Vec<_> = (0..WRITERS).map(writer).collect();
    clients(ground, &users, ground.sizes.appended.div_ceil(2))
}

/// Eight clients of one person, into one folder.
pub(super) fn eight_into_one(ground: &Ground<'_>) -> Result<Figure, Failure> {
    let users: Vec<_> = (0..WRITERS).map(|_| writer(0)).collect();
    clients(ground, &users, ground.sizes.appended.div_ceil(2))
}

fn clients(ground: &Ground<'_>, users: &[String], each: usize) -> Result<Figure, Failure> {
    // Made before the clock starts; it is the server that is measured.
    let messages: Vec<Vec<u8>> = (1..=each).map(letters::voicemail).collect();
    let mut connected = Vec::new();
    for user in users {
        let mut client = Client::connect(ground.peer, ground.security)?;
        client.log_in(user)?;
        connected.push(client);
    }
    let stopwatch = Stopwatch::start();
    thread::scope(|scope| {
        let working = connected.iter_mut().map(|client| {
            scope.spawn(|| {
                for message in &messages {
                    let (_, said) = client.append(FOLDER, &[("", message)])?;
                    if !said.starts_with("[APPENDUID ") {
                        return Err(format!("APPEND was answered {said:?}").into());
                    }
                }
                Ok::<_, Failure>(())
            })
        });
        let working: Vec<_> = working.collect();
        working.into_iter().try_for_each(|client| client.join().map_err(|_| "a client broke")?)
    })?;
    let lap = stopwatch.lap();
    let count = each * users.len();
    let mut distinct = users.to_vec();
    distinct.dedup();
    for user in &distinct {
        take_back(ground, user, count / distinct.len())?;
    }
    Ok(Figure::rate(count, lap))
}

/// Looks whether they are there, and removes them.
fn take_back(ground: &Ground<'_>, user: &str, count: usize) -> Result<(), Failure> {
    let mut client = Client::connect(ground.peer, ground.security)?;
    client.log_in(user)?;
    let there = client.select(FOLDER)?;
    if usize::try_from(there) != Ok(count) {
        return Err(format!("{count} messages were kept and {there} are there").into());
    }
    let mut sizes = 0;
    client.run("FETCH 1:* RFC822.SIZE", |_| {
        sizes += 1;
        Ok(())
    })?;
    client.ok("STORE 1:* +FLAGS.SILENT (\\Deleted)")?;
    client.ok("EXPUNGE")?;
    if sizes == count { Ok(()) } else { Err(format!("{sizes} of {count} messages have a size").into()) }
}
