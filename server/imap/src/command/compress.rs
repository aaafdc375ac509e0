//! COMPRESS (RFC 4978): from its answer on, everything is DEFLATE, in both directions.

use crate::command::Command;
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{Answer, Code};
use crate::syntax::words::{Expected, Words};

/// ` DEFLATE`, the one mechanism there is.
pub(crate) fn parse(words: &mut Words<'_>) -> Result<Command, Expected> {
    words.space()?;
    if words.take_word("DEFLATE") { Ok(Command::Compress) } else { Err(Expected("DEFLATE")) }
}

/// Says that compression begins, and begins it. The answer itself is the last that is not compressed.
pub(crate) async fn run<S: Transport>(on: &mut Connection<S>, tag: &str) -> Result<Option<Answer>, Fault> {
    if S::is_deflated(&on.lines) {
        return Ok(Some(Answer::no(Code::Word("COMPRESSIONACTIVE"), "DEFLATE is in use already")));
    }
    on.lines.write(&Answer::ok("DEFLATE begins now").tagged(tag)).await?;
    on.lines.flush().await?;
    S::deflate(&mut on.lines);
    Ok(None)
}
