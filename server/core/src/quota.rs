//! How full a mailbox is, and what still goes in (RFC 9208).

use crate::{Failure, PhoneSystem, Requester};
use server_domain::{
    AccountId,
    quota::{Quota, Usage},
};

/// How much a mailbox may hold and holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// What it may hold.
    pub quota: Quota,
    /// What it holds.
    pub usage: Usage,
}

impl PhoneSystem {
    /// How full the requester's mailbox is.
    pub async fn room(&self, who: &Requester) -> Result<Room, Failure> {
        who.require_mobile_link()?;
        let usage = self.inner.store.usage(who.account()).await?;
        Ok(Room { quota: self.inner.limits.quota, usage })
    }

    /// Refuses what would make a mailbox too full. Messages that come in at the same moment are not counted, so a
    /// mailbox may come to hold a little more than it may.
    pub(crate) async fn check_room(&self, account: AccountId, more: Usage) -> Result<(), Failure> {
        self.check_exchange(account, Usage::default(), more).await
    }

    /// The same, where something goes in the same step: a full mailbox may exchange a message for one no larger.
    pub(crate) async fn check_exchange(
        &self,
        account: AccountId,
        less: Usage,
        more: Usage,
    ) -> Result<(), Failure> {
        if self.inner.limits.quota == Quota::default() {
            return Ok(());
        }
        let usage = self.inner.store.usage(account).await?;
        Ok(self.inner.limits.quota.exchange(usage, less, more)?)
    }
}
