//! SUBSCRIBE and UNSUBSCRIBE (RFC 3501 §6.3.6, §6.3.7). A folder that is deleted stays subscribed, as §6.3.6 asks.

use crate::command::{Command, FolderName};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::Answer;
use crate::syntax::words::{Expected, Words};

/// ` Work`, of SUBSCRIBE.
pub(crate) fn parse(words: &mut Words<'_>) -> Result<Command, Expected> {
    words.space()?;
    words.folder().map(Command::Subscribe)
}

/// The same, of UNSUBSCRIBE.
pub(crate) fn parse_end(words: &mut Words<'_>) -> Result<Command, Expected> {
    words.space()?;
    words.folder().map(Command::Unsubscribe)
}

pub(super) async fn run<S: Transport>(on: &mut Connection<S>, name: &FolderName) -> Result<Answer, Fault> {
    let who = on.who()?;
    on.phone().subscribe_folder(&who, &name.0).await?;
    Ok(Answer::ok("It is subscribed"))
}

pub(super) async fn end<S: Transport>(on: &mut Connection<S>, name: &FolderName) -> Result<Answer, Fault> {
    let who = on.who()?;
    on.phone().unsubscribe_folder(&who, &name.0).await?;
    Ok(Answer::ok("It is subscribed no more"))
}
