//! mbsync's first sync: a program that people run fetches a whole folder into an empty one.
//!
//! It does not wait for the disk (`FSync no`), so that the time is that of the server and not that of the client's disk.

use crate::{
    Failure,
    imap::{
        PASSWORD, READER, letters,
        processes::Stopwatch,
        row::{Figure, Ground},
    },
    wire::Security,
};
use std::{fs, process::Command};

/// From its start to its end.
pub(super) fn first_sync(ground: &Ground<'_>) -> Result<Figure, Failure> {
    let folder = tempfile::tempdir()?;
    let near = folder.path().display();
    let port = ground.peer.address(ground.security).port();
    let security = match ground.security {
        Security::Plain => "SSLType None\nAuthMechs LOGIN".to_owned(),
        Security::Tls => {
            format!("SSLType IMAPS\nCertificateFile {}", ground.sizes.certificate.display())
        }
    };
    let settings = format!(
        "FSync no\n\nIMAPAccount far\nHost 127.0.0.1\nPort {port}\nUser {READER}\nPass {PASSWORD}\n{security}\n\n\
         IMAPStore far\nAccount far\n\nMaildirStore near\nPath {near}/\nInbox {near}/INBOX\n\n\
         Channel all\nFar :far:\nNear :near:\nPatterns INBOX\nCreate Near\nSync Pull\nSyncState *\n"
    );
    let file = folder.path().join("mbsyncrc");
    fs::write(&file, settings)?;
    let mut mbsync = Command::new("mbsync");
    // Twice, or it warns of passwords without TLS.
    mbsync.args(["--quiet", "--quiet", "--all", "--config"]).arg(&file);
    let stopwatch = Stopwatch::start();
    let status =
        mbsync.status().map_err(|error| format!("mbsync (Debian's isync) could not be run: {error}"))?;
    let lap = stopwatch.lap();
    if !status.success() {
        return Err("mbsync was not content".into());
    }
    let inbox = folder.path().join("INBOX");
    let (mut count, mut bytes) = (0, 0);
    for entry in fs::read_dir(inbox.join("new"))?.chain(fs::read_dir(inbox.join("cur"))?) {
        count += 1;
        bytes += entry?.metadata()?.len();
    }
    // It adds a line of its own to each header and keeps bare line feeds; what must be there is most of it.
    let least = ground.sizes.messages as u64 * letters::voicemail(1).len() as u64 * 9 / 10;
    if count != ground.sizes.messages || bytes < least {
        return Err(format!("mbsync has {count} messages with {bytes} bytes").into());
    }
    Ok(Figure::of(lap.ms))
}
