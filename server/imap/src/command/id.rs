//! ID (RFC 2971). What clients say of themselves is not kept.

use crate::connection::{Connection, Fault, Transport};
use crate::reply::Answer;

pub(super) async fn run<S: Transport>(on: &mut Connection<S>) -> Result<Answer, Fault> {
    let line = concat!("* ID (\"name\" \"Mobile Link\" \"version\" \"", env!("CARGO_PKG_VERSION"), "\")\r\n");
    on.lines.write(line.as_bytes()).await?;
    Ok(Answer::ok("Pleased to meet you"))
}
