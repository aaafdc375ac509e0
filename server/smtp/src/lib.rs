//! SMTP submission and local delivery; nothing is relayed.
//!
//! [`serve`] is all there is to call. Within: `syntax` reads a line, `session` decides what follows from it, `command`
//! holds one file for each command, `reply` words every answer, `connection` is the only code that waits for anything.
//! `REPLIES.md` lists every refusal.

mod command;
mod connection;
mod fault;
mod mechanism;
mod reply;
mod server;
mod session;
mod syntax;
mod unstuff;

pub use server::{Settings, serve};
