//! `cargo xtask kill`: the story of the kills, told for longer.

use std::process::ExitCode;

use clap::Args;

use crate::cargo::{cargo, run};
use crate::python;
use crate::task::test::PYTHON;

/// The test that CI runs with twenty kills.
const STORY: &str = "kill::";

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// How often.
    #[arg(long, value_name = "N", default_value_t = 200)]
    times: u32,
    /// What the instants and the clients' choices follow from; printed, so that a trial can be had again.
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
}

/// Runs the story, and prints its figures.
pub(crate) fn run_task(options: &Options) -> ExitCode {
    let told = python::environment().and_then(|python| {
        run(cargo().args(["build", "--quiet", "--workspace", "--bins"]))?;
        let mut story = cargo();
        story.args(["test", "--quiet", "--package", "e2e", "--test", "stories", "--", "--nocapture", STORY]);
        story.env(PYTHON, python).env("MOBILE_LINK_KILLS", options.times.to_string());
        let seed = options.seed.unwrap_or_else(|| u64::from(std::process::id()));
        run(story.env("MOBILE_LINK_KILL_SEED", seed.to_string()))
    });
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}
