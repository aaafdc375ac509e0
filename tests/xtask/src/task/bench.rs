//! `cargo xtask bench`: the figures that the README claims, measured here and now.

use std::process::ExitCode;

use clap::Args;

use crate::cargo::{cargo, run};
use crate::debian;
use crate::needed::BENCH_IMAP;
use crate::python;
use crate::task::test::PYTHON;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// What to measure, and how; `--help` lists it.
    #[arg(
        value_name = "latency|idle|deposit|imap",
        trailing_var_arg = true,
        allow_hyphen_values = true,
        required = true
    )]
    measurement: Vec<String>,
}

/// Runs the measurement on the release build, after saying what is run; for JSON alone call that.
pub(crate) fn run_task(options: &Options) -> ExitCode {
    let against_dovecot = options.measurement.iter().any(|word| word == "imap");
    let prepared = match against_dovecot {
        true => debian::install_missing_of(BENCH_IMAP),
        false => Ok(()),
    };
    let measured = prepared.and_then(|()| python::environment()).and_then(|python| {
        let mut bench = cargo();
        bench.args(["run", "--quiet", "--release", "--package", "bench", "--"]).args(&options.measurement);
        run(bench.env(PYTHON, python))
    });
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
