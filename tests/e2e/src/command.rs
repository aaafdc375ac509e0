//! Programs that run, say something and end.

use std::process::{ExitStatus, Stdio};
use tokio::process::Command;

/// What a program said, and how it ended.
#[derive(Debug)]
pub struct Ended {
    /// How it ended.
    pub status: ExitStatus,
    /// Its standard output, byte for byte.
    pub bytes: Vec<u8>,
    /// Its standard output as text.
    pub said: String,
    /// Its standard error as text.
    pub complained: String,
}

impl Ended {
    /// Whether it ended well.
    pub fn is_well(&self) -> bool {
        self.status.success()
    }

    /// Itself, or the test fails with all that was said.
    pub fn well(self) -> Self {
        assert!(self.is_well(), "{}\n{}\n{}", self.status, self.said, self.complained);
        self
    }
}

/// Runs a program to its end. It is killed if the test ends first.
pub async fn run(command: &mut Command) -> Ended {
    command.stdin(Stdio::null()).kill_on_drop(true);
    let program = command.as_std().get_program().to_string_lossy().into_owned();
    let output = command.output().await;
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}; `cargo xtask test` installs it"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ended {
        status: output.status,
        said: text(&output.stdout),
        complained: text(&output.stderr),
        bytes: output.stdout,
    }
}
