//! Runs cargo, and listens to the tests it runs.

use std::io::{BufRead, BufReader};
use std::process::{Command, ExitStatus, Stdio};

use crate::root;
use crate::tally::Tally;

/// The cargo that started us, in the root of the workspace, with nothing to read.
///
/// What `cargo run` says about this very package is taken out, because build scripts that look at it would run anew.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let about_us = |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(about_us)) {
        command.env_remove(name);
    }
    command.current_dir(root()).stdin(Stdio::null());
    command
}

/// Runs a command to its end; failure names it as it can be typed.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    println!("    {}", typed(command));
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() { Ok(()) } else { Err(failed(command, status)) }
}

/// Runs tests, shows what they print, and counts them; the second value is whether cargo was content.
pub(crate) fn run_tests(command: &mut Command) -> Result<(Tally, Result<(), String>), String> {
    println!("    {}", typed(command));
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| not_started(command, &error))?;
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        // Bytes, because a test may print what is not UTF-8, and the lines after it must still be counted.
        while output
            .read_until(b'\n', &mut line)
            .map_err(|error| format!("cannot read the tests' output: {error}"))?
            > 0
        {
            let text = String::from_utf8_lossy(&line);
            tally.take(text.trim_end());
            print!("{text}");
            line.clear();
        }
    }
    let status = child.wait().map_err(|error| not_started(command, &error))?;
    if status.success() {
        return Ok((tally, Ok(())));
    }
    tally.died();
    Ok((tally, Err(failed(command, status))))
}

fn failed(command: &Command, status: ExitStatus) -> String {
    format!("`{}` ended with {status}", typed(command))
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` could not be run: {error}", typed(command))
}

/// The command as somebody would type it; variables that were set come first, a path to a program becomes its name.
fn typed(command: &Command) -> String {
    let set = command.get_envs().filter_map(|(name, value)| {
        Some(format!("{}={} ", name.to_string_lossy(), quoted(&value?.to_string_lossy())))
    });
    let program = std::path::Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut text: String = set.collect();
    text.push_str(&program.to_string_lossy());
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&quoted(&argument.to_string_lossy()));
    }
    text
}

fn quoted(word: &str) -> String {
    if word.contains(' ') { format!("'{word}'") } else { word.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_can_be_typed() {
        let mut command = Command::new("/usr/bin/cargo");
        command.args(["doc", "a b"]).env("RUSTDOCFLAGS", "-D warnings").env_remove("GONE");
        assert_eq!(typed(&command), "RUSTDOCFLAGS='-D warnings' cargo doc 'a b'");
    }

    #[test]
    fn a_command_that_fails_says_so_and_so_does_one_that_does_not_exist() {
        assert!(
            run(&mut Command::new("false"))
                .expect_err("false fails")
                .contains("`false` ended with exit status: 1")
        );
        assert!(
            run(&mut Command::new("no-such-program")).expect_err("is not there").contains("could not be run")
        );
    }

    #[test]
    fn tests_are_counted_even_when_their_program_dies() {
        let script = "echo 'test result: ok. 3 passed; 0 failed;'; printf 'bad \\377 byte\\n'; exit 101";
        let (tally, outcome) = run_tests(Command::new("sh").args(["-c", script])).expect("sh runs");
        assert_eq!((tally.passed, tally.failed), (3, 1));
        assert!(outcome.is_err());
    }
}
