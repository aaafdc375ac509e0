//! `voicemail seen` and `voicemail unseen` (ML-41).

use super::{answer, find};
use crate::{arguments::OneMessage, failure::Failure, screen::Output, words};
use mobilelink_client::MobileLink;

pub(crate) async fn run(
    link: &MobileLink,
    which: OneMessage,
    seen: bool,
    output: Output,
) -> Result<(), Failure> {
    let voicemail = find(link, &which).await?;
    link.set_seen(&voicemail.id, seen).await?.sent().await?;
    let now = if seen { "seen" } else { "new" };
    let sentence = format!("The message of {} is {now}.", words::sender_in_short(&voicemail));
    answer(link, &voicemail.id, &sentence, output).await
}
