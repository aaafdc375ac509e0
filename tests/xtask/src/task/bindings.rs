//! `cargo xtask bindings`: generates what Kotlin, Swift and Python see of the SDK, and shows when it changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use clap::Args;

use crate::generate::generate;
use crate::native::{self, Profile};
use crate::shape::{self, Language};
use crate::steps::{Steps, Stopped};
use crate::{root, target};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Languages to generate; all of them when none is named.
    #[arg(value_enum)]
    languages: Vec<Language>,
    /// Take the public shape as it is now for the one to compare with: `api.txt` in the folder of each language.
    #[arg(long)]
    accept: bool,
}

/// Runs the task and says how it went.
pub(crate) fn run_task(options: &Options) -> ExitCode {
    let mut steps = Steps::new("bindings");
    let outcome = all_steps(&mut steps, options);
    steps.finish(outcome)
}

fn all_steps(steps: &mut Steps, options: &Options) -> Result<(), Stopped> {
    let languages = if options.languages.is_empty() { &Language::ALL[..] } else { &options.languages };
    steps
        .run("build library", "what is generated is read from the library", || native::build(Profile::Dev))?;
    let compare = if options.accept { Shape::Accept } else { Shape::Compare };
    step(steps, languages, compare)
}

/// What becomes of a shape that is not the one that was accepted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    Compare,
    Accept,
}

/// Generates from the dev library, which is built already, and compares; the tests take this step as well.
pub(crate) fn step(steps: &mut Steps, languages: &[Language], shape: Shape) -> Result<(), Stopped> {
    steps.run("bindings", "what other languages see of the SDK, against what was accepted", || {
        let mut changed = Vec::new();
        for language in languages {
            let files = generate(*language, Profile::Dev)?;
            if !settle(*language, &shape::of(*language, &files), shape)? {
                changed.push(language.name());
            }
        }
        if changed.is_empty() {
            return Ok(());
        }
        let changed = changed.join(" ");
        Err(format!("the public shape changed; if that is meant, `cargo xtask bindings {changed} --accept`"))
    })
}

/// Whether the shape is the accepted one, or is from now on.
fn settle(language: Language, now: &str, shape: Shape) -> Result<bool, String> {
    let folder = root().join("bindings").join(language.name());
    // A language without a folder has no package yet that could promise anything.
    if !folder.is_dir() {
        println!("    bindings/{} is not there yet: its shape is not compared", language.name());
        return Ok(true);
    }
    let accepted = folder.join("api.txt");
    if fs::read_to_string(&accepted).is_ok_and(|accepted| accepted == now) {
        return Ok(true);
    }
    if matches!(shape, Shape::Accept) {
        fs::write(&accepted, now).map_err(|error| format!("cannot write {}: {error}", accepted.display()))?;
        println!("    accepted: bindings/{}/api.txt", language.name());
        return Ok(true);
    }
    show_difference(&accepted, language, now)?;
    Ok(false)
}

/// Through git, which knows how to show it.
fn show_difference(accepted: &Path, language: Language, now: &str) -> Result<(), String> {
    let fresh = target().join("bindings").join(format!("{}-api.txt", language.name()));
    fs::write(&fresh, now).map_err(|error| format!("cannot write {}: {error}", fresh.display()))?;
    let accepted = if accepted.exists() { accepted.to_path_buf() } else { PathBuf::from("/dev/null") };
    let mut diff = Command::new("git");
    diff.args(["--no-pager", "diff", "--no-index", "--no-prefix"]).arg(accepted).arg(fresh);
    // Ends with 1 because there is a difference.
    diff.stdin(Stdio::null()).status().map_err(|error| format!("git could not be run: {error}"))?;
    Ok(())
}
