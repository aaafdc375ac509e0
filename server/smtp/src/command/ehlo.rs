//! EHLO and HELO (RFC 5321 section 4.1.1.1): who is here and what is offered. Both drop a message that was begun.

use crate::{
    mechanism::Mechanism,
    reply::Reply,
    session::{Channel, Handles, Login, Profile, State, Step, TlsState},
};
use std::borrow::Cow;

pub(crate) fn extended<H: Handles>(state: &mut State<H>, profile: &Profile, channel: Channel) -> Step<H> {
    greeted(state);
    let mut lines: Vec<Cow<'static, str>> = vec![
        profile.hostname.clone().into(),
        "PIPELINING".into(),
        format!("SIZE {}", profile.message_bytes).into(),
        "8BITMIME".into(),
        "ENHANCEDSTATUSCODES".into(),
    ];
    if channel.tls == TlsState::Offered {
        lines.push("STARTTLS".into());
    }
    // Not named where a password would be said in the open: many clients send it with the first line (RFC 4954 section 4).
    if channel.login == Login::Allowed {
        let names: Vec<_> = Mechanism::ALL.iter().map(|mechanism| mechanism.name()).collect();
        lines.push(format!("AUTH {}", names.join(" ")).into());
    }
    lines.push("HELP".into());
    Step::reply(Reply::of_lines(250, "", lines))
}

pub(crate) fn plain<H: Handles>(state: &mut State<H>, profile: &Profile) -> Step<H> {
    greeted(state);
    Step::reply(Reply::bare(250, profile.hostname.clone()))
}

fn greeted<H: Handles>(state: &mut State<H>) {
    match state {
        State::SignedIn { transaction, .. } => transaction.drop_message(),
        State::Connected | State::Greeted | State::SigningIn(_) => *state = State::Greeted,
    }
}
