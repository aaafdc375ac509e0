//! What is true of one folder, and what one client may believe of it, from the responses it has heard.
//!
//! A [`Believer`] counts as RFC 3501 §7.3 and §7.4 tell it to and complains of everything that it may not be told: an
//! EXPUNGE while numbers must stay, a number it does not have, a UID or flags that are not the message's.

#![allow(dead_code, reason = "each test program uses its part")]

pub(crate) mod session;

use std::collections::{BTreeMap, BTreeSet};

/// Flags by name.
pub(crate) type Names = BTreeSet<String>;

/// The folder as it is.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    pub(crate) messages: BTreeMap<u32, Message>,
    pub(crate) uid_next: u32,
    /// The MODSEQs that anybody heard of a message, by how often the message had changed then.
    modseqs: BTreeMap<u32, BTreeMap<u64, u64>>,
}

/// A message as it is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Message {
    pub(crate) flags: Names,
    /// As they were before the command that is being answered.
    before: Names,
    /// How often they have changed.
    pub(crate) changes: u64,
}

impl Folder {
    pub(crate) fn empty() -> Self {
        Self { uid_next: 1, ..Self::default() }
    }

    pub(crate) fn add(&mut self, flags: Names) -> u32 {
        let uid = self.uid_next;
        self.uid_next += 1;
        self.messages.insert(uid, Message { before: flags.clone(), flags, changes: 0 });
        uid
    }

    /// Adds the flag or takes it away, for the command that is answered next.
    pub(crate) fn reflag(&mut self, uid: u32, flag: &str, sign: char) {
        if let Some(message) = self.messages.get_mut(&uid) {
            let changed = apply(&mut message.flags, flag, sign);
            message.changes += u64::from(changed);
        }
    }

    /// A command was answered: from now on only what is true now may be told.
    pub(crate) fn settle(&mut self) {
        for message in self.messages.values_mut() {
            message.before = message.flags.clone();
        }
    }

    /// Each change has a number of its own, which everybody hears, greater than the one before it.
    fn hears_modseq(&mut self, uid: u32, modseq: u64, changes: u64) -> Result<(), String> {
        let heard = self.modseqs.entry(uid).or_default().insert(changes, modseq);
        let numbers: Vec<u64> = self.modseqs[&uid].values().copied().collect();
        if heard.is_some_and(|heard| heard != modseq) || !numbers.is_sorted_by(|one, next| one < next) {
            return Err(format!("UID {uid} has MODSEQ {modseq} after {changes} changes, and {numbers:?}"));
        }
        Ok(())
    }
}

/// Whether that changed anything.
pub(crate) fn apply(flags: &mut Names, flag: &str, sign: char) -> bool {
    if sign == '+' { flags.insert(flag.to_owned()) } else { flags.remove(flag) }
}

/// A message as one client believes it to be. The UID is what it would be told if it asked.
#[derive(Debug, Clone)]
pub(crate) struct Believed {
    pub(crate) uid: u32,
    /// None until it is told.
    pub(crate) flags: Option<Names>,
    /// With the number of changes that the message had had then.
    pub(crate) modseq: Option<(u64, u64)>,
}

/// Whether numbers must stay while a command is answered (RFC 3501 §7.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbers {
    Stay,
    MayShift,
}

/// How the client hears of messages that are gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gone {
    Expunge,
    /// It has enabled QRESYNC (RFC 7162 §3.2.10).
    Vanished,
}

/// A client that believes what it is told.
#[derive(Debug)]
pub(crate) struct Believer {
    pub(crate) known: Vec<Believed>,
    gone: Gone,
    /// What it hears is from a while ago: what is true now is no measure of it.
    is_late: bool,
    /// The highest UID it was told of, by a number at least.
    highest: u32,
}

/// What a response said that the command may have asked for.
#[derive(Debug)]
pub(crate) enum Heard {
    /// FETCH of the message with this UID.
    Fetch {
        uid: u32,
        has_uid: bool,
        flags: Option<Names>,
    },
    /// SEARCH.
    Search(Vec<u32>),
    Other,
}

impl Believer {
    pub(crate) fn new(gone: Gone) -> Self {
        Self { known: Vec::new(), gone, is_late: false, highest: 0 }
    }

    /// Takes in an untagged response.
    pub(crate) fn hear(
        &mut self,
        line: &str,
        folder: &mut Folder,
        numbers: Numbers,
    ) -> Result<Heard, String> {
        let rest = line.strip_prefix("* ").ok_or_else(|| format!("not a response: {line}"))?;
        let mut words = rest.splitn(3, ' ');
        let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let number = first.parse::<usize>().ok();
        match (number, first, second) {
            (Some(count), _, "EXISTS") => self.exists(count, folder)?,
            (Some(number), _, "EXPUNGE") => {
                if numbers == Numbers::Stay || self.gone == Gone::Vanished {
                    return Err("EXPUNGE may not be sent now".to_owned());
                }
                let message = self.at(number)?.uid;
                self.is_gone(message, folder)?;
                self.known.remove(number - 1);
            }
            (Some(number), _, "FETCH") => return self.fetched(number, line, folder),
            (None, "VANISHED", _) => {
                if numbers == Numbers::Stay || self.gone == Gone::Expunge {
                    return Err("VANISHED may not be sent now".to_owned());
                }
                for uid in uids(rest.rsplit(' ').next().unwrap_or_default()) {
                    self.is_gone(uid, folder)?;
                    self.vanished(uid);
                }
            }
            (None, "SEARCH", _) => {
                let found = rest.trim_start_matches("SEARCH").split(" (").next().unwrap_or_default();
                return Ok(Heard::Search(
                    found.split_whitespace().filter_map(|word| word.parse().ok()).collect(),
                ));
            }
            _ => {}
        }
        Ok(Heard::Other)
    }

