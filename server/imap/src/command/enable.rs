//! ENABLE (RFC 5161). What is not known is ignored, as §3.1 asks.

use crate::command::Command;
use crate::connection::{Connection, Fault, Transport};
use crate::reply::Answer;
use crate::session::Enabled;
use crate::syntax::words::{Expected, Words};

/// What a word turns on.
type Switch = fn(&mut Enabled) -> &mut bool;

/// The words that change what a session may be told.
const WORDS: &[(&str, Switch)] = &[
    ("CONDSTORE", |on| &mut on.condstore),
    ("QRESYNC", |on| &mut on.qresync),
    ("UTF8=ACCEPT", |on| &mut on.utf8),
    ("IMAP4rev2", |on| &mut on.rev2),
];

/// ` CONDSTORE QRESYNC`.
pub(crate) fn parse(words: &mut Words<'_>) -> Result<Command, Expected> {
    let mut wanted = Enabled::default();
    loop {
        words.space()?;
        let word = words.atom()?;
        if let Some((_, turned_on)) = WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)) {
            *turned_on(&mut wanted) = true;
        }
        if words.is_at_end() {
            return Ok(Command::Enable(wanted));
        }
    }
}

pub(super) async fn run<S: Transport>(on: &mut Connection<S>, wanted: Enabled) -> Result<Answer, Fault> {
    let mut said = "* ENABLED".to_owned();
    let before = on.enabled;
    for (word, turned_on) in WORDS {
        let (mut asked, now) = (wanted, turned_on(&mut on.enabled));
        if *turned_on(&mut asked) && !*now {
            *now = true;
            said.push(' ');
            said.push_str(word);
        }
    }
    said.push_str("\r\n");
    on.lines.write(said.as_bytes()).await?;
    // RFC 7162 §3.2.3.
    on.enabled.condstore |= on.enabled.qresync;
    if on.enabled.condstore && !before.condstore {
        on.tell_highest_modseq().await?;
    }
    Ok(Answer::ok("Those are on"))
}
