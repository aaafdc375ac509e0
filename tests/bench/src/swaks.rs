//! swaks as the sender, which the issue names: a process and a TLS connection for each message.
//!
//! It tells no times, but it prints each line of the dialogue as it happens; the moment of its 250 is the moment at which
//! that line comes out of its pipe, a little after swaks has read it.

use crate::{
    Failure,
    clock::Moment,
    demo::{Demo, PASSWORD, SENDER},
    voicemail,
};
use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

/// Sends the `nth` message with the demo's own recording attached; returns when swaks said that it was taken.
pub(crate) fn send(demo: &Demo, nth: usize) -> Result<Moment, Failure> {
    let (from, to) = voicemail::addresses();
    let recording = demo.folder().join("sample.wav");
    let mut swaks = Command::new("swaks");
    swaks.args(["--server", &demo.smtp()?.to_string(), "--tls", "--suppress-data"]);
    swaks.args(["--auth-user", SENDER, "--auth-password", PASSWORD, "--from", &from, "--to", &to]);
    swaks.args(["--header", &format!("Subject: {}", voicemail::subject(nth)), "--body", "Measured"]);
    swaks.args(["--attach-type", "audio/wav", "--attach", &format!("@{}", recording.display())]);
    let mut child = swaks
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("swaks (a Debian package) could not be run: {error}"))?;
    let lines = BufReader::new(child.stdout.take().ok_or("swaks has no output")?).lines();
    let (mut text_is_sent, mut kept) = (false, None);
    for line in lines {
        let line = line?;
        let now = Moment::now();
        text_is_sent |= line.ends_with("lines sent");
        if text_is_sent && kept.is_none() && line.starts_with("<~  250") {
            kept = Some(now);
        }
    }
    if !child.wait()?.success() {
        return Err("swaks was refused; run the line of the demo's greeting to see why".into());
    }
    kept.ok_or_else(|| "swaks did not show its 250".into())
}
