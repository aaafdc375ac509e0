//! How a phone system is to be opened.

use crate::{History, Rest};
use server_domain::{Clock, SystemClock, quota::Quota};
use std::{path::PathBuf, sync::Arc, time::Duration};

pub use server_store::{Access, Settled};

/// How a phone system is to be opened.
#[derive(Clone)]
pub struct Settings {
    /// Where everything is kept.
    pub folder: PathBuf,
    /// As the server, or beside it.
    pub access: Access,
    /// What flags and presence survive.
    pub settled: Settled,
    /// Where messages expunged from the inbox go.
    pub expunged: Rest,
    /// How far back it is remembered what changed.
    pub history: History,
    /// Bounds on what may be handed in.
    pub limits: Limits,
    /// How hard passwords are to guess.
    pub password_cost: PasswordCost,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl Settings {
    /// The defaults, with everything kept in `folder`.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            access: Access::Server,
            settled: Settled::BeforePowerLoss,
            expunged: Rest::InTrash,
            history: History::default(),
            limits: Limits::default(),
            password_cost: PasswordCost::Full,
            clock: Arc::new(SystemClock),
        }
    }
}

/// Bounds on what may be handed in and asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Largest message in bytes, as it is sent.
    pub message_bytes: u64,
    /// Most recipients of one message.
    pub recipients: usize,
    /// How much one mailbox may hold.
    pub quota: Quota,
    /// How long one search may look through a folder.
    pub search: Duration,
}

/// Weeks of recordings; whoever fills it learns so before the disk does.
const LARGE: Quota = Quota { bytes: Some(64 << 30), messages: Some(1_000_000) };

impl Default for Limits {
    fn default() -> Self {
        // Twenty minutes of 16 kHz PCM in base64 (AMB-32 leaves it to us).
        let message_bytes = 50 * 1024 * 1024;
        Self { message_bytes, recipients: 100, quota: LARGE, search: Duration::from_secs(10) }
    }
}

/// How hard passwords are to guess.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordCost {
    /// argon2id, 19 MiB and two passes (OWASP's floor).
    Full,
    /// As little as argon2id allows: for tests and sample data, whose passwords are printed anyway.
    Least,
}
