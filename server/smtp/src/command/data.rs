//! DATA (RFC 5321 section 4.1.1.4): the message, from the invitation to the promise that it is on disk.
//!
//! All recipients or none: 250 is said once, after the deposit, and means kept for each of them.

use crate::{
    fault::Fault,
    reply::Reply,
    session::{Handles, Next, Request, Step, Transaction},
};
use server_core::Failure;

pub(crate) fn run<H: Handles>() -> Step<H> {
    Step::ask(Request::Stage)
}

/// There is room for it, so the client may begin. If not, it can try DATA again within the same transaction.
pub(crate) fn staged<H: Handles>(staged: Result<H::Staged, Failure>) -> Step<H> {
    match staged {
        Ok(staged) => {
            let invitation = Reply::bare(354, "Go ahead; end with a line that is one dot");
            Step { replies: vec![invitation], next: Next::Receive(staged) }
        }
        Err(failure) => Step::reply((&failure).into()),
    }
}

/// The text has been read to its end, whether it was written or refused on the way; the transaction is over.
pub(crate) fn received<H: Handles>(
    requester: &H::Requester,
    transaction: &mut Transaction<H>,
    received: Result<H::Staged, Failure>,
) -> Step<H> {
    match (std::mem::replace(transaction, Transaction::Idle), received) {
        (Transaction::To { recipients, .. }, Ok(staged)) => {
            Step::ask(Request::Deposit { requester: requester.clone(), recipients, staged })
        }
        (_, Err(failure)) => Step::reply((&failure).into()),
        (Transaction::Idle | Transaction::From(_), Ok(_)) => Step::reply((&Fault::RecipientFirst).into()),
    }
}

pub(crate) fn deposited<H: Handles>(deposited: Result<(), Failure>) -> Step<H> {
    match deposited {
        Ok(()) => Step::reply(Reply::new(250, "2.0.0", "Kept")),
        Err(failure) => Step::reply((&failure).into()),
    }
}
