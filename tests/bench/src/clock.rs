//! The one clock of all that is measured: CLOCK_MONOTONIC, which Python's `time.monotonic_ns` reads as well.
//!
//! `std::time::Instant` reads it too but tells nobody its number, and numbers of several processes are compared here.

use rustix::time::{ClockId, clock_gettime};

/// Nanoseconds since the machine started; comparable between processes of one machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(pub(crate) i64);

impl Moment {
    /// Now.
    pub(crate) fn now() -> Self {
        let now = clock_gettime(ClockId::Monotonic);
        Self(now.tv_sec.saturating_mul(1_000_000_000).saturating_add(now.tv_nsec))
    }

    /// Milliseconds since `earlier`; negative when this was first.
    pub(crate) fn ms_since(self, earlier: Self) -> f64 {
        self.0.saturating_sub(earlier.0) as f64 / 1e6
    }
}
