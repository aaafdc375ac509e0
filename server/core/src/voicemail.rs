//! Voicemail as people see it: lists, flags, deleting and undoing.

use crate::{Deletion, Failure, Listing, Page, PhoneSystem, Requester};
use server_domain::{
    MessageId, Refusal,
    mailbox::{FlagChange, Role},
    voicemail::Voicemail,
};

impl PhoneSystem {
    /// A page of a folder, newest first.
    pub async fn voicemails(
        &self,
        who: &Requester,
        role: Role,
        page: Page,
    ) -> Result<Listing<Voicemail>, Failure> {
        who.require_mobile_link()?;
        let listing = self.inner.store.voicemails(who.account(), role, &page).await?;
        Ok(listing.ok_or(Refusal::CursorExpired)?)
    }

    /// One message.
    pub async fn voicemail(&self, who: &Requester, id: MessageId) -> Result<Voicemail, Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.voicemail(who.account(), id).await?.ok_or(Refusal::NoSuchMessage)?)
    }

    /// Marks a message, for example as seen (ML-41). Settled.
    pub async fn change_flags(
        &self,
        who: &Requester,
        id: MessageId,
        change: FlagChange,
    ) -> Result<Voicemail, Failure> {
        who.require_mobile_link()?;
        let changed = self.inner.store.change_flags(who.account(), id, change, self.now()).await?;
        Ok(changed.ok_or(Refusal::NoSuchMessage)?)
    }

    /// Brings a message back from Trash. Kept.
    pub async fn restore(&self, who: &Requester, id: MessageId) -> Result<Voicemail, Failure> {
        who.require_mobile_link()?;
        let restored = self.inner.store.restore(who.account(), id, self.now()).await?;
        Ok(restored.ok_or(Refusal::NoSuchMessage)?)
    }

    /// Deletes a message everywhere (VM-08). Kept.
    pub async fn delete(&self, who: &Requester, id: MessageId, deletion: Deletion) -> Result<(), Failure> {
        who.require_mobile_link()?;
        if self.inner.store.delete(who.account(), id, deletion, self.now()).await? {
            Ok(())
        } else {
            Err(Refusal::NoSuchMessage.into())
        }
    }
}
