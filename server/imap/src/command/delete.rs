//! DELETE (RFC 3501 §6.3.4): the folder with its messages, for good. Folders below it stay.
//!
//! Sessions that have it open are sent away, as RFC 2180 §3.3 describes; the one that deletes it goes on without it.

use crate::command::{Command, FolderName};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::Answer;
use crate::syntax::words::{Expected, Words};
use crate::view::Numbers;

/// ` Work/2026`.
pub(crate) fn parse(words: &mut Words<'_>) -> Result<Command, Expected> {
    words.space()?;
    words.folder().map(Command::Delete)
}

pub(super) async fn run<S: Transport>(on: &mut Connection<S>, name: &FolderName) -> Result<Answer, Fault> {
    let who = on.who()?;
    let deleted = on.phone().delete_folder(&who, &name.0).await?;
    let is_open = on.selected().is_ok_and(|(_, selected)| selected.folder == deleted);
    if is_open {
        on.state.unselect();
        return Ok(Answer::ok("Deleted, and no folder is open any more"));
    }
    on.refresh(Numbers::MayShift).await?;
    Ok(Answer::ok("Deleted"))
}
