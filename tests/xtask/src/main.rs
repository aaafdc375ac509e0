//! `cargo xtask`: what developers and CI run, and the same for both.
//!
//! A task is one file under `task/` and one variant of [`Task`]; it is a list of named, timed steps and stops at the
//! first that fails.

mod cache;
mod cargo;
mod clients;
mod debian;
mod generate;
mod maven;
mod native;
mod needed;
mod open_files;
mod part;
mod python;
mod shape;
mod steps;
mod swift;
mod tally;
mod task;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tasks of the Mobile Link workspace.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask", arg_required_else_help = true)]
struct Options {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Install what is missing of what the tests need, build, and run every test.
    ///
    /// Says what is installed and why before it installs: Debian packages through apt-get (as root; otherwise the command
    /// to type is printed); clients from PyPI, npm, Go and Maven, and Swift, into folders of their own in the user's cache. Ends with the times and the sum.
    Test(task::test::Options),
    /// What CI runs: the tests, then formatting, lints and documentation with warnings denied.
    ///
    /// Stops at the first step that fails, names it, and says how to repeat it alone.
    Ci,
    /// Build Mobile Link for this desktop and start it: the screens of the Android app, in a window.
    ///
    /// Its sign-in has a demo switch, so no server is needed. What stands after -- is handed on to the app.
    App(task::app::Options),
    /// Generate what Kotlin, Swift and Python see of the SDK, and show when that changed.
    ///
    /// The generated files are not committed; their public shape is, as api.txt in the folder of each language under
    /// bindings. A difference is shown and ends the task; --accept takes it, for the commit that changes the API.
    Bindings(task::bindings::Options),
    /// Measure what the README claims: latency, memory of idle connections, deposits, IMAP against Dovecot.
    ///
    /// Builds for release, which takes minutes at first, and starts servers of its own. A quiet machine gives better figures.
    Bench(task::bench::Options),
    /// Kill the server at random instants while clients change one mailbox, and see that it keeps what it acknowledged.
    ///
    /// The tests do so twenty times from one seed; this does it as often as you like, from a seed of its own.
    Kill(task::kill::Options),
}

fn main() -> ExitCode {
    match Options::parse().task {
        Task::Test(options) => task::test::run_task(&options),
        Task::Ci => task::ci::run_task(),
        Task::App(options) => task::app::run_task(&options),
        Task::Bindings(options) => task::bindings::run_task(&options),
        Task::Bench(options) => task::bench::run_task(&options),
        Task::Kill(options) => task::kill::run_task(&options),
    }
}

/// The root of the workspace.
fn root() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root.pop();
    root
}

/// Where cargo builds.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}
