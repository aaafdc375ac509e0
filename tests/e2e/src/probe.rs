//! Programs that stay: they print a JSON value a line as things happen, and take one a line.

use serde_json::Value;
use std::{
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
    time::{Instant, timeout_at},
};

/// Names the Python that has the packages the probes need.
const PYTHON_VARIABLE: &str = "MOBILE_LINK_TEST_PYTHON";

/// How long something may take that is expected within a second, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(40);

/// The Python that runs the probes.
pub fn python() -> PathBuf {
    match std::env::var_os(PYTHON_VARIABLE) {
        Some(python) => python.into(),
        None => {
            panic!("{PYTHON_VARIABLE} is not set: `cargo xtask test` sets up the Python that the probes need")
        }
    }
}

/// A file below `probes`.
pub fn probe_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("probes").join(name)
}

/// The Python script `probes/<name>.py`, ready to be given arguments.
pub fn script(name: &str) -> Command {
    let mut command = Command::new(python());
    // -B: nothing is to be written into the source tree.
    command.args(["-u", "-B"]).arg(probe_file(name).with_extension("py"));
    command
}

/// A running probe.
pub struct Probe {
    name: String,
    child: Child,
    input: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
    heard: Vec<Value>,
}

impl Probe {
    /// Starts it. It is killed when dropped.
    pub fn start(command: &mut Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true);
        let name = format!("{:?}", command.as_std());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{name}: {error}"));
        let input = child.stdin.take();
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        Self { name, child, input, lines, heard: Vec::new() }
    }

    /// The next value; none when it has ended.
    pub async fn next(&mut self) -> Option<Value> {
        let line = self.lines.next_line().await.expect("readable")?;
        let value: Value =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("{} said {line}", self.name));
        self.heard.push(value.clone());
        Some(value)
    }

    /// The next value of which `is_it` is true; those before it are passed over. The test fails when it does not come,
    /// and says what did.
    pub async fn until(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match timeout_at(deadline, self.next()).await {
                Ok(Some(value)) if is_it(&value) => return value,
                Ok(Some(_)) => {}
                Ok(None) => panic!("{} ended; it had said {:#?}", self.name, self.heard),
                Err(_) => panic!("{} did not say what was awaited; it said {:#?}", self.name, self.heard),
            }
        }
    }

    /// All that was said so far and has been read.
    pub fn heard(&self) -> &[Value] {
        &self.heard
    }

    /// Says something to it.
    pub async fn tell(&mut self, value: &Value) {
        let input = self.input.as_mut().expect("open");
        input.write_all(format!("{value}\n").as_bytes()).await.expect("it listens");
    }

    /// Has it end by itself: nothing more will be said to it. Answers with how it ended.
    pub async fn dismiss(mut self) -> ExitStatus {
        self.input = None;
        while let Ok(Some(_)) = self.lines.next_line().await {}
        self.child.wait().await.expect("ends")
    }

    /// Ctrl-C, and waits for its end.
    pub async fn interrupt(mut self) -> ExitStatus {
        let id = self.child.id().expect("running").to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().await.expect("kill runs").success());
        while let Ok(Some(_)) = self.lines.next_line().await {}
        self.child.wait().await.expect("ends")
    }
}
