//! From lines and literals to one whole command, in bounded memory whatever is announced (RFC 3501 §4.3, RFC 7888).
//!
//! The literals that may be large, the messages of APPEND and REPLACE, are left in the connection for [`crate::command`] to stream.
//! After a refusal the connection stands behind the refused command, so the session goes on; only a client that sends
//! more than we are willing to throw away loses its connection.

use std::time::Duration;

use server_net::{ConnectionError, Line, LineStream};

use crate::Settings;
use crate::command::Upload;
use crate::connection::Transport;
use crate::literal::{self, Literal, Sync};
use crate::reply::Answer;
use crate::session::{Enabled, State};
use crate::syntax::{self, Malformed, Tag};

/// Most bytes of a literal that a client may send unasked before it has signed in: LITERAL- (RFC 7888 §5).
const UNASKED: u64 = 4096;

/// How much is read of one command, or read and thrown away.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    line_bytes: usize,
    literal_bytes: u64,
    /// Of one literal that is sent without waiting for `+`.
    unasked_bytes: u64,
    discard_bytes: u64,
}

impl Bounds {
    /// What somebody in this state may send: LITERAL+ is for those who have signed in.
    pub(crate) fn of<Who>(settings: &Settings, state: &State<Who>) -> Self {
        let Settings { line_bytes, literal_bytes, discard_bytes, .. } = *settings;
        match state {
            State::NotAuthenticated { .. } => {
                let discard_bytes = discard_bytes.min(literal_bytes);
                Self { line_bytes, literal_bytes, unasked_bytes: UNASKED, discard_bytes }
            }
            State::Authenticated(_) | State::Selected(..) | State::Logout => {
                Self { line_bytes, literal_bytes, unasked_bytes: u64::MAX, discard_bytes }
            }
        }
    }
}

/// What the client has said.
#[derive(Debug)]
pub(crate) enum Input {
    /// A whole command, literals in place.
    Command(Vec<u8>),
    /// APPEND or REPLACE up to its first message.
    Upload(Tag, Upload, Literal),
    /// Something that was not read.
    Refused(Tag, Answer),
    /// The client is sending more than will be read: the connection must end.
    Overrun,
}

/// Where the connection stands after a literal was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Behind {
    /// Behind the command; the next one can be read.
    Command,
    /// Within a literal that is too large to be thrown away.
    Nothing,
}

/// Reads the rest of the command that starts with this line. Not cancel-safe.
pub(crate) async fn whole<S: Transport>(
    lines: &mut LineStream<S>,
    first: Line,
    bounds: Bounds,
    enabled: Enabled,
    idle: Duration,
) -> Result<Input, ConnectionError> {
    let mut line = first;
    let mut command = Vec::new();
    let mut literal_bytes = 0_u64;
    // Empty literals are free, and any number of lines can be strung together with them.
    let most = bounds.line_bytes.saturating_add(usize::try_from(bounds.literal_bytes).unwrap_or(usize::MAX));
    loop {
        let text = match line {
            Line::Complete { text, .. } => text,
            Line::TooLong { head, tail } => {
                let tag = Tag::of(if command.is_empty() { &head } else { &command });
                let answer = Answer::limit(format!("Line too long (limit {} bytes)", bounds.line_bytes));
                return refused(lines, &tail, tag, answer, bounds, idle).await;
            }
        };
        if command.len().saturating_add(text.len()) > most {
            let tag = Tag::of(if command.is_empty() { &text } else { &command });
            let answer = Answer::limit(format!("Command too long (limit {most} bytes)"));
            return refused(lines, &text, tag, answer, bounds, idle).await;
        }
        command.extend_from_slice(&text);
        let Some((literal, _)) = literal::announced(&text) else {
            return Ok(Input::Command(command));
        };
        let head = literal::announced(&command).map_or(command.as_slice(), |(_, head)| head);
        match syntax::upload(head, enabled) {
            Ok(None) => {}
            Ok(Some(upload)) => return Ok(Input::Upload(Tag::of(head), upload, literal)),
            Err(Malformed { tag, answer }) => {
                return refused(lines, &text, tag, answer, bounds, idle).await;
            }
        }
        if literal.sync == Sync::Sends && literal.size > bounds.unasked_bytes {
            let answer = Answer::bad(format!(
                "Before signing in a literal that is sent unasked has at most {UNASKED} bytes; wait for +"
            ));
            return refused(lines, &text, Tag::of(&command), answer, bounds, idle).await;
        }
        literal_bytes = literal_bytes.saturating_add(literal.size);
        let length = match usize::try_from(literal.size) {
            Ok(length) if literal_bytes <= bounds.literal_bytes => length,
            Ok(_) | Err(_) => {
                let answer =
                    Answer::limit(format!("Literals too long (limit {} bytes)", bounds.literal_bytes));
                return refused(lines, &text, Tag::of(&command), answer, bounds, idle).await;
            }
        };
        if literal.sync == Sync::Waits {
            lines.write(b"+ Go on\r\n").await?;
            lines.flush().await?;
        }
        command.extend_from_slice(b"\r\n");
        command.extend_from_slice(&lines.read_exact(length, idle).await?);
        line = lines.next_line(idle).await.map_err(within)?;
    }
}

/// Brings the connection behind a command whose literal is refused. Not cancel-safe.
pub(crate) async fn pass_over<S: Transport>(
    lines: &mut LineStream<S>,
    refused: Literal,
    bounds: Bounds,
    idle: Duration,
) -> Result<Behind, ConnectionError> {
    let mut literal = refused;
    let mut willing = bounds.discard_bytes;
    while literal.sync == Sync::Sends {
        let Some(left) = willing.checked_sub(literal.size) else {
            return Ok(Behind::Nothing);
        };
        willing = left;
        lines.skip(literal.size, idle).await?;
        let rest = match lines.next_line(idle).await.map_err(within)? {
            Line::Complete { text, .. } => text,
            Line::TooLong { tail, .. } => tail,
        };
        match literal::announced(&rest) {
            Some((next, _)) => literal = next,
            None => break,
        }
    }
    Ok(Behind::Command)
}

async fn refused<S: Transport>(
    lines: &mut LineStream<S>,
    end_of_line: &[u8],
    tag: Tag,
    answer: Answer,
    bounds: Bounds,
    idle: Duration,
) -> Result<Input, ConnectionError> {
    let behind = match literal::announced(end_of_line) {
        Some((literal, _)) => pass_over(lines, literal, bounds, idle).await?,
        None => Behind::Command,
    };
    Ok(match behind {
        Behind::Command => Input::Refused(tag, answer),
        Behind::Nothing => Input::Overrun,
    })
}

/// A line that belongs to a command did not come.
fn within(error: ConnectionError) -> ConnectionError {
    match error {
        ConnectionError::Closed => ConnectionError::ClosedInside,
        error => error,
    }
}
