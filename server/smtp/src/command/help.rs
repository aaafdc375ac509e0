//! HELP (RFC 5321 section 4.1.1.8): the commands there are.

use crate::{
    reply::Reply,
    session::{Handles, Step},
};

pub(crate) fn run<H: Handles>() -> Step<H> {
    let lines = vec![
        "EHLO STARTTLS AUTH MAIL RCPT DATA RSET NOOP VRFY HELP QUIT".into(),
        "Voicemail for people of this server, by username or extension; nothing is relayed".into(),
    ];
    Step::reply(Reply::of_lines(214, "2.0.0", lines))
}