    /// What it believes is all there is, as far as it has been told.
    pub(crate) fn is_up_to_date(&self, folder: &Folder) -> Result<(), String> {
        let believed: Vec<u32> = self.known.iter().map(|known| known.uid).collect();
        let there: Vec<u32> = folder.messages.keys().copied().collect();
        if believed != there {
            return Err(format!("believes in {believed:?}, and there are {there:?}"));
        }
        for (known, message) in self.known.iter().zip(folder.messages.values()) {
            if known.flags.as_ref().is_some_and(|flags| *flags != message.flags) {
                return Err(format!(
                    "UID {} is believed {:?} and is {:?}",
                    known.uid, known.flags, message.flags
                ));
            }
        }
        Ok(())
    }

    /// From now on it hears what happened a while ago, until it is [`Believer::back`].
    pub(crate) fn away(&mut self) {
        self.is_late = true;
    }

    /// It has been told all there is: what it only counted has names now.
    pub(crate) fn back(&mut self, folder: &Folder) -> Result<(), String> {
        self.is_late = false;
        for (known, uid) in self.known.iter_mut().zip(folder.messages.keys()) {
            if known.uid == 0 {
                known.uid = *uid;
            }
        }
        self.highest = folder.uid_next - 1;
        self.is_up_to_date(folder)
    }

    fn exists(&mut self, count: usize, folder: &Folder) -> Result<(), String> {
        if count < self.known.len() {
            return Err(format!("{count} EXISTS, and {} are known", self.known.len()));
        }
        if self.is_late {
            self.known.resize(count, Believed { uid: 0, flags: None, modseq: None });
            return Ok(());
        }
        let mut new = folder.messages.range(self.highest + 1..).map(|(uid, _)| *uid);
        while self.known.len() < count {
            let uid = new.next().ok_or_else(|| format!("{count} EXISTS, which are not there"))?;
            self.known.push(Believed { uid, flags: None, modseq: None });
            self.highest = uid;
        }
        Ok(())
    }

    /// A message that it only counted has no name by which to find it, but a place between those that have one.
    fn vanished(&mut self, uid: u32) {
        let named = self.known.iter().position(|known| known.uid == uid);
        let greater = self.known.iter().position(|known| known.uid > uid).unwrap_or(self.known.len());
        let counted =
            || self.known[..greater].last().is_some_and(|known| known.uid == 0).then(|| greater - 1);
        if let Some(at) = named.or_else(counted) {
            self.known.remove(at);
        }
    }

    fn fetched(&mut self, number: usize, line: &str, folder: &mut Folder) -> Result<Heard, String> {
        let flags = list_after(line, "FLAGS (")
            .map(|list| list.split_whitespace().map(str::to_owned).collect::<Names>());
        let modseq = list_after(line, "MODSEQ (").and_then(|text| text.parse::<u64>().ok());
        let told_uid = line.split_once("UID ").map(|(_, rest)| digits(rest));
        let known = self.at(number)?;
        if known.uid == 0 {
            known.uid = told_uid.unwrap_or(0);
        }
        let uid = known.uid;
        if told_uid.is_some_and(|told| told != uid) {
            return Err(format!("{number} is UID {uid}, and is called {told_uid:?}"));
        }
        let message = folder.messages.get(&uid);
        if let (Some(flags), Some(message), false) = (&flags, message, self.is_late)
            && *flags != message.flags
            && *flags != message.before
        {
            return Err(format!("UID {uid} is called {flags:?} and is {:?}", message.flags));
        }
        // What a command makes the server say of before is said before it does what it was asked to.
        let is_before = flags
            .as_ref()
            .zip(message)
            .is_some_and(|(told, message)| *told != message.flags && *told == message.before);
        let changes = message.map_or(0, |message| message.changes - u64::from(is_before));
        if let (Some(modseq), Some(_), false) = (modseq, message, self.is_late) {
            folder.hears_modseq(uid, modseq, changes)?;
        }
        let modseq = modseq.filter(|_| !self.is_late).map(|modseq| (modseq, changes));
        let known = self.at(number)?;
        known.flags = flags.clone().or(known.flags.take());
        known.modseq = modseq.or(known.modseq);
        Ok(Heard::Fetch { uid, has_uid: told_uid.is_some(), flags })
    }

    fn is_gone(&self, uid: u32, folder: &Folder) -> Result<(), String> {
        if folder.messages.contains_key(&uid) {
            Err(format!("UID {uid} is called gone and is there"))
        } else {
            Ok(())
        }
    }

    fn at(&mut self, number: usize) -> Result<&mut Believed, String> {
        let count = self.known.len();
        let known = number.checked_sub(1).and_then(|at| self.known.get_mut(at));
        known.ok_or_else(|| format!("message {number} of {count}"))
    }
}

/// `3,5:7`, in its own order.
pub(crate) fn uids(set: &str) -> Vec<u32> {
    let runs = set.split(',').filter_map(|run| {
        let (first, last) = run.split_once(':').unwrap_or((run, run));
        Some(first.parse::<u32>().ok()?..=last.parse::<u32>().ok()?)
    });
    runs.flatten().collect()
}

/// What stands in the brackets behind a word.
pub(crate) fn list_after<'a>(line: &'a str, before: &str) -> Option<&'a str> {
    Some(line.split_once(before)?.1.split_once(')')?.0)
}

fn digits(text: &str) -> u32 {
    text.split(|letter: char| !letter.is_ascii_digit())
        .next()
        .and_then(|number| number.parse().ok())
        .unwrap_or(0)
}
