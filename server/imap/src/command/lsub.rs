//! LSUB (RFC 3501 §6.3.9): names that the person is subscribed to.
//!
//! `%` also finds a name that is not subscribed itself and has subscribed names below it which the pattern does not reach;
//! that one is `\Noselect`, as §6.3.9 asks.

use crate::command::Command;
use crate::command::list::{self, Names};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{self, Answer};
use crate::syntax::words::{Expected, Words};

/// ` "" Work/%`.
pub(crate) fn parse(words: &mut Words<'_>) -> Result<Command, Expected> {
    list::parse_names(words).map(Command::Lsub)
}

pub(super) async fn run<S: Transport>(on: &mut Connection<S>, names: &Names) -> Result<Answer, Fault> {
    if names.asks_for_delimiter() {
        on.lines.write(b"* LSUB (\\Noselect) \"/\" \"\"\r\n").await?;
        return Ok(Answer::ok("That is between levels"));
    }
    names.check()?;
    let who = on.who()?;
    let all = on.phone().folder_names(&who).await?;
    let enabled = on.enabled;
    let mut said = String::new();
    for listed in all.iter().filter(|listed| names.match_name(&listed.name, enabled)) {
        let stands_for_others = || {
            let mut below = all.iter().filter(|other| other.is_subscribed && other.is_below(&listed.name));
            below.any(|other| !names.match_name(&other.name, enabled))
        };
        let is_there = listed.is_subscribed && listed.folder.is_some();
        if !listed.is_subscribed && !stands_for_others() {
            continue;
        }
        let missing = if is_there { "" } else { "\\Noselect " };
        let children = if listed.has_children { "\\HasChildren" } else { "\\HasNoChildren" };
        let the_use = list::use_of(listed).map(|attribute| format!(" {attribute}")).unwrap_or_default();
        let name = reply::folder_name(&listed.name, enabled);
        said.push_str(&format!("* LSUB ({missing}{children}{the_use}) \"/\" {name}\r\n"));
    }
    on.lines.write(said.as_bytes()).await?;
    Ok(Answer::ok("That is all"))
}
