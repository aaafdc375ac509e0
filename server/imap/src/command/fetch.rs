//! FETCH (RFC 3501 §6.4.5): what was written with the message, as it was written; bodies from the file, in bounded memory.
//!
//! ENVELOPE and BODYSTRUCTURE were made when the message was kept; here they are copied. A body goes from the file to the
//! client piece by piece, at the client's speed. A message that has vanished meanwhile is left out of the answer.

mod item;
mod outgoing;
mod section;
mod writing;

use std::sync::Arc;

use server_core::{Entry, Failure, MessageFile, Requester, Stored, Written};
use server_domain::mailbox::{FlagChange, Flags};

pub(crate) use self::item::{Item, Modifiers, Place, items, place};
use self::section::{Content, Encoded, Reading, Section, UnknownEncoding};
use self::writing::Writing;
use crate::command::{Command, no_such_number, select};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{Answer, Code};
use crate::session::Access;
use crate::syntax::words::{Expected, Words};
use crate::view::{By, Messages, Named};

/// Messages looked up at once.
const AT_ONCE: usize = 512;
/// Of those, files that stay open between being marked as read and being sent; a process has only so many.
const KEPT_OPEN: usize = 16;

/// FETCH or UID FETCH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fetch {
    /// Messages.
    pub set: Messages,
    /// With macros expanded.
    pub items: Vec<Item>,
    /// Of which of the messages.
    pub modifiers: Modifiers,
    /// How messages were named.
    pub by: By,
}

/// ` 1:* (FLAGS BODY[1]) (CHANGEDSINCE 7)`.
pub(crate) fn parse(words: &mut Words<'_>, by: By) -> Result<Command, Expected> {
    words.space()?;
    let set = words.messages()?;
    words.space()?;
    let items = item::items(words)?;
    let modifiers = item::modifiers(words)?;
    if by == By::Number && modifiers.vanished {
        return Err(Expected("UID FETCH for VANISHED"));
    }
    if by == By::Number && modifiers.partial.is_some() {
        return Err(Expected("UID FETCH for PARTIAL"));
    }
    Ok(Command::Fetch(Fetch { set, items, modifiers, by }))
}

pub(crate) async fn run<S: Transport>(on: &mut Connection<S>, fetch: Fetch) -> Result<Answer, Fault> {
    let Fetch { set, items, modifiers, by } = fetch;
    if modifiers.vanished && !on.enabled.qresync {
        return Err(Fault::Answer(Answer::bad("VANISHED needs QRESYNC; say ENABLE QRESYNC first")));
    }
    if modifiers.changed_since.is_some() || items.contains(&Item::ModSeq) {
        on.turn_on_condstore().await?;
    }
    on.refresh(by.numbers()).await?;
    if let (true, Some(since)) = (modifiers.vanished, modifiers.changed_since) {
        select::tell_vanished(on, &set, since).await?;
    }
    let (_, selected) = on.selected()?;
    let named = selected.view.select(&set, by).map_err(no_such_number)?;
    let named = modifiers.partial.map_or(named.as_slice(), |place| place.of(&named));
    let mut wish = Wish::new(items, modifiers, by, selected.access);
    if wish.marks_seen && on.enabled.condstore && !wish.items.contains(&Item::ModSeq) {
        // To be told of flags is to be told of their number too.
        wish.items.push(Item::ModSeq);
    }
    if wish.marks_seen && on.enabled.qresync && !wish.items.contains(&Item::Uid) {
        // And then of the UID (RFC 7162 §3.2.4).
        wish.items.insert(0, Item::Uid);
    }
    let mut writing = Writing::default();
    let written = all(on, named, &wish, &mut writing).await;
    // Whatever happened: a message may have left in part.
    writing.outgoing.send(on).await?;
    written?;
    Ok(match writing {
        Writing { unreadable: 1.., .. } => Answer::unavailable_in_part(writing.unreadable),
        Writing { unknown_encoding: true, .. } => Answer::no(
            Code::Word("UNKNOWN-CTE"),
            "A part is in a transfer encoding that is not known here; BODY[] gives it as it is",
        ),
        Writing { .. } => Answer::ok("That is all of it"),
    })
}

