//! `bench`: measures what the README claims, on the machine it runs on.
//!
//! Each measurement starts the release build of the server as a process with a data folder of its own and speaks to it
//! over loopback, as a phone or a mail program would. It is repeated; the table shows the median of the runs and how far
//! they lay apart. With `--json` every run is told.

mod app;
mod clock;
mod demo;
mod deposit;
mod figures;
mod idle;
mod idler;
mod imap;
mod latency;
mod sender;
mod swaks;
mod voicemail;
mod watcher;
mod wire;

use clap::{Args, Parser, Subcommand};
use std::process::ExitCode;

/// How often everything is repeated, unless somebody says so.
const RUNS: usize = 3;

/// What went wrong, as a sentence.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Measures Mobile Link.
#[derive(Debug, Parser)]
#[command(bin_name = "bench", arg_required_else_help = true)]
struct Arguments {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    measurement: Measurement,
}

/// How it is measured.
#[derive(Debug, Args)]
struct Options {
    /// Write every run as one JSON document.
    #[arg(long, global = true)]
    json: bool,
    /// How often everything is repeated, each time with a fresh server (imap: in turn, on the same) [default: 3; imap: 5].
    #[arg(long, visible_alias = "rounds", global = true, value_name = "N")]
    runs: Option<usize>,
    /// Measure mobilelinkd and mobilelink as they lie beside this program, without building them first.
    #[arg(long, global = true)]
    as_built: bool,
}

impl Options {
    /// How often, unless somebody said so.
    fn runs_or(&self, usual: usize) -> usize {
        self.runs.unwrap_or(usual).max(1)
    }
}

#[derive(Debug, Subcommand)]
enum Measurement {
    /// How soon the desktop app shows what is in its cache.
    App(app::Options),
    /// How soon a voicemail that was sent shows at a WebSocket, at an idling mail program and in `mobilelink watch`.
    Latency(latency::Options),
    /// What idle connections cost the server in memory, and how soon one message reaches them all.
    Idle(idle::Options),
    /// How many voicemails per second are taken and kept.
    Deposit(deposit::Options),
    /// IMAP against Dovecot: the same work, in the same run, in turn.
    Imap(imap::Options),
}

fn main() -> ExitCode {
    let Arguments { options, measurement } = Arguments::parse();
    let measured = match &measurement {
        Measurement::App(chosen) => app::run(&options, chosen),
        Measurement::Latency(chosen) => latency::run(&options, chosen),
        Measurement::Idle(chosen) => idle::run(&options, chosen),
        Measurement::Deposit(chosen) => deposit::run(&options, chosen),
        Measurement::Imap(chosen) => imap::run(&options, chosen),
    };
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("bench: {failure}");
            ExitCode::FAILURE
        }
    }
}
