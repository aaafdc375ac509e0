//! The FETCH responses themselves (RFC 3501 §7.4.2).

use std::io::Write;

use server_core::{Failure, MessageFile, Written};
use server_domain::mailbox::Flags;
use server_message::TransferEncoding;

use super::outgoing::{self, Outgoing, broken};
use super::section::{self, Content, Encoded, Section, UnknownEncoding};
use super::{Facts, Item, Wish, place_of};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{self, FlagList, FlagsOf};
use crate::session::State;
use crate::view::{By, Named};

/// The answers of one command.
#[derive(Debug, Default)]
pub(super) struct Writing {
    pub outgoing: Outgoing,
    /// Messages that could not be read; one bad file does not keep the others from the client.
    pub unreadable: usize,
    /// Whether a message was left out because nobody here can decode it.
    pub unknown_encoding: bool,
}

impl Writing {
    /// Writes one of the messages of `facts`, that at `at`.
    pub(super) async fn message<S: Transport>(
        &mut self,
        on: &mut Connection<S>,
        named: Named,
        facts: &Facts,
        at: usize,
        wish: &Wish,
    ) -> Result<(), Fault> {
        let entry = place_of(&facts.entries, named.uid).and_then(|at| facts.entries.get(at));
        let modseq = entry.map(|entry| entry.modseq);
        let is_marked = facts.marked.binary_search(&named.uid).is_ok();
        let message = facts.written.get(at).and_then(Option::as_deref);
        if (message.is_none() && wish.needs_written())
            || (modseq.is_none() && wish.items.contains(&Item::ModSeq))
        {
            // It has vanished meanwhile.
            return Ok(());
        }
        let (_, selected) = on.selected()?;
        let Some(flags) = selected.view.flags(named.uid) else { return Ok(()) };
        // Opened before the first byte of the answer: behind that there is no way to say that it cannot be.
        let file = match message.map_or(Ok(false), |message| wish.needs_file(message)) {
            Ok(false) => None,
            Ok(true) => match self.open(on, named, message, facts.opened(named.uid)).await? {
                Some(file) => Some(file),
                None => {
                    if is_marked {
                        // Lost in the moment since it was marked, of which nobody else will tell.
                        push_mark(&mut self.outgoing, named, flags, modseq, wish, on);
                    }
                    return Ok(());
                }
            },
            Err(UnknownEncoding) => {
                self.unknown_encoding = true;
                return Ok(());
            }
        };
        let out = &mut self.outgoing;
        let _ = write!(out, "* {} FETCH (", named.number);
        for (place, item) in wish.items.iter().enumerate() {
            if place > 0 {
                out.push(b" ");
            }
            match (item, message) {
                (Item::Uid, _) => push_number(out, "UID ", named.uid.into()),
                (Item::Flags, _) => push_flags(out, flags, on),
                (Item::ModSeq, _) => drop(write!(out, "MODSEQ ({})", modseq.unwrap_or_default())),
                (Item::Section(section), Some(message)) => {
                    push_section(on, out, section, message, file.as_ref()).await?;
                }
                (Item::BinarySize(section), Some(message)) => {
                    push_binary_size(out, section, message, file.as_ref()).await?;
                }
                (item, Some(message)) => push_item(out, item, message),
                (_, None) => {}
            }
        }
        if is_marked && !wish.items.contains(&Item::Flags) {
            out.push(b" ");
            push_flags(out, flags, on);
        }
        out.push(b")\r\n");
        out.send_piece(on).await
    }

    /// `None` where it cannot be read, or has vanished meanwhile.
    async fn open<S: Transport>(
        &mut self,
        on: &mut Connection<S>,
        named: Named,
        message: Option<&Written>,
        opened: Option<MessageFile>,
    ) -> Result<Option<MessageFile>, Fault> {
        let (who, selected) = on.selected()?;
        let folder = selected.folder;
        let Some(message) = message.filter(|_| !selected.view.is_vanished(named.uid)) else {
            return Ok(None);
        };
        if opened.is_some() {
            return Ok(opened);
        }
        match on.phone().bytes(&who, &message.body).await {
            Ok(file) => Ok(Some(file)),
            Err(Failure::Broken) => {
                let is_there = !on.phone().entries(&who, folder, &[named.uid]).await?.is_empty();
                self.unreadable += usize::from(is_there);
                Ok(None)
            }
            Err(refused) => Err(refused.into()),
        }
    }
}

fn push_number(out: &mut Outgoing, name: &str, number: u64) {
    let _ = write!(out, "{name}{number}");
}

