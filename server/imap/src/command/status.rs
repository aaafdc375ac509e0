//! STATUS (RFC 3501 §6.3.10), without opening the folder.

use crate::command::{FolderName, StatusItem};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{self, Answer};
use crate::utf7;

pub(super) async fn run<S: Transport>(
    on: &mut Connection<S>,
    name: &FolderName,
    items: &[StatusItem],
) -> Result<Answer, Fault> {
    let who = on.who()?;
    let status = on.phone().folder_status(&who, &name.0).await?;
    let values: Vec<String> = items
        .iter()
        .map(|item| match item {
            StatusItem::Messages => format!("MESSAGES {}", status.messages),
            StatusItem::Recent => "RECENT 0".to_owned(),
            StatusItem::UidNext => format!("UIDNEXT {}", status.folder.uid_next),
            StatusItem::UidValidity => format!("UIDVALIDITY {}", status.folder.uid_validity),
            StatusItem::Unseen => format!("UNSEEN {}", status.unseen),
        })
        .collect();
    let name = reply::string(&utf7::encode(&status.folder.name));
    on.lines.write(format!("* STATUS {name} ({})\r\n", values.join(" ")).as_bytes()).await?;
    Ok(Answer::ok("That is how it stands"))
}
