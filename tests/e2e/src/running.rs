//! A program that stays and talks: what it prints, both kinds, is listened to line by line.

use std::{process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    sync::mpsc,
    time::{Instant, timeout_at},
};

/// How long something may take that is expected within a second, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(40);

/// A running program. It is killed when dropped.
pub struct Running {
    _child: Child,
    lines: mpsc::UnboundedReceiver<String>,
    heard: Vec<String>,
}

impl Running {
    /// Starts it.
    pub fn start(command: &mut Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{:?}: {error}", command.as_std()));
        let (sender, lines) = mpsc::unbounded_channel();
        let mut said = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut complained = BufReader::new(child.stderr.take().expect("piped")).lines();
        let other = sender.clone();
        tokio::spawn(async move {
            while let Ok(Some(line)) = said.next_line().await {
                let _ = sender.send(line);
            }
        });
        tokio::spawn(async move {
            while let Ok(Some(line)) = complained.next_line().await {
                let _ = other.send(line);
            }
        });
        Self { _child: child, lines, heard: Vec::new() }
    }

    /// Waits for a line that contains this text; the test fails when it does not come, and says what did.
    pub async fn until(&mut self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match timeout_at(deadline, self.lines.recv()).await {
                Ok(Some(line)) if line.contains(text) => return,
                Ok(Some(line)) => self.heard.push(line),
                _ => panic!("{text:?} was not said; this was:\n{}", self.heard.join("\n")),
            }
        }
    }
}
