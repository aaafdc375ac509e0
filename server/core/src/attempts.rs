//! Wrong passwords: after some, an account looks at no more for a while (features 25).
//!
//! Kept in memory and by account, so that guessing from many addresses is slowed as well.

use jiff::{SignedDuration, Timestamp};
use server_domain::{AccountId, Refusal};
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Wrong passwords in a row that cost nothing.
const FREE: u32 = 10;
/// The first wait; each further wrong password doubles it.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(5);
/// The longest wait, so that nobody can lock a person out for long.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_secs(300);

/// Wrong passwords by account.
#[derive(Default)]
pub(crate) struct Attempts {
    accounts: Mutex<HashMap<AccountId, Wrong>>,
}

struct Wrong {
    count: u32,
    closed_until: Timestamp,
}

impl Attempts {
    /// Refuses while the account looks at no attempts.
    pub(crate) fn check(&self, account: AccountId, now: Timestamp) -> Result<(), Refusal> {
        match self.lock().get(&account) {
            Some(wrong) if now < wrong.closed_until => {
                let left = wrong.closed_until.duration_since(now).as_secs() + 1;
                let retry_after = Duration::from_secs(u64::try_from(left).unwrap_or(1));
                Err(Refusal::TooManyAttempts { retry_after })
            }
            _ => Ok(()),
        }
    }

    /// Counts a wrong password.
    pub(crate) fn wrong(&self, account: AccountId, now: Timestamp) {
        let mut accounts = self.lock();
        let wrong = accounts.entry(account).or_insert(Wrong { count: 0, closed_until: now });
        wrong.count += 1;
        if let Some(over) = wrong.count.checked_sub(FREE) {
            let wait = FIRST_WAIT.checked_mul(1 << over.min(8)).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
            wrong.closed_until = now.saturating_add(wait).unwrap_or(now);
        }
    }

    /// Forgets the wrong ones: the right one came.
    pub(crate) fn right(&self, account: AccountId) {
        self.lock().remove(&account);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<AccountId, Wrong>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_is_slowed_and_the_right_password_clears_it() {
        let attempts = Attempts::default();
        let (account, start) = (AccountId(1), Timestamp::UNIX_EPOCH);
        for _ in 0..FREE {
            assert_eq!(attempts.check(account, start), Ok(()));
            attempts.wrong(account, start);
        }
        assert!(matches!(attempts.check(account, start), Err(Refusal::TooManyAttempts { .. })));
        assert_eq!(attempts.check(AccountId(2), start), Ok(()), "others are not held up");
        for _ in 0..30 {
            attempts.wrong(account, start);
        }
        let later = start.saturating_add(LONGEST_WAIT).expect("a time");
        assert_eq!(
            attempts.check(account, later),
            Ok(()),
            "nobody is locked out for longer than the longest wait"
        );
        attempts.right(account);
        assert_eq!(attempts.check(account, start), Ok(()));
    }
}
