//! RENAME (RFC 3501 §6.3.5), with all that is below; renaming INBOX moves its messages.
//!
//! Sessions that have the folder open go on under its new name (RFC 2180 §3.4): they know it by its identifier.

use crate::command::{Command, FolderName, list};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{self, Answer};
use crate::syntax::words::{Expected, Words};
use crate::view::Numbers;

/// ` Work Done/Work`.
pub(crate) fn parse(words: &mut Words<'_>) -> Result<Command, Expected> {
    words.space()?;
    let from = words.folder()?;
    words.space()?;
    Ok(Command::Rename { from, to: words.folder()? })
}

pub(super) async fn run<S: Transport>(
    on: &mut Connection<S>,
    from: &FolderName,
    to: &FolderName,
) -> Result<Answer, Fault> {
    let who = on.who()?;
    on.phone().rename_folder(&who, &from.0, &to.0).await?;
    if on.enabled.rev2
        && let Some(line) = list::line_for(on, &to.0).await?
    {
        // RFC 9051 §7.3.1.
        let old = reply::folder_name(&from.0, on.enabled);
        on.lines.write(format!("{line} (\"OLDNAME\" ({old}))\r\n").as_bytes()).await?;
    }
    on.refresh(Numbers::MayShift).await?;
    Ok(Answer::ok("Renamed"))
}
