//! Fills the folders of a server by APPEND, as any program would, and looks whether all of it is there.
//!
//! `INBOX` of [`READER`] has the voicemails, that of [`ARCHIVE`] the letters, and whoever waits has ten letters.

use crate::{
    Failure,
    imap::{
        ARCHIVE, READER, Sizes,
        client::Client,
        crowd,
        letters::{self, UNREAD},
        peer::Peer,
    },
    wire::Security,
};
use std::{
    fs,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

/// What one of a crowd has in the inbox.
const OF_A_CROWD: usize = 10;
/// Messages of one command, where several may be sent at once.
const AT_ONCE: usize = 200;
/// Who fills at the same time: several wait for the disk together.
const CLIENTS: usize = 8;

/// Fills, unless what is there is what is wanted; `folder` remembers that.
pub(crate) fn fill(peer: &Peer, folder: &Path, sizes: &Sizes) -> Result<(), Failure> {
    let wanted = format!("{} voicemails, {} letters\n", sizes.messages, sizes.letters);
    let stamp = folder.join("filled");
    if fs::read_to_string(&stamp).is_ok_and(|filled| filled == wanted) {
        return Ok(());
    }
    let batch = match peer.capabilities(READER)?.iter().any(|word| word == "MULTIAPPEND") {
        true => AT_ONCE,
        false => 1,
    };
    eprintln!("bench: filling {} with {}", peer.name(), wanted.trim_end());
    empty(peer, READER)?;
    append(peer, READER, 1, sizes.messages, 1, &|nth| ("", letters::voicemail(nth)))?;
    for user in crowd() {
        empty(peer, &user)?;
        append(peer, &user, 1, OF_A_CROWD, OF_A_CROWD.min(batch), &letter)?;
    }
    empty(peer, ARCHIVE)?;
    let next = AtomicUsize::new(1);
    thread::scope(|scope| {
        let clients = (0..CLIENTS).map(|_| {
            scope.spawn(|| {
                loop {
                    let first = next.fetch_add(AT_ONCE, Ordering::Relaxed);
                    if first > sizes.letters {
                        return Ok::<_, Failure>(());
                    }
                    let last = sizes.letters.min(first + AT_ONCE - 1);
                    append(peer, ARCHIVE, first, last, batch, &letter)?;
                    if (first - 1).is_multiple_of(20_000) && first > 1 {
                        eprintln!("bench: {first} letters are in {}", peer.name());
                    }
                }
            })
        });
        let clients: Vec<_> = clients.collect();
        clients.into_iter().try_for_each(|client| client.join().map_err(|_| "a client broke")?)
    })?;
    for (user, count) in [(READER, sizes.messages), (ARCHIVE, sizes.letters)] {
        let there = Client::reading(peer, Security::Plain, user, "INBOX")?.select("INBOX")?;
        if usize::try_from(there) != Ok(count) {
            return Err(format!("{} has {there} messages for {user}, not {count}", peer.name()).into());
        }
    }
    fs::write(stamp, wanted)?;
    Ok(())
}

fn letter(nth: usize) -> (&'static str, Vec<u8>) {
    (if nth.is_multiple_of(UNREAD) { "" } else { "\\Seen" }, letters::letter(nth))
}

fn append(
    peer: &Peer,
    user: &str,
    first: usize,
    last: usize,
    batch: usize,
    made: &dyn Fn(usize) -> (&'static str, Vec<u8>),
) -> Result<(), Failure> {
    let mut client = Client::connect(peer, Security::Plain)?;
    client.log_in(user)?;
    let mut nth = first;
    while nth <= last {
        let end = last.min(nth + batch - 1);
        let messages: Vec<_> = (nth..=end).map(made).collect();
        let messages: Vec<_> = messages.iter().map(|(flags, bytes)| (*flags, bytes.as_slice())).collect();
        client.append("INBOX", &messages)?;
        nth = end + 1;
    }
    Ok(())
}

/// Leaves nothing of an earlier filling that was cut short.
fn empty(peer: &Peer, user: &str) -> Result<(), Failure> {
    let mut client = Client::connect(peer, Security::Plain)?;
    client.log_in(user)?;
    for folder in ["INBOX", "Drafts"] {
        if client.select(folder)? > 0 {
            client.ok("STORE 1:* +FLAGS.SILENT (\\Deleted)")?;
            client.ok("EXPUNGE")?;
        }
    }
    Ok(())
}
