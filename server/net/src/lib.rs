//! Listeners: TLS, limits, timeouts, graceful stop.
//!
//! Written once for IMAP, SMTP and REST. A [`Listener`] accepts, a [`Gate`] decides how many may be open, [`Tls`] secures
//! them, a [`Stream`] is what a protocol talks over, and a [`LineStream`] frames lines and literals for those protocols
//! that have them. Nothing here knows a protocol: what is said to a refused client is the protocol's own text.
//!
//! No task is detached: [`Listener::serve`] returns when every connection it accepted has ended.

mod certificate;
mod framing;
mod gate;
mod listener;
mod permit;
mod service;
mod stream;
mod tls;

pub use certificate::{Certificate, CertificateError, Fingerprint, Origin};
pub use framing::{ConnectionError, CopyError, Ending, Line, LineStream};
pub use gate::{Gate, Limits, Refused, Why};
pub use listener::{BindCause, BindError, Listener, ListenerConfig, Mode, Stopped};
pub use permit::Permit;
pub use stream::Stream;
pub use tls::{Tls, TlsError};
