//! What one client has been told of the folder it selected: which message has which number, and its flags.
//!
//! Pure. A number (RFC 3501 §2.3.1.2) means the same to the client and to us because nothing is added, removed or
//! reflagged here without the untagged response that says so. What may not be said yet (EXPUNGE within FETCH, STORE
//! and SEARCH, §7.4.1) is remembered and said later; until then the number still counts.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use imap_types::sequence::{SeqOrUid, Sequence, SequenceSet};
use server_core::{Entry, FolderChanges};
use server_domain::keywords::Keywords;
use server_domain::mailbox::Flags;

/// The messages of a selected folder in the order of their UIDs, as the client knows them.
#[derive(Debug, Default)]
pub(crate) struct View {
    uids: Vec<u32>,
    flags: Vec<Flags>,
    /// UIDs that have vanished and of which the client has not been told.
    vanished: Vec<u32>,
    /// UIDs and MODSEQs of changed flags that the client does not want to be told of (RFC 5465).
    withheld: BTreeMap<u32, u64>,
    /// What the last search was asked to save, by rising UID (RFC 5182).
    saved: Vec<u32>,
    modseq: u64,
    highest_modseq: u64,
    /// The folder's HIGHESTMODSEQ as far as it is known here.
    learnt: u64,
    /// The greatest MODSEQ that the command in hand has told.
    told: u64,
    /// The last UID that was here when [`View::newcomers`] was asked.
    described: u32,
    /// The names by which the client knows keywords: those of the last FLAGS response.
    pub keywords: Keywords,
}

/// The messages that a command is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Messages {
    /// These numbers or UIDs.
    Set(SequenceSet),
    /// `$`: what the last search was asked to save and is still there (RFC 5182 §2.1).
    Saved,
}

/// How a command names messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// By message sequence number.
    Number,
    /// By UID, as the commands with `UID` in front do.
    Uid,
}

/// Whether numbers may change now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// FETCH, STORE and SEARCH: no EXPUNGE while they answer.
    Stay,
    /// All other commands.
    MayShift,
}

/// Whether the client wants to be told of flags that others change (RFC 5465 §5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reflagged {
    /// As long as it says nothing of it.
    Told,
    /// NOTIFY named no FlagChange for the open folder.
    Withheld,
}

impl By {
    /// Whether an EXPUNGE may be sent while a FETCH, STORE or SEARCH of this kind is answered (RFC 3501 §7.4.1).
    pub(crate) fn numbers(self) -> Numbers {
        match self {
            Self::Number => Numbers::Stay,
            Self::Uid => Numbers::MayShift,
        }
    }
}

/// A message as the client can name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Named {
    /// Message sequence number, from 1.
    pub number: u32,
    /// UID.
    pub uid: u32,
}

impl Named {
    /// As a command of this kind names it.
    pub(crate) fn value(&self, by: By) -> u32 {
        match by {
            By::Number => self.number,
            By::Uid => self.uid,
        }
    }
}

/// Something the client must be told, in the order in which it was returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Update {
    /// The message is gone; higher numbers shift down by one.
    Expunge(Named),
    /// There are so many messages now.
    Exists(u32),
    /// A message has these flags now.
    Flags {
        /// Which message.
        named: Named,
        /// All its flags.
        flags: Flags,
        /// Its MODSEQ.
        modseq: u64,
    },
}

/// A message number greater than the client can know (RFC 3501 §9, `seq-number`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NoSuchNumber(pub u32);

impl View {
    /// A folder as it was opened; `entries` by rising UID.
    pub(crate) fn new(entries: &[Entry], modseq: u64, highest_modseq: u64) -> Self {
        let (uids, flags) = entries.iter().map(|entry| (entry.uid, entry.flags)).unzip();
        let described = entries.last().map_or(0, |entry| entry.uid);
        Self { uids, flags, modseq, highest_modseq, learnt: highest_modseq, described, ..Self::default() }
    }

