//! `voicemail save`: the audio as a file. Does not mark the message seen.

use super::{find, short_id};
use crate::{arguments::OnePart, failure::Failure, json, screen::Output};
use mobilelink_client::MobileLink;
use std::path::PathBuf;

pub(crate) async fn run(
    link: &MobileLink,
    which: OnePart,
    file: Option<PathBuf>,
    output: Output,
) -> Result<(), Failure> {
    let voicemail = find(link, &which.message).await?;
    let audio = link.audio(&voicemail.id, which.part.into()).await?;
    let file = file.unwrap_or_else(|| {
        let extension = audio.path.extension().and_then(|e| e.to_str()).unwrap_or("wav");
        PathBuf::from(format!("voicemail-{}.{extension}", short_id(&voicemail)))
    });
    tokio::fs::copy(&audio.path, &file).await.map_err(|error| {
        let what = format!("{} could not be written: {error}", file.display());
        Failure::new("not_written", what, "Name another file: mobilelink voicemail save ID FILE")
    })?;
    output.answer(&json::audio(&audio, &file), || output.line(&format!("Saved as {}", file.display())));
    Ok(())
}
