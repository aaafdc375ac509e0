//! `cargo xtask ci`: the tests first, because they say most; then formatting, lints and documentation.

use std::process::ExitCode;

use crate::cargo::{cargo, run};
use crate::steps::{Steps, Stopped};
use crate::task::test;

/// Runs the task and says how it went.
pub(crate) fn run_task() -> ExitCode {
    let mut steps = Steps::new("ci");
    let outcome = all_steps(&mut steps);
    steps.finish(outcome)
}

fn all_steps(steps: &mut Steps) -> Result<(), Stopped> {
    test::steps(steps, &test::Options::default())?;
    steps.run("formatting", "one style, nobody's own", || run(cargo().args(["fmt", "--all", "--check"])))?;
    steps.run("lints", "warnings denied", || {
        run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
    })?;
    steps.run("documentation", "warnings denied, so that no link is broken", || {
        let doc = |packages: &[&str]| {
            run(cargo().args(["doc", "--no-deps"]).args(packages).env("RUSTDOCFLAGS", "-D warnings"))
        };
        // The library for other languages and the terminal client have one name, so their pages have one place.
        doc(&["--workspace", "--exclude", "mobilelink"])?;
        doc(&["--package", "mobilelink"])
    })
}