    /// What the client takes for the number of messages.
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.uids.len()).unwrap_or(u32::MAX)
    }

    /// The change of the mailbox up to which this view knows the folder.
    pub(crate) fn modseq(&self) -> u64 {
        self.modseq
    }

    /// The folder's HIGHESTMODSEQ as far as the client has been told of its changes (RFC 7162 §3.1.2.1).
    ///
    /// It stands still while something is held back: a client that kept a greater number would never hear of it.
    pub(crate) fn highest_modseq(&self) -> u64 {
        self.highest_modseq
    }

    /// Notes that the client is being told of this MODSEQ.
    pub(crate) fn tell(&mut self, modseq: Option<u64>) {
        self.told = self.told.max(modseq.unwrap_or(0));
    }

    /// Ends a command: the HIGHESTMODSEQ that the client must keep, if by what it was told it would take a greater one
    /// (RFC 7162 §5, §6).
    pub(crate) fn end_command(&mut self) -> Option<u64> {
        (std::mem::take(&mut self.told) > self.highest_modseq).then_some(self.highest_modseq)
    }

    /// The number of the first message without `\Seen`.
    pub(crate) fn first_unseen(&self) -> Option<u32> {
        let at = self.flags.iter().position(|flags| !flags.contains(Flags::SEEN))?;
        Some(number_at(at))
    }

    /// The UID of the message with this number.
    pub(crate) fn uid(&self, number: u32) -> Option<u32> {
        self.uids.get(position(number.checked_sub(1)?)).copied()
    }

    /// The message with this UID.
    pub(crate) fn find(&self, uid: u32) -> Option<Named> {
        let at = self.uids.binary_search(&uid).ok()?;
        Some(Named { number: number_at(at), uid })
    }

    /// Those of `known` that are gone: of `vanished`, ascending, or all past `after` that are not there when that is not
    /// remembered.
    pub(crate) fn gone(
        &self,
        known: &Uids,
        vanished: Option<Vec<u32>>,
        after: u32,
    ) -> Vec<RangeInclusive<u32>> {
        match vanished {
            Some(uids) => {
                runs(uids.into_iter().filter(|&uid| known.contains(uid) && self.find(uid).is_none()))
            }
            None => self.missing(known, after),
        }
    }

    /// Those of `known` past `after` that are not in the folder.
    pub(crate) fn missing(&self, known: &Uids, after: u32) -> Vec<RangeInclusive<u32>> {
        let mut missing = Vec::new();
        let mut here = self.uids.iter().copied().skip_while(|&uid| uid <= after).peekable();
        for range in &known.0 {
            let mut next = (*range.start()).max(after.saturating_add(1));
            while next <= *range.end() {
                while here.next_if(|&uid| uid < next).is_some() {}
                let end = here.peek().map_or(*range.end(), |&uid| (*range.end()).min(uid.saturating_sub(1)));
                if next <= end {
                    missing.push(next..=end);
                }
                // Behind the message that is there.
                let Some(behind) = end.checked_add(2) else { break };
                next = behind;
            }
        }
        missing
    }

    /// Flags as the client knows them.
    pub(crate) fn flags(&self, uid: u32) -> Option<Flags> {
        self.flags.get(self.uids.binary_search(&uid).ok()?).copied()
    }

    /// The numbers of the messages that came since this was asked, or since the folder was opened.
    pub(crate) fn newcomers(&mut self) -> Option<RangeInclusive<u32>> {
        let first = self.uids.partition_point(|&uid| uid <= self.described);
        self.described = self.uids.last().map_or(self.described, |&last| last.max(self.described));
        (first < self.uids.len()).then(|| number_at(first)..=self.count())
    }

    /// Whether something is known that the client has not been told.
    pub(crate) fn has_unreported(&self) -> bool {
        !self.vanished.is_empty()
    }

    /// Whether the message is gone and the client has not been told.
    pub(crate) fn is_vanished(&self, uid: u32) -> bool {
        self.vanished.contains(&uid)
    }

    /// All messages.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Named, Flags)> + '_ {
        let named = self.uids.iter().enumerate().map(|(at, &uid)| Named { number: number_at(at), uid });
        named.zip(self.flags.iter().copied())
    }

    /// The messages of a set, each once, by rising number.
    ///
    /// UIDs that do not exist are passed over (RFC 3501 §6.4.8); a number that does not exist is an error, but for `*`
    /// in an empty folder, which programs send before they know that it is empty.
    pub(crate) fn select(&self, messages: &Messages, by: By) -> Result<Vec<Named>, NoSuchNumber> {
        if let (Messages::Set(set), By::Number) = (messages, by) {
            let count = self.count();
            let too_high = set.0.as_ref().iter().flat_map(|sequence| bounds(sequence).into_iter().flatten());
            if let Some(number) = too_high.into_iter().find(|&number| number > count) {
                return Err(NoSuchNumber(number));
            }
        }
        Ok(self.matching(messages, by).collect())
    }

    /// The same, but numbers that do not exist are passed over: a search for them just finds nothing.
    pub(crate) fn matching(&self, messages: &Messages, by: By) -> impl Iterator<Item = Named> + '_ {
        let (ranges, saved) = match messages {
            Messages::Set(set) => (self.ranges(set, by), &[][..]),
            Messages::Saved => (Vec::new(), self.saved.as_slice()),
        };
        let named = |at: usize| Some(Named { number: number_at(at), uid: self.uids.get(at).copied()? });
        ranges.into_iter().flatten().filter_map(named).chain(saved.iter().filter_map(|&uid| self.find(uid)))
    }

    /// The same as UIDs, in ranges that rise and hold no other message.
    pub(crate) fn uid_ranges(&self, messages: &Messages, by: By) -> Vec<RangeInclusive<u32>> {
        let places = match messages {
            Messages::Set(set) => self.ranges(set, by),
            Messages::Saved => {
                let mut places: Vec<Range<usize>> = Vec::new();
                for at in self.saved.iter().filter_map(|uid| self.uids.binary_search(uid).ok()) {
                    match places.last_mut().filter(|last| last.end == at) {
                        Some(last) => last.end = at.saturating_add(1),
                        None => places.push(at..at.saturating_add(1)),
                    }
                }
                places
            }
        };
        let uids = |place: Range<usize>| match self.uids.get(place)? {
            [only] => Some(*only..=*only),
            [first, .., last] => Some(*first..=*last),
            [] => None,
        };
        places.into_iter().filter_map(uids).collect()
    }

    /// Makes `$` mean these messages; `uids` rise.
    pub(crate) fn save(&mut self, uids: Vec<u32>) {
        self.saved = uids;
    }

    /// Takes in that between these two changes of the mailbox there is nothing but what the client is being told, the greatest
    /// of which is `highest`.
    pub(crate) fn follow(&mut self, before: u64, after: u64, highest: Option<u64>) {
        self.tell(highest);
        if self.modseq == before {
            self.modseq = after;
            self.learnt = self.learnt.max(highest.unwrap_or(0));
            self.catch_up();
        }
    }

    /// Takes in what has happened to the folder. Nothing of it is known to the client before [`View::report`].
    ///
    /// Returns the changes of flags, which the caller hands to `report`.
    pub(crate) fn learn(&mut self, changes: FolderChanges) -> News {
        let FolderChanges { changed, vanished, modseq, highest_modseq } = changes;
        self.modseq = self.modseq.max(modseq);
        self.learnt = self.learnt.max(highest_modseq);
        let is_here = |uid: &u32| changed.binary_search_by_key(uid, |entry| entry.uid).is_ok();
        match vanished {
            Some(vanished) => self.vanished.extend(vanished),
            None => self.vanished.extend(self.uids.iter().copied().filter(|uid| !is_here(uid))),
        }
        let last = self.uids.last().copied().unwrap_or(0);
        let (arrived, reflagged) = changed.into_iter().partition(|entry| entry.uid > last);
        News { reflagged, arrived }
    }

    /// Whether flags changed of which the client was not told and could be now.
    pub(crate) fn has_withheld(&self, reflagged: Reflagged) -> bool {
        reflagged == Reflagged::Told && !self.withheld.is_empty()
    }

    /// Makes the news the client's knowledge; what is returned must be sent, in this order.
    pub(crate) fn report(&mut self, news: News, numbers: Numbers, reflagged: Reflagged) -> Vec<Update> {
        let mut updates = Vec::new();
        if numbers == Numbers::MayShift {
            self.drop_vanished(&mut updates);
        }
        if !news.arrived.is_empty() {
            for entry in news.arrived {
                self.uids.push(entry.uid);
                self.flags.push(entry.flags);
            }
            updates.push(Update::Exists(self.count()));
        }
        for Entry { uid, flags, modseq } in news.reflagged {
            if self.set_flags(uid, flags).is_some() || self.withheld.contains_key(&uid) {
                self.withheld.insert(uid, modseq);
            }
        }
        if reflagged == Reflagged::Told {
            for (uid, modseq) in std::mem::take(&mut self.withheld) {
                let Some((named, flags)) = self.find(uid).zip(self.flags(uid)) else { continue };
                self.tell(Some(modseq));
                updates.push(Update::Flags { named, flags, modseq });
            }
        }
        self.catch_up();
        updates
    }

    /// All that is known has been told, unless something is held back.
    fn catch_up(&mut self) {
        if self.vanished.is_empty() && self.withheld.is_empty() {
            self.highest_modseq = self.learnt;
        }
    }

    /// Notes flags of which the client is being told; `None` if it knows them already.
    pub(crate) fn set_flags(&mut self, uid: u32, flags: Flags) -> Option<Named> {
        let at = self.uids.binary_search(&uid).ok()?;
        let known = self.flags.get_mut(at)?;
        let is_news = *known != flags;
        *known = flags;
        is_news.then_some(Named { number: number_at(at), uid })
    }

    /// From the highest number down, so that no number shifts before it is named.
    fn drop_vanished(&mut self, updates: &mut Vec<Update>) {
        let mut vanished = std::mem::take(&mut self.vanished);
        vanished.sort_unstable();
        vanished.dedup();
        let gone: Vec<usize> = vanished.iter().filter_map(|uid| self.uids.binary_search(uid).ok()).collect();
        let named = |&at: &usize| Some(Named { number: number_at(at), uid: self.uids.get(at).copied()? });
        updates.extend(gone.iter().rev().filter_map(named).map(Update::Expunge));
        let is_left = |at: usize| gone.binary_search(&at).is_err();
        retain_at(&mut self.uids, is_left);
        retain_at(&mut self.flags, is_left);
        self.saved.retain(|uid| vanished.binary_search(uid).is_err());
        self.withheld.retain(|uid, _| vanished.binary_search(uid).is_err());
    }

    /// The positions a set means, merged and rising.
    fn ranges(&self, set: &SequenceSet, by: By) -> Vec<Range<usize>> {
        let star = self.star(by);
        let mut ranges: Vec<Range<usize>> = set
            .0
            .as_ref()
            .iter()
            .map(|sequence| {
                let (low, high) = ordered(sequence, star);
                match by {
                    By::Number => position(low.saturating_sub(1))..position(high).min(self.uids.len()),
                    By::Uid => {
                        self.uids.partition_point(|&uid| uid < low)
                            ..self.uids.partition_point(|&uid| uid <= high)
                    }
                }
            })
            .filter(|range| !range.is_empty())
            .collect();
        ranges.sort_unstable_by_key(|range| range.start);
        ranges.dedup_by(|next, merged| {
            let touches = next.start <= merged.end;
            if touches {
                merged.end = merged.end.max(next.end);
            }
            touches
        });
        ranges
    }

    /// What `*` means: the last message there is. 0 when there is none.
    fn star(&self, by: By) -> u32 {
        match by {
            By::Number => self.count(),
            By::Uid => self.uids.last().copied().unwrap_or(0),
        }
    }
}

