//! Runs cargo and other programs, and listens to the tests they run.

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::root;
use crate::tally::{Tally, Teller};

/// The cargo that started us, in the root of the workspace, with nothing to read.
pub(crate) fn cargo() -> Command {
    let mut command = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// A program with nothing to read, and as if it had been typed.
///
/// What `cargo run` says about this very package is taken out, because build scripts that look at it would run anew; so
/// is its list of folders with libraries, in which a program would find ours that was told a wrong folder.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    let about_us = |name: &str| {
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "LD_LIBRARY_PATH"
    };
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_str().is_some_and(about_us)) {
        command.env_remove(name);
    }
    command.stdin(Stdio::null());
    command
}

/// Runs a command to its end; failure names it as it can be typed.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    println!("    {}", typed(command));
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() { Ok(()) } else { Err(failed(command, status)) }
}

/// Runs tests, shows what they print, and counts them; the second value is whether the program was content.
pub(crate) fn run_tests(
    command: &mut Command,
    teller: Teller,
) -> Result<(Tally, Result<(), String>), String> {
    let mut tally = Tally::default();
    let outcome = listen(command, teller != Teller::Cargo, |line| tally.take(teller, line))?;
    if outcome.is_err() {
        tally.died();
    }
    Ok((tally, outcome))
}

/// Runs a command, shows what it prints, and hands each line on; with `both`, what it prints as errors as well.
pub(crate) fn listen(
    command: &mut Command,
    both: bool,
    mut hear: impl FnMut(&str),
) -> Result<Result<(), String>, String> {
    println!("    {}", typed(command));
    let deaf = |error: io::Error| format!("cannot read what the tests print: {error}");
    let (output, input) = io::pipe().map_err(deaf)?;
    if both {
        command.stderr(input.try_clone().map_err(deaf)?);
    }
    let child = command.stdout(input).spawn();
    // The command holds the pipe open as long as it knows of it, and then reading would never end.
    command.stdout(Stdio::inherit()).stderr(Stdio::inherit());
    let mut child = child.map_err(|error| not_started(command, &error))?;
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        let (mut output, mut line) = (BufReader::new(output), Vec::new());
        // Bytes, because a test may print what is not UTF-8, and the lines after it must still be counted.
        while output.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            if sender.send(std::mem::take(&mut line)).is_err() {
                break;
            }
        }
    });
    loop {
        match lines.recv_timeout(Duration::from_secs(1)) {
            Ok(line) => {
                let text = String::from_utf8_lossy(&line);
                hear(text.trim_end());
                print!("{text}");
            }
            Err(RecvTimeoutError::Disconnected) => break,
            // What it started and left behind, a compiler's daemon for one, may hold the output open for hours.
            Err(RecvTimeoutError::Timeout) if child.try_wait().is_ok_and(|ended| ended.is_some()) => break,
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
    let status = child.wait().map_err(|error| not_started(command, &error))?;
    Ok(if status.success() { Ok(()) } else { Err(failed(command, status)) })
}

fn failed(command: &Command, status: ExitStatus) -> String {
    format!("`{}` ended with {status}", typed(command))
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!("`{}` could not be run: {error}", typed(command))
}

/// The command as somebody would type it; variables that were set come first, a path to a program becomes its name,
/// or starts from the root if it is one of ours.
fn typed(command: &Command) -> String {
    let set = command.get_envs().filter_map(|(name, value)| {
        Some(format!("{}={} ", name.to_string_lossy(), quoted(&value?.to_string_lossy())))
    });
    let program = Path::new(command.get_program());
    let name = || program.file_name().unwrap_or(command.get_program());
    let program = program.strip_prefix(root()).map_or_else(|_| name(), Path::as_os_str);
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
        let (tally, outcome) =
            run_tests(Command::new("sh").args(["-c", script]), Teller::Cargo).expect("sh runs");
        assert_eq!((tally.passed, tally.failed), (3, 1));
        assert!(outcome.is_err());
    }

    #[test]
    fn a_daemon_that_is_left_behind_is_not_waited_for() {
        let began = std::time::Instant::now();
        let outcome = listen(Command::new("sh").args(["-c", "sleep 60 & echo done"]), true, |_| {});
        assert_eq!(outcome, Ok(Ok(())));
        assert!(began.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn what_is_printed_as_an_error_is_heard_in_its_place() {
        let mut heard = Vec::new();
        let script = "echo one; echo two >&2; echo three";
        let outcome =
            listen(Command::new("sh").args(["-c", script]), true, |line| heard.push(line.to_owned()));
        assert_eq!(outcome, Ok(Ok(())));
        assert_eq!(heard, ["one", "two", "three"]);
    }
}
