//! FETCH (RFC 3501 §6.4.5): rows from the database, bodies from the file, in bounded memory.
//!
//! ENVELOPE and BODYSTRUCTURE were written when the message was kept; here they are copied. A body goes from the file to
//! the client in windows, at the client's speed. A message that has vanished meanwhile is left out of the answer.

mod item;
mod section;

use std::io::Write;

use server_core::{Failure, MessageFile, Row};
use server_domain::keywords::Keywords;
use server_domain::mailbox::{FlagChange, Flags};

pub(crate) use self::item::{Item, Modifiers};
use self::section::{Content, Reading, Section};
use crate::command::{Command, no_such_number};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{self, Answer, FlagList};
use crate::session::Access;
use crate::syntax::words::{Expected, Words};
use crate::view::{By, Messages, Named};

/// Rows read at once.
const ROWS: usize = 256;
/// Bytes of a body read at once.
const WINDOW: usize = 64 * 1024;

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

pub(super) async fn run<S: Transport>(on: &mut Connection<S>, fetch: Fetch) -> Result<Answer, Fault> {
    let Fetch { set, items, modifiers, by } = fetch;
    on.refresh(by.numbers()).await?;
    let (_, selected) = on.selected()?;
    let named = selected.view.select(&set, by).map_err(no_such_number)?;
    let named = modifiers.partial.map_or(named.as_slice(), |place| place.of(&named));
    let wish = Wish::new(items, modifiers, by, selected.access);
    let mut unreadable = 0;
    for chunk in named.chunks(ROWS) {
        if wish.needs_rows() {
            unreadable += from_rows(on, chunk, &wish).await?;
        } else {
            from_view(on, chunk, &wish).await?;
        }
    }
    match unreadable {
        0 => Ok(Answer::ok("That is all of it")),
        _ => Ok(Answer::unavailable_in_part(unreadable)),
    }
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

    /// Whether anything wanted has to be cut from the file.
    fn needs_file(&self, row: &Row) -> bool {
        let is_in_file =
            |item: &Item| matches!(item, Item::Section(section) if section.content(row).is_some());
        self.items.iter().any(is_in_file)
    }

    fn wants(&self, row: &Row) -> bool {
        self.changed_since.is_none_or(|since| row.modseq > since)
    }

    /// Numbers, UIDs and flags are known without asking.
    fn needs_rows(&self) -> bool {
        !self.items.iter().all(|item| matches!(item, Item::Uid | Item::Flags))
    }
}

async fn from_view<S: Transport>(on: &mut Connection<S>, chunk: &[Named], wish: &Wish) -> Result<(), Fault> {
    let (_, selected) = on.selected()?;
    let mut said = String::new();
    for named in chunk {
        let Some(flags) = selected.view.flags(named.uid) else { continue };
        let values: Vec<String> = wish
            .items
            .iter()
            .map(|item| match item {
                Item::Flags => format!("FLAGS {}", FlagList { flags, keywords: &selected.view.keywords }),
                _ => format!("UID {}", named.uid),
            })
            .collect();
        said.push_str(&format!("* {} FETCH ({})\r\n", named.number, values.join(" ")));
    }
    Ok(on.lines.write(said.as_bytes()).await?)
}

/// Returns how many messages could not be read; one bad file does not keep the others from the client.
async fn from_rows<S: Transport>(
    on: &mut Connection<S>,
    chunk: &[Named],
    wish: &Wish,
) -> Result<usize, Fault> {
    let mut unreadable = 0;
    let marked = if wish.marks_seen { mark_seen(on, chunk).await? } else { Vec::new() };
    let (who, selected) = on.selected()?;
    let folder = selected.folder;
    let uids: Vec<u32> = chunk.iter().map(|named| named.uid).collect();
    let rows = on.phone().rows(&who, folder, &uids).await?;
    on.introduce(rows.iter().fold(Flags::NONE, |all, row| all.with(row.flags))).await?;
    for row in rows.iter().filter(|row| wish.wants(row)) {
        let Ok(at) = chunk.binary_search_by_key(&row.uid, |named| named.uid) else { continue };
        let Some(&named) = chunk.get(at) else { continue };
        // Opened before the first byte of the answer: behind that there is no way to say that it cannot be.
        let file = match wish.needs_file(row) {
            true => match on.phone().bytes(&who, &row.body).await {
                Ok(file) => Some(file),
                Err(Failure::Broken) => {
                    unreadable += 1;
                    continue;
                }
                Err(refused) => return Err(refused.into()),
            },
            false => None,
        };
        let (_, selected) = on.selected()?;
        // What is said of flags here is all the client knows from now on.
        if wish.items.contains(&Item::Flags) || marked.contains(&row.uid) {
            selected.view.set_flags(row.uid, row.flags);
        }
        write_message(on, named, row, file.as_ref(), wish, marked.contains(&row.uid)).await?;
    }
    Ok(unreadable)
}