/// UIDs that a client named without looking, merged and rising.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Uids(Vec<RangeInclusive<u32>>);

impl Uids {
    /// Those of the set up to `greatest`; all of them when there is no set.
    pub(crate) fn new(set: Option<&SequenceSet>, greatest: u32) -> Self {
        let Some(set) = set else { return Self(Vec::from_iter((greatest > 0).then_some(1..=greatest))) };
        let range = |sequence| {
            let (low, high) = ordered(sequence, greatest);
            low..=high.min(greatest)
        };
        let mut ranges: Vec<_> = set.0.as_ref().iter().map(range).filter(|range| !range.is_empty()).collect();
        ranges.sort_unstable_by_key(|range| *range.start());
        ranges.dedup_by(|next, merged| {
            let touches = *next.start() <= merged.end().saturating_add(1);
            if touches {
                *merged = *merged.start()..=(*merged.end()).max(*next.end());
            }
            touches
        });
        Self(ranges)
    }

    /// Whether this UID is among them.
    pub(crate) fn contains(&self, uid: u32) -> bool {
        let after = self.0.partition_point(|range| *range.start() <= uid);
        after.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|range| range.contains(&uid))
    }

    /// Each of them. There may be four thousand million.
    pub(crate) fn each(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().cloned().flatten()
    }
}

