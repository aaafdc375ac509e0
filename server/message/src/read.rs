//! Puts the reading of a message together.

use jiff::Timestamp;
use mail_parser::DateTime;

use crate::address::{self, Address};
use crate::envelope::push_envelope;
use crate::header::Fields;
use crate::parameters::Parameterised;
use crate::part::decode_words;
use crate::reading::{Mailbox, Reading, Unreadable};
use crate::searched::Searched;
use crate::structure::{Form, push_structure};
use crate::text::{on_one_line, preview};
use crate::{sections, text, tree, voice};

/// Reads a message: the RFC 5322 bytes as they will be kept.
///
/// Only no bytes at all are an error. Whatever else mail programs and strangers send is read as far as it makes sense,
/// in time linear in its length.
pub fn read(bytes: &[u8]) -> Result<Reading, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    let message = tree::parse(bytes);
    let header = bytes.get(..message.body_start).unwrap_or_default();
    let parts = sections::numbered(&message);
    let text = text::find(bytes, &parts);
    let voices = voice::find(bytes, &parts, voice::told_duration(&message.header));
    let written = |write: &dyn Fn(&mut String)| {
        let mut out = String::new();
        write(&mut out);
        out
    };
    Ok(Reading {
        size: bytes.len() as u64,
        header_size: message.body_start as u64,
        envelope: written(&|out| push_envelope(out, header)),
        body: written(&|out| push_structure(out, bytes, &message, Form::Plain)),
        body_structure: written(&|out| push_structure(out, bytes, &message, Form::Extensible)),
        sections: parts.iter().map(|part| part.section(bytes)).collect(),
        subject: first(header, "Subject").map(|subject| on_one_line(&decode_words(&subject))),
        from: first(header, "From").and_then(|from| mailboxes(&from).into_iter().next()),
        authors: Fields::of(header)
            .filter(|field| field.is("From") || field.is("Sender"))
            .flat_map(|field| mailboxes(&field.text()))
            .map(|author| author.address)
            .collect(),
        date: first(header, "Date").and_then(|date| timestamp(&date)),
        message_id: first(header, "Message-ID").and_then(|id| bare_id(&id)),
        preview: preview(text.as_deref()),
        text,
        recording: voices.recording,
        introduction: voices.introduction,
        context_voice: first(header, "Message-Context")
            .is_some_and(|context| Parameterised::read(&context).value == "voice-message"),
        audio_problem: voices.problem,
        searched: Searched::read(header, text::of_all(bytes, &parts)),
    })
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
