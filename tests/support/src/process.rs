//! The server as a process of its own, which can be killed without warning.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    sync::OnceLock,
};
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};

/// The built program `name` (`mobilelinkd`, `mobilelink`), built now if it was not.
pub fn program(name: &str) -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    let folder = BUILT.get_or_init(|| {
        let test = std::env::current_exe().expect("the test knows where it is");
        let folder = test.ancestors().nth(2).expect("target/<profile>/deps/<test>").to_owned();
        let mut build = std::process::Command::new(env!("CARGO"));
        // The whole workspace, as `cargo xtask test` builds it: another choice would build the dependencies anew.
        build.args(["build", "--quiet", "--workspace", "--bins"]);
        if folder.ends_with("release") {
            build.arg("--release");
        }
        assert!(build.status().expect("cargo runs").success(), "the programs build");
        folder
    });
    folder.join(name)
}

/// `mobilelinkd demo` with a data folder of its own.
pub struct Process {
    child: Child,
    /// The lines that it printed at its start.
    pub greeting: Vec<String>,
}

impl Process {
    /// Starts the demo on free ports with its data in `data`, and waits until it listens.
    pub async fn demo(data: &Path) -> Self {
        Self::demo_with(data, &[]).await
    }

    /// As [`Process::demo`], with further options such as `--imap-connections=16`.
    pub async fn demo_with(data: &Path, options: &[&str]) -> Self {
        let mut command = Command::new(program("mobilelinkd"));
        command.args(["demo", "--amds-port", "0", "--imap-port", "0", "--imaps-port", "0"]);
        command.args(["--smtp-port", "0", "--smtps-port", "0", "--data"]).arg(data);
        command.args(options);
        Self::start(command).await
    }

    /// Starts a command that greets as the demo does.
    pub async fn start(mut command: Command) -> Self {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true).spawn().expect("starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let mut greeting = Vec::new();
        while let Some(line) = lines.next_line().await.expect("readable") {
            let last = line.starts_with("Alone");
            greeting.push(line);
            if last {
                break;
            }
        }
        assert!(!greeting.is_empty(), "the server ended at once");
        // Whatever is printed later must not fill the pipe.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { child, greeting }
    }

    /// The address that the greeting gives after `word`, for example `AMDS http://` or `IMAP `.
    pub fn address_after(&self, word: &str) -> String {
        let text = self.greeting.join("\n");
        let (_, rest) = text.split_once(word).unwrap_or_else(|| panic!("{word:?} is in {text}"));
        rest.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ':')).collect()
    }

    /// Where AMDS is.
    pub fn amds(&self) -> SocketAddr {
        self.socket_address("AMDS http://")
    }

    /// Where IMAP with STARTTLS is.
    pub fn imap(&self) -> SocketAddr {
        self.socket_address("IMAP ")
    }

    /// Where SMTP with STARTTLS is.
    pub fn smtp(&self) -> SocketAddr {
        self.socket_address("SMTP ")
    }

    fn socket_address(&self, word: &str) -> SocketAddr {
        self.address_after(word).parse().expect("the greeting names an address")
    }

    /// Memory in KiB: what is in use now (`VmRSS`), and the most there ever was (`VmHWM`).
    pub fn memory(&self) -> Memory {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).expect("running");
        let kib = |field: &str| {
            let line = status.lines().find(|line| line.starts_with(field)).expect("a line of /proc");
            line.split_whitespace().nth(1).and_then(|kib| kib.parse().ok()).expect("a number")
        };
        Memory { now: kib("VmRSS:"), most: kib("VmHWM:") }
    }

    /// The process, for `/proc`.
    pub fn id(&self) -> u32 {
        self.child.id().expect("running")
    }

    /// SIGKILL: no warning, no last words.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("killed");
    }

    /// Ctrl-C, and waits for its end; true when it ended well.
    pub async fn interrupt(mut self) -> bool {
        let id = self.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status().await.expect("kill runs");
        assert!(sent.success());
        self.child.wait().await.expect("ends").success()
    }
}

/// Memory of a process in KiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory {
    /// In use now.
    pub now: u64,
    /// The most there ever was.
    pub most: u64,
}
