//! What fuzzers do with arbitrary bytes, and property tests with some: the same functions for both.
//!
//! Each returns when all is well and panics when it is not. The targets of cargo-fuzz stand in `fuzz/`; CONTRIBUTING.md says
//! how to run them. Not part of what ships.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a judge says no by panicking")]

mod facts;
mod heard;
mod stage;

pub use facts::replies;
pub use stage::session;

use crate::session::Enabled;
use crate::{literal, syntax, utf7};

/// Reads bytes as a command, and as the arguments of each command there is.
pub fn parsers(bytes: &[u8]) {
    let enabled = Enabled::default();
    let _ = syntax::parse(bytes, Enabled { utf8: true, ..enabled });
    let _ = syntax::parse(bytes, Enabled { rev2: true, ..enabled });
    let _ = literal::announced(bytes);
    if let Some((which, rest)) = bytes.split_first() {
        let verb = VERBS.get(usize::from(*which) % VERBS.len()).copied().unwrap_or_default();
        let command = [b"a ", verb.as_bytes(), b" ", rest].concat();
        if let Err(malformed) = syntax::parse(&command, enabled) {
            heard::one(&malformed.answer.tagged(malformed.tag.as_str())).unwrap();
        }
        let _ = syntax::upload(&[b"a APPEND Sent ", rest].concat(), enabled);
        let _ = syntax::upload(&[b"a REPLACE 1 ", rest].concat(), enabled);
    }
    if let Some(name) = utf7::decode(bytes) {
        assert_eq!(utf7::decode(utf7::encode(&name).as_bytes()), Some(name), "a folder keeps its name");
    }
}

/// Reads bytes as a message; what FETCH says of it is one response.
pub fn message(bytes: &[u8]) {
    let Ok(reading) = server_message::read(bytes) else { return };
    let said = format!(
        "* 1 FETCH (ENVELOPE {} BODY {} BODYSTRUCTURE {})\r\n",
        reading.envelope, reading.body, reading.body_structure
    );
    heard::one(said.as_bytes()).unwrap();
}

/// Words that commands start with.
const VERBS: &[&str] = &[
    "APPEND",
    "AUTHENTICATE",
    "COMPRESS",
    "COPY",
    "CREATE",
    "DELETE",
    "ENABLE",
    "EXAMINE",
    "FETCH",
    "GETMETADATA",
    "GETQUOTA",
    "GETQUOTAROOT",
    "ID",
    "LIST",
    "LOGIN",
    "LSUB",
    "MOVE",
    "NOTIFY",
    "RENAME",
    "REPLACE",
    "SEARCH",
    "SELECT",
    "SETMETADATA",
    "SETQUOTA",
    "SORT",
    "STATUS",
    "STORE",
    "SUBSCRIBE",
    "THREAD",
    "UID COPY",
    "UID EXPUNGE",
    "UID FETCH",
    "UID MOVE",
    "UID REPLACE",
    "UID SEARCH",
    "UID SORT",
    "UID STORE",
    "UID THREAD",
    "UNSUBSCRIBE",
    "XCHANGE_TUI_PWD",
    "XCHANGE_VM_LANG",
    "XCLOSE_NUT",
];

#[cfg(test)]
mod tests;
