//! The Mobile Link server: configuration, wiring and the commands of `mobilelinkd`. It holds no rule.
//!
//! [`Server::start`] runs the whole server inside a process, which is how the tests have theirs.

mod advice;
pub mod cli;
mod command;
mod config;
mod sample;
mod server;

pub use advice::Problem;
pub use command::run;
pub use config::{Configuration, Port, Ports};
pub use sample::fill_with_sample_office;
pub use server::{Addresses, Server};
