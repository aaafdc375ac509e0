//! Servers for tests: one inside the process, and one as a process of its own that can be killed.
//!
//! alice and carol are ordinary users, bob has no Mobile Link key (Evaluation), admin is the administrator; all share
//! [`PASSWORD`]. Ports are any that are free.

mod office;
mod process;

pub use office::TestServer;
pub use process::{Memory, Process, program};

/// The password of everybody.
pub const PASSWORD: &str = "correct horse battery";
