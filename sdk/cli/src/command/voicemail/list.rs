//! `voicemail list` (ML-40, ML-44).

use super::short_id;
use crate::{
    failure::Failure,
    json,
    screen::{Output, Weight},
    words,
};
use mobilelink_client::{Folder, MobileLink, VoicemailKind};
use serde_json::Value;

pub(crate) async fn run(link: &MobileLink, folder: Folder, output: Output) -> Result<(), Failure> {
    let messages = link.voicemails(folder).await?;
    output.answer(&Value::Array(messages.iter().map(json::voicemail).collect()), || {
        if messages.is_empty() {
            return output.line("No messages.");
        }
        let is_sent = matches!(folder, Folder::Sent | Folder::Drafts);
        let rows = messages.iter().map(|message| {
            let (name, number) = if is_sent { words::recipients(message) } else { words::sender(message) };
            let name = match message.kind {
                VoicemailKind::Forward => format!("{name} ({})", words::kind(message.kind)),
                _ => name,
            };
            let new = if message.seen { "" } else { "new" };
            let weight = if message.seen { Weight::Plain } else { Weight::Bold };
            let received = words::moment(message.received_at);
            let length = words::length(message.duration_ms);
            (weight, [short_id(message), new.into(), name, number, received, length, message.subject.clone()])
        });
        let (who, when) = if is_sent { ("To", "Sent") } else { ("From", "Received") };
        output.table(["Id", "", who, "Number", when, "Length", "Subject"], rows.collect());
        let new = messages.iter().filter(|message| !message.seen).count();
        let noun = if messages.len() == 1 { "message" } else { "messages" };
        output.line(&format!("{} {noun}, {new} new", messages.len()));
    });
    Ok(())
}
