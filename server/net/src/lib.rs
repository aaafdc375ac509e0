//! Listeners: TLS, limits, timeouts, graceful stop.
//!
//! Written once for IMAP, SMTP and REST. A [`Listener`] accepts, a [`Gate`] decides how many may be open, [`Tls`] secures
//! them, a [`Stream`] is what a protocol talks over, and a [`LineStream`] frames lines and literals for those protocols
//! that have them. Nothing here knows a protocol: what is said to a refused client is the protocol's own text.
//!
//! No task is detached: [`Listener::serve`] returns when every connection it accepted has ended.
//!
//! ```no_run
//! # use std::{borrow::Cow, path::Path, time::Duration};
//! # use server_net::*;
//! # async fn start(shutdown: tokio_util::sync::CancellationToken) -> Result<(), Box<dyn std::error::Error>> {
//! let (certificate, _) = Certificate::load_or_make(Path::new("data/tls"), &[])?;
//! let imap = Listener::bind(ListenerConfig {
//!     name: "imap",
//!     address: ([0, 0, 0, 0], 143).into(),
//!     mode: Mode::StartTls(Tls::new(&certificate)?),
//!     gate: Gate::new(Limits { connections: 5_000, per_peer: 1_000 }),
//!     stop_within: Duration::from_secs(10),
//! })?;
//! let session = |stream: Stream, permit: Permit| async move {
//!     let mut lines = LineStream::new(stream, 8_192, Duration::from_secs(60));
//!     tokio::select! {
//!         line = lines.next_line(Duration::from_secs(1_800)) => drop(line),
//!         () = permit.stopping().cancelled() => {}
//!     }
//! };
//! imap.serve(shutdown, session, |_| Some(Cow::Borrowed(b"* BYE too many connections\r\n"))).await;
//! # Ok(())
//! # }
//! ```

mod certificate;
mod deflate;
mod framing;
mod gate;
mod linger;
mod listener;
mod permit;
mod plaintext;
mod service;
mod stream;
mod tls;

pub use certificate::{Certificate, CertificateError, Fingerprint, Origin};
pub use framing::{ConnectionError, CopyError, Ending, Line, LineStream};
pub use gate::{Gate, Limits, Refused, Why};
pub use listener::{BindCause, BindError, Listener, ListenerConfig, Mode, Stopped};
pub use permit::Permit;
pub use plaintext::PlaintextLogin;
pub use stream::Stream;
pub use tls::{Tls, TlsError};
