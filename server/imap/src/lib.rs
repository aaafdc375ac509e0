//! IMAP4rev1 for voicemail (RFC 3501, with the extensions that CAPABILITY names).
//!
//! [`Service::serve`] is handed to a `server_net::Listener`. A session's state (`session`) and what a client knows of its
//! folder (`view`) are pure; `connection` is where waiting happens; each command has a file under `command`; `reply` turns
//! facts into bytes. FETCH answers come from rows that were written when the message was, and bodies go straight from the
//! file to the client: no message is parsed while a client waits, but for a SEARCH in texts that were
//! too long to be kept ready.

mod command;
mod connection;
#[cfg(any(test, feature = "fuzz"))]
pub mod fuzz;
mod input;
mod keywords;
mod literal;
mod reply;
mod seats;
mod service;
mod session;
mod settings;
mod syntax;
mod utf7;
mod view;
mod watch;

pub use service::{Service, refusal};
pub use settings::Settings;
