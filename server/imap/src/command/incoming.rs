//! Messages that a client sends within APPEND or REPLACE: from the connection to disk as they come.
//!
//! What can be refused is refused before the client sends a byte, if it waits. A message that is refused later, or sent
//! unasked, is read and thrown away, so that the session goes on.

use jiff::Timestamp;
use jiff::fmt::strtime;
use server_core::{Incoming, Staged};
use server_domain::Refusal;
use server_domain::keywords::FlagNames;
use server_domain::mailbox::Flags;
use server_net::Line;

use crate::command::FolderName;
use crate::connection::{Connection, Fault, Transport};
use crate::input::{self, Behind};
use crate::literal::{self, Literal, Sync};
use crate::reply::{Answer, Code};
use crate::syntax::flags;
use crate::syntax::words::{Expected, Words};

/// What stands before the literal of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Heading {
    /// With these flags.
    pub flags: FlagNames,
    /// As if received then; now, if nothing is said.
    pub received_at: Option<Timestamp>,
    /// How it is wrapped.
    pub form: Form,
}

/// How a message is wrapped. Its bytes are kept as they are in each case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// `{310}`.
    Literal,
    /// `~{310}` (RFC 3516 §4.4).
    Literal8,
    /// `UTF8 (~{310})` (RFC 6855 §4).
    Utf8,
}

impl Heading {
    /// ` (\Seen) "05-Nov-2026 10:08:07 +0100" `, each of the two or none, up to the announcement of the literal.
    pub(crate) fn parse(words: &mut Words<'_>) -> Result<Self, Expected> {
        words.space()?;
        let mut flags = FlagNames::default();
        if words.peek() == Some(b'(') {
            flags = flags::list(words)?;
            words.space()?;
        }
        let mut received_at = None;
        if words.peek() == Some(b'"') {
            received_at = Some(date_time(&words.string()?)?);
            words.space()?;
        }
        let mut form = Form::Literal;
        if words.take_word("UTF8") {
            words.space()?;
            words.open()?;
            form = Form::Utf8;
        }
        if words.take(b'~') {
            form = if form == Form::Utf8 { form } else { Form::Literal8 };
        } else if form == Form::Utf8 {
            return Err(Expected("a message as ~{size}"));
        }
        match words.end() {
            Ok(()) => Ok(Self { flags, received_at, form }),
            Err(_) => Err(Expected("flags, a date or the size of a message, such as {310},")),
        }
    }
}

/// `date-time` (RFC 3501 §9). A year before 1970 is a date like any other.
fn date_time(text: &[u8]) -> Result<Timestamp, Expected> {
    let expected = Expected("a date such as \"05-Nov-2026 10:08:07 +0100\"");
    let text = std::str::from_utf8(text).map_err(|_| expected)?;
    let padded = text.strip_prefix(' ').map(|rest| format!("0{rest}"));
    let parsed = strtime::parse("%d-%b-%Y %H:%M:%S %z", padded.as_deref().unwrap_or(text));
    parsed.and_then(|parsed| parsed.to_timestamp()).map_err(|_| expected)
}

/// What follows a message in its command.
enum Rest {
    /// Nothing.
    End,
    /// Another message (RFC 3502).
    Another(Heading, Literal),
    /// Something else; a literal may follow it that nobody wants.
    Wrong(Answer, Option<Literal>),
}

/// Takes all messages of a command; the connection is where the first begins, and behind the command when this returns.
pub(crate) async fn receive<S: Transport>(
    on: &mut Connection<S>,
    to: &FolderName,
    first: Heading,
    literal: Literal,
    most: usize,
) -> Result<Vec<Incoming>, Fault> {
    let (mut heading, mut literal) = (first, literal);
    let mut all = Vec::new();
    loop {
        let (staged, flags) = match begin(on, &heading, literal, all.len(), most).await {
            Ok(begun) => begun,
            Err(fault) => return Err(pass_over(on, literal, fault).await),
        };
        if literal.sync == Sync::Waits {
            on.lines.write(b"+ Go on\r\n").await?;
            on.lines.flush().await?;
        }
        let received = stream(on, staged, literal.size).await?;
        let rest = rest(on, heading.form).await?;
        let prepared = match received {
            Ok(staged) => on.phone().prepare(&on.who()?, &to.0, staged).await.map_err(Fault::from),
            Err(fault) => Err(fault),
        };
        match (prepared, rest) {
            (Ok(message), Rest::End) => {
                all.push(Incoming { message, flags, received_at: heading.received_at });
                return Ok(all);
            }
            (Ok(message), Rest::Another(next, behind)) => {
                all.push(Incoming { message, flags, received_at: heading.received_at });
                (heading, literal) = (next, behind);
            }
            (Ok(_), Rest::Wrong(answer, None)) => return Err(Fault::Answer(answer)),
            (Ok(_), Rest::Wrong(answer, Some(unwanted))) => {
                return Err(pass_over(on, unwanted, Fault::Answer(answer)).await);
            }
            (Err(fault), Rest::End | Rest::Wrong(_, None)) => return Err(fault),
            (Err(fault), Rest::Another(_, unwanted) | Rest::Wrong(_, Some(unwanted))) => {
                return Err(pass_over(on, unwanted, fault).await);
            }
        }
    }
}

