//! Who may use a data folder at the same time: one server, and beside it the commands of its administrator.

use crate::{Store, StoreError};
use server_domain::AccountId;
use std::{
    fs::{File, TryLockError},
    path::Path,
};

/// How a data folder is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// As the server: alone, with message files swept at the start.
    Server,
    /// Beside a server that may be running: rows only. The server notices within a second.
    Beside,
}

/// Held for as long as the process is the server of its folder; the system lets go of it however the process ends.
pub(crate) struct FolderLock {
    _file: File,
}

impl FolderLock {
    pub(crate) fn take(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join("mobilelink.lock");
        let mut options = File::options();
        let file =
            options.create(true).truncate(false).write(true).open(&path).map_err(StoreError::file(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: folder.to_owned() }),
            Err(TryLockError::Error(error)) => Err(StoreError::file(&path)(error)),
        }
    }
}

impl Store {
    /// How often a program beside the server has written.
    pub async fn written_beside(&self) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar("SELECT times FROM written_beside")
            .fetch_one(&mut *self.inner.readers.acquire().await?)
            .await?)
    }

    /// The number that grows when an account's live log-ins must end; nothing when the account is gone.
    pub async fn epoch(&self, account: AccountId) -> Result<Option<i64>, StoreError> {
        Ok(sqlx::query_scalar("SELECT epoch FROM accounts WHERE id = $1")
            .bind(account.0)
            .fetch_optional(&mut *self.inner.readers.acquire().await?)
            .await?)
    }
}
