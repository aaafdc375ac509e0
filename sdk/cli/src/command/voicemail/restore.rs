//! `voicemail restore`: the undo of `delete`.

use super::{answer, find};
use crate::{arguments::OneMessage, failure::Failure, screen::Output, words};
use mobilelink_client::MobileLink;

pub(crate) async fn run(link: &MobileLink, which: OneMessage, output: Output) -> Result<(), Failure> {
    let voicemail = find(link, &which).await?;
    link.restore(&voicemail.id).await?.sent().await?;
    let sentence = format!("The message of {} is back in the inbox.", words::sender_in_short(&voicemail));
    answer(link, &voicemail.id, &sentence, output).await
}
