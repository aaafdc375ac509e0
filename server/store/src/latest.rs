//! The last number of each account's sequence, as far as it is known here: so that who asks for what is new learns without
//! asking the database that nothing is.

use crate::Store;
use server_domain::AccountId;
use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// Grows with every commit, before that is answered; so nobody who was told of a change can miss it.
#[derive(Default)]
pub(crate) struct Latest(Mutex<Known>);

#[derive(Default)]
struct Known {
    numbers: HashMap<AccountId, u64>,
    /// Grows when everything is forgotten, so that what was read before is not taken for new.
    forgotten: u64,
}

impl Known {
    fn raise(&mut self, account: AccountId, number: u64) {
        let latest = self.numbers.entry(account).or_default();
        *latest = number.max(*latest);
    }
}

impl Latest {
    /// A commit has taken numbers up to this one.
    pub(crate) fn raise(&self, account: AccountId, number: u64) {
        self.known().raise(account, number);
    }

    /// How often everything was forgotten; to be asked before a number is read that is noted later.
    pub(crate) fn forgotten(&self) -> u64 {
        self.known().forgotten
    }

    /// This number was read from the database.
    pub(crate) fn note(&self, account: AccountId, number: u64, forgotten: u64) {
        let mut known = self.known();
        if known.forgotten == forgotten {
            known.raise(account, number);
        }
    }

    fn is(&self, account: AccountId, number: u64) -> bool {
        self.known().numbers.get(&account).is_some_and(|latest| *latest <= number)
    }

    fn forget(&self) {
        let mut known = self.known();
        known.numbers.clear();
        known.forgotten += 1;
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Whether certainly nothing has happened to the account after its number `since`. `false` also where that is not known.
    pub fn is_latest(&self, account: AccountId, since: u64) -> bool {
        self.inner.latest.is(account, since)
    }

    /// Another program has written: what is known may be wrong.
    pub fn forget_latest(&self) {
        self.inner.latest.forget();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Deposited,
        office::{Office, now},
    };
    use server_domain::mailbox::Flags;

    #[test]
    fn what_was_read_before_everything_was_forgotten_is_not_taken_for_new() {
        let (latest, alice) = (Latest::default(), AccountId(1));
        assert!(!latest.is(alice, 7));
        let before = latest.forgotten();
        latest.note(alice, 7, before);
        assert!(latest.is(alice, 7));
        latest.raise(alice, 8);
        latest.note(alice, 7, before);
        assert!(!latest.is(alice, 7) && latest.is(alice, 8));
        latest.forget();
        latest.note(alice, 8, before);
        assert!(!latest.is(alice, 8));
    }
    #[tokio::test]
    async fn what_was_undone_beside_a_deposit_that_was_kept_is_not_the_latest() {
        let office = Office::open().await;
        let message = |folders| office.message("Subject: x\n\nx\n", folders, Flags::NONE);
        let (here, nowhere) = (message(&["INBOX"]).await, message(&["INBOX", "Nowhere"]).await);
        // Both wait before either is written, so they share one commit.
        let deposit = |message| office.store.deposit(vec![message], None, now());
        let (kept, undone) = tokio::join!(deposit(here), deposit(nowhere));
        let (kept, undone) = (kept.unwrap(), undone.unwrap());
        assert!(matches!(kept, Deposited::Delivered(_)));
        assert_eq!(undone, Deposited::NoSuchFolder);

        let inbox = office.store.open_folder(office.account, "INBOX", None).await.unwrap().unwrap();
        assert_eq!(inbox.entries.len(), 1);
        assert!(office.store.is_latest(office.account, inbox.modseq));
    }
}