/// Sets `\Seen` where it is missing; returns the UIDs of which the client must be told.
async fn mark_seen<S: Transport>(on: &mut Connection<S>, chunk: &[Named]) -> Result<Vec<u32>, Fault> {
    let (who, selected) = on.selected()?;
    let folder = selected.folder;
    let is_unseen = |uid: &u32| selected.view.flags(*uid).is_some_and(|flags| !flags.contains(Flags::SEEN));
    let unseen: Vec<u32> = chunk.iter().map(|named| named.uid).filter(is_unseen).collect();
    if unseen.is_empty() {
        return Ok(unseen);
    }
    let entries = on.phone().store_flags(&who, folder, &unseen, FlagChange::Add(Flags::SEEN)).await?;
    Ok(entries.iter().map(|entry| entry.uid).collect())
}

async fn write_message<S: Transport>(
    on: &mut Connection<S>,
    named: Named,
    row: &Row,
    file: Option<&MessageFile>,
    wish: &Wish,
    is_marked: bool,
) -> Result<(), Fault> {
    let (_, selected) = on.selected()?;
    let keywords = selected.view.keywords.clone();
    let mut said = Vec::with_capacity(512);
    let _ = write!(said, "* {} FETCH (", named.number);
    for (at, item) in wish.items.iter().enumerate() {
        if at > 0 {
            said.push(b' ');
        }
        match item {
            Item::Section(section) => write_section(on, &mut said, section, row, file).await?,
            _ => write_item(&mut said, item, row, &keywords),
        }
    }
    if is_marked && !wish.items.contains(&Item::Flags) {
        let _ = write!(said, " FLAGS {}", FlagList { flags: row.flags, keywords: &keywords });
    }
    said.extend_from_slice(b")\r\n");
    Ok(on.lines.write(&said).await?)
}

/// The items that are in the row as they are sent.
fn write_item(said: &mut Vec<u8>, item: &Item, row: &Row, keywords: &Keywords) {
    let _ = match item {
        Item::Uid => write!(said, "UID {}", row.uid),
        Item::Flags => write!(said, "FLAGS {}", FlagList { flags: row.flags, keywords }),
        Item::InternalDate => write!(said, "INTERNALDATE {}", reply::internal_date(row.received_at)),
        Item::Size => write!(said, "RFC822.SIZE {}", row.size),
        Item::Envelope => write!(said, "ENVELOPE {}", row.envelope),
        Item::Body => write!(said, "BODY {}", row.body_plain),
        Item::BodyStructure => write!(said, "BODYSTRUCTURE {}", row.body_structure),
        Item::ModSeq => write!(said, "MODSEQ ({})", row.modseq),
        Item::EmailId => write!(said, "EMAILID (M{})", row.body.as_str()),
        Item::ThreadId => write!(said, "THREADID NIL"),
        // Cut from the file.
        Item::Section(_) => Ok(()),
    };
}

/// A section: its name, then NIL where there is none, or a literal.
async fn write_section<S: Transport>(
    on: &mut Connection<S>,
    said: &mut Vec<u8>,
    section: &Section,
    row: &Row,
    file: Option<&MessageFile>,
) -> Result<(), Fault> {
    said.extend_from_slice(section.name.as_bytes());
    let (Some(content), Some(file)) = (section.content(row), file) else {
        said.extend_from_slice(b" NIL");
        return Ok(());
    };
    match content {
        Content::Range(range) => {
            let range = section.partial.of(range);
            let _ = write!(said, " {{{}}}\r\n", range.end.saturating_sub(range.start));
            on.lines.write(said).await?;
            said.clear();
            let mut at = range.start;
            while at < range.end {
                let length = usize::try_from(range.end.saturating_sub(at)).unwrap_or(WINDOW).min(WINDOW);
                file.read(at, said, length).await.map_err(broken)?;
                if said.is_empty() {
                    return Err(cut_short());
                }
                at = at.saturating_add(said.len() as u64);
                on.lines.write(said).await?;
                said.clear();
            }
        }
        Content::Fields { header, choice } => {
            let mut raw = Vec::new();
            let length = usize::try_from(header.end.saturating_sub(header.start)).unwrap_or(usize::MAX);
            file.read(header.start, &mut raw, length.min(section::MOST_HEADER)).await.map_err(broken)?;
            let fields = choice.apply(&raw);
            let range = section.partial.of(0..fields.len() as u64);
            let part = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
            let part = part.and_then(|(start, end)| fields.get(start..end)).unwrap_or_default();
            let _ = write!(said, " {{{}}}\r\n", part.len());
            said.extend_from_slice(part);
        }
    }
    Ok(())
}

/// Within a literal nothing can be said but the bytes that were promised, so the connection ends.
fn broken(error: impl Into<Failure>) -> Fault {
    let _logged = error.into();
    cut_short()
}

fn cut_short() -> Fault {
    Fault::Connection(std::io::Error::other("a message file ends too early").into())
}
