//! AMDS on a real port, and a WebSocket client.

#![allow(dead_code, reason = "each test file uses its own part")]

use crate::office::Office;
use futures_util::{SinkExt, StreamExt};
use mobilelink_wire::{Event, ServerFrame};
use serde_json::Value;
use server_core::{Leg, Requester};
use server_net::{Gate, Limits, Listener, ListenerConfig, Mode, Stopped};
use std::{net::SocketAddr, time::Duration};
use tokio::{net::TcpStream, task::JoinHandle, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest},
};
use tokio_util::sync::CancellationToken;

/// Longest that anything may take; what is "at once" is far below.
const PATIENCE: Duration = Duration::from_secs(5);

const LOOPBACK: &str = "127.0.0.1:0";
const MANY: Limits = Limits { connections: 5000, per_peer: 5000 };

pub(crate) struct Running {
    pub(crate) office: Office,
    pub(crate) address: SocketAddr,
    pub(crate) gate: Gate,
    pub(crate) shutdown: CancellationToken,
    pub(crate) serving: JoinHandle<Stopped>,
}

impl Running {
    pub(crate) async fn start() -> Self {
        Self::start_at(LOOPBACK.parse().unwrap(), MANY).await
    }

    pub(crate) async fn start_on(address: SocketAddr) -> Self {
        Self::start_at(address, MANY).await
    }

    pub(crate) async fn start_with(limits: Limits) -> Self {
        Self::start_at(LOOPBACK.parse().unwrap(), limits).await
    }

    async fn start_at(address: SocketAddr, limits: Limits) -> Self {
        let office = Office::open().await;
        let gate = Gate::new(limits);
        let config = ListenerConfig {
            name: "amds",
            address,
            mode: Mode::Plain,
            gate: gate.clone(),
            stop_within: Duration::from_secs(3),
        };
        let listener = Listener::bind(config).unwrap();
        let (address, shutdown) = (listener.local_addr(), CancellationToken::new());
        let serving = tokio::spawn(server_rest::serve(listener, office.app.clone(), shutdown.clone()));
        Self { office, address, gate, shutdown, serving }
    }

    /// A socket of this person, with the token in the header.
    pub(crate) async fn line(&self, username: &str) -> Line {
        self.line_with(&self.office.token(username).await).await
    }

    pub(crate) async fn line_with(&self, token: &str) -> Line {
        self.upgrade_with(&format!("Bearer {token}")).await.unwrap()
    }

    /// The socket, or the HTTP status that came instead.
    pub(crate) async fn upgrade_with(&self, authorization: &str) -> Result<Line, u16> {
        let mut request = self.url().into_client_request().unwrap();
        request.headers_mut().insert("authorization", authorization.parse().unwrap());
        match connect_async(request).await {
            Ok((socket, _)) => Ok(Line(socket)),
            Err(tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(error) => panic!("{error}"),
        }
    }

    pub(crate) async fn line_without_header(&self) -> Line {
        Line(connect_async(self.url()).await.unwrap().0)
    }

    pub(crate) async fn requester(&self, username: &str) -> Requester {
        let token = self.office.token(username).await;
        self.office.phone.sign_in_by_token(&token, Leg::Amds).await.unwrap()
    }

    fn url(&self) -> String {
        format!("ws://{}/api/v1/events", self.address)
    }
}

pub(crate) struct Line(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Line {
    pub(crate) async fn say(&mut self, frame: Value) {
        self.0.send(Message::text(frame.to_string())).await.unwrap();
    }

    /// Whatever comes next, however long it takes; for tests that shift the time.
    pub(crate) async fn next(&mut self) -> Option<Result<Message, tungstenite::Error>> {
        self.0.next().await
    }

    /// The next text frame, as it came.
    pub(crate) async fn text(&mut self) -> String {
        loop {
            match timeout(PATIENCE, self.0.next()).await.expect("a frame in time") {
                Some(Ok(Message::Text(text))) => return text.as_str().to_owned(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    pub(crate) async fn frame(&mut self) -> ServerFrame {
        let text = self.text().await;
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    pub(crate) async fn event(&mut self) -> Event {
        match self.frame().await {
            ServerFrame::Event(event) => event,
            other => panic!("{other:?}"),
        }
    }

    /// Session and cursor of the first frame.
    pub(crate) async fn hello(&mut self) -> (String, String) {
        match self.frame().await {
            ServerFrame::Hello { session, cursor, heartbeat_ms: 30_000, .. } => (session, cursor),
            other => panic!("{other:?}"),
        }
    }

    /// Code and reason of the close that must come next.
    pub(crate) async fn closed(&mut self) -> (u16, String) {
        loop {
            match timeout(PATIENCE, self.0.next()).await.expect("a close in time") {
                Some(Ok(Message::Close(Some(frame)))) => {
                    return (frame.code.into(), frame.reason.as_str().to_owned());
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => panic!("{other:?}"),
            }
        }
    }
}
