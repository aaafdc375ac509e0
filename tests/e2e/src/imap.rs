//! Python's imaplib by remote control, so that the assertions stand in the test.

use crate::probe::{Probe, script};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// Not at all; the server takes passwords so on loopback only.
    None,
    /// STARTTLS before the log-in.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

impl Protection {
    fn word(self) -> &'static str {
        match self {
            Self::None => "plain",
            Self::StartTls => "starttls",
            Self::Tls => "tls",
        }
    }
}

/// A person who is logged in to IMAP.
pub struct Imap {
    probe: Probe,
}

impl Imap {
    /// Logs in without TLS; the test fails when that is refused.
    pub async fn log_in(imap: SocketAddr, username: &str, password: &str) -> Self {
        Self::try_log_in(imap, username, password, Protection::None).await.expect("logged in")
    }

    /// Logs in, or says what the server said.
    pub async fn try_log_in(
        imap: SocketAddr,
        username: &str,
        password: &str,
        protection: Protection,
    ) -> Result<Self, String> {
        let mut command = script("imap");
        command.args([imap.ip().to_string(), imap.port().to_string(), protection.word().into()]);
        command.env("PROBE_USER", username).env("PROBE_PASSWORD", password);
        let mut probe = Probe::start(&mut command);
        let answer = probe.next().await.expect("an answer");
        match answer["answer"].as_str() {
            Some("OK") => Ok(Self { probe }),
            _ => Err(answer["error"].as_str().unwrap_or_default().to_owned()),
        }
    }

    /// Calls a method of `imaplib.IMAP4`. The test fails unless the answer is OK; bytes are Latin-1 text.
    pub async fn call(&mut self, method: &str, arguments: &[&str]) -> Value {
        let (answer, data) = self.try_call(method, arguments).await;
        assert_eq!(answer, "OK", "{method} {arguments:?}: {data}");
        data
    }

    /// Calls a method: the answer (OK, NO, or ERROR for BAD and BYE), and what came with it.
    pub async fn try_call(&mut self, method: &str, arguments: &[&str]) -> (String, Value) {
        self.probe.tell(&json!({"call": method, "args": arguments})).await;
        let answer = self.probe.until(|value| value.get("answer").is_some()).await;
        let data = if answer["data"].is_null() { &answer["error"] } else { &answer["data"] };
        (answer["answer"].as_str().expect("text").to_owned(), data.clone())
    }

    /// Opens a folder and says how many messages it holds.
    pub async fn select(&mut self, folder: &str) -> usize {
        let data = self.call("select", &[folder]).await;
        data[0].as_str().and_then(|count| count.parse().ok()).expect("a number")
    }

    /// The UIDs of the messages that answer to the criteria.
    pub async fn search(&mut self, criteria: &str) -> Vec<u32> {
        let data = self.call("uid", &["SEARCH", criteria]).await;
        let numbers = data[0].as_str().unwrap_or_default().split_whitespace();
        numbers.map(|number| number.parse().expect("a number")).collect()
    }

    /// The audio of a message, decoded by Python's own mail parser.
    pub async fn audio(&mut self, uid: u32) -> Vec<u8> {
        self.probe.tell(&json!({"audio": uid})).await;
        let answer = self.probe.until(|value| value.get("audio").is_some()).await;
        latin_1(answer["audio"].as_str().expect("text"))
    }

    /// Goes idle, until [`Imap::done`].
    pub async fn idle(&mut self) {
        self.probe.tell(&json!({"idle": true})).await;
        self.probe.until(|value| value.get("idling").is_some()).await;
    }

    /// While idle: waits for a line that contains `text`, and answers with the whole value (`heard`, `at`).
    pub async fn hears(&mut self, text: &str) -> Value {
        let is_it = |value: &Value| value["heard"].as_str().is_some_and(|line| line.contains(text));
        self.probe.until(is_it).await
    }

    /// Waits until the server has closed the connection.
    pub async fn is_closed(&mut self) -> Value {
        self.probe.until(|value| value.get("closed").is_some()).await
    }

    /// Ends idling.
    pub async fn done(&mut self) {
        self.probe.tell(&json!({"done": true})).await;
        let answer = self.probe.until(|value| value.get("answer").is_some()).await;
        assert_eq!(answer["answer"], "OK");
    }
}

/// Bytes that travelled as Latin-1 text.
pub fn latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin-1")).collect()
}

/// Bytes as Latin-1 text, which is how they travel to a probe.
pub fn as_latin_1(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}
