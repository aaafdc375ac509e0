//! RENAME (RFC 3501 §6.3.5), with all that is below; renaming INBOX moves its messages.
//!
//! Sessions that have the folder open go on under its new name (RFC 2180 §3.4): they know it by its identifier.

use crate::command::FolderName;
use crate::connection::{Connection, Fault, Transport};
use crate::reply::Answer;
use crate::view::Numbers;

pub(super) async fn run<S: Transport>(
    on: &mut Connection<S>,
    from: &FolderName,
    to: &FolderName,
) -> Result<Answer, Fault> {
    let who = on.who()?;
    on.phone().rename_folder(&who, &from.0, &to.0).await?;
    on.refresh(Numbers::MayShift).await?;
    Ok(Answer::ok("Renamed"))
}
