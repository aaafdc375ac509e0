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
        self.check_exchange(self.bounded_usage(account).await?, Usage::default(), more)
    }

    /// What a mailbox holds, where there is a bound to it.
    pub(crate) async fn bounded_usage(&self, account: AccountId) -> Result<Option<Usage>, Failure> {
        if self.inner.limits.quota == Quota::default() {
            return Ok(None);
        }
        Ok(Some(self.inner.store.usage(account).await?))
    }

    /// Refuses what would make a mailbox that holds so much too full, where something goes in the same step: a full
    /// mailbox may exchange a message for one no larger.
    pub(crate) fn check_exchange(
        &self,
        bounded: Option<Usage>,
        less: Usage,
        more: Usage,
    ) -> Result<(), Failure> {
        match bounded {
            Some(usage) => Ok(self.inner.limits.quota.exchange(usage, less, more)?),
            None => Ok(()),
        }
    }
}
