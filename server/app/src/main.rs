//! `mobilelinkd`: reads the command line, runs the command, and says in one sentence what went wrong.

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    let line = mobilelinkd::cli::CommandLine::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            anstream::eprintln!("mobilelinkd: no threads to work with: {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(mobilelinkd::run(line)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            anstream::eprintln!("mobilelinkd: {problem}");
            ExitCode::FAILURE
        }
    }
}
