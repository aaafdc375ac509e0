//! `cargo xtask test`: everything that judges the product, from a fresh clone.

use std::process::{Command, ExitCode};

use clap::Args;

use crate::cargo::{cargo, program, run, run_tests};
use crate::native::{self, Profile};
use crate::part::Part;
use crate::shape::Language;
use crate::steps::{Steps, Stopped};
use crate::swift::Swift;
use crate::tally::{Tally, Teller};
use crate::task::bindings;
use crate::{clients, debian, maven, open_files, python, root, swift, target};

/// Where tests find the Python that has what they need.
pub(crate) const PYTHON: &str = "MOBILE_LINK_TEST_PYTHON";

/// Where tests find mail clients from npm, Go and Maven.
const CLIENTS: &str = "MOBILE_LINK_TEST_CLIENTS";

/// Swift files that people write. The stand-in for Apple's frameworks has names that are Apple's, and is not among them.
const STYLED: &[&str] = &["bindings/*.swift", "ios-demo/*.swift"];

#[derive(Debug, Args, Default)]
pub(crate) struct Options {
    /// Run only Rust tests with one of these in their name.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Run only this part of the tests; may be given again.
    #[arg(long, value_enum, value_name = "PART")]
    only: Vec<Part>,
}

impl Options {
    fn parts(&self) -> Vec<Part> {
        match (self.only.is_empty(), self.names.is_empty()) {
            (false, _) => self.only.clone(),
            (true, false) => vec![Part::Rust],
            (true, true) => Part::ALL.to_vec(),
        }
    }
}

/// Runs the task and says how it went.
pub(crate) fn run_task(options: &Options) -> ExitCode {
    let mut taken = Steps::new("test");
    let outcome = steps(&mut taken, options);
    taken.finish(outcome)
}

/// The steps of this task, which CI takes as well.
pub(crate) fn steps(steps: &mut Steps, options: &Options) -> Result<(), Stopped> {
    let parts = options.parts();
    let has = |part| parts.contains(&part);
    steps.run("programs", "other people's programs that the tests talk to and are built with", || {
        debian::install_missing(&parts)
    })?;
    let swift = match has(Part::Swift) {
        true => Some(steps.run("swift", "a compiler, which this Debian may lack", swift::find)?),
        false => None,
    };
    steps.run("build programs", "what tests start, and the library for other languages", || {
        if has(Part::Rust) {
            return run(cargo().args(["build", "--workspace"]));
        }
        native::build(Profile::Dev)?;
        run(cargo().args(["build", "--package", "mobilelinkd", "--package", "mobilelink"]))
    })?;
    if parts != [Part::Rust] {
        bindings::step(steps, &languages(&parts), bindings::Shape::Compare)?;
    }
    if has(Part::Rust) {
        rust_tests(steps, options)?;
    }
    if has(Part::Python) {
        steps.run_tests("python tests", "the SDK from Python, as pip installs it", python::test_bindings)?;
    }
    if let Some(swift) = swift {
        swift_tests(steps, &swift)?;
    }
    if has(Part::Kotlin) {
        steps.run_tests("kotlin tests", "the SDK from Kotlin, and the Android and desktop apps", || {
            maven::run(&mut maven::maven(Profile::Dev, &["verify"]))
        })?;
    }
    Ok(())
}

fn rust_tests(steps: &mut Steps, options: &Options) -> Result<(), Stopped> {
    let python =
        steps.run("python", "clients from PyPI, in an environment of their own", python::environment)?;
    let clients =
        steps.run("mail clients", "from npm, Go and Maven Central", || clients::installed(&python))?;
    steps.run("open files", "a test opens 5,000 connections at once", open_files::raise)?;
    steps.run("build tests", "so that the time of the tests is theirs alone", || {
        run(cargo().args(["test", "--workspace", "--no-run"]))
    })?;
    let mut test = cargo();
    test.args(["test", "--workspace", "--no-fail-fast"]).env(PYTHON, python).env(CLIENTS, clients);
    if !options.names.is_empty() {
        test.arg("--").args(&options.names);
    }
    steps.run_tests("tests", "every Rust test, and every example in the documentation", || {
        run_tests(&mut test, Teller::Cargo)
    })
}

fn swift_tests(steps: &mut Steps, swift: &Swift) -> Result<(), Stopped> {
    for (step, package) in [("swift tests", "bindings/swift"), ("ios link tests", "ios-demo/LinkCore")] {
        steps.run_tests(step, "a package whose tests run here as on a Mac", || swift_test(swift, package))?;
    }
    steps.run("ios app", "its views against the real models and a stand-in for SwiftUI", || {
        run(with_library(&mut swift.command("sh", &root())).arg("tests/ios/check.sh"))
    })?;
    let files = steps.run("swift files", "what is written by people", || listed(STYLED))?;
    steps.run("swift style", "one style, nobody's own", || {
        run(swift.command("swift", &root()).args(["format", "lint", "--strict"]).args(files))
    })
}

fn swift_test(swift: &Swift, package: &str) -> Result<(Tally, Result<(), String>), String> {
    let built = target().join("swift").join(package.replace('/', "-"));
    swift::forget_linked(&built.join("debug"))?;
    let mut test = swift.command("swift", &root().join(package));
    test.args(["test", "--scratch-path"]).arg(built);
    if cfg!(target_os = "linux") {
        // The Observation library of 6.0 names a function that its own runtime lacks and never calls.
        test.args(["-Xlinker", "--allow-shlib-undefined"]);
    }
    run_tests(with_library(&mut test), Teller::Swift)
}

/// Where Swift and Python find the library and the server.
pub(crate) fn with_library(command: &mut Command) -> &mut Command {
    command
        .env("MOBILE_LINK_LIBRARY", Profile::Dev.folder())
        .env("MOBILE_LINK_SERVER", Profile::Dev.program("mobilelinkd"))
}

/// The files that git tracks or would track; generated ones are neither.
fn listed(patterns: &[&str]) -> Result<Vec<String>, String> {
    let mut git = program("git");
    // A clone that belongs to another user is the rule in CI; git would refuse to list it.
    git.args(["-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "--"]);
    git.args(patterns);
    let listing =
        git.current_dir(root()).output().map_err(|error| format!("git could not be run: {error}"))?;
    let listing = String::from_utf8_lossy(&listing.stdout).into_owned();
    let files: Vec<String> =
        listing.lines().filter(|path| root().join(path).exists()).map(str::to_owned).collect();
    println!("    {} files", files.len());
    Ok(files)
}

fn languages(parts: &[Part]) -> Vec<Language> {
    let of = |part: &Part| match part {
        Part::Rust => None,
        Part::Python => Some(Language::Python),
        Part::Kotlin => Some(Language::Kotlin),
        Part::Swift => Some(Language::Swift),
    };
    parts.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_means_rust_tests_and_parts_are_taken_as_given() {
        let options = |names: &[&str], only: &[Part]| Options {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            only: only.to_vec(),
        };
        assert_eq!(options(&[], &[]).parts(), Part::ALL);
        assert_eq!(options(&["mailbox"], &[]).parts(), [Part::Rust]);
        assert_eq!(options(&[], &[Part::Swift, Part::Kotlin]).parts(), [Part::Swift, Part::Kotlin]);
        assert_eq!(languages(&[Part::Rust, Part::Swift]), [Language::Swift]);
    }
}
