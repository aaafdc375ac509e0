//! STORE (RFC 3501 §6.4.6), with UNCHANGEDSINCE (RFC 7162 §3.1.3).

use std::fmt::Write;

use server_core::{Entry, Stored};
use server_domain::keywords::FlagNames;
use server_domain::mailbox::{FlagChange, Flags};

use crate::command::{Command, no_such_number};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{Answer, Code, FlagsOf};
use crate::syntax::flags;
use crate::syntax::words::{Expected, Words};
use crate::view::{By, Messages};

/// What STORE is asked to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Store {
    /// Messages.
    pub set: Messages,
    /// How they were named.
    pub by: By,
    /// What to do to their flags.
    pub change: FlagChange<FlagNames>,
    /// Whether to say what became of them.
    pub outcome: Outcome,
    /// A message whose MODSEQ is greater is left alone.
    pub unchanged_since: Option<u64>,
}

/// Whether STORE tells what became of the flags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// `FLAGS`.
    Told,
    /// `FLAGS.SILENT`: only where somebody else had a hand in it.
    Silent,
}

/// ` 1:3 (UNCHANGEDSINCE 12) +FLAGS.SILENT (\Seen)`.
pub(crate) fn parse(words: &mut Words<'_>, by: By) -> Result<Command, Expected> {
    words.space()?;
    let set = words.messages()?;
    words.space()?;
    let mut unchanged_since = None;
    if words.take(b'(') {
        if !words.take_word("UNCHANGEDSINCE") {
            return Err(Expected("UNCHANGEDSINCE"));
        }
        words.space()?;
        unchanged_since = Some(words.number64()?);
        words.close()?;
        words.space()?;
    }
    let expected = Expected("FLAGS, +FLAGS or -FLAGS, which may end in .SILENT,");
    let change: fn(FlagNames) -> FlagChange<FlagNames> = match words.peek() {
        Some(b'+') => FlagChange::Add,
        Some(b'-') => FlagChange::Remove,
        _ => FlagChange::Replace,
    };
    let item = words.atom().map_err(|_| expected)?;
    let outcome = match item.strip_prefix(['+', '-']).unwrap_or(item).to_ascii_uppercase().as_str() {
        "FLAGS" => Outcome::Told,
        "FLAGS.SILENT" => Outcome::Silent,
        _ => return Err(expected),
    };
    words.space()?;
    let change = change(flags::list_or_bare(words)?);
    Ok(Command::Store(Store { set, by, change, outcome, unchanged_since }))
}

pub(super) async fn run<S: Transport>(on: &mut Connection<S>, store: Store) -> Result<Answer, Fault> {
    let Store { set, by, change, outcome, unchanged_since } = store;
    if unchanged_since.is_some() {
        on.turn_on_condstore().await?;
    }
    on.refresh(by.numbers()).await?;
    let change = on.flag_change(&change).await?;
    let (who, selected) = on.selected()?;
    let named = selected.view.select(&set, by).map_err(no_such_number)?;
    let uids: Vec<u32> = named.iter().map(|named| named.uid).collect();
    let folder = selected.folder;
    let Stored { entries, modified, before, after } =
        on.phone().store_flags(&who, folder, &uids, change, unchanged_since).await?;

    on.introduce(entries.iter().fold(Flags::NONE, |all, entry| all.with(entry.flags))).await?;
    let enabled = on.enabled;
    let (_, selected) = on.selected()?;
    let view = &mut selected.view;
    view.follow(before, after, entries.iter().map(|entry| entry.modseq).max());
    let mut said = String::new();
    for Entry { uid, flags, modseq } in entries {
        let expected = view.flags(uid).map(|flags| change.apply(flags));
        view.set_flags(uid, flags);
        let Some(named) = view.find(uid) else { continue };
        // Somebody else had a hand in it in the same moment: that is told even to who wants silence.
        let _ = match outcome == Outcome::Told || expected != Some(flags) {
            true => write!(
                said,
                "{}",
                FlagsOf { named, flags: Some(flags), modseq, by, enabled, keywords: &view.keywords }
            ),
            false if enabled.condstore => {
                write!(
                    said,
                    "{}",
                    FlagsOf { named, flags: None, modseq, by, enabled, keywords: &view.keywords }
                )
            }
            false => Ok(()),
        };
    }
    on.lines.write(said.as_bytes()).await?;
    if modified.is_empty() {
        return Ok(Answer::ok("Stored"));
    }
    let (_, selected) = on.selected()?;
    let named = modified.iter().filter_map(|entry| selected.view.find(entry.uid));
    let left = named.map(|named| if by == By::Uid { named.uid } else { named.number }).collect();
    let answer =
        Answer::ok("Stored, but for those that somebody has changed; fetch their flags and decide again");
    Ok(answer.with_code(Code::Modified(left)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Store, Expected> {
        let mut words = Words::new(text.as_bytes());
        let command = parse(&mut words, By::Number)?;
        words.end()?;
        let Command::Store(store) = command else { panic!("{text}") };
        Ok(store)
    }

    #[test]
    fn flags_come_in_brackets_and_without() {
        for text in [" 1 +FLAGS (\\Seen \\Flagged)", " 1 +flags \\seen $Junk \\FLAGGED"] {
            let store = read(text).unwrap();
            let FlagChange::Add(names) = store.change else { panic!("{text}") };
            assert_eq!(names.system, Flags::SEEN.with(Flags::FLAGGED), "{text}");
            assert_eq!((store.outcome, store.unchanged_since), (Outcome::Told, None));
        }
        assert_eq!(read(" 1 FLAGS ()").unwrap().change, FlagChange::Replace(FlagNames::default()));
        assert_eq!(read(" 1 -FLAGS.SILENT \\Draft").unwrap().outcome, Outcome::Silent);
    }

    #[test]
    fn a_condition_stands_before_the_flags() {
        let store = read(" 1:* (UNCHANGEDSINCE 12) FLAGS.SILENT (\\Seen)").unwrap();
        assert_eq!(store.unchanged_since, Some(12));
        assert_eq!(read(" 1 (UNCHANGEDSINCE 0) FLAGS ()").unwrap().unchanged_since, Some(0));
        for wrong in [
            " 1 (UNCHANGEDSINCE) FLAGS ()",
            " 1 (UNCHANGEDSINCE 9223372036854775808) FLAGS ()",
            " 1 (CHANGEDSINCE 1) FLAGS ()",
            " 1 () FLAGS ()",
            " 1 ++FLAGS ()",
            " 1 FLAGS.LOUD ()",
            " 1 FLAGS",
        ] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[ -~]{0,60}") {
            let _ = read(&text);
            let _ = read(&format!(" 1 {text}"));
        }
    }
}
