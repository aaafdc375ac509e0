//! The server under measurement: `mobilelinkd demo` of the same build profile, with a data folder of its own.

use crate::{Failure, Options};
use sample_office::DEMO_PASSWORD;
use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};
use tempfile::TempDir;
use test_support::Process;
use tokio::time::sleep;

/// Who sends.
pub(crate) const SENDER: &str = "carol";
/// Who receives.
pub(crate) const RECEIVER: &str = "alice";
/// What the receiver is sent to.
pub(crate) const EXTENSION: &str = "101";
/// The password of both.
pub(crate) const PASSWORD: &str = DEMO_PASSWORD;

/// Memory that changes by less than this in each of three half seconds has settled.
const SETTLED_KIB: u64 = 64;

/// Where `mobilelinkd` and `mobilelink` are.
#[derive(Debug, Clone)]
pub(crate) struct Programs(PathBuf);

impl Programs {
    /// Builds them, unless they are to be taken as they are.
    pub(crate) fn ready(options: &Options) -> Result<Self, Failure> {
        let ours = std::env::current_exe()?;
        let folder = ours.parent().ok_or("this program has no folder")?.to_owned();
        let is_release = folder.ends_with("release");
        if cfg!(debug_assertions) {
            eprintln!("bench: this is not the release build; the figures are for nobody else");
        }
        if !options.as_built {
            let mut build = Command::new(env!("CARGO"));
            build.args(["build", "--quiet", "-p", "mobilelinkd", "-p", "mobilelink"]);
            if is_release {
                build.arg("--release");
            }
            if !build.status()?.success() {
                return Err("mobilelinkd and mobilelink do not build".into());
            }
        }
        Ok(Self(folder))
    }

    /// The path of one.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

/// A running demo.
pub(crate) struct Demo {
    process: Process,
    folder: TempDir,
}

impl Demo {
    /// Starts one on free ports, with further options of `mobilelinkd demo`, and waits until it listens.
    pub(crate) async fn start(programs: &Programs, options: &[&str]) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let mut command = tokio::process::Command::new(programs.path("mobilelinkd"));
        command.args(["demo", "--amds-port", "0", "--imap-port", "0", "--imaps-port", "0"]);
        command.args(["--smtp-port", "0", "--smtps-port", "0", "--data"]).arg(folder.path());
        command.args(options);
        Ok(Self { process: Process::start(command).await, folder })
    }

    /// Where AMDS is, over TLS when the demo was told so.
    pub(crate) fn amds(&self) -> Result<SocketAddr, Failure> {
        let plain = self.process.greeting.iter().any(|line| line.contains("AMDS http://"));
        self.address(if plain { "AMDS http://" } else { "AMDS https://" })
    }

    /// Where IMAP without TLS is.
    pub(crate) fn imap(&self) -> Result<SocketAddr, Failure> {
        self.address("IMAP ")
    }

    /// Where IMAP inside TLS is.
    pub(crate) fn imaps(&self) -> Result<SocketAddr, Failure> {
        let imap = self.imap()?;
        self.address(&format!("IMAP {imap} (STARTTLS), "))
    }

    /// Where SMTP is.
    pub(crate) fn smtp(&self) -> Result<SocketAddr, Failure> {
        self.address("SMTP ")
    }

    /// The folder of its data.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Waits until the memory in use stays the same, and returns it in KiB.
    pub(crate) async fn settled_memory(&self) -> u64 {
        let (mut before, mut quiet) = (self.process.memory().now, 0);
        while quiet < 3 {
            sleep(Duration::from_millis(500)).await;
            let now = self.process.memory().now;
            quiet = if now.abs_diff(before) < SETTLED_KIB { quiet + 1 } else { 0 };
            before = now;
        }
        before
    }

    /// Ends it as Ctrl-C does.
    pub(crate) async fn end(self) -> Result<(), Failure> {
        match self.process.interrupt().await {
            true => Ok(()),
            false => Err("the server did not end well".into()),
        }
    }

    fn address(&self, word: &str) -> Result<SocketAddr, Failure> {
        Ok(self.process.address_after(word).parse()?)
    }
}
