//! NAMESPACE (RFC 2342): one namespace, the person's own, with `/` between levels.

use crate::connection::{Connection, Fault, Transport};
use crate::reply::Answer;

pub(super) async fn run<S: Transport>(on: &mut Connection<S>) -> Result<Answer, Fault> {
    on.lines.write(b"* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n").await?;
    Ok(Answer::ok("That is all of them"))
}