async fn all<S: Transport>(
    on: &mut Connection<S>,
    named: &[Named],
    wish: &Wish,
    writing: &mut Writing,
) -> Result<(), Fault> {
    for chunk in named.chunks(AT_ONCE) {
        // Names of keywords are told past what is gathered, so nothing may be half-way there.
        writing.outgoing.send(on).await?;
        let facts = Facts::of(on, chunk, wish).await?;
        for (at, &named) in facts.named.iter().enumerate() {
            writing.message(on, named, &facts, at, wish).await?;
        }
    }
    Ok(())
}

/// What is wanted of each message.
struct Wish {
    items: Vec<Item>,
    /// Whether reading makes it read.
    marks_seen: bool,
    /// Only messages that have changed since.
    changed_since: Option<u64>,
}

impl Wish {
    fn new(mut items: Vec<Item>, modifiers: Modifiers, by: By, access: Access) -> Self {
        if by == By::Uid && !items.contains(&Item::Uid) {
            items.insert(0, Item::Uid);
        }
        // RFC 7162 §3.1.4.1: who asks what changed is told how far.
        if modifiers.changed_since.is_some() && !items.contains(&Item::ModSeq) {
            items.push(Item::ModSeq);
        }
        let is_read = |item: &Item| matches!(item, Item::Section(Section { reading: Reading::Marks, .. }));
        let marks_seen = access == Access::ReadWrite && items.iter().any(is_read);
        Self { items, marks_seen, changed_since: modifiers.changed_since }
    }

    /// Numbers, UIDs and flags are known to the session, and modification sequences to the folder.
    fn needs_written(&self) -> bool {
        !self.items.iter().all(|item| matches!(item, Item::Uid | Item::Flags | Item::ModSeq))
    }

    /// The items that are bytes of the message, and what they mean in it. `true` if any of them is in the file.
    fn needs_file(&self, message: &Written) -> Result<bool, UnknownEncoding> {
        let mut needed = false;
        for item in &self.items {
            match item {
                Item::Section(section) => needed |= section.content(message)?.is_some(),
                Item::BinarySize(section) => {
                    let content = section.content(message)?;
                    needed |= matches!(content, Some(Content::Decoded(Encoded { decoded_size: None, .. })));
                }
                _ => {}
            }
        }
        Ok(needed)
    }
}

/// What is known of a chunk of messages before the first of them is written.
struct Facts {
    /// Those that are wanted: with CHANGEDSINCE, what has changed.
    named: Vec<Named>,
    /// In their order; empty where nothing of it is wanted.
    written: Vec<Option<Arc<Written>>>,
    /// By rising UID; empty where no modification sequence is wanted.
    entries: Vec<Entry>,
    /// Of which messages the client must be told that they are read now, by rising UID.
    marked: Vec<u32>,
    /// Files that were opened to see whether they can be sent, by rising UID.
    opened: Vec<(u32, MessageFile)>,
}

impl Facts {
    async fn of<S: Transport>(on: &mut Connection<S>, chunk: &[Named], wish: &Wish) -> Result<Self, Fault> {
        let (who, selected) = on.selected()?;
        let folder = selected.folder;
        let (mut named, mut uids) = (chunk.to_vec(), uids(chunk));
        let mut entries = match wish.items.contains(&Item::ModSeq) {
            true => on.phone().entries(&who, folder, &uids).await?,
            false => Vec::new(),
        };
        if let Some(since) = wish.changed_since {
            // Before any is marked: that is a change too, but not one that was asked for.
            entries.retain(|entry| entry.modseq > since);
            named.retain(|named| place_of(&entries, named.uid).is_some());
            uids = self::uids(&named);
        }
        let written = match wish.needs_written() {
            true => on.phone().written(&who, folder, &uids).await?,
            false => Vec::new(),
        };
        on.introduce(all_flags(&entries)).await?;
        let (_, selected) = on.selected()?;
        selected.view.tell(entries.iter().map(|entry| entry.modseq).max());
        if wish.items.contains(&Item::Flags) {
            // What is said of flags here is all the client knows from now on.
            for entry in &entries {
                selected.view.set_flags(entry.uid, entry.flags);
            }
        }
        let mut facts = Self { named, written, entries, marked: Vec::new(), opened: Vec::new() };
        if wish.marks_seen {
            facts.mark_seen(on, wish).await?;
        }
        Ok(facts)
    }

