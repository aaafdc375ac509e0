//! COPY (RFC 3501 §6.4.7) and MOVE (RFC 6851), with COPYUID (RFC 4315). All messages of the set or none.

use server_core::Copied;
use server_domain::FolderId;

use crate::command::{Command, FolderName, no_such_number};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{Answer, Code};
use crate::syntax::words::{Expected, Words};
use crate::view::{By, Messages, Numbers};

/// ` 1:3 Sent`, of COPY.
pub(crate) fn parse(words: &mut Words<'_>, by: By) -> Result<Command, Expected> {
    arguments(words).map(|(set, to)| Command::Copy { set, to, by })
}

/// The same, of MOVE.
pub(crate) fn parse_move(words: &mut Words<'_>, by: By) -> Result<Command, Expected> {
    arguments(words).map(|(set, to)| Command::Move { set, to, by })
}

fn arguments(words: &mut Words<'_>) -> Result<(Messages, FolderName), Expected> {
    words.space()?;
    let set = words.messages()?;
    words.space()?;
    Ok((set, words.folder()?))
}

pub(super) async fn run<S: Transport>(
    on: &mut Connection<S>,
    set: &Messages,
    to: &FolderName,
    by: By,
) -> Result<Answer, Fault> {
    let (folder, uids) = messages(on, set, by)?;
    let who = on.who()?;
    let copied = on.phone().copy(&who, folder, &uids, &to.0).await.map_err(Fault::of_target)?;
    on.refresh(Numbers::MayShift).await?;
    Ok(with_uids(Answer::ok("Copied"), copied))
}

pub(super) async fn run_move<S: Transport>(
    on: &mut Connection<S>,
    set: &Messages,
    to: &FolderName,
    by: By,
) -> Result<Answer, Fault> {
    let (folder, uids) = messages(on, set, by)?;
    let who = on.who()?;
    let moved = on.phone().move_messages(&who, folder, &uids, &to.0).await.map_err(Fault::of_target)?;
    if !moved.pairs.is_empty() {
        // The client learns where they went before it learns that they went (RFC 6851 §4.3).
        on.lines.write(&with_uids(Answer::ok("Moved"), moved).untagged()).await?;
    }
    on.refresh(Numbers::MayShift).await?;
    on.with_highest_modseq(Answer::ok("Done"))
}

fn messages<S: Transport>(
    on: &mut Connection<S>,
    set: &Messages,
    by: By,
) -> Result<(FolderId, Vec<u32>), Fault> {
    let (_, selected) = on.selected()?;
    let named = selected.view.select(set, by).map_err(no_such_number)?;
    Ok((selected.folder, named.iter().map(|named| named.uid).collect()))
}

fn with_uids(answer: Answer, Copied { uid_validity, pairs }: Copied) -> Answer {
    if pairs.is_empty() { answer } else { answer.with_code(Code::CopyUid { uid_validity, pairs }) }
}
