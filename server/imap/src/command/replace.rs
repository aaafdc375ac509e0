//! REPLACE and UID REPLACE (RFC 8508): a message takes the place of another, in one step.
//!
//! The message replaced goes as EXPUNGE has it: from the inbox into Trash, from elsewhere for good.

use crate::command::incoming::{self, Heading};
use crate::command::{Command, FolderName, no_such_number};
use crate::connection::{Connection, Fault, Transport};
use crate::literal::Literal;
use crate::reply::{self, Answer, Code};
use crate::syntax::words::{Expected, Words};
use crate::view::{By, NoSuchNumber, Numbers};
use server_domain::{FolderId, Refusal};

/// REPLACE up to its message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Replace {
    /// The number or UID of the message that goes.
    pub old: u32,
    /// Which of the two it is.
    pub by: By,
    /// Into this folder.
    pub to: FolderName,
    /// What stands before the message.
    pub new: Heading,
}

/// ` 4 Drafts (\Seen \Draft) `, up to the announcement of the message; nothing if what is announced is the folder's name.
pub(crate) fn parse(words: &mut Words<'_>, by: By) -> Result<Option<Replace>, Expected> {
    words.space()?;
    let old = words.number()?;
    words.space()?;
    if words.is_at_end() {
        return Ok(None);
    }
    Ok(Some(Replace { old, by, to: words.folder()?, new: Heading::parse(words)? }))
}

/// Runs REPLACE; the connection is where its message begins.
pub(super) async fn run<S: Transport>(
    on: &mut Connection<S>,
    replace: Replace,
    literal: Literal,
) -> Result<Answer, Fault> {
    let Replace { old, by, to, new } = replace;
    let (folder, uid) = match accept(on, old, by, &to).await {
        Ok(accepted) => accepted,
        Err(fault) => return Err(incoming::pass_over(on, literal, fault).await),
    };
    let mut messages = incoming::receive(on, &to, new, literal, 1).await?;
    let Some(message) = messages.pop() else { return Err(Refusal::MessageEmpty.into()) };
    let who = on.who()?;
    let appended = on.phone().replace(&who, folder, uid, &to.0, message).await.map_err(Fault::of_target)?;
    // The client learns what is new before it learns what is gone (RFC 8508 §3.4).
    let ready = Answer::ok("Replacement kept").with_code(Code::AppendUid(appended));
    on.lines.write(&ready.untagged()).await?;
    on.refresh(Numbers::MayShift).await?;
    Ok(Answer::ok("Replaced"))
}

async fn accept<S: Transport>(
    on: &mut Connection<S>,
    old: u32,
    by: By,
    to: &FolderName,
) -> Result<(FolderId, u32), Fault> {
    on.state.permits(&Command::Replace).map_err(|denied| Fault::Answer(reply::denied(denied)))?;
    let (who, selected) = on.selected()?;
    let uid = match by {
        By::Number => selected.view.uid(old).ok_or(NoSuchNumber(old)).map_err(no_such_number)?,
        By::Uid => selected.view.find(old).map(|named| named.uid).ok_or(Refusal::NoSuchMessage)?,
    };
    let folder = selected.folder;
    on.phone().check_folder(&who, &to.0).await.map_err(Fault::of_target)?;
    Ok((folder, uid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replacement_is_known_by_what_stands_before_it() {
        let read = |text: &'static str| parse(&mut Words::new(text.as_bytes()), By::Uid);
        let replace = read(" 4 Drafts (\\Draft) ").unwrap().unwrap();
        assert_eq!((replace.old, replace.to), (4, FolderName("Drafts".into())));
        assert_eq!(read(" 4 "), Ok(None), "the literal is the folder's name");
        for wrong in [" 4", " 1:2 Drafts ", " * Drafts ", " Drafts ", ""] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
