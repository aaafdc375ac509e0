//! XCLOSE_NUT (OMTP Visual Voicemail 1.3 §2.5.3): the new user's tutorial is not to be played to them again.

use crate::connection::{Connection, Fault, Transport};
use crate::reply::Answer;

pub(super) async fn run<S: Transport>(on: &mut Connection<S>) -> Result<Answer, Fault> {
    let who = on.who()?;
    on.phone().close_tutorial(&who).await?;
    Ok(Answer::ok("tutorial closed"))
}
