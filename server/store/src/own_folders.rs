//! Folders of the user's own: made, renamed and deleted in one transaction each, as the domain decides. Kept.
//!
//! A folder keeps its identifier and its UIDVALIDITY when it is renamed, and no two folders of an account that were made
//! by these methods ever have the same UIDVALIDITY, so no name can show UIDs that meant something else there.

use crate::{
    Store, StoreError,
    folders::{self, all_of},
    moves,
    write::{Promise, Write},
};
use jiff::Timestamp;
use server_domain::{
    AccountId, Audience, FolderId, Refusal,
    folders::{self as tree, FolderName, Renamed, SpecialUse},
    mailbox::Folder,
};

/// What the domain made of a request within the transaction.
pub type Decided<T> = Result<Result<T, Refusal>, StoreError>;

impl Store {
    /// Makes a folder, and the parents that it lacks.
    pub async fn create_folder(
        &self,
        account: AccountId,
        name: &FolderName,
        special_use: Option<SpecialUse>,
        now: Timestamp,
    ) -> Decided<Folder> {
        let mut write = self.inner.write(Promise::Kept).await?;
        let all = all_of(write.rows(), account).await?;
        let names = match tree::to_create(&all, name, special_use) {
            Ok(names) => names,
            Err(refusal) => return refused(write, refusal).await,
        };
        for each in &names {
            let given = special_use.filter(|_| each == name.as_str());
            make(&mut write, account, each, given, now).await?;
        }
        let made = folders::by_name(write.rows(), account, name.as_str()).await?;
        write.announce_in_bulk(Audience::Account(account));
        write.commit().await?;
        Ok(Ok(made.ok_or(StoreError::Unreadable("folders"))?))
    }

    /// Deletes a folder with its messages, for good, and returns which it was. Sessions that have it open are woken.
    pub async fn delete_folder(&self, account: AccountId, name: &str, now: Timestamp) -> Decided<FolderId> {
        let mut write = self.inner.write(Promise::Kept).await?;
        let all = all_of(write.rows(), account).await?;
        let folder = match tree::to_delete(&all, name) {
            Ok(folder) => folder.id,
            Err(refusal) => return refused(write, refusal).await,
        };
        // A number even where nothing was in it: who compares numbers must see that a name is gone.
        write.take_numbers(Audience::Account(account), 1).await?;
        let uids = uids_of(&mut write, folder).await?;
        moves::remove(&mut write, account, folder, &uids, now).await?;
        for sql in ["DELETE FROM vanished WHERE folder_id = $1", "DELETE FROM folders WHERE id = $1"] {
            sqlx::query(sql).bind(folder.0).execute(write.rows()).await?;
        }
        write.announce_in_bulk(Audience::Account(account));
        write.commit().await?;
        Ok(Ok(folder))
    }

    /// Renames a folder with all below it, subscriptions too. INBOX stays, and its messages go.
    pub async fn rename_folder(
        &self,
        account: AccountId,
        from: &str,
        to: &FolderName,
        now: Timestamp,
    ) -> Decided<()> {
        let mut write = self.inner.write(Promise::Kept).await?;
        let all = all_of(write.rows(), account).await?;
        let renaming = match tree::to_rename(&all, from, to) {
            Ok(renaming) => renaming,
            Err(refusal) => return refused(write, refusal).await,
        };
        for parent in &renaming.parents {
            make(&mut write, account, parent, None, now).await?;
        }
        match renaming.what {
            Renamed::Inbox(inbox, name) => {
                make(&mut write, account, &name, None, now).await?;
                let target = folders::by_name(write.rows(), account, &name).await?;
                let target = target.ok_or(StoreError::Unreadable("folders"))?;
                let uids = uids_of(&mut write, inbox).await?;
                moves::relocate(&mut write, account, inbox, &uids, &target, now).await?;
            }
            Renamed::Folders(renamed) => {
                // As above: the old names are gone.
                write.take_numbers(Audience::Account(account), 1).await?;
                for (folder, name) in renamed {
                    give_name(&mut write, account, &all, folder, &name).await?;
                }
            }
        }
        write.announce_in_bulk(Audience::Account(account));
        write.commit().await?;
        Ok(Ok(()))
    }
}

async fn refused<T>(write: Write, refusal: Refusal) -> Decided<T> {
    write.abandon().await;
    Ok(Err(refusal))
}

/// Adds the row of a folder. Its UIDVALIDITY is the time in seconds, or more where folders are made more quickly.
async fn make(
    write: &mut Write,
    account: AccountId,
    name: &str,
    special_use: Option<SpecialUse>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let validity: u32 = sqlx::query_scalar(
        "UPDATE accounts SET uid_validity = max(uid_validity + 1, $1) WHERE id = $2 RETURNING uid_validity",
    )
    .bind(now.as_second().clamp(1, i64::from(u32::MAX)))
    .bind(account.0)
    .fetch_one(write.rows())
    .await?;
    sqlx::query("INSERT INTO folders (account_id, name, uid_validity, special_use) VALUES ($1, $2, $3, $4)")
        .bind(account.0)
        .bind(name)
        .bind(validity)
        .bind(special_use.map(SpecialUse::wire_id))
        .execute(write.rows())
        .await?;
    Ok(())
}

async fn give_name(
    write: &mut Write,
    account: AccountId,
    all: &[Folder],
    folder: FolderId,
    name: &str,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE folders SET name = $1 WHERE id = $2")
        .bind(name)
        .bind(folder.0)
        .execute(write.rows())
        .await?;
    let before = all.iter().find(|known| known.id == folder).map(|known| known.name.as_str());
    let was_subscribed = sqlx::query("DELETE FROM subscriptions WHERE account_id = $1 AND name = $2")
        .bind(account.0)
        .bind(before)
        .execute(write.rows())
        .await?;
    if was_subscribed.rows_affected() > 0 {
        sqlx::query("INSERT INTO subscriptions (account_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(account.0)
            .bind(name)
            .execute(write.rows())
            .await?;
    }
    Ok(())
}

/// The UIDs of all messages of a folder, ascending.
async fn uids_of(write: &mut Write, folder: FolderId) -> Result<Vec<u32>, StoreError> {
    let uids = sqlx::query_scalar("SELECT uid FROM messages WHERE folder_id = $1 ORDER BY uid")
        .bind(folder.0)
        .fetch_all(write.rows())
        .await?;
    Ok(uids)
}
