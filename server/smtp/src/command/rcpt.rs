//! RCPT (RFC 5321 section 4.1.1.3): one more recipient, who must be a person of this site.

use crate::{
    reply::Reply,
    session::{Handles, Profile, Request, Step, Transaction},
};
use server_core::Failure;
use server_domain::Refusal;

pub(crate) fn run<H: Handles>(
    profile: &Profile,
    requester: &H::Requester,
    transaction: &Transaction<H>,
    address: String,
) -> Step<H> {
    match transaction {
        Transaction::To { recipients, .. } if recipients.len() >= profile.recipients => {
            Step::reply((&Refusal::TooManyRecipients { limit: profile.recipients }).into())
        }
        _ => Step::ask(Request::FindRecipient { requester: requester.clone(), address }),
    }
}

pub(crate) fn found<H: Handles>(
    transaction: &mut Transaction<H>,
    found: Result<H::Recipient, Failure>,
) -> Step<H> {
    let recipient = match found {
        Ok(recipient) => recipient,
        Err(failure) => return Step::reply((&failure).into()),
    };
    *transaction = match std::mem::replace(transaction, Transaction::Idle) {
        Transaction::Idle => Transaction::Idle,
        Transaction::From(sender) => Transaction::To { sender, recipients: vec![recipient] },
        Transaction::To { sender, mut recipients } => {
            recipients.push(recipient);
            Transaction::To { sender, recipients }
        }
    };
    Step::reply(Reply::new(250, "2.1.5", "Recipient accepted"))
}