/// Of which the client has been told the names.
fn push_flags<S: Transport>(out: &mut Outgoing, flags: Flags, on: &Connection<S>) {
    if let State::Selected(_, selected) = &on.state {
        let _ = write!(out, "FLAGS {}", FlagList { flags, keywords: &selected.view.keywords });
    }
}

/// A response of its own that says no more than that it is read now.
fn push_mark<S: Transport>(
    out: &mut Outgoing,
    named: Named,
    flags: Flags,
    modseq: Option<u64>,
    wish: &Wish,
    on: &Connection<S>,
) {
    if let State::Selected(_, selected) = &on.state {
        let (flags, modseq, enabled) = (Some(flags), modseq.unwrap_or_default(), on.enabled);
        let by = if wish.items.contains(&Item::Uid) { By::Uid } else { By::Number };
        let keywords = &selected.view.keywords;
        let _ = write!(out, "{}", FlagsOf { named, flags, modseq, by, enabled, keywords });
    }
}

/// The items that were written with the message as they are sent.
fn push_item(out: &mut Outgoing, item: &Item, message: &Written) {
    let mut push = |name: &str, text: &str| {
        out.push(name.as_bytes());
        out.push(text.as_bytes());
    };
    match item {
        Item::InternalDate => push("INTERNALDATE ", &reply::internal_date(message.received_at)),
        Item::Size => push_number(out, "RFC822.SIZE ", message.size),
        Item::Envelope => push("ENVELOPE ", &message.envelope),
        Item::Body => push("BODY ", &message.body_plain),
        Item::BodyStructure => push("BODYSTRUCTURE ", &message.body_structure),
        Item::Preview => push("PREVIEW ", &reply::string(&message.preview)),
        Item::EmailId => drop(write!(out, "EMAILID (M{})", message.body.as_str())),
        Item::ThreadId => push("THREADID NIL", ""),
        Item::SaveDate => push("SAVEDATE ", &reply::internal_date(message.saved_at)),
        // Known to the session, or in the file.
        Item::Uid | Item::Flags | Item::ModSeq | Item::Section(_) | Item::BinarySize(_) => {}
    }
}

/// A section: its name, then NIL where there is none, or a literal.
async fn push_section<S: Transport>(
    on: &mut Connection<S>,
    out: &mut Outgoing,
    section: &Section,
    message: &Written,
    file: Option<&MessageFile>,
) -> Result<(), Fault> {
    out.push(section.name.as_bytes());
    let (Ok(Some(content)), Some(file)) = (section.content(message), file) else {
        out.push(b" NIL");
        return Ok(());
    };
    match content {
        Content::Range(range) => {
            let range = section.partial.of(range);
            let _ = write!(out, " {{{}}}\r\n", range.end.saturating_sub(range.start));
            out.push_file(on, file, range).await
        }
        Content::Fields { header, choice } => {
            let mut raw = Vec::new();
            let length = usize::try_from(header.end.saturating_sub(header.start)).unwrap_or(usize::MAX);
            file.read(header.start, &mut raw, length.min(section::MOST_HEADER)).await.map_err(broken)?;
            let fields = choice.apply(&raw);
            let range = section.partial.of(0..fields.len() as u64);
            let part = usize::try_from(range.start).ok().zip(usize::try_from(range.end).ok());
            let part = part.and_then(|(start, end)| fields.get(start..end)).unwrap_or_default();
            let _ = write!(out, " {{{}}}\r\n", part.len());
            out.push(part);
            Ok(())
        }
        Content::Decoded(part) => {
            let size = decoded_size(&part, file).await?;
            let range = section.partial.of(0..size);
            // literal8 whatever is in it: to look for NUL first would be to read everything twice (RFC 3516 §7).
            let _ = write!(out, " ~{{{}}}\r\n", range.end.saturating_sub(range.start));
            match part.encoding {
                TransferEncoding::Identity => out.push_file(on, file, section.partial.of(part.range)).await,
                _ => out.push_decoded(on, file, &part, range).await,
            }
        }
    }
}

/// 0 where the message has no such part.
async fn push_binary_size(
    out: &mut Outgoing,
    section: &Section,
    message: &Written,
    file: Option<&MessageFile>,
) -> Result<(), Fault> {
    let size = match (section.content(message), file) {
        (Ok(Some(Content::Decoded(Encoded { decoded_size: Some(size), .. }))), _) => size,
        (Ok(Some(Content::Decoded(part))), Some(file)) => decoded_size(&part, file).await?,
        _ => 0,
    };
    let _ = write!(out, "{} {size}", section.name);
    Ok(())
}

async fn decoded_size(part: &Encoded, file: &MessageFile) -> Result<u64, Fault> {
    match part.decoded_size {
        Some(size) => Ok(size),
        None => outgoing::decoded_size(file, part).await.map_err(broken),
    }
}
