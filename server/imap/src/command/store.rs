//! STORE (RFC 3501 §6.4.6).

use server_domain::keywords::FlagNames;
use server_domain::mailbox::{FlagChange, Flags};

use crate::command::{Outcome, no_such_number};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{self, Answer};
use crate::view::{By, Messages};

pub(super) async fn run<S: Transport>(
    on: &mut Connection<S>,
    set: &Messages,
    change: &FlagChange<FlagNames>,
    outcome: Outcome,
    by: By,
) -> Result<Answer, Fault> {
    on.refresh(by.numbers()).await?;
    let change = on.flag_change(change).await?;
    let (who, selected) = on.selected()?;
    let named = selected.view.select(set, by).map_err(no_such_number)?;
    let uids: Vec<u32> = named.iter().map(|named| named.uid).collect();
    let folder = selected.folder;
    let entries = on.phone().store_flags(&who, folder, &uids, change).await?;

    on.introduce(entries.iter().fold(Flags::NONE, |all, entry| all.with(entry.flags))).await?;
    let (_, selected) = on.selected()?;
    let mut said = String::new();
    for entry in entries {
        let expected = selected.view.flags(entry.uid).map(|flags| change.apply(flags));
        selected.view.set_flags(entry.uid, entry.flags);
        // Somebody else had a hand in it in the same moment: that is told even to who wants silence.
        let is_told = outcome == Outcome::Told || expected != Some(entry.flags);
        if let (true, Some(named)) = (is_told, selected.view.find(entry.uid)) {
            said.push_str(&reply::flags_of(named, entry.flags, &selected.view.keywords, by));
        }
    }
    on.lines.write(said.as_bytes()).await?;
    Ok(Answer::ok("Stored"))
}
