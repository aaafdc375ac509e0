//! STATUS (RFC 3501 §6.3.10), without opening the folder; with SIZE (RFC 8438), DELETED (RFC 9051 §6.3.11), HIGHESTMODSEQ
//! (RFC 7162), APPENDLIMIT (RFC 7889) and MAILBOXID (RFC 8474).

use crate::command::{Command, FolderName, StatusItem};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{self, Answer, MailboxId};
use crate::session::State;
use crate::syntax::words::{Expected, Version, Words};
use crate::view::Numbers;

/// What can be asked, by its name.
const ITEMS: &[(&str, StatusItem)] = &[
    ("MESSAGES", StatusItem::Messages),
    ("RECENT", StatusItem::Recent),
    ("UIDNEXT", StatusItem::UidNext),
    ("UIDVALIDITY", StatusItem::UidValidity),
    ("UNSEEN", StatusItem::Unseen),
    ("DELETED", StatusItem::Deleted),
    ("DELETED-STORAGE", StatusItem::DeletedStorage),
    ("SIZE", StatusItem::Size),
    ("HIGHESTMODSEQ", StatusItem::HighestModSeq),
    ("APPENDLIMIT", StatusItem::AppendLimit),
    ("MAILBOXID", StatusItem::MailboxId),
];

/// ` INBOX (MESSAGES UNSEEN)`.
pub(crate) fn parse(words: &mut Words<'_>) -> Result<Command, Expected> {
    words.space()?;
    let name = words.folder()?;
    words.space()?;
    Ok(Command::Status { name, items: items(words)? })
}

/// `(MESSAGES UNSEEN)`; each once, so that an answer is bounded.
pub(super) fn items(words: &mut Words<'_>) -> Result<Vec<StatusItem>, Expected> {
    let mut items = words.list(|words| {
        let word = words.atom()?;
        let found = ITEMS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
        let found = found.map(|(_, item)| *item);
        let is_gone = found == Some(StatusItem::Recent) && words.version() == Version::Rev2;
        found.filter(|_| !is_gone).ok_or(Expected("an item that STATUS knows, such as MESSAGES"))
    })?;
    let mut at = 0;
    let all = items.clone();
    items.retain(|item| {
        at += 1;
        !all.iter().take(at - 1).any(|earlier| earlier == item)
    });
    Ok(items)
}

pub(super) async fn run<S: Transport>(
    on: &mut Connection<S>,
    name: &FolderName,
    items: &[StatusItem],
) -> Result<Answer, Fault> {
    write(on, &name.0, items).await?;
    Ok(Answer::ok("That is how it stands"))
}

/// Writes `* STATUS`.
pub(super) async fn write<S: Transport>(
    on: &mut Connection<S>,
    name: &str,
    items: &[StatusItem],
) -> Result<(), Fault> {
    let who = on.who()?;
    let mut status = on.phone().folder_status(&who, name).await?;
    let limit = on.phone().limits().message_bytes;
    if items.contains(&StatusItem::HighestModSeq) {
        on.turn_on_condstore().await?;
        if on.open_folder() == Some(status.folder.id) {
            on.refresh(Numbers::MayShift).await?;
            status = on.phone().folder_status(&who, name).await?;
        }
    }
    // Of the open folder the number of the untagged OK (RFC 7162 §3.1.7): who resynchronises from a greater one would miss
    // what has not been told here (§3.2).
    let highest_modseq = match &on.state {
        State::Selected(_, open) if open.folder == status.folder.id => open.view.highest_modseq(),
        _ => status.highest_modseq,
    };
    let value = |item: &StatusItem| match item {
        StatusItem::Messages => status.messages.to_string(),
        StatusItem::Recent => "0".to_owned(),
        StatusItem::UidNext => status.folder.uid_next.to_string(),
        StatusItem::UidValidity => status.folder.uid_validity.to_string(),
        StatusItem::Unseen => status.unseen.to_string(),
        StatusItem::Deleted => status.deleted.to_string(),
        StatusItem::DeletedStorage => status.deleted_bytes.to_string(),
        StatusItem::Size => status.bytes.to_string(),
        StatusItem::HighestModSeq => highest_modseq.to_string(),
        StatusItem::AppendLimit => limit.to_string(),
        StatusItem::MailboxId => format!("({})", MailboxId(status.folder.id)),
    };
    let named =
        |item: &StatusItem| ITEMS.iter().find(|(_, known)| known == item).map_or("", |(name, _)| name);
    let values: Vec<String> = items.iter().map(|item| format!("{} {}", named(item), value(item))).collect();
    let name = reply::folder_name(&status.folder.name, on.enabled);
    on.lines.write(format!("* STATUS {name} ({})\r\n", values.join(" ")).as_bytes()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_item_is_answered_once_however_often_it_is_asked() {
        let mut words = Words::new(b" inbox (UNSEEN messages Unseen)");
        let Command::Status { name, items } = parse(&mut words).unwrap() else { panic!() };
        assert_eq!((name.0.as_str(), items), ("INBOX", vec![StatusItem::Unseen, StatusItem::Messages]));
        assert!(parse(&mut Words::new(b" INBOX (AGE)")).is_err());
        assert!(parse(&mut Words::new(b" INBOX ()")).is_err());
    }

    proptest! {
        #[test]
        fn no_arguments_upset_the_reader(text in "[ -~]{0,40}") {
            let _ = parse(&mut Words::new(text.as_bytes()));
        }
    }
}
