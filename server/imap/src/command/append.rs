//! APPEND (RFC 3501 §6.3.11), of one message or of several (MULTIAPPEND, RFC 3502), with APPENDUID (RFC 4315).
//!
//! All of them are kept or none. The answer is given once they are.

use crate::command::incoming::{self, Heading};
use crate::command::{Command, FolderName};
use crate::connection::{Connection, Fault, Transport};
use crate::literal::Literal;
use crate::reply::{self, Answer, Code};
use crate::syntax::words::{Expected, Words};
use crate::view::Numbers;

/// APPEND up to its first message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Append {
    /// Into this folder.
    pub to: FolderName,
    /// What stands before the first message.
    pub first: Heading,
}

/// ` Sent (\Seen) `, up to the announcement of the message; nothing if what is announced is the folder's name.
pub(crate) fn parse(words: &mut Words<'_>) -> Result<Option<Append>, Expected> {
    words.space()?;
    if words.is_at_end() {
        return Ok(None);
    }
    Ok(Some(Append { to: words.folder()?, first: Heading::parse(words)? }))
}

/// Runs APPEND; the connection is where its first message begins.
pub(super) async fn run<S: Transport>(
    on: &mut Connection<S>,
    append: Append,
    literal: Literal,
) -> Result<Answer, Fault> {
    let Append { to, first } = append;
    if let Err(fault) = accept(on, &to).await {
        return Err(incoming::pass_over(on, literal, fault).await);
    }
    let most = on.service.settings.messages_per_command;
    let messages = incoming::receive(on, &to, first, literal, most).await?;
    let who = on.who()?;
    let appended = on.phone().append(&who, &to.0, messages).await.map_err(Fault::of_target)?;
    on.refresh(Numbers::MayShift).await?;
    Ok(Answer::ok("Kept").with_code(Code::AppendUid(appended)))
}

async fn accept<S: Transport>(on: &mut Connection<S>, to: &FolderName) -> Result<(), Fault> {
    on.state.permits(&Command::Append).map_err(|denied| Fault::Answer(reply::denied(denied)))?;
    let who = on.who()?;
    on.phone().check_folder(&who, &to.0).await.map_err(Fault::of_target)
}
