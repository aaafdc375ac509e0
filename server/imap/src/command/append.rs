//! APPEND (RFC 3501 §6.3.11), with APPENDUID (RFC 4315): the message goes from the connection to disk as it comes.
//!
//! What can be refused is refused before the client sends a byte, if it waits. A message that is refused later, or sent
//! unasked, is read and thrown away, so that the session goes on. The answer is given once the message is kept.

use server_core::{Failure, Staged};
use server_domain::Refusal;
use server_net::Line;

use crate::command::{Append, Command};
use crate::connection::{Connection, Fault, Transport};
use crate::input::{self, Behind};
use crate::literal::{Literal, Sync};
use crate::reply::{self, Answer, Code};
use crate::view::Numbers;

/// Runs APPEND; the connection is where its message begins.
pub(crate) async fn run<S: Transport>(
    on: &mut Connection<S>,
    append: Append,
    literal: Literal,
) -> Result<Answer, Fault> {
    let staged = match accept(on, &append, literal).await {
        Ok(staged) => staged,
        Err(fault) => return pass_over(on, literal, fault).await,
    };
    if literal.sync == Sync::Waits {
        on.lines.write(b"+ Go on\r\n").await?;
        on.lines.flush().await?;
    }
    let staged = receive(on, staged, literal.size).await?;
    end_of_command(on).await?;

    let Append { to, flags, received_at } = append;
    let who = on.who()?;
    let flags = on.flags(&flags).await?;
    let appended =
        on.phone().append(&who, &to.0, flags, received_at, staged?).await.map_err(Fault::of_target)?;
    on.refresh(Numbers::MayShift).await?;
    let code = Code::AppendUid { uid_validity: appended.uid_validity, uid: appended.uid };
    Ok(Answer::ok("Kept").with_code(code))
}

/// Everything that can be said before the message comes.
async fn accept<S: Transport>(
    on: &mut Connection<S>,
    append: &Append,
    literal: Literal,
) -> Result<Staged, Fault> {
    on.state.permits(&Command::Append).map_err(|denied| Fault::Answer(reply::denied(denied)))?;
    let who = on.who()?;
    on.phone().folder_status(&who, &append.to.0).await.map_err(Fault::of_target)?;
    let limit = on.phone().limits().message_bytes;
    if literal.size > limit {
        return Err(Refusal::MessageTooLarge { limit }.into());
    }
    Ok(on.phone().stage().await?)
}

/// Takes the whole literal, come what may: an error of ours leaves the connection behind it.
async fn receive<S: Transport>(
    on: &mut Connection<S>,
    staged: Staged,
    size: u64,
) -> Result<Result<Staged, Failure>, Fault> {
    let patience = on.patience();
    let mut staged = Ok(staged);
    let mut left = size;
    while left > 0 {
        let there = on.lines.fill(patience).await?;
        let length = there.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let written = match &mut staged {
            Ok(file) => file.write(there.get(..length).unwrap_or(there)).await,
            Err(_) => Ok(()),
        };
        if let Err(failure) = written {
            staged = Err(failure);
        }
        on.lines.consume(length);
        left = left.saturating_sub(length as u64);
    }
    Ok(staged)
}

/// One message a command: MULTIAPPEND is not announced.
async fn end_of_command<S: Transport>(on: &mut Connection<S>) -> Result<(), Fault> {
    let patience = on.patience();
    let rest = match on.lines.next_line(patience).await? {
        Line::Complete { text, .. } if text.is_empty() => return Ok(()),
        Line::Complete { text, .. } => text,
        Line::TooLong { tail, .. } => tail,
    };
    let fault = Fault::Answer(Answer::bad("APPEND ends after its message; send one message at a time"));
    match crate::literal::announced(&rest) {
        Some((literal, _)) => pass_over(on, literal, fault).await.map(|_| ()),
        None => Err(fault),
    }
}

/// Answers with the fault once the connection is behind the command.
async fn pass_over<S: Transport>(
    on: &mut Connection<S>,
    literal: Literal,
    fault: Fault,
) -> Result<Answer, Fault> {
    if let Fault::Connection(_) = fault {
        return Err(fault);
    }
    let (patience, settings) = (on.patience(), on.service.settings.clone());
    match input::pass_over(&mut on.lines, literal, &settings, patience).await? {
        Behind::Command => Err(fault),
        Behind::Nothing => Err(Fault::Overrun),
    }
}
