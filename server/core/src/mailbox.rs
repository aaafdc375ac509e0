//! Mailboxes as IMAP sees them.

use crate::{
    Copied, Entry, Failure, FolderChanges, FolderStatus, Key, Keys, MessageFile, Missed, OpenFolder,
    PhoneSystem, Requester, StoreError, Stored, Written,
    greetings::{check_target, is_greetings},
};
use server_domain::{
    BodyId, FolderId, Refusal,
    mailbox::{FlagChange, Folder},
    search::Criterion,
};
use std::{collections::BTreeMap, sync::Arc};

impl PhoneSystem {
    /// All folders of the requester, the four first.
    pub async fn folders(&self, who: &Requester) -> Result<Vec<Folder>, Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.folders(who.account()).await?)
    }

    /// Refuses what is to go into a folder that is not there.
    pub async fn check_folder(&self, who: &Requester, name: &str) -> Result<(), Failure> {
        who.require_mobile_link()?;
        let (store, account) = (&self.inner.store, who.account());
        if store.is_known_folder(account, name) || store.has_folder(account, name).await? {
            return Ok(());
        }
        match is_greetings(name) {
            true => self.ensure_greetings(who).await,
            false => Err(no_folder(name).into()),
        }
    }

    /// A folder's counts.
    pub async fn folder_status(&self, who: &Requester, name: &str) -> Result<FolderStatus, Failure> {
        who.require_mobile_link()?;
        let mut status = self.inner.store.folder_status(who.account(), name).await?;
        if status.is_none() && is_greetings(name) {
            self.ensure_greetings(who).await?;
            status = self.inner.store.folder_status(who.account(), name).await?;
        }
        Ok(status.ok_or_else(|| no_folder(name))?)
    }

    /// The highest MODSEQ of each folder: where it is as it was, nothing has happened there.
    pub async fn highest_modseqs(&self, who: &Requester) -> Result<BTreeMap<FolderId, u64>, Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.highest_modseqs(who.account()).await?)
    }

    /// A folder and all that is in it; with `since` also what changed after that modification sequence.
    pub async fn open_folder(
        &self,
        who: &Requester,
        name: &str,
        since: Option<u64>,
    ) -> Result<OpenFolder, Failure> {
        who.require_mobile_link()?;
        let mut folder = self.inner.store.open_folder(who.account(), name, since).await?;
        if folder.is_none() && is_greetings(name) {
            self.ensure_greetings(who).await?;
            folder = self.inner.store.open_folder(who.account(), name, since).await?;
        }
        Ok(folder.ok_or_else(|| no_folder(name))?)
    }

    /// What changed in a folder after the modification sequence `since`, however long ago.
    pub async fn missed(&self, who: &Requester, folder: FolderId, since: u64) -> Result<Missed, Failure> {
        who.require_mobile_link()?;
        let missed = self.inner.store.missed(who.account(), folder, since).await?;
        Ok(missed.ok_or_else(|| no_folder("that is open"))?)
    }

    /// What changed in a folder since the modification sequence `since`.
    pub async fn folder_changes(
        &self,
        who: &Requester,
        folder: FolderId,
        since: u64,
    ) -> Result<FolderChanges, Failure> {
        who.require_mobile_link()?;
        let changes = self.inner.store.folder_changes(who.account(), folder, since).await?;
        Ok(changes.ok_or_else(|| no_folder("that is open"))?)
    }

    /// Whether certainly nothing has happened to the requester's mailbox after `since`; costs next to nothing.
    pub fn is_latest(&self, who: &Requester, since: u64) -> Result<bool, Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.is_latest(who.account(), since))
    }

    /// Flags and modification sequences of ascending UIDs; those that are gone are left out.
    pub async fn entries(
        &self,
        who: &Requester,
        folder: FolderId,
        uids: &[u32],
    ) -> Result<Vec<Entry>, Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.entries(who.account(), folder, uids).await?)
    }

    /// What of messages never changes, for ascending UIDs, each in its place; none where there is no such message. Ask for
    /// a few hundred at a time.
    pub async fn written(
        &self,
        who: &Requester,
        folder: FolderId,
        uids: &[u32],
    ) -> Result<Vec<Option<Arc<Written>>>, Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.written(who.account(), folder, uids).await?)
    }

    /// Those of the messages, named by ascending UIDs, for which the criterion holds; ascending.
    pub async fn search(
        &self,
        who: &Requester,
        folder: FolderId,
        uids: &[u32],
        criterion: &Criterion,
    ) -> Result<Vec<u32>, Failure> {
        who.require_mobile_link()?;
        self.in_time(self.inner.store.search(who.account(), folder, uids, criterion, self.now()).await)
    }

    /// What these messages, named by ascending UIDs, are to be sorted by.
    pub async fn keys(
        &self,
        who: &Requester,
        folder: FolderId,
        uids: &[u32],
        keys: &[Key],
    ) -> Result<Keys, Failure> {
        who.require_mobile_link()?;
        self.in_time(self.inner.store.keys(who.account(), folder, uids, keys).await)
    }

    /// The highest MODSEQ of these messages; `None` when there are none.
    pub async fn highest_modseq(
        &self,
        who: &Requester,
        folder: FolderId,
        uids: &[u32],
    ) -> Result<Option<u64>, Failure> {
        who.require_mobile_link()?;
        self.in_time(self.inner.store.highest_modseq(who.account(), folder, uids).await)
    }

    /// A search that takes too long is refused; nothing is wrong with storage.
    fn in_time<T>(&self, searched: Result<T, StoreError>) -> Result<T, Failure> {
        searched.map_err(|error| match error {
            StoreError::TookTooLong => Refusal::SearchTooLong { limit: self.limits().search }.into(),
            error => error.into(),
        })
    }

    /// Opens the bytes of a message that one of the requester's rows named.
    pub async fn bytes(&self, who: &Requester, body: &BodyId) -> Result<MessageFile, Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.bytes(body).await?)
    }

    /// Changes flags and returns every message of `uids` that exists, as it is then. Settled.
    ///
    /// With `unchanged_since`, a message that somebody changed after it is left alone: looked at and written in one
    /// transaction (RFC 7162 section 3.1.3).
    pub async fn store_flags(
        &self,
        who: &Requester,
        folder: FolderId,
        uids: &[u32],
        change: FlagChange,
        unchanged_since: Option<u64>,
    ) -> Result<Stored, Failure> {
        who.require_mobile_link()?;
        let (account, now) = (who.account(), self.now());
        Ok(self.inner.store.store_flags(account, folder, uids, change, unchanged_since, now).await?)
    }

    /// Copies messages into another folder. Kept.
    pub async fn copy(
        &self,
        who: &Requester,
        from: FolderId,
        uids: &[u32],
        to: &str,
    ) -> Result<Copied, Failure> {
        who.require_mobile_link()?;
        check_target(to)?;
        self.check_room(who.account(), self.inner.store.usage_of(who.account(), from, uids).await?).await?;
        let copied = self.inner.store.copy(who.account(), from, uids, to, self.now()).await?;
        Ok(copied.ok_or_else(|| no_folder(to))?)
    }

    /// Moves messages into another folder. Kept.
    pub async fn move_messages(
        &self,
        who: &Requester,
        from: FolderId,
        uids: &[u32],
        to: &str,
    ) -> Result<Copied, Failure> {
        who.require_mobile_link()?;
        check_target(to)?;
        let moved = self.inner.store.move_messages(who.account(), from, uids, to, self.now()).await?;
        Ok(moved.ok_or_else(|| no_folder(to))?)
    }

    /// Removes what is flagged `\Deleted`, of the given UIDs or of all, and returns the UIDs that went. Kept.
    ///
    /// What goes from the inbox rests in Trash, so that every client's deletion can be undone (a setting).
    pub async fn expunge(
        &self,
        who: &Requester,
        folder: FolderId,
        uids: Option<&[u32]>,
    ) -> Result<Vec<u32>, Failure> {
        who.require_mobile_link()?;
        Ok(self.inner.store.expunge(who.account(), folder, uids, self.inner.expunged, self.now()).await?)
    }
}

fn no_folder(name: &str) -> Refusal {
    Refusal::NoSuchFolder { name: name.chars().take(80).collect() }
}
