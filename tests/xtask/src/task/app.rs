//! `cargo xtask app`: Mobile Link in a window, on this desktop.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Args;

use crate::cargo::{program, run};
use crate::generate::generate;
use crate::native::{self, Profile};
use crate::shape::Language;
use crate::steps::{Steps, Stopped};
use crate::{debian, maven, root};

/// Where the module `desktop` has its classes, and Maven writes what they need.
pub(crate) const MODULE: &str = "tests/android/desktop/target";

const MAIN: &str = "org.mobilelink.desktop.MainKt";

/// The app has little to compute and much to load: most of what runs at the start runs once, and is not worth compiling.
const QUICK: [&str; 8] = [
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:Tier3InvocationThreshold=1000",
    "-XX:Tier3MinInvocationThreshold=500",
    "-XX:Tier3CompileThreshold=2000",
    "-XX:Tier3BackEdgeThreshold=60000",
    "-Xshare:auto",
    "-Xlog:cds=off,cds+dynamic=off",
];

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Handed on to the app.
    #[arg(value_name = "ARGUMENT", trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<OsString>,
}

/// Builds the app, starts it, and says how it went once it is closed.
pub(crate) fn run_task(options: &Options) -> ExitCode {
    let mut steps = Steps::new("app");
    let outcome = all_steps(&mut steps, options);
    steps.finish(outcome)
}

fn all_steps(steps: &mut Steps, options: &Options) -> Result<(), Stopped> {
    steps.run("screen", "the app is a window", screen)?;
    build(steps)?;
    steps.run("app", "until its window is closed", || run(java(MAIN, &[])?.args(&options.arguments)))
}

/// Makes everything that the app needs to start.
pub(crate) fn build(steps: &mut Steps) -> Result<(), Stopped> {
    steps.run("programs", "a JDK, Maven, and what windows need", debian::install_missing_for_app)?;
    steps.run("build library", "the SDK; minutes at first", || native::build(Profile::Release))?;
    steps.run("bindings", "the SDK as Kotlin sees it", || generate(Language::Kotlin, Profile::Release))?;
    steps.run("build app", "screens shared with Android; minutes at first, while Maven fetches", || {
        let goals = ["--projects", "desktop", "--also-make", "-DskipTests", "package", "--quiet"];
        maven::run(&mut maven::maven(Profile::Release, &goals))?.1
    })
}

/// A JVM that runs `main`, of the app or of the archives in front of it.
///
/// What it learns of the classes at its first start it keeps beside them, and the next start is twice as fast.
pub(crate) fn java(main: &str, in_front: &[PathBuf]) -> Result<Command, String> {
    let module = root().join(MODULE);
    let list = module.join("classpath.txt");
    let needs = fs::read_to_string(&list)
        .map_err(|error| format!("Maven was to write what the app needs to {}: {error}", list.display()))?;
    // Archives only: the JVM keeps nothing of classes that lie in a folder.
    let own = [module.join("desktop-0.1.0.jar")];
    let all: Vec<PathBuf> =
        in_front.iter().cloned().chain(own).chain(std::env::split_paths(needs.trim())).collect();
    let class_path = std::env::join_paths(&all).map_err(|error| format!("a path of the app: {error}"))?;
    let mut java = program("java");
    java.args(QUICK).arg(learnt(&module.join(format!("{main}.jsa")), &all)).arg("-cp").arg(class_path);
    for property in ["jna.library.path", "mobilelink.library"] {
        java.arg(format!("-D{property}={}", Profile::Release.folder().display()));
    }
    java.arg(main);
    Ok(java)
}

/// Reads what an earlier start learnt, or has this one learn it, when there is none or it is older than the classes.
fn learnt(kept: &Path, classes: &[PathBuf]) -> String {
    let changed = |path: &Path| fs::metadata(path).and_then(|file| file.modified()).ok();
    let is_fresh = changed(kept)
        .is_some_and(|kept| classes.iter().all(|path| changed(path).is_some_and(|at| at < kept)));
    let option = if is_fresh { "SharedArchiveFile" } else { "ArchiveClassesAtExit" };
    format!("-XX:{option}={}", kept.display())
}

/// Java asks X for a window on every Unix but the Mac, under Wayland too.
fn screen() -> Result<(), String> {
    let asks_x = cfg!(all(unix, not(target_os = "macos")));
    if asks_x && std::env::var_os("DISPLAY").is_none_or(|display| display.is_empty()) {
        return Err("DISPLAY is not set, so there is no screen to open a window on; run this in a desktop session, or \
                    with one made up: `xvfb-run cargo xtask app`"
            .to_owned());
    }
    Ok(())
}
