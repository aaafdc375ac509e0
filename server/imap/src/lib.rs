//! IMAP4rev1 for voicemail.
#![allow(dead_code)]
mod command;
mod literal;
mod reply;
mod sasl;
mod session;
mod settings;
mod syntax;
mod utf7;
mod view;
pub use settings::{PlaintextLogin, Settings};
