//! Puts the reading of a message together.

use jiff::Timestamp;
use mail_parser::DateTime;

use crate::address::{self, Address};
use crate::envelope::push_envelope;
use crate::header::Fields;
use crate::parameters::Parameterised;
use crate::part::decode_words;
use crate::reading::{MORE_AUTHORS, Mailbox, Reading, Unreadable};
use crate::searched::Searched;
use crate::source::{Source, Windows};
use crate::structure::{Form, push_structure};
use crate::text::{on_one_line, preview};
use crate::tree::Part;
use crate::{lines, sections, text, tree, voice};

/// Reads a message: the RFC 5322 bytes as they will be kept.
///
/// Only no bytes at all are an error. Whatever else mail programs and strangers send is read as far as it makes sense,
/// in time linear in its length.
pub fn read(bytes: &[u8]) -> Result<Reading, Unreadable> {
    let mut source = bytes;
    match read_from(&mut source) {
        Ok(reading) => reading,
    }
}

/// The same of a message that is not in memory: `fetch` fills its buffer with the bytes that stand at a place, as often as
/// it is asked to, and its error ends the reading.
///
/// At most `window` bytes are held, and a quarter of a megabyte where a header or the beginning of a text is as long;
/// beyond that what the [`Reading`] keeps, whatever the message is.
pub fn read_windows<E>(
    size: u64,
    window: usize,
    fetch: impl FnMut(u64, &mut [u8]) -> Result<(), E>,
) -> Result<Result<Reading, Unreadable>, E> {
    read_from(&mut Windows::new(usize::try_from(size).unwrap_or(usize::MAX), window, fetch))
}

fn read_from<S: Source>(source: &mut S) -> Result<Result<Reading, Unreadable>, S::Error> {
    let size = source.size();
    if size == 0 {
        return Ok(Err(Unreadable::Empty));
    }
    let mut message = tree::parse(source)?;
    lines::count(source, &mut message)?;
    let parts = sections::numbered(&message);
    let sections: Vec<_> = parts.iter().map(|part| part.section(source)).collect::<Result<_, _>>()?;
    let text = text::find(source, &parts)?;
    let voices = voice::find(source, &parts, &sections, voice::told_duration(&message.header))?;
    let (mut envelope, mut body, mut body_structure) = (String::new(), String::new(), String::new());
    push_structure(&mut body, source, &message, Form::Plain)?;
    push_structure(&mut body_structure, source, &message, Form::Extensible)?;
    let searched = text::of_all(source, &parts)?;
    let more_authors = names_authors_further_down(source, &message)?;

    let header = source.whole(message.understood())?;
    push_envelope(&mut envelope, header);
    Ok(Ok(Reading {
        size: size as u64,
        header_size: message.body_start as u64,
        envelope,
        body,
        body_structure,
        sections,
        subject: first(header, "Subject").map(|subject| on_one_line(&decode_words(&subject))),
        from: first(header, "From").and_then(|from| mailboxes(&from).into_iter().next()),
        authors: authors(header, more_authors),
        date: first(header, "Date").and_then(|date| timestamp(&date)),
        message_id: first(header, "Message-ID").and_then(|id| bare_id(&id)),
        preview: preview(text.as_deref()),
        text,
        recording: voices.recording,
        introduction: voices.introduction,
        context_voice: first(header, "Message-Context")
            .is_some_and(|context| Parameterised::read(&context).value == "voice-message"),
        audio_problem: voices.problem,
        searched: Searched::read(header, searched),
    }))
}

/// Of all From and Sender fields. Who looks here must not miss anybody, so that there are more is said.
fn authors(header: &[u8], mut more: bool) -> Vec<String> {
    let mut authors = Vec::new();
    for field in Fields::of(header).filter(|field| AUTHORS.iter().any(|name| field.is(name))) {
        let text = field.text();
        authors.extend(mailboxes(&text).into_iter().map(|author| author.address));
        more |= address::read(&text).len() >= address::MOST;
    }
    authors.extend(more.then(|| MORE_AUTHORS.to_owned()));
    authors
}

const AUTHORS: [&str; 2] = ["From", "Sender"];

/// Whether there may be an author in what is not understood of a header, because it is too long: a field that begins
/// there, or one that goes on there.
fn names_authors_further_down<S: Source>(source: &mut S, message: &Part) -> Result<bool, S::Error> {
    let understood = message.understood();
    if understood.end == message.body_start {
        return Ok(false);
    }
    let last = Fields::of(source.whole(understood.clone())?).last().map_or(0, |field| field.raw.len());
    let mut line = understood.end.saturating_sub(last);
    while line < message.body_start {
        let bytes = source.at(line, "sender:".len())?;
        let names_author = AUTHORS.iter().any(|name| {
            let (start, behind) = bytes.split_at_checked(name.len()).unwrap_or_default();
            start.eq_ignore_ascii_case(name.as_bytes())
                && behind.first().is_some_and(|byte| *byte == b':' || byte.is_ascii_whitespace())
        });
        if names_author {
            return Ok(true);
        }
        line = source.next_line(line)?;
    }
    Ok(false)
}

fn first(header: &[u8], name: &str) -> Option<String> {
    Fields::of(header).find(|field| field.is(name)).map(|field| field.text())
}

fn mailboxes(list: &str) -> Vec<Mailbox> {
    let read = address::read(list).into_iter().filter_map(|address| match address {
        Address::Mailbox { name, local, host, .. } => {
            let address = if host.is_empty() { local } else { format!("{local}@{host}") };
            let name = name.map(|name| on_one_line(&decode_words(&name))).filter(|name| !name.is_empty());
            Some(Mailbox { name, address: on_one_line(&address) })
        }
        Address::GroupStart(_) | Address::GroupEnd => None,
    });
    read.collect()
}

fn timestamp(date: &str) -> Option<Timestamp> {
    let date = DateTime::parse_rfc822(date).filter(DateTime::is_valid)?;
    Timestamp::from_second(date.to_timestamp()).ok()
}

fn bare_id(id: &str) -> Option<String> {
    let bare = match id.split_once('<') {
        Some((_, id)) => id.split('>').next().unwrap_or(id),
        None => id,
    };
    let bare = on_one_line(bare);
    (!bare.is_empty()).then_some(bare)
}
