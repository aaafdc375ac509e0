//! MAIL (RFC 5321 section 4.1.1.2): a message begins. `SIZE=` over the limit is refused at once (RFC 1870 section 6.1).

use crate::{
    reply::Reply,
    session::{Handles, Profile, Request, Sender, Step, Transaction},
};
use server_core::Failure;
use server_domain::Refusal;

pub(crate) fn run<H: Handles>(
    profile: &Profile,
    requester: &H::Requester,
    sender: Sender,
    size: u64,
) -> Step<H> {
    if size > profile.message_bytes {
        return Step::reply((&Refusal::MessageTooLarge { limit: profile.message_bytes }).into());
    }
    Step::ask(Request::CheckSender { requester: requester.clone(), sender })
}

pub(crate) fn checked<H: Handles>(
    transaction: &mut Transaction<H>,
    checked: Result<Sender, Failure>,
) -> Step<H> {
    match checked {
        Ok(sender) => {
            *transaction = Transaction::From(sender);
            Step::reply(Reply::new(250, "2.1.0", "Sender accepted"))
        }
        Err(failure) => Step::reply((&failure).into()),
    }
}
