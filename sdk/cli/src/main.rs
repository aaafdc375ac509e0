//! Mobile Link in a terminal: for people, and with `--json` for scripts.
//!
//! Exit codes: 0 done, 1 refused or failed, 2 wrong usage.

mod arguments;
mod command;
mod connect;
mod failure;
mod json;
mod screen;
mod words;

use arguments::Arguments;
use clap::Parser;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let output = screen::Output::new(arguments.json);
    match command::run(arguments, &output).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failure(&failure);
            failure.exit_code()
        }
    }
}
