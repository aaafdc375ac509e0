//! Folders of the requester's own, and which of all folders they are subscribed to.

use crate::{Failure, PhoneSystem, Requester};
use server_domain::{
    FolderId,
    folders::{self, FolderName, Listed, SpecialUse},
    mailbox::Folder,
};

impl PhoneSystem {
    /// All names in the requester's mailbox; the four first.
    pub async fn folder_names(&self, who: &Requester) -> Result<Vec<Listed>, Failure> {
        who.require_mobile_link()?;
        let (all, subscribed) = self.inner.store.folders_and_subscriptions(who.account()).await?;
        Ok(folders::listing(all, &subscribed))
    }

    /// Makes a folder, and the parents that it lacks. Kept.
    pub async fn create_folder(
        &self,
        who: &Requester,
        name: &str,
        special_use: Option<SpecialUse>,
    ) -> Result<Folder, Failure> {
        who.require_mobile_link()?;
        let name: FolderName = name.parse()?;
        Ok(self.inner.store.create_folder(who.account(), &name, special_use, self.now()).await??)
    }

    /// Deletes a folder with its messages, for good, and returns which it was. Kept.
    pub async fn delete_folder(&self, who: &Requester, name: &str) -> Result<FolderId, Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.delete_folder(who.account(), name, self.now()).await??)
    }

    /// Renames a folder with all below it; INBOX stays, and its messages move. Kept.
    pub async fn rename_folder(&self, who: &Requester, from: &str, to: &str) -> Result<(), Failure> {
        who.require_mobile_link()?;
        let to: FolderName = to.parse()?;
        Ok(self.inner.store.rename_folder(who.account(), from, &to, self.now()).await??)
    }

    /// Subscribes to a folder. Settled.
    pub async fn subscribe_folder(&self, who: &Requester, name: &str) -> Result<(), Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.subscribe(who.account(), name).await??)
    }

    /// Ends a subscription. Settled.
    pub async fn unsubscribe_folder(&self, who: &Requester, name: &str) -> Result<(), Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.unsubscribe(who.account(), name).await??)
    }
}
