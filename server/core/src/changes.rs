//! What changed since somebody last looked, and hints to look again.

use crate::{Changes, Cursor, Failure, PhoneSystem, Requester, Subscription, What, bus::Scope};
use server_domain::{Refusal, accounts::Mode};

impl PhoneSystem {
    /// The position of somebody who has seen everything.
    pub async fn cursor(&self, who: &Requester) -> Result<Cursor, Failure> {
        Ok(self.inner.store.cursor(who.account(), who.site()).await?)
    }

    /// At most `limit` changes of the account and as many of the site after `cursor`.
    ///
    /// In Evaluation only the requester's own presence is among them (ML-03).
    pub async fn changes_since(
        &self,
        who: &Requester,
        cursor: Cursor,
        limit: usize,
    ) -> Result<Changes, Failure> {
        let changes = self.inner.store.changes_since(who.account(), who.site(), cursor, limit).await?;
        let mut changes = changes.ok_or(Refusal::CursorExpired)?;
        changes.items.retain(|change| may_learn(who, change.what()));
        Ok(changes)
    }

    /// Everything there is for the requester, as if it had just happened.
    pub async fn snapshot(&self, who: &Requester) -> Result<Changes, Failure> {
        let mut changes = self.inner.store.snapshot(who.account(), who.site(), self.now()).await?;
        changes.items.retain(|change| may_learn(who, change.what()));
        Ok(changes)
    }

    /// Hints of mailbox and site. Subscribe before reading, or a change in between is missed.
    pub fn subscribe(&self, who: &Requester) -> Subscription {
        self.inner.bus.subscribe(who, Scope::MailboxAndSite)
    }

    /// Hints of the requester's mailbox alone: an idle mail client need not wake for everybody's presence.
    pub fn subscribe_mailbox(&self, who: &Requester) -> Subscription {
        self.inner.bus.subscribe(who, Scope::Mailbox)
    }
}

impl Requester {
    /// Whether this requester may be told: everything, or in Evaluation only its own presence (ML-03).
    pub fn may_learn(&self, what: &What) -> bool {
        may_learn(self, what)
    }
}

fn may_learn(who: &Requester, what: &What) -> bool {
    match (who.mode(), what) {
        (Mode::Full, _) => true,
        (Mode::Evaluation, What::PresenceSet(account)) => account.id == who.account(),
        (Mode::Evaluation, _) => false,
    }
}
