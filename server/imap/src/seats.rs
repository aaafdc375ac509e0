//! How many sessions each person has open (SRV-05). The count of all connections is `server_net::Gate`'s.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use server_domain::AccountId;

/// Counts the sessions of each person; clones share the count.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seats(Arc<Mutex<HashMap<AccountId, usize>>>);

/// One counted session, until it is dropped.
#[derive(Debug)]
pub(crate) struct Seat {
    account: AccountId,
    seats: Seats,
}

impl Seats {
    /// A seat for one more session of this person; nothing where they have `limit` already.
    pub(crate) fn take(&self, account: AccountId, limit: usize) -> Option<Seat> {
        let mut open = self.lock();
        let count = open.get(&account).copied().unwrap_or(0);
        if count >= limit {
            return None;
        }
        open.insert(account, count.saturating_add(1));
        drop(open);
        Some(Seat { account, seats: self.clone() })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<AccountId, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut open = self.seats.lock();
        if let Some(count) = open.get_mut(&self.account) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.remove(&self.account);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_so_many_seats_and_each_is_free_again() {
        let seats = Seats::default();
        let (alice, bob) = (AccountId(1), AccountId(2));
        let first = seats.take(alice, 2);
        let second = seats.take(alice, 2);
        assert!(first.is_some() && second.is_some() && seats.take(alice, 2).is_none());
        assert!(seats.take(bob, 2).is_some(), "others are not held up");
        drop(first);
        assert!(seats.take(alice, 2).is_some());
        drop(second);
        assert!(seats.lock().is_empty(), "who has left is forgotten");
    }
}