/// Everything that can be said before a message comes.
async fn begin<S: Transport>(
    on: &mut Connection<S>,
    heading: &Heading,
    literal: Literal,
    already: usize,
    most: usize,
) -> Result<(Staged, Flags), Fault> {
    let limit = on.phone().limits().message_bytes;
    if literal.size > limit {
        return Err(Refusal::MessageTooLarge { limit }.into());
    }
    if already >= most {
        let text = format!("Messages in one command: at most {most}; send the others in another");
        return Err(Fault::Answer(Answer::limit(text)));
    }
    let flags = on.flags(&heading.flags).await?;
    Ok((on.phone().stage().await?, flags))
}

/// Takes the whole literal, come what may: an error of ours leaves the connection behind it.
async fn stream<S: Transport>(
    on: &mut Connection<S>,
    staged: Staged,
    size: u64,
) -> Result<Result<Staged, Fault>, Fault> {
    let patience = on.patience();
    let mut staged = Ok(staged);
    let mut left = size;
    while left > 0 {
        let there = on.lines.fill(patience).await?;
        let length = there.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let piece = there.get(..length).unwrap_or(there);
        let written: Result<(), Fault> = match &mut staged {
            // It could never be sent again: no literal may hold one (RFC 3501 §9, CHAR8).
            Ok(_) if piece.contains(&0) => Err(Fault::Answer(Answer::no(
                Code::Word("UNKNOWN-CTE"),
                "A message with zero bytes cannot be kept; encode that part in base64",
            ))),
            Ok(file) => file.write(piece).await.map_err(Fault::from),
            Err(_) => Ok(()),
        };
        if let Err(fault) = written {
            staged = Err(fault);
        }
        on.lines.consume(length);
        left = left.saturating_sub(length as u64);
    }
    Ok(staged)
}

/// Reads on behind a message.
async fn rest<S: Transport>(on: &mut Connection<S>, form: Form) -> Result<Rest, Fault> {
    let patience = on.patience();
    let (text, is_whole) = match on.lines.next_line(patience).await? {
        Line::Complete { text, .. } => (text, true),
        Line::TooLong { tail, .. } => (tail, false),
    };
    let announced = literal::announced(&text);
    let unwanted = announced.map(|(literal, _)| literal);
    if !is_whole {
        let limit = on.service.settings.line_bytes;
        return Ok(Rest::Wrong(Answer::limit(format!("Line too long (limit {limit} bytes)")), unwanted));
    }
    let mut words = Words::new(announced.map_or(text.as_slice(), |(_, head)| head));
    let wrong = |Expected(what)| {
        Rest::Wrong(Answer::bad(format!("Behind the message {what} was expected")), unwanted)
    };
    if form == Form::Utf8
        && let Err(expected) = words.close()
    {
        return Ok(wrong(expected));
    }
    Ok(match unwanted {
        None => words.end().map_or_else(wrong, |()| Rest::End),
        Some(literal) => match Heading::parse(&mut words) {
            Ok(heading) => Rest::Another(heading, literal),
            Err(expected) => wrong(expected),
        },
    })
}

/// What to answer once the connection is behind a command whose next message is not wanted.
pub(crate) async fn pass_over<S: Transport>(on: &mut Connection<S>, literal: Literal, fault: Fault) -> Fault {
    if let Fault::Connection(_) = fault {
        return fault;
    }
    let (patience, bounds) = (on.patience(), on.bounds());
    match input::pass_over(&mut on.lines, literal, bounds, patience).await {
        Ok(Behind::Command) => fault,
        Ok(Behind::Nothing) => Fault::Overrun,
        Err(error) => Fault::Connection(error),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Heading, Expected> {
        Heading::parse(&mut Words::new(text.as_bytes()))
    }

    #[test]
    fn flags_date_and_form_are_each_optional() {
        let plain = Heading { flags: FlagNames::default(), received_at: None, form: Form::Literal };
        assert_eq!(read(" "), Ok(plain.clone()));
        assert_eq!(read(" ~"), Ok(Heading { form: Form::Literal8, ..plain.clone() }));
        assert_eq!(read(" UTF8 (~"), Ok(Heading { form: Form::Utf8, ..plain.clone() }));
        let full = read(" (\\Seen $Junk) \" 5-nov-2026 10:08:07 +0100\" utf8 (~").unwrap();
        assert_eq!(full.flags, FlagNames { system: Flags::SEEN, keywords: vec!["$Junk".into()] });
        assert_eq!(full.received_at, Some("2026-11-05T09:08:07Z".parse().unwrap()));
        assert_eq!(
            read(" \"31-Dec-1969 23:59:59 +0000\" ").unwrap().received_at,
            Timestamp::from_second(-1).ok()
        );
    }

    #[test]
    fn what_is_wrong_is_named() {
        assert_eq!(read("").unwrap_err(), Expected("a space"));
        for wrong in
            [" (\\Seen)", " x ", " \"yesterday\" ", " \"31-Feb-2026 10:00:00 +0000\" ", " UTF8 (", " UTF8 ~"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_heading_or_refused(text in "[ ()~\"\\\\a-zA-Z0-9:+-]{0,60}") {
            let _ = read(&text);
        }
    }
}
