//! EXPUNGE (RFC 3501 §6.4.3) and UID EXPUNGE (RFC 4315 §2.1).
//!
//! From the inbox messages come to rest in Trash; from Trash they are gone for good. That is decided in the core.

use crate::command::Command;
use crate::connection::{Connection, Fault, Transport};
use crate::reply::Answer;
use crate::syntax::words::{Expected, Words};
use crate::view::{By, Messages, Numbers};

/// Nothing; of UID EXPUNGE ` 3:5`.
pub(crate) fn parse(words: &mut Words<'_>, by: By) -> Result<Command, Expected> {
    let uids = match by {
        By::Number => None,
        By::Uid => {
            words.space()?;
            Some(words.messages()?)
        }
    };
    Ok(Command::Expunge { uids })
}

pub(super) async fn run<S: Transport>(
    on: &mut Connection<S>,
    uids: Option<&Messages>,
) -> Result<Answer, Fault> {
    let (who, selected) = on.selected()?;
    let folder = selected.folder;
    let only: Option<Vec<u32>> =
        uids.map(|set| selected.view.matching(set, By::Uid).map(|named| named.uid).collect());
    let expunged = on.phone().expunge(&who, folder, only.as_deref()).await?;
    on.refresh(Numbers::MayShift).await?;
    match expunged.as_slice() {
        [] => Ok(Answer::ok("Expunged")),
        _ => on.with_highest_modseq(Answer::ok("Expunged")),
    }
}
