//! ENABLE (RFC 5161). There is nothing to enable yet; what is unknown is ignored, as §3.1 asks.

use crate::connection::{Connection, Fault, Transport};
use crate::reply::Answer;

pub(super) async fn run<S: Transport>(on: &mut Connection<S>) -> Result<Answer, Fault> {
    on.lines.write(b"* ENABLED\r\n").await?;
    Ok(Answer::ok("Nothing of that can be enabled here"))
}
