//! RSET (RFC 5321 section 4.1.1.5): a message that was begun is dropped; the sign-in stays.

use crate::{
    reply::Reply,
    session::{Handles, State, Step},
};

pub(crate) fn run<H: Handles>(state: &mut State<H>) -> Step<H> {
    if let State::SignedIn { transaction, .. } = state {
        transaction.drop_message();
    }
    Step::reply(Reply::new(250, "2.0.0", "Nothing in hand"))
}
