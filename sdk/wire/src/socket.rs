//! The WebSocket of `GET /events`: JSON text frames, told apart by `op`.
//!
//! Events flow from `hello`'s cursor on. `resume` replays what came after an older cursor; when that is too
//! old the server says `reset`, and the client calls `/sync`.

use crate::{Event, Secret};
use serde::{Deserialize, Serialize};

/// What a client sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum ClientFrame {
    /// First frame, unless the `Authorization` header was sent. A token is never part of the URL.
    Authenticate {
        /// The access token.
        access_token: Secret,
    },
    /// After `hello`: replay what came after this cursor.
    Resume {
        /// The newest cursor the client has applied.
        cursor: String,
    },
    /// Asks for a `pong`; for clients that cannot see WebSocket pings.
    Ping,
}

/// What a server sends.
#[expect(clippy::large_enum_variant, reason = "nearly every frame is an event, and none is stored")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case")]
pub enum ServerFrame {
    /// First frame after authentication.
    Hello {
        /// Opaque id of this connection.
        session: String,
        /// Where the live events begin.
        cursor: String,
        /// How often the server pings; silence of twice this length means the link is lost.
        heartbeat_ms: u64,
        /// The logo to have; download only when it is another one (LOGO-04).
        logo_revision: String,
    },
    /// Something changed.
    Event(Event),
    /// The cursor of `resume` is too old or unknown: call `/sync`.
    Reset {
        /// A short code for the log.
        reason: String,
    },
    /// Answers `ping`.
    Pong,
    /// A frame this version does not know; it is skipped.
    #[serde(other)]
    Unknown,
}

/// The close codes of this contract, and what a client does about each.
pub mod close {
    /// No token within ten seconds. A fault of the client.
    pub const NOT_AUTHENTICATED: u16 = 4001;
    /// The token was refused: refresh it, then connect again.
    pub const REFUSED: u16 = 4002;
    /// The token expired or the device was revoked: refresh; when that is refused too, sign in.
    pub const REVOKED: u16 = 4003;
    /// A frame that was not understood. A fault of the client.
    pub const PROTOCOL_ERROR: u16 = 4004;
}
