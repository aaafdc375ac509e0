//! NOOP (RFC 5321 section 4.1.1.9): a sign of life.

use crate::{
    reply::Reply,
    session::{Handles, Step},
};

pub(crate) fn run<H: Handles>() -> Step<H> {
    Step::reply(Reply::new(250, "2.0.0", "Still here"))
}
