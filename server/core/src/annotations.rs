//! Annotations of the requester's mailbox and folders (RFC 5464).

use crate::{Failure, PhoneSystem, Requester};
use server_domain::{
    FolderId, Refusal,
    annotations::{Entry, Of, VALUE_BYTES},
};
use std::collections::BTreeMap;

/// An annotation by its folder, of which the whole mailbox has none, and its name.
pub type Annotation = (Option<FolderId>, Entry);

/// Which annotations there are; the number of each is another once it is set again.
pub type Revisions = BTreeMap<Annotation, i64>;

impl PhoneSystem {
    /// All annotations of a folder, by name; of the whole mailbox where the folder's name is empty.
    pub async fn annotations(&self, who: &Requester, folder: &str) -> Result<Vec<(Entry, Vec<u8>)>, Failure> {
        let folder = self.annotated(who, folder).await?;
        let all = self.inner.store.annotations(who.account(), folder).await?;
        Ok(all.into_iter().filter_map(|(name, value)| Some((name.parse().ok()?, value))).collect())
    }

    /// Which annotations there are in the whole mailbox and all its folders.
    pub async fn annotation_revisions(&self, who: &Requester) -> Result<Revisions, Failure> {
        who.require_mobile_link()?;
        let all = self.inner.store.annotation_revisions(who.account()).await?;
        Ok(all.into_iter().filter_map(|(of, name, id)| Some(((of, name.parse().ok()?), id))).collect())
    }

    /// Sets annotations, or removes them where there is no value: all or none. Settled. Returns what is there of each now.
    pub async fn annotate(
        &self,
        who: &Requester,
        folder: &str,
        changes: &[(Entry, Option<Vec<u8>>)],
    ) -> Result<Vec<(Annotation, Option<i64>)>, Failure> {
        let folder = self.annotated(who, folder).await?;
        let of = if folder.is_some() { Of::Folder } else { Of::Server };
        for (entry, value) in changes {
            entry.check_settable(of)?;
            if value.as_ref().is_some_and(|value| value.len() > VALUE_BYTES) {
                return Err(Refusal::AnnotationTooLarge { limit: VALUE_BYTES }.into());
            }
        }
        let revisions = self.inner.store.annotate(who.account(), folder, changes).await??;
        Ok(changes.iter().map(|(entry, _)| (folder, entry.clone())).zip(revisions).collect())
    }

    async fn annotated(&self, who: &Requester, folder: &str) -> Result<Option<FolderId>, Failure> {
        who.require_mobile_link()?;
        if folder.is_empty() {
            return Ok(None);
        }
        Ok(Some(self.folder_status(who, folder).await?.folder.id))
    }
}