/// Changes a view has learnt and not yet reported.
#[derive(Debug)]
pub(crate) struct News {
    reflagged: Vec<Entry>,
    arrived: Vec<Entry>,
}

/// Both ends of a range, the lower first: `4:2` is `2:4`, and `9:*` includes the last message even if that is 3.
fn ordered(sequence: &Sequence, star: u32) -> (u32, u32) {
    let value = |end: &SeqOrUid| match end {
        SeqOrUid::Value(value) => value.get(),
        SeqOrUid::Asterisk => star,
    };
    match sequence {
        Sequence::Single(one) => (value(one), value(one)),
        Sequence::Range(from, to) => {
            let (from, to) = (value(from), value(to));
            (from.min(to), from.max(to))
        }
    }
}

/// The values that were written out; `*` is never too high.
fn bounds(sequence: &Sequence) -> [Option<u32>; 2] {
    let value = |end: &SeqOrUid| match end {
        SeqOrUid::Value(value) => Some(value.get()),
        SeqOrUid::Asterisk => None,
    };
    match sequence {
        Sequence::Single(one) => [value(one), None],
        Sequence::Range(from, to) => match (value(from), value(to)) {
            // `1:*` in an empty folder.
            (Some(1), None) | (None, Some(1)) => [None, None],
            ends => ends.into(),
        },
    }
}

/// Ascending UIDs as runs.
fn runs(uids: impl Iterator<Item = u32>) -> Vec<RangeInclusive<u32>> {
    let mut runs: Vec<RangeInclusive<u32>> = Vec::new();
    for uid in uids {
        match runs.last_mut() {
            Some(run) if run.end().checked_add(1) == Some(uid) => *run = *run.start()..=uid,
            _ => runs.push(uid..=uid),
        }
    }
    runs
}

fn number_at(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX).saturating_add(1)
}

fn position(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn retain_at<T>(list: &mut Vec<T>, is_left: impl Fn(usize) -> bool) {
    let mut at = 0;
    list.retain(|_| {
        let left = is_left(at);
        at += 1;
        left
    });
}

#[cfg(test)]
mod tests;
