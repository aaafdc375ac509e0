//! The WebSocket, through a client that is not ours (PyPI `websockets`).

use crate::probe::{Probe, script};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// An open socket.
pub struct Socket {
    probe: Probe,
    /// The server's first frame.
    pub hello: Value,
}

impl Socket {
    /// Opens it and waits for `hello`: what happens from now on is told.
    pub async fn open(amds: SocketAddr, token: &str) -> Self {
        let mut command = script("websocket");
        command.arg(format!("ws://{amds}/api/v1/events")).env("PROBE_TOKEN", token);
        let mut probe = Probe::start(&mut command);
        let hello = probe.until(|value| value["frame"]["op"] == "hello").await["frame"].clone();
        Self { probe, hello }
    }

    /// Waits for an event of this type of which `is_it` is true. The answer has `at`, the second it was read at.
    pub async fn event(&mut self, kind: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let matches = |value: &Value| {
            let frame = &value["frame"];
            frame["op"] == "event" && frame["type"] == kind && is_it(&frame["data"])
        };
        let mut value = self.probe.until(matches).await;
        let at = value["at"].clone();
        let mut frame = value["frame"].take();
        frame["at"] = at;
        frame
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: Value) {
        self.probe.tell(&frame).await;
    }

    /// All events that came before a pong which is asked for now.
    pub async fn all_so_far(&mut self) -> Vec<Value> {
        self.send(json!({"op": "ping"})).await;
        self.probe.until(|value| value["frame"]["op"] == "pong").await;
        let frames = self.probe.heard().iter().map(|value| value["frame"].clone());
        frames.filter(|frame| frame["op"] == "event").collect()
    }

    /// Waits until the server has closed it: the close code.
    pub async fn is_closed(&mut self) -> u64 {
        self.probe.until(|value| value.get("closed").is_some()).await["closed"].as_u64().expect("a code")
    }
}
