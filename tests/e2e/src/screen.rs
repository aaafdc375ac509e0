//! A terminal with a program in it, which a test types into and reads, by tmux.

use crate::command::run;
use std::{path::Path, time::Duration};
use tokio::{process::Command, time::Instant};

/// How long something may take to show.
const PATIENCE: Duration = Duration::from_secs(40);

/// A terminal of 120 columns and 40 lines. It ends with the test.
pub struct Screen {
    socket: String,
}

impl Screen {
    /// Starts a program in it; `home` is its HOME, and where it starts.
    pub async fn start(home: &Path, program: &[&str]) -> Self {
        let screen = Self { socket: home.join("tmux").display().to_string() };
        let home = home.display().to_string();
        let size = ["-x", "120", "-y", "40", "-c", &home];
        let environment = ["-e", &format!("HOME={home}"), "-e", "LANG=C.UTF-8"];
        let start = ["-f", "/dev/null", "new-session", "-d"];
        screen.tmux(&[&start[..], &size, &environment, program].concat()).await;
        screen
    }

    /// Types keys by tmux's names for them: `Enter`, `Escape`, `C-g`, or a text.
    pub async fn types(&self, keys: &[&str]) {
        self.tmux(&[&["send-keys"], keys].concat()).await;
    }

    /// What it shows now.
    pub async fn shows(&self) -> String {
        self.tmux(&["capture-pane", "-p"]).await
    }

    /// Waits until it shows this text, and answers with all that it shows.
    pub async fn until(&self, text: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let shown = self.shows().await;
            if shown.contains(text) {
                return shown;
            }
            assert!(Instant::now() < deadline, "{text:?} did not show; this did:\n{shown}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until the program has ended.
    pub async fn is_over(&self) {
        let deadline = Instant::now() + PATIENCE;
        while run(&mut self.command(&["has-session"])).await.is_well() {
            assert!(Instant::now() < deadline, "it did not end; it shows\n{}", self.shows().await);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn tmux(&self, arguments: &[&str]) -> String {
        run(&mut self.command(arguments)).await.well().said
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("tmux");
        command.args(["-S", &self.socket]).args(arguments).env_remove("TMUX");
        command
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // The server of tmux would outlive a test that fails.
        let mut end = std::process::Command::new("tmux");
        let _ = end.args(["-S", &self.socket, "kill-server"]).env_remove("TMUX").output();
    }
}
