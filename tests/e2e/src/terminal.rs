//! `mobilelink`, our own terminal client, on the live server.

use crate::{
    command::{Ended, run},
    probe::Probe,
};
use serde_json::Value;
use std::net::SocketAddr;
use test_support::program;
use tokio::process::Command;

/// `mobilelink` for one person.
#[derive(Debug, Clone)]
pub struct Terminal {
    amds: SocketAddr,
    user: String,
    password: String,
}

impl Terminal {
    /// For this person; nothing is started yet.
    pub fn new(amds: SocketAddr, user: &str, password: &str) -> Self {
        Self { amds, user: user.into(), password: password.into() }
    }

    /// `mobilelink --json watch`, ready: what happens from now on is printed.
    pub async fn watch(&self) -> Probe {
        let mut watch = Probe::start(&mut self.command(&["watch"]));
        watch.until(|line| line["what"] == "ready").await;
        watch
    }

    /// Runs a command and reads the JSON that it prints.
    pub async fn json(&self, arguments: &[&str]) -> Value {
        let ended = self.run(arguments).await.well();
        serde_json::from_str(&ended.said).unwrap_or_else(|_| panic!("{arguments:?} said {}", ended.said))
    }

    /// Runs a command.
    pub async fn run(&self, arguments: &[&str]) -> Ended {
        run(&mut self.command(arguments)).await
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program("mobilelink"));
        command.env("MOBILE_LINK_PASSWORD", &self.password);
        command.args(["--json", "--server", &self.amds.to_string(), "--user", &self.user]).args(arguments);
        command
    }
}
