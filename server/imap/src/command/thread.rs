//! THREAD=ORDEREDSUBJECT and THREAD=REFERENCES (RFC 5256 §3).

mod forest;
mod ordered_subject;
mod references;

use server_core::{Key as Value, Keys as Values};

use self::forest::Message;
use crate::command::Command;
use crate::command::search::key::{Charset, Key};
use crate::command::search::{self};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::Answer;
use crate::syntax::words::{Expected, Words};
use crate::view::{By, Named};

/// How messages are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Algorithm {
    /// By base subject alone.
    OrderedSubject,
    /// By the identifiers that messages name, then by subject.
    References,
}

/// THREAD or UID THREAD.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Thread {
    /// How.
    pub algorithm: Algorithm,
    /// In which the strings are.
    pub charset: Charset,
    /// Which messages.
    pub keys: Key,
    /// Whether to answer with numbers or UIDs.
    pub by: By,
}

/// ` REFERENCES UTF-8 ALL`.
pub(crate) fn parse(words: &mut Words<'_>, by: By) -> Result<Command, Expected> {
    words.space()?;
    let algorithm = match words.atom()?.to_ascii_uppercase().as_str() {
        "ORDEREDSUBJECT" => Algorithm::OrderedSubject,
        "REFERENCES" => Algorithm::References,
        _ => return Err(Expected("ORDEREDSUBJECT or REFERENCES")),
    };
    words.space()?;
    let charset = Charset::named(&words.astring()?);
    words.space()?;
    let keys = Key::all(words, charset)?;
    Ok(Command::Thread(Thread { algorithm, charset, keys, by }))
}

pub(super) async fn run<S: Transport>(on: &mut Connection<S>, thread: Thread) -> Result<Answer, Fault> {
    let Thread { algorithm, charset, keys, by } = thread;
    let found = search::found(on, charset, &keys, by).await?;
    let uids: Vec<u32> = found.iter().map(|named| named.uid).collect();
    let (who, selected) = on.selected()?;
    let folder = selected.folder;
    let wanted = [Value::Date, Value::Subject, Value::IsReply, Value::MessageId, Value::References];
    let rows = on.phone().keys(&who, folder, &uids, &wanted).await?;

    let said = search::ordered(found.len(), move || threads(algorithm, &found, by, &rows)).await?;
    on.lines.write(format!("* THREAD{said}\r\n").as_bytes()).await?;
    Ok(Answer::ok("Threaded"))
}

/// The threads of these messages, as they are written.
fn threads(algorithm: Algorithm, found: &[Named], by: By, rows: &Values) -> String {
    let mut messages: Vec<Message<'_>> = Vec::with_capacity(found.len());
    let mut left = found.iter().peekable();
    for (uid, mut values) in rows.rows() {
        while left.next_if(|named| named.uid < uid).is_some() {}
        let Some(named) = left.next_if(|named| named.uid == uid) else { continue };
        let mut value = || values.next().unwrap_or_default();
        messages.push(Message {
            number: named.value(by),
            date: value().parse().unwrap_or(i64::MIN),
            subject: value(),
            is_reply: value() == "1",
            id: value(),
            references: value(),
        });
    }
    let forest = match algorithm {
        Algorithm::OrderedSubject => ordered_subject::threads(&messages),
        Algorithm::References => references::threads(&messages),
    };
    forest.to_string()
}
