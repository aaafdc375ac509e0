//! One socket, as the conversation sees it: frames in, frames out within bounded time, one way to end.

use axum::{
    body::Bytes,
    extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket},
};
use mobilelink_wire::{ClientFrame, ServerFrame, close};
use server_core::Failure;
use server_domain::Refusal;
use std::time::Duration;
use tokio::time::timeout;

/// A client that does not take a frame within this time is left; nothing is queued for it meanwhile.
const SEND_WITHIN: Duration = Duration::from_secs(10);
/// How long a client has to answer a close.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// The server stops (RFC 6455 §7.4.1).
pub(super) const GOING_AWAY: u16 = 1001;
/// The server cannot at the moment; try again later.
const TRY_AGAIN_LATER: u16 = 1013;

/// How a conversation ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With a close code, and a word that says why.
    Say(u16, &'static str),
    /// The client said goodbye.
    Answer,
    /// Nobody is listening any more: a close frame could not be delivered either.
    Drop,
}

impl Ending {
    pub(super) const TRY_AGAIN: Self = Self::Say(TRY_AGAIN_LATER, "try_again_later");
    const NOT_UNDERSTOOD: Self = Self::Say(close::PROTOCOL_ERROR, "frame_not_understood");
}

impl From<Failure> for Ending {
    fn from(failure: Failure) -> Self {
        match failure {
            // What a signed-in person may not know of is not asked for, so the account itself has gone.
            Failure::Refused(Refusal::DeviceRevoked) => Self::Say(close::REVOKED, "signed_out"),
            Failure::Refused(_) | Failure::Broken => Self::TRY_AGAIN,
        }
    }
}

pub(super) struct Link(WebSocket);

impl Link {
    pub(super) fn new(socket: WebSocket) -> Self {
        Self(socket)
    }

    /// The client's next frame; nothing when it was a sign of life only. Cancel-safe.
    pub(super) async fn receive(&mut self) -> Result<Option<ClientFrame>, Ending> {
        match self.0.recv().await {
            Some(Ok(Message::Text(text))) => {
                serde_json::from_str(&text).map(Some).map_err(|_| Ending::NOT_UNDERSTOOD)
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
            Some(Ok(Message::Binary(_))) => Err(Ending::NOT_UNDERSTOOD),
            Some(Ok(Message::Close(_))) => Err(Ending::Answer),
            Some(Err(_)) | None => Err(Ending::Drop),
        }
    }

    /// Renders a frame for this client alone.
    pub(super) async fn send(&mut self, frame: &ServerFrame) -> Result<(), Ending> {
        self.send_rendered(render(frame)).await
    }

    /// Sends a frame that was rendered for whoever reads it.
    pub(super) async fn send_rendered(&mut self, frame: Bytes) -> Result<(), Ending> {
        let text = Utf8Bytes::try_from(frame).map_err(|_| Ending::Drop)?;
        self.write(Message::Text(text)).await
    }

    pub(super) async fn ping(&mut self) -> Result<(), Ending> {
        self.write(Message::Ping(Bytes::new())).await
    }

    async fn write(&mut self, message: Message) -> Result<(), Ending> {
        match timeout(SEND_WITHIN, self.0.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Ending::Drop),
        }
    }

    /// Ends the conversation and lets the client hear it.
    pub(super) async fn end(mut self, ending: Ending) {
        let told = async {
            match ending {
                Ending::Say(code, reason) => {
                    let frame = CloseFrame { code, reason: Utf8Bytes::from_static(reason) };
                    if self.0.send(Message::Close(Some(frame))).await.is_err() {
                        return;
                    }
                }
                Ending::Answer => {}
                Ending::Drop => return,
            }
            // Reading on sends our answer to a close, and lets a client's last words not turn ours into a reset.
            while let Some(Ok(_)) = self.0.recv().await {}
        };
        let _ = timeout(CLOSE_WITHIN, told).await;
    }
}

/// The bytes of a frame. It consists of texts and numbers, so writing it cannot fail.
pub(super) fn render(frame: &ServerFrame) -> Bytes {
    serde_json::to_vec(frame).unwrap_or_default().into()
}
