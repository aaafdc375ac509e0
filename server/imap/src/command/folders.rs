//! CREATE, DELETE, RENAME, SUBSCRIBE and UNSUBSCRIBE (RFC 3501 §6.3.3 to §6.3.7).
//!
//! There are the four folders of RFC 6154 and no others yet. All of them are always subscribed. Every answer names what
//! can be done instead.

use server_domain::mailbox::Folder;

use crate::command::FolderName;
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{Answer, Code, NONEXISTENT};

pub(super) async fn create<S: Transport>(on: &mut Connection<S>, name: &FolderName) -> Result<Answer, Fault> {
    Err(Fault::Answer(match existing(on, name).await {
        Ok(folder) => {
            Answer::no(Code::Word("ALREADYEXISTS"), format!("There is a folder {} already", folder.name))
        }
        Err(Fault::Answer(_)) => {
            Answer::cannot("Folders of your own are not possible yet; use INBOX, Drafts, Sent and Trash")
        }
        Err(fault) => return Err(fault),
    }))
}

pub(super) async fn delete<S: Transport>(on: &mut Connection<S>, name: &FolderName) -> Result<Answer, Fault> {
    let folder = existing(on, name).await?;
    Err(Fault::Answer(Answer::cannot(format!(
        "{} belongs to the mailbox and stays; delete its messages instead",
        folder.name
    ))))
}

pub(super) async fn rename<S: Transport>(
    on: &mut Connection<S>,
    from: &FolderName,
    to: &FolderName,
) -> Result<Answer, Fault> {
    let folder = existing(on, from).await?;
    Err(Fault::Answer(Answer::cannot(format!(
        "{} belongs to the mailbox and cannot become {}; move its messages instead",
        folder.name, to.0
    ))))
}

pub(super) async fn subscribe<S: Transport>(
    on: &mut Connection<S>,
    name: &FolderName,
) -> Result<Answer, Fault> {
    existing(on, name).await?;
    Ok(Answer::ok("It is subscribed"))
}

pub(super) async fn unsubscribe<S: Transport>(
    on: &mut Connection<S>,
    name: &FolderName,
) -> Result<Answer, Fault> {
    let folder = existing(on, name).await?;
    Err(Fault::Answer(Answer::cannot(format!(
        "{} is always subscribed; hide it in your mail program",
        folder.name
    ))))
}

async fn existing<S: Transport>(on: &mut Connection<S>, name: &FolderName) -> Result<Folder, Fault> {
    let who = on.who()?;
    let folders = on.phone().folders(&who).await?;
    let same = |folder: &Folder| match folder.name.as_str() {
        "INBOX" => name.0.eq_ignore_ascii_case("INBOX"),
        other => other == name.0,
    };
    folders.into_iter().find(same).ok_or_else(|| {
        Fault::Answer(Answer::no(
            NONEXISTENT,
            format!("There is no folder {}; LIST shows those there are", name.0),
        ))
    })
}
