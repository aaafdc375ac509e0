//! GETQUOTA, GETQUOTAROOT and SETQUOTA (RFC 9208). A mailbox has one quota root, `""`, which the administrator sets.
//!
//! GETQUOTAROOT says the resource `voice` as well, which a dialer looks for (OMTP Visual Voicemail 1.3 §2.6.4) and other
//! programs pass over (RFC 9208 §5).

use std::fmt::Write;

use server_core::Room;

use crate::command::{Command, FolderName};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{self, Answer, Code};
use crate::syntax::words::{Expected, Words};

/// ` ""`.
pub(crate) fn parse_get(words: &mut Words<'_>) -> Result<Command, Expected> {
    words.space()?;
    Ok(Command::GetQuota(String::from_utf8_lossy(&words.astring()?).into_owned()))
}

/// ` INBOX`.
pub(crate) fn parse_get_root(words: &mut Words<'_>) -> Result<Command, Expected> {
    words.space()?;
    Ok(Command::GetQuotaRoot(words.folder()?))
}

/// ` "" (STORAGE 512)`.
pub(crate) fn parse_set(words: &mut Words<'_>) -> Result<Command, Expected> {
    words.space()?;
    words.astring()?;
    words.space()?;
    words.list_or_empty(|words| {
        words.atom()?;
        words.space()?;
        words.number64()
    })?;
    Ok(Command::SetQuota)
}

pub(super) async fn get<S: Transport>(on: &mut Connection<S>, root: &str) -> Result<Answer, Fault> {
    if !root.is_empty() {
        let text = "There is one quota root, \"\"; GETQUOTAROOT names it";
        return Err(Fault::Answer(Answer::no(Code::Word("NONEXISTENT"), text)));
    }
    let who = on.who()?;
    let room = on.phone().room(&who).await?;
    let line = format!("* QUOTA \"\" ({})\r\n", resources(&room).join(" "));
    on.lines.write(line.as_bytes()).await?;
    Ok(Answer::ok("That is how full it is"))
}

pub(super) async fn get_root<S: Transport>(
    on: &mut Connection<S>,
    name: &FolderName,
) -> Result<Answer, Fault> {
    let who = on.who()?;
    let folder = on.phone().folder_status(&who, &name.0).await?.folder;
    let room = on.phone().room(&who).await?;
    let name = reply::folder_name(&folder.name, on.enabled);
    let mut resources = resources(&room);
    resources.extend(voice(&room));
    let mut said = format!("* QUOTAROOT {name} \"\"\r\n");
    let _ = write!(said, "* QUOTA \"\" ({})\r\n", resources.join(" "));
    on.lines.write(said.as_bytes()).await?;
    Ok(Answer::ok("That is how full it is"))
}

pub(super) fn set() -> Answer {
    Answer::no(Code::Word("NOPERM"), "The administrator sets the quota, in the server's configuration")
}

/// Those that have a limit; storage in units of 1,024 bytes, a part of one counted whole.
fn resources(room: &Room) -> Vec<String> {
    let storage =
        room.quota.bytes.map(|limit| format!("STORAGE {} {}", room.usage.bytes.div_ceil(1024), limit / 1024));
    let messages = room.quota.messages.map(|limit| format!("MESSAGE {} {limit}", room.usage.messages));
    storage.into_iter().chain(messages).collect()
}

/// A dialer shows how full the mailbox is by the two numbers' ratio.
fn voice(room: &Room) -> Option<String> {
    match (room.quota.messages, room.quota.bytes) {
        (Some(limit), _) => Some(format!("voice {} {limit}", room.usage.messages)),
        (None, Some(limit)) => Some(format!("voice {} {}", room.usage.bytes.div_ceil(1024), limit / 1024)),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_arguments_upset_the_readers(text in "[ -~]{0,40}") {
            let _ = parse_get(&mut Words::new(text.as_bytes()));
            let _ = parse_get_root(&mut Words::new(text.as_bytes()));
            let _ = parse_set(&mut Words::new(text.as_bytes()));
        }
    }
}
