//! Python packages for the tests, in an environment of their own, so that nothing of the system's is touched.

use std::fs;
use std::path::{Path, PathBuf};

use crate::cache;
use crate::cargo::{program, run, run_tests};
use crate::tally::{Tally, Teller};
use crate::task::test::with_library;
use crate::{root, target};

/// Where the Python bindings lie.
pub(crate) const PACKAGE: &str = "bindings/python";

/// The interpreter of the environment, which is made when it lacks; another list of packages has another one.
pub(crate) fn environment() -> Result<PathBuf, String> {
    let wanted_file = root().join("tests/xtask/python-requirements.txt");
    let wanted =
        fs::read_to_string(&wanted_file).map_err(|error| format!("cannot read {wanted_file:?}: {error}"))?;
    let folder = cache::folder_made_from("python", std::slice::from_ref(&wanted))?;
    let (interpreter, stamp) = (folder.join("bin/python"), folder.join("installed.txt"));
    let packages: Vec<&str> =
        wanted.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    // The stamp is written last: an installation that was cut short is done again.
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) && starts(&interpreter) {
        println!("    all there: {}", packages.join(" "));
        return Ok(interpreter);
    }
    println!(
        "    missing: {} (clients that are not ours), going to {}",
        packages.join(" "),
        folder.display()
    );
    run(program("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let install =
        ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "--requirement"];
    run(program(&interpreter).args(install).arg(&wanted_file))?;
    fs::write(&stamp, &wanted).map_err(|error| format!("cannot write {stamp:?}: {error}"))?;
    Ok(interpreter)
}

/// An environment outlives the interpreter it was made with.
fn starts(interpreter: &Path) -> bool {
    program(interpreter).args(["-c", ""]).status().is_ok_and(|status| status.success())
}

/// Runs the tests of the Python bindings.
pub(crate) fn test_bindings() -> Result<(Tally, Result<(), String>), String> {
    // As it was built for the other tests; a build for release would take minutes.
    let mut test = program(with_bindings("dev")?);
    test.args(["-m", "unittest", "discover", "--verbose", "--start-directory", "tests"]);
    run_tests(with_library(test.current_dir(root().join(PACKAGE))), Teller::Python)
}

/// An interpreter in an environment of its own that has the Python bindings, installed from the tree as pip would.
pub(crate) fn with_bindings(cargo_profile: &str) -> Result<PathBuf, String> {
    let folder = target().join("python-bindings");
    let interpreter = folder.join("bin/python");
    if !starts(&interpreter) {
        run(program("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    }
    let mut pip = program(&interpreter);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--force-reinstall",
    ]);
    run(pip.arg(root().join(PACKAGE)).env("MATURIN_PEP517_ARGS", format!("--profile {cargo_profile}")))?;
    Ok(interpreter)
}