    /// Sets `\Seen` where it is missing and the message can be sent: what nobody received, nobody has read.
    async fn mark_seen<S: Transport>(&mut self, on: &mut Connection<S>, wish: &Wish) -> Result<(), Fault> {
        let (who, selected) = on.selected()?;
        let folder = selected.folder;
        let is_unseen = |uid| selected.view.flags(uid).is_some_and(|flags| !flags.contains(Flags::SEEN));
        let there = self.named.iter().zip(&self.written);
        let there = there.filter_map(|(named, written)| Some((named.uid, written.as_deref()?)));
        let mut unseen = Vec::new();
        for (uid, written) in there.filter(|(uid, _)| is_unseen(*uid)).collect::<Vec<_>>() {
            match sendable(on, &who, written, wish).await? {
                Sendable::From(file) if self.opened.len() < KEPT_OPEN => self.opened.push((uid, file)),
                Sendable::From(_) | Sendable::WithoutFile => {}
                Sendable::Not => continue,
            }
            unseen.push(uid);
        }
        if unseen.is_empty() {
            return Ok(());
        }
        let Stored { entries, before, after, .. } =
            on.phone().store_flags(&who, folder, &unseen, FlagChange::Add(Flags::SEEN), None).await?;
        on.introduce(all_flags(&entries)).await?;
        let (_, selected) = on.selected()?;
        for entry in &entries {
            selected.view.set_flags(entry.uid, entry.flags);
            if let Some(known) = place_of(&self.entries, entry.uid).and_then(|at| self.entries.get_mut(at)) {
                *known = *entry;
            }
        }
        selected.view.follow(before, after, entries.iter().map(|entry| entry.modseq).max());
        self.marked = entries.iter().map(|entry| entry.uid).collect();
        Ok(())
    }

    /// The file of a message, if it is open already.
    fn opened(&self, uid: u32) -> Option<MessageFile> {
        let at = self.opened.binary_search_by_key(&uid, |(uid, _)| *uid).ok()?;
        self.opened.get(at).map(|(_, file)| file.clone())
    }
}

/// Whether a message can be sent.
enum Sendable {
    /// From its file.
    From(MessageFile),
    /// From what was written with it.
    WithoutFile,
    /// Its file does not open, or its encoding is unknown.
    Not,
}

async fn sendable<S: Transport>(
    on: &Connection<S>,
    who: &Requester,
    message: &Written,
    wish: &Wish,
) -> Result<Sendable, Fault> {
    match wish.needs_file(message) {
        Ok(false) => Ok(Sendable::WithoutFile),
        Ok(true) => match on.phone().bytes(who, &message.body).await {
            Ok(file) => Ok(Sendable::From(file)),
            Err(Failure::Broken) => Ok(Sendable::Not),
            Err(refused) => Err(refused.into()),
        },
        Err(UnknownEncoding) => Ok(Sendable::Not),
    }
}

fn uids(named: &[Named]) -> Vec<u32> {
    named.iter().map(|named| named.uid).collect()
}

fn all_flags(entries: &[Entry]) -> Flags {
    entries.iter().fold(Flags::NONE, |all, entry| all.with(entry.flags))
}

/// Where the message is among entries by rising UID.
fn place_of(entries: &[Entry], uid: u32) -> Option<usize> {
    entries.binary_search_by_key(&uid, |entry| entry.uid).ok()
}
