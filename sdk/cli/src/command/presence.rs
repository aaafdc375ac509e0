//! `presence` and `presence set` (PRS-01, PRS-06).

use crate::{arguments::PresenceChange, failure::Failure, screen::Output, words};
use mobilelink_client::MobileLink;
use serde_json::json;

pub(crate) async fn run(
    link: &MobileLink,
    change: Option<PresenceChange>,
    output: Output,
) -> Result<(), Failure> {
    if let Some(PresenceChange::Set { presence, note }) = change {
        link.set_presence(presence.into(), note).await?.sent().await?;
    }
    let presence = link.presence().await?;
    output.answer(&json!(presence), || {
        let note = presence.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
        let since = words::moment(presence.set_at);
        output.line(&format!("{}{note}, since {since}", words::presence(presence.presence)));
    });
    Ok(())
}
