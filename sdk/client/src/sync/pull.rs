//! Change log and mailbox into the cache. The cache never shows half a page, and the cursor moves with the facts.

use crate::{
    backend::{Backend, BackendError},
    cache::{Base, Cache},
};
use mobilelink_wire::Folder;

/// The folders an app shows.
const FOLDERS: [Folder; 2] = [Folder::Inbox, Folder::Trash];

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

/// Makes the folders of the cache read like those of the mailbox.
pub(crate) async fn mailbox(backend: &dyn Backend, cache: &Cache) -> Result<(), BackendError> {
    let contained = cache.newest_sent().await?;
    let listings = backend.mailbox(cache.known(&FOLDERS).await?).await?;
    cache.put_listings(&listings, contained).await?;
    Ok(())
}
