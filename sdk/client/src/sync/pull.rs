//! Change log and mailbox into the cache. The cache never shows half a page, and the cursor moves with the facts.

use crate::{
    backend::{BATCH, Backend, BackendError, Reading},
    cache::{Base, Cache},
};
use mobilelink_wire::Folder;

/// The folders an app shows, in the order they are read.
const FOLDERS: &[Folder] = &[Folder::Inbox, Folder::Trash, Folder::Sent, Folder::Drafts];
/// Where messages arrive.
const INBOX: &[Folder] = &[Folder::Inbox];

/// Reads the change log from the cursor to its end; an expired cursor means reading everything.
pub(crate) async fn changes(backend: &dyn Backend, cache: &Cache) -> Result<(), BackendError> {
    let mut cursor = cache.cursor().await?;
    let mut base = if cursor.is_none() { Base::Empty } else { Base::Kept };
    loop {
        let page = match backend.changes_since(cursor.take()).await {
            Err(BackendError::CursorExpired) if base == Base::Kept => {
                base = Base::Empty;
                continue;
            }
            page => page?,
        };
        cache.apply(&page.items, &page.cursor, base).await?;
        if !page.has_more {
            return Ok(());
        }
        cursor = Some(page.cursor);
        base = Base::Kept;
    }
}

/// Makes the folders of the cache read like those of the mailbox; what is many comes in batches, the newest first.
pub(crate) async fn mailbox(backend: &dyn Backend, cache: &Cache, scope: Scope) -> Result<(), BackendError> {
    let contained = cache.newest_sent().await?;
    let (folders, reading) = match scope {
        // What was sent may be about any message, and the listing must contain it.
        Scope::Inbox if contained == 0 => (INBOX, Reading::Arrivals),
        Scope::Inbox | Scope::AllFolders => (FOLDERS, Reading::Whole),
    };
    let listings = backend.mailbox(cache.known(folders, reading).await?).await?;
    cache.put_listings(&listings, contained).await?;
    for listing in listings {
        for uids in listing.left.chunks(BATCH) {
            let arrived = backend.details(listing.folder, listing.uid_validity, uids.to_vec()).await?;
            cache.put_arrived(listing.folder, &arrived).await?;
        }
    }
    Ok(())
}

/// How much of the mailbox to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Something arrived; it can only be in the inbox.
    Inbox,
    /// Anything may have changed.
    AllFolders,
}
