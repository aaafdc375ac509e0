//! VRFY (RFC 5321 section 3.5.3): neither yes nor no, or it would tell strangers who works here.

use crate::{
    reply::Reply,
    session::{Handles, Step},
};

pub(crate) fn run<H: Handles>() -> Step<H> {
    Step::reply(Reply::new(252, "2.5.2", "Names are not verified; sign in and try RCPT TO"))
}
