//! Wrong passwords: after some, a name is not looked at for a while (features 25).
//!
//! Kept in memory and by name, so that guessing from many addresses is slowed as well, and by name whether or not
//! there is such a person, so that nobody learns which names there are. Devices that are signed in are not held up:
//! they show tokens.

use jiff::{SignedDuration, Timestamp};
use server_domain::Refusal;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Wrong passwords in a row that cost nothing.
const FREE: u32 = 10;
/// The first wait; each further wrong password doubles it.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(5);
/// The longest single wait.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_secs(300);
/// Names that are remembered; trying more than these is slow work, and then those that wait are kept.
const NAMES: usize = 10_000;

/// Wrong passwords by name.
#[derive(Default)]
pub(crate) struct Attempts {
    names: Mutex<HashMap<String, Wrong>>,
}

struct Wrong {
    count: u32,
    closed_until: Timestamp,
}

impl Attempts {
    /// Refuses while the name is not looked at.
    pub(crate) fn check(&self, name: &str, now: Timestamp) -> Result<(), Refusal> {
        match self.lock().get(name) {
            Some(wrong) if now < wrong.closed_until => {
                let left = wrong.closed_until.duration_since(now).as_secs() + 1;
                let retry_after = Duration::from_secs(u64::try_from(left).unwrap_or(1));
                Err(Refusal::TooManyAttempts { retry_after })
            }
            _ => Ok(()),
        }
    }

    /// Counts a wrong password.
    pub(crate) fn wrong(&self, name: String, now: Timestamp) {
        let mut names = self.lock();
        if names.len() >= NAMES {
            names.retain(|_, wrong| now < wrong.closed_until);
        }
        let wrong = names.entry(name).or_insert(Wrong { count: 0, closed_until: now });
        wrong.count += 1;
        if let Some(over) = wrong.count.checked_sub(FREE) {
            let wait = FIRST_WAIT.checked_mul(1 << over.min(8)).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
            wrong.closed_until = now.saturating_add(wait).unwrap_or(now);
        }
    }

    /// Forgets the wrong ones: the right one came.
    pub(crate) fn right(&self, name: &str) {
        self.lock().remove(name);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Wrong>> {
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_is_slowed_and_the_right_password_clears_it() {
        let attempts = Attempts::default();
        let start = Timestamp::UNIX_EPOCH;
        for _ in 0..FREE {
            assert_eq!(attempts.check("alice", start), Ok(()));
            attempts.wrong("alice".to_owned(), start);
        }
        assert!(matches!(attempts.check("alice", start), Err(Refusal::TooManyAttempts { .. })));
        assert_eq!(attempts.check("carol", start), Ok(()), "others are not held up");
        for _ in 0..30 {
            attempts.wrong("alice".to_owned(), start);
        }
        let later = start.saturating_add(LONGEST_WAIT).expect("a time");
        assert_eq!(attempts.check("alice", later), Ok(()), "no single wait is longer than the longest");
        attempts.right("alice");
        assert_eq!(attempts.check("alice", start), Ok(()));
    }
}
