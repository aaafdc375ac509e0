//! Stories across protocols, told by real programs: what drives those programs from a test.
//!
//! The programs are mail clients (`tests/stories/clients`), swaks, smtplib, the `websockets` package, and our own two. Each
//! is started for a test, on ports and folders of that test alone, and is gone when the test ends.

mod command;
mod maildir;
mod message;
mod probe;
mod rest;
mod running;
mod screen;
mod terminal;

pub mod imap;
pub mod kill;
pub mod round;
pub mod smtp;
pub mod socket;

pub use command::{Ended, run};
pub use imap::Imap;
pub use maildir::{Maildir, audio_of};
pub use message::{RECORDING, Spoken};
pub use probe::{Probe, probe_file, python, script};
pub use rest::Rest;
pub use round::{Round, Saw, Step};
pub use running::Running;
pub use screen::Screen;
pub use socket::Socket;
pub use terminal::Terminal;

use std::{future::Future, time::Duration};

/// Runs a whole story; it fails when it has not ended after `seconds`. Building our programs does not count.
pub async fn within<T>(seconds: u64, story: impl Future<Output = T>) -> T {
    tokio::task::block_in_place(|| test_support::program("mobilelinkd"));
    match tokio::time::timeout(Duration::from_secs(seconds), story).await {
        Ok(told) => told,
        Err(_) => panic!("the story was not over after {seconds} s"),
    }
}
