//! What a client that was here before has missed (RFC 7162 §3.2.5): what is gone, then what is new or changed.

use std::fmt::Write;
use std::ops::RangeInclusive;

use imap_types::sequence::{SeqOrUid, Sequence, SequenceSet};
use server_core::Missed;

use crate::connection::{Connection, Fault, Transport};
use crate::reply::{FlagsOf, Ranges};
use crate::syntax::words::{Expected, Words};
use crate::view::{By, Messages, Uids, View};

/// What the client knows of the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resync {
    /// Its UIDVALIDITY; what is known under another one is worth nothing.
    pub uid_validity: u32,
    /// Up to where it knows of changes.
    pub modseq: u64,
    /// The UIDs it keeps; all there can be, if it does not say.
    pub known: Option<SequenceSet>,
    /// Some numbers and UIDs that belonged together: up to where they still do, nothing is gone.
    pub pairs: Option<(SequenceSet, SequenceSet)>,
}

/// `(67890007 90060115194045000 41,43:211 (1,29 41,70))`.
pub(super) fn parse(words: &mut Words<'_>) -> Result<Resync, Expected> {
    words.open()?;
    let uid_validity = words.number()?;
    words.space()?;
    let modseq = words.number64()?;
    if uid_validity == 0 || modseq == 0 {
        return Err(Expected("a number above 0"));
    }
    let mut resync = Resync { uid_validity, modseq, known: None, pairs: None };
    let mut is_open = words.take(b' ');
    if is_open && words.peek() != Some(b'(') {
        resync.known = Some(plain_set(words)?);
        is_open = words.take(b' ');
    }
    if is_open {
        words.open()?;
        let numbers = plain_set(words)?;
        words.space()?;
        resync.pairs = Some((numbers, plain_set(words)?));
        words.close()?;
    }
    words.close()?;
    Ok(resync)
}

/// What is known has no `*` (RFC 7162 §7).
fn plain_set(words: &mut Words<'_>) -> Result<SequenceSet, Expected> {
    let set = words.set()?;
    let has_star = set.0.as_ref().iter().any(|sequence| match sequence {
        Sequence::Single(one) => *one == SeqOrUid::Asterisk,
        Sequence::Range(from, to) => *from == SeqOrUid::Asterisk || *to == SeqOrUid::Asterisk,
    });
    if has_star { Err(Expected("numbers without *")) } else { Ok(set) }
}

/// Responses written at once.
const RESPONSES: usize = 256;

impl Resync {
    /// Tells what was missed.
    pub(super) async fn tell<S: Transport>(
        self,
        on: &mut Connection<S>,
        view: &View,
        missed: Missed,
    ) -> Result<(), Fault> {
        let known = Uids::new(self.known.as_ref(), missed.uid_next.saturating_sub(1));
        let gone = view.gone(&known, missed.vanished, self.last_match(view));
        tell(on, &gone).await?;
        let enabled = on.enabled;
        for chunk in missed.changed.chunks(RESPONSES) {
            let mut said = String::new();
            for entry in chunk.iter().filter(|entry| known.contains(entry.uid)) {
                if let Some(named) = view.find(entry.uid) {
                    let _ = write!(
                        said,
                        "{}",
                        FlagsOf {
                            named,
                            flags: Some(entry.flags),
                            modseq: entry.modseq,
                            by: By::Uid,
                            enabled,
                            keywords: &view.keywords
                        }
                    );
                }
            }
            on.lines.write(said.as_bytes()).await?;
        }
        Ok(())
    }

    /// The greatest UID up to which, by the client's pairs, nothing is gone.
    fn last_match(&self, view: &View) -> u32 {
        let Some((numbers, uids)) = &self.pairs else { return 0 };
        let (numbers, uids) = (Uids::new(Some(numbers), u32::MAX), Uids::new(Some(uids), u32::MAX));
        let matching =
            numbers.each().zip(uids.each()).take_while(|&(number, uid)| view.uid(number) == Some(uid));
        matching.last().map_or(0, |(_, uid)| uid)
    }
}

/// Tells which of the set are gone since a change of the open folder (RFC 7162 §3.2.6).
pub(crate) async fn tell_vanished<S: Transport>(
    on: &mut Connection<S>,
    set: &Messages,
    since: u64,
) -> Result<(), Fault> {
    let (who, selected) = on.selected()?;
    let folder = selected.folder;
    let missed = on.phone().missed(&who, folder, since).await?;
    let (_, selected) = on.selected()?;
    // What was saved is there still: nothing of it is gone.
    let Messages::Set(set) = set else { return Ok(()) };
    let known = Uids::new(Some(set), missed.uid_next.saturating_sub(1));
    let gone = selected.view.gone(&known, missed.vanished, 0);
    tell(on, &gone).await
}

async fn tell<S: Transport>(on: &mut Connection<S>, gone: &[RangeInclusive<u32>]) -> Result<(), Fault> {
    if !gone.is_empty() {
        on.lines.write(format!("* VANISHED (EARLIER) {}\r\n", Ranges(gone)).as_bytes()).await?;
    }
    Ok(())
}
