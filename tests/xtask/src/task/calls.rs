//! `cargo xtask bench calls`: what a call costs through each binding, beside the same call in Rust.

use std::collections::BTreeMap;
use std::process::{Command, ExitCode};

use crate::cargo::{cargo, listen, program, run};
use crate::generate::generate;
use crate::native::Profile;
use crate::shape::Language;
use crate::steps::{Steps, Stopped};
use crate::task::app;
use crate::{python, root, swift, target};

/// The calls of the table: answered at once, with nothing to wait for, read from the cache.
const CALLS: [&str; 3] = ["state()", "ready()", "presence()"];

/// What each call took, in microseconds.
type Taken = BTreeMap<String, f64>;

/// Measures one language.
type Measured = fn() -> Result<Taken, String>;

/// Builds everything for release, measures one language after the other in the demo, and prints the table.
pub(crate) fn run_task() -> ExitCode {
    let mut steps = Steps::new("bench calls");
    let outcome = measure(&mut steps);
    steps.finish(outcome)
}

fn measure(steps: &mut Steps) -> Result<(), Stopped> {
    // Kotlin's classes and what they need are built as part of the app.
    app::build(steps)?;
    let mut table = Vec::new();
    let languages: [(&str, Measured); 4] =
        [("Rust", rust), ("Kotlin", kotlin), ("Python", python), ("Swift", swift)];
    for (language, measured) in languages {
        table.push((language, steps.run(language, "calls one after the other", measured)?));
    }
    println!("\nµs a call, release build{:>12}{:>12}{:>12}", CALLS[0], CALLS[1], CALLS[2]);
    for (language, taken) in &table {
        let figures =
            CALLS.map(|call| taken.get(call).map_or_else(|| "-".to_owned(), |took| format!("{took:.2}")));
        println!("{language:<24}{:>12}{:>12}{:>12}", figures[0], figures[1], figures[2]);
    }
    Ok(())
}

fn rust() -> Result<Taken, String> {
    run(cargo().args(["build", "--release", "--package", "mobilelink-ffi", "--example", "call_cost"]))?;
    told(&mut program(Profile::Release.folder().join("examples/call_cost")))
}

fn kotlin() -> Result<Taken, String> {
    let needs = root().join(app::MODULE).join("classpath.txt");
    let needs = std::fs::read_to_string(&needs).map_err(|error| format!("{}: {error}", needs.display()))?;
    let own = root().join("bindings/kotlin/target/test-classes");
    let class_path = std::env::join_paths(std::iter::once(own).chain(std::env::split_paths(needs.trim())))
        .map_err(|error| format!("a path of the classes: {error}"))?;
    let mut java = program("java");
    java.arg(format!("-Djna.library.path={}", Profile::Release.folder().display()))
        .arg("-cp")
        .arg(class_path);
    told(java.arg("org.mobilelink.MeasuredKt"))
}

fn python() -> Result<Taken, String> {
    let mut measured = program(python::with_bindings("release")?);
    told(measured.args(["tests/measured.py", "--demo"]).current_dir(root().join(python::PACKAGE)))
}

fn swift() -> Result<Taken, String> {
    let swift = swift::find()?;
    generate(Language::Swift, Profile::Release)?;
    let built = target().join("swift/measured");
    swift::forget_linked(&built.join("release"))?;
    let mut test = swift.command("swift", &root().join("bindings/swift"));
    test.args(["test", "-c", "release", "--filter", "Measured", "--scratch-path"]).arg(built);
    told(test.env("MOBILE_LINK_LIBRARY", Profile::Release.folder()))
}

/// Runs a program and reads lines such as `ready()   22.1 µs a call`.
fn told(command: &mut Command) -> Result<Taken, String> {
    let mut taken = Taken::new();
    listen(command, false, |line| taken.extend(figure(line)))??;
    Ok(taken)
}

fn figure(line: &str) -> Option<(String, f64)> {
    let (call, took) = line.strip_suffix(" µs a call")?.rsplit_once(' ')?;
    Some((call.trim().to_owned(), took.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_read_however_it_is_aligned_and_nothing_else_is_one() {
        assert_eq!(figure("state()           27.490 µs a call"), Some(("state()".to_owned(), 27.49)));
        assert_eq!(figure("ready() 22.1 µs a call"), Some(("ready()".to_owned(), 22.1)));
        assert_eq!(figure("17 messages       98.451 µs a call"), Some(("17 messages".to_owned(), 98.451)));
        assert_eq!(figure("Building for production..."), None);
    }
}
