//! `cargo xtask bench`: the figures that the README claims, measured here and now.

use std::process::ExitCode;

use clap::Args;

use crate::cargo::{cargo, program, run};
use crate::needed::BENCH_IMAP;
use crate::steps::{Steps, Stopped};
use crate::task::test::PYTHON;
use crate::task::{app, calls};
use crate::{debian, python, root};

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// What to measure, and how; `--help` lists it. `calls`: what a call costs through each binding.
    #[arg(
        value_name = "app|calls|latency|idle|deposit|imap",
        trailing_var_arg = true,
        allow_hyphen_values = true,
        required = true
    )]
    measurement: Vec<String>,
}

/// How the measurement starts what it measures, one argument a line: a variable, and the program behind it, which says when
/// what was there.
const WINDOWS: [(&str, &str); 2] = [
    ("MOBILE_LINK_APP", "org.mobilelink.desktop.measured.StartKt"),
    ("MOBILE_LINK_BARE_WINDOW", "org.mobilelink.desktop.measured.BareKt"),
];

/// Runs the measurement on the release build, after saying what is run; for JSON alone call that.
pub(crate) fn run_task(options: &Options) -> ExitCode {
    if options.measurement == ["calls"] {
        return calls::run_task();
    }
    let against_dovecot = options.measurement.iter().any(|word| word == "imap");
    let prepared = match against_dovecot {
        true => debian::install_missing_of(BENCH_IMAP),
        false => Ok(()),
    };
    let measured = prepared.and_then(|()| python::environment()).and_then(|python| {
        let mut bench = cargo();
        if options.measurement.iter().any(|word| word == "app") {
            bench.envs(windows_to_measure()?);
        }
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

/// Builds the app, and tells how it and the window beside it are started to be measured.
fn windows_to_measure() -> Result<Vec<(&'static str, String)>, String> {
    let mut steps = Steps::new("bench app");
    app::build(&mut steps).map_err(Stopped::into_reason)?;
    let module = root().join(app::MODULE);
    let archive = module.join("measured.jar");
    let mut jar = program("jar");
    jar.arg("--create")
        .arg("--file")
        .arg(&archive)
        .arg("-C")
        .arg(module.join("test-classes"))
        .arg("org/mobilelink/desktop/measured");
    run(&mut jar)?;
    WINDOWS
        .iter()
        .map(|(variable, main)| {
            let java = app::java(main, std::slice::from_ref(&archive))?;
            let words = std::iter::once(java.get_program()).chain(java.get_args());
            let words = words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join("\n");
            Ok((*variable, words))
        })
        .collect()
}
