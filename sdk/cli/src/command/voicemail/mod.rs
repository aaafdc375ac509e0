//! `voicemail …`

pub(crate) mod delete;
pub(crate) mod list;
pub(crate) mod play;
pub(crate) mod restore;
pub(crate) mod save;
pub(crate) mod seen;

use crate::{arguments::OneMessage, failure::Failure, json, screen::Output};
use mobilelink_client::{Folder, MobileLink, Voicemail};

/// How much of an id lists show.
const SHOWN_ID: usize = 8;

fn short_id(voicemail: &Voicemail) -> String {
    voicemail.id.chars().take(SHOWN_ID).collect()
}

/// The one message whose id is this or begins so.
async fn find(link: &MobileLink, which: &OneMessage) -> Result<Voicemail, Failure> {
    let mut all = link.voicemails(Folder::Inbox).await?;
    all.extend(link.voicemails(Folder::Trash).await?);
    if let Some(exact) = all.iter().find(|voicemail| voicemail.id == which.id) {
        return Ok(exact.clone());
    }
    let mut found = all.into_iter().filter(|voicemail| voicemail.id.starts_with(&which.id));
    match (found.next(), found.next()) {
        (Some(voicemail), None) => Ok(voicemail),
        (None, _) => Err(Failure::new(
            "not_found",
            format!("no message has the id {}", which.id),
            "`mobilelink voicemail list` shows the ids; deleted messages are in `--folder trash`.",
        )),
        (Some(_), Some(_)) => Err(Failure::new(
            "ambiguous",
            format!("several messages begin with {}", which.id),
            "Give more of the id; `--json` shows it in full.",
        )),
    }
}

/// Shows a message as it stands after an action.
async fn answer(link: &MobileLink, id: &str, sentence: &str, output: Output) -> Result<(), Failure> {
    let document = match link.voicemail(id).await {
        Ok(voicemail) => json::voicemail(&voicemail),
        Err(mobilelink_client::LinkError::Gone) => serde_json::json!({"id": id, "gone": true}),
        Err(error) => return Err(error.into()),
    };
    output.answer(&document, || output.line(sentence));
    Ok(())
}
