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
    for (player, arguments) in PLAYERS {
        let played = Command::new(player)
            .args(*arguments)
            .arg(path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status();
        match played.await {
            Ok(status) if status.success() => return Ok(()),
            Ok(status) => {
                let what = format!("{player} could not play it ({status})");
                return Err(Failure::new(
                    "no_sound",
                    what,
                    "Save it instead: mobilelink voicemail save ID FILE",
                ));
            }
            // Not installed; the next one may be.
            Err(_) => {}
        }
    }
    let names = PLAYERS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    Err(Failure::new(
        "no_player",
        format!("no player was found ({names})"),
        "Install one, or save the message: mobilelink voicemail save ID FILE",
    ))
}
