//! Clients that wait: an IMAP connection in IDLE, a WebSocket after its hello. Each reports when a message reaches it.

use crate::{
    Failure,
    clock::Moment,
    demo::{Demo, PASSWORD, RECEIVER},
    wire::{Dialer, Security, Wire},
};
use futures_util::StreamExt;
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    sync::watch,
    task::JoinHandle,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{client::IntoClientRequest, http::header::AUTHORIZATION},
};

/// What waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) protocol: Protocol,
    pub(crate) security: Security,
}

/// By which protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Imap,
    WebSocket,
}

impl Kind {
    /// For tables.
    pub(crate) fn name(self) -> &'static str {
        match (self.protocol, self.security) {
            (Protocol::Imap, Security::Plain) => "IMAP",
            (Protocol::Imap, Security::Tls) => "IMAP, TLS",
            (Protocol::WebSocket, Security::Plain) => "WebSocket",
            (Protocol::WebSocket, Security::Tls) => "WebSocket, TLS",
        }
    }
}

/// Opens waiting clients of one kind.
#[derive(Clone)]
pub(crate) struct Opener {
    kind: Kind,
    dialer: Dialer,
    address: SocketAddr,
    /// For WebSockets.
    access_token: String,
}

/// A client that waits; the moment at which it heard of a message, or `None` when it was told to hang up before.
pub(crate) type Waiting = JoinHandle<Result<Option<Moment>, Failure>>;

impl Opener {
    /// Knows where to connect, and as whom.
    pub(crate) async fn new(kind: Kind, demo: &Demo) -> Result<Self, Failure> {
        let dialer = Dialer::to(demo)?;
        let address = match (kind.protocol, kind.security) {
            (Protocol::Imap, Security::Plain) => demo.imap()?,
            (Protocol::Imap, Security::Tls) => demo.imaps()?,
            (Protocol::WebSocket, _) => demo.amds()?,
        };
        let access_token = match kind.protocol {
            Protocol::Imap => String::new(),
            Protocol::WebSocket => access_token(dialer.dial(address, kind.security).await?).await?,
        };
        Ok(Self { kind, dialer, address, access_token })
    }

    /// Opens one and returns when it waits. It hangs up when `hang_up` changes or is dropped.
    pub(crate) async fn open(&self, mut hang_up: watch::Receiver<()>) -> Result<Waiting, Failure> {
        let wire = self.dialer.dial(self.address, self.kind.security).await?;
        Ok(match self.kind.protocol {
            Protocol::Imap => {
                let mut lines = idle(wire).await?;
                tokio::spawn(async move {
                    tokio::select! {
                        heard = imap_news(&mut lines) => heard.map(Some),
                        _ = hang_up.changed() => Ok(None),
                    }
                })
            }
            Protocol::WebSocket => {
                let mut socket = self.greeted(wire).await?;
                tokio::spawn(async move {
                    tokio::select! {
                        heard = socket_news(&mut socket) => heard.map(Some),
                        _ = hang_up.changed() => Ok(None),
                    }
                })
            }
        })
    }

    async fn greeted(&self, wire: Wire) -> Result<WebSocketStream<Wire>, Failure> {
        let mut request = format!("ws://{}/api/v1/events", self.address).into_client_request()?;
        request.headers_mut().insert(AUTHORIZATION, format!("Bearer {}", self.access_token).parse()?);
        let (mut socket, _) = client_async(request, wire).await?;
        let frame = frame(&mut socket).await?;
        match frame.get("op").and_then(Value::as_str) {
            Some("hello") => Ok(socket),
            _ => Err(format!("the WebSocket began with {frame}").into()),
        }
    }
}

async fn idle(wire: Wire) -> Result<BufReader<Wire>, Failure> {
    // Small, because this end is paid for too.
    let mut lines = BufReader::with_capacity(512, wire);
    next_line(&mut lines).await?;
    command(&mut lines, &format!("1 LOGIN {RECEIVER} {PASSWORD}"), "1 OK").await?;
    command(&mut lines, "2 SELECT INBOX", "2 OK").await?;
    command(&mut lines, "3 IDLE", "+").await?;
    Ok(lines)
}

async fn command(lines: &mut BufReader<Wire>, command: &str, expected: &str) -> Result<(), Failure> {
    lines.get_mut().write_all(format!("{command}\r\n").as_bytes()).await?;
    lines.get_mut().flush().await?;
    loop {
        let line = next_line(lines).await?;
        if line.starts_with(expected) {
            return Ok(());
        }
        if !line.starts_with("* ") {
            return Err(format!("IMAP answered {:?} where {expected} was expected", line.trim_end()).into());
        }
    }
}

async fn imap_news(lines: &mut BufReader<Wire>) -> Result<Moment, Failure> {
    loop {
        if next_line(lines).await?.ends_with(" EXISTS\r\n") {
            return Ok(Moment::now());
        }
    }
}

async fn next_line(lines: &mut BufReader<Wire>) -> Result<String, Failure> {
    let mut line = String::new();
    match lines.read_line(&mut line).await? {
        0 => Err("the server closed an IMAP connection".into()),
        _ => Ok(line),
    }
}

async fn socket_news(socket: &mut WebSocketStream<Wire>) -> Result<Moment, Failure> {
    loop {
        let frame = frame(socket).await?;
        if frame.get("type").and_then(Value::as_str) == Some("voicemail.message.created") {
            return Ok(Moment::now());
        }
    }
}

/// The next frame with text.
async fn frame(socket: &mut WebSocketStream<Wire>) -> Result<Value, Failure> {
    loop {
        let message = socket.next().await.ok_or("the server closed a WebSocket")??;
        if message.is_text() {
            return Ok(serde_json::from_str(message.to_text()?)?);
        }
    }
}

/// Signs in over REST; by hand, because it is one request.
async fn access_token(mut wire: Wire) -> Result<String, Failure> {
    let device = json!({"name": "bench", "platform": "terminal"});
    let body = json!({"username": RECEIVER, "password": PASSWORD, "device": device}).to_string();
    let head = format!(
        "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    wire.write_all(format!("{head}{body}").as_bytes()).await?;
    wire.flush().await?;
    let mut answer = String::new();
    wire.read_to_string(&mut answer).await?;
    let (_, body) = answer.split_once("\r\n\r\n").ok_or("the sign-in was not answered")?;
    let session: Value = serde_json::from_str(body)?;
    let token = session.get("access_token").and_then(Value::as_str);
    Ok(token.ok_or_else(|| format!("the sign-in was answered with {body}"))?.to_owned())
}
