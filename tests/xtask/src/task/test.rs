//! `cargo xtask test`: everything that judges the product, from a fresh clone.

use std::process::ExitCode;

use clap::Args;

use crate::cargo::{cargo, run, run_tests};
use crate::steps::{Steps, Stopped};
use crate::{debian, open_files, python};

/// Where tests find the Python that has what they need.
pub(crate) const PYTHON: &str = "MOBILE_LINK_TEST_PYTHON";

#[derive(Debug, Args, Default)]
pub(crate) struct Options {
    /// Run only tests with one of these in their name.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
}

/// Runs the task and says how it went.
pub(crate) fn run_task(options: &Options) -> ExitCode {
    let mut taken = Steps::new("test");
    let outcome = steps(&mut taken, options);
    taken.finish(outcome)
}

/// The steps of this task, which CI takes as well.
pub(crate) fn steps(steps: &mut Steps, options: &Options) -> Result<(), Stopped> {
    steps.run("programs", "other people's programs that the tests talk to", debian::install_missing)?;
    let python =
        steps.run("python", "clients from PyPI, in an environment of their own", python::environment)?;
    steps.run("open files", "a test opens 5,000 connections at once", open_files::raise)?;
    steps.run("build programs", "mobilelinkd and mobilelink, which tests start", || {
        run(cargo().args(["build", "--workspace", "--bins"]))
    })?;
    steps.run("build tests", "so that the time of the tests is theirs alone", || {
        run(cargo().args(["test", "--workspace", "--no-run"]))
    })?;
    let mut test = cargo();
    test.args(["test", "--workspace", "--no-fail-fast"]).env(PYTHON, python);
    if !options.names.is_empty() {
        test.arg("--").args(&options.names);
    }
    let mut tally = None;
    let outcome = steps.run("tests", "every test, and every example in the documentation", || {
        let (counted, outcome) = run_tests(&mut test)?;
        tally = Some(counted);
        outcome
    });
    steps.count(tally);
    outcome
}
