//! The WebSocket of AMDS as a stream of hints.
//!
//! It survives what concerns only itself: when the server closes because a token ran out, it refreshes the token,
//! connects again and resumes where it was, and nobody above notices. Everything else ends the stream.

use super::{
    rest::Rest,
    transport::{BoxedWire, Dialer, Security},
};
use crate::{
    backend::{BackendError, Hint},
    state::Leg,
};
use futures_util::{SinkExt, Stream, StreamExt, stream};
use mobilelink_wire::{BASE_PATH, ClientFrame, Secret, ServerFrame, close};
use std::time::Duration;
use tokio::time::timeout;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{self, Message, client::IntoClientRequest, http::HeaderValue, protocol::CloseFrame},
};

const LEG: Leg = Leg::Mobile;
/// How long the server may take to say hello.
const HELLO_TIMEOUT: Duration = Duration::from_secs(10);

/// Hints after the cursor, or from now on.
pub(super) fn hints<'a>(
    dialer: &'a Dialer,
    rest: &'a Rest,
    port: u16,
    cursor: Option<String>,
) -> impl Stream<Item = Result<Hint, BackendError>> + Send + 'a {
    let feed = Feed { dialer, rest, port, cursor, connection: None };
    stream::try_unfold(feed, |mut feed| async move {
        let hint = feed.next().await?;
        Ok(Some((hint, feed)))
    })
}

struct Feed<'a> {
    dialer: &'a Dialer,
    rest: &'a Rest,
    port: u16,
    /// The newest change that was passed on.
    cursor: Option<String>,
    connection: Option<Connection>,
}

struct Connection {
    socket: WebSocketStream<BoxedWire>,
    token: Secret,
    /// The server pings at least this often; twice as long a silence means that nobody is there.
    heartbeat: Duration,
}

/// What ended a connection.
enum Ended {
    /// The token; another one will do.
    TokenRefused,
    Failed(BackendError),
}

impl Feed<'_> {
    async fn next(&mut self) -> Result<Hint, BackendError> {
        let mut renewed = false;
        loop {
            match self.next_of_connection().await {
                Ok(hint) => return Ok(hint),
                // Once: a server that refuses a new token, too, has ended the session.
                Err(Ended::TokenRefused) if !renewed => {
                    renewed = true;
                    if let Some(connection) = self.connection.take() {
                        self.rest.replace(&connection.token).await?;
                    }
                }
                Err(Ended::TokenRefused) => return Err(BackendError::SessionEnded),
                Err(Ended::Failed(error)) => return Err(error),
            }
        }
    }

    async fn next_of_connection(&mut self) -> Result<Hint, Ended> {
        if self.connection.is_none() {
            self.connection = Some(self.connect().await?);
        }
        let Some(connection) = &mut self.connection else { return Err(Ended::Failed(lost())) };
        loop {
            match connection.frame().await? {
                ServerFrame::Event(event) => {
                    self.cursor = Some(event.cursor.clone());
                    return Ok(Hint::Changed(Box::new(event)));
                }
                ServerFrame::Reset { .. } => return Ok(Hint::CursorExpired),
                ServerFrame::Hello { .. } | ServerFrame::Pong | ServerFrame::Unknown => {}
            }
        }
    }

    async fn connect(&mut self) -> Result<Connection, Ended> {
        let token = self.rest.access().await.map_err(Ended::Failed)?.token;
        let (security, scheme) =
            if self.dialer.is_protected() { (Security::Tls, "wss") } else { (Security::Plain, "ws") };
        let stream = self.dialer.dial(LEG, self.port, security).await.map_err(Ended::Failed)?;
        let url = format!("{scheme}://{}{BASE_PATH}/events", self.dialer.authority(self.port));
        let mut request = url.into_client_request().map_err(|error| Ended::Failed(broken(&error)))?;
        let authorization = HeaderValue::try_from(format!("Bearer {}", token.expose()))
            .map_err(|_| Ended::Failed(misbehaved("a token that no header can carry")))?;
        request.headers_mut().insert("authorization", authorization);
        let upgraded = timeout(HELLO_TIMEOUT, client_async(request, stream)).await;
        let (socket, _) = match upgraded {
            Ok(Ok(upgraded)) => upgraded,
            Ok(Err(tungstenite::Error::Http(answer))) if answer.status() == 401 => {
                self.rest.replace(&token).await.map_err(Ended::Failed)?;
                return Err(Ended::TokenRefused);
            }
            Ok(Err(tungstenite::Error::Http(answer))) if answer.status() == 403 => {
                return Err(Ended::Failed(BackendError::NotPermitted { code: "events".into() }));
            }
            Ok(Err(error)) => return Err(Ended::Failed(broken(&error))),
            Err(_) => return Err(Ended::Failed(lost())),
        };
        let mut connection = Connection { socket, token, heartbeat: HELLO_TIMEOUT };
        let ServerFrame::Hello { heartbeat_ms, .. } = connection.frame().await? else {
            return Err(Ended::Failed(misbehaved("the first frame is no hello")));
        };
        connection.heartbeat = Duration::from_millis(heartbeat_ms).max(Duration::from_secs(1));
        if let Some(cursor) = self.cursor.clone() {
            connection.send(&ClientFrame::Resume { cursor }).await?;
        }
        Ok(connection)
    }
}

impl Connection {
    /// The next frame. Pings are answered by the library, on the same read.
    async fn frame(&mut self) -> Result<ServerFrame, Ended> {
        loop {
            let message = match timeout(self.heartbeat * 2, self.socket.next()).await {
                Ok(Some(Ok(message))) => message,
                Ok(Some(Err(error))) => return Err(Ended::Failed(broken(&error))),
                Ok(None) | Err(_) => return Err(Ended::Failed(lost())),
            };
            match message {
                Message::Text(text) => {
                    return serde_json::from_str(&text)
                        .map_err(|error| Ended::Failed(misbehaved(&error.to_string())));
                }
                Message::Close(frame) => return Err(ended_by(frame)),
                Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_) => {}
            }
        }
    }

    async fn send(&mut self, frame: &ClientFrame) -> Result<(), Ended> {
        let text =
            serde_json::to_string(frame).map_err(|error| Ended::Failed(misbehaved(&error.to_string())))?;
        self.socket.send(Message::text(text)).await.map_err(|error| Ended::Failed(broken(&error)))
    }
}

fn ended_by(frame: Option<CloseFrame>) -> Ended {
    match frame.map(|frame| u16::from(frame.code)) {
        Some(close::REFUSED | close::REVOKED) => Ended::TokenRefused,
        Some(code @ (close::NOT_AUTHENTICATED | close::PROTOCOL_ERROR)) => {
            Ended::Failed(misbehaved(&format!("the socket was closed with {code}")))
        }
        _ => Ended::Failed(lost()),
    }
}

fn lost() -> BackendError {
    BackendError::Unreachable { leg: LEG, reason: "the event socket was closed".into() }
}

fn broken(error: &tungstenite::Error) -> BackendError {
    BackendError::Unreachable { leg: LEG, reason: format!("the event socket broke: {error}") }
}

fn misbehaved(what: &str) -> BackendError {
    BackendError::Misbehaved { leg: LEG, what: what.to_owned() }
}
