//! `voicemail delete` (ML-41, VM-08): to Trash, and from there for good.

use super::{answer, find, short_id};
use crate::{arguments::OneMessage, failure::Failure, screen::Output, words};
use mobilelink_client::{Folder, MobileLink};

pub(crate) async fn run(link: &MobileLink, which: OneMessage, output: Output) -> Result<(), Failure> {
    let voicemail = find(link, &which).await?;
    link.delete(&voicemail.id).await?.sent().await?;
    let sender = words::sender_in_short(&voicemail);
    let sentence = match voicemail.folder {
        Folder::Trash => format!("The message of {sender} is gone for good."),
        _ => format!(
            "The message of {sender} is in Trash. Undo: mobilelink voicemail restore {}",
            short_id(&voicemail)
        ),
    };
    answer(link, &voicemail.id, &sentence, output).await
}
