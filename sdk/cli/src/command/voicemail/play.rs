//! `voicemail play`: by whatever player the system has; a message that was played is seen (ML-42).

use super::find;
use crate::{arguments::OnePart, failure::Failure, json, screen::Output, words};
use mobilelink_client::MobileLink;
use std::{path::Path, process::Stdio};
use tokio::process::Command;

/// Players and how to keep them quiet and without a window, in the order they are tried.
const PLAYERS: &[(&str, &[&str])] = &[
    ("paplay", &[]),
    ("aplay", &["-q"]),
    ("afplay", &[]),
    ("play", &["-q"]),
    ("ffplay", &["-nodisp", "-autoexit", "-loglevel", "error"]),
];

pub(crate) async fn run(link: &MobileLink, which: OnePart, output: Output) -> Result<(), Failure> {
    let voicemail = find(link, &which.message).await?;
    let audio = link.audio(&voicemail.id, which.part.into()).await?;
    if !output.is_json() {
        let length = words::length(audio.duration_ms);
        output.line(&format!("{}, {}  {length}", words::sender_in_short(&voicemail), voicemail.subject));
    }
    play(&audio.path).await?;
    link.set_seen(&voicemail.id, true).await?.sent().await?;
    output.answer(&json::audio(&audio, &audio.path), || {});
    Ok(())
}

async fn play(path: &Path) -> Result<(), Failure> {
    let mut last_word = None;
    for (player, arguments) in PLAYERS {
        let mut command = Command::new(player);
        command.args(*arguments).arg(path).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        match command.status().await {
            Ok(status) if status.success() => return Ok(()),
            Ok(status) => last_word = Some(format!("{player} could not play it ({status})")),
            // Not installed.
            Err(_) => {}
        }
    }
    let way_out = "Save it instead: mobilelink voicemail save ID FILE";
    let names = || PLAYERS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let what = last_word.unwrap_or_else(|| format!("no player was found ({})", names()));
    Err(Failure::new("no_sound", what, way_out))
}
