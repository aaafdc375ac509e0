//! The connections that only read: a few, opened when they are needed, and kept.
//!
//! sqlx's own pool asks a connection whether it is still alive before the next reader gets it. Across a network that is wise; of a
//! file it costs as much again as what was asked.

use crate::StoreError;
use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use std::ops::{Deref, DerefMut};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard, Semaphore, SemaphorePermit};

/// Readers that may be at work at once; more would only wait for the disk.
const READERS: usize = 8;

/// Of those, how many may look through whole folders: what takes long must not keep what takes no time from being read.
const LONG_READERS: usize = 2;

/// All of them. Who waits is served in turn.
pub(crate) struct Readers {
    options: SqliteConnectOptions,
    turns: Semaphore,
    long_turns: Semaphore,
    connections: [Mutex<Option<SqliteConnection>>; READERS],
}

/// A connection, for as long as this is held. A transaction that is left unfinished is rolled back before the next begins.
pub(crate) struct Reader<'a> {
    connection: MappedMutexGuard<'a, SqliteConnection>,
    _turn: SemaphorePermit<'a>,
    _long_turn: Option<SemaphorePermit<'a>>,
}

impl Readers {
    pub(crate) fn new(options: SqliteConnectOptions) -> Self {
        let connections = std::array::from_fn(|_| Mutex::new(None));
        let (turns, long_turns) = (Semaphore::new(READERS), Semaphore::new(LONG_READERS));
        Self { options, turns, long_turns, connections }
    }

    /// One to look through a whole folder with, as SEARCH, SORT and THREAD do.
    pub(crate) async fn acquire_long(&self) -> Result<Reader<'_>, StoreError> {
        let long_turn = self.long_turns.acquire().await.map_err(|_| StoreError::Closed)?;
        let reader = self.acquire().await?;
        Ok(Reader { _long_turn: Some(long_turn), ..reader })
    }

    /// The first that is free: what it has in its caches was asked for last.
    pub(crate) async fn acquire(&self) -> Result<Reader<'_>, StoreError> {
        let turn = self.turns.acquire().await.map_err(|_| StoreError::Closed)?;
        loop {
            for connection in &self.connections {
                let Ok(mut free) = connection.try_lock() else { continue };
                if free.is_none() {
                    *free = Some(SqliteConnection::connect_with(&self.options).await?);
                }
                if let Ok(connection) = MutexGuard::try_map(free, Option::as_mut) {
                    return Ok(Reader { connection, _turn: turn, _long_turn: None });
                }
            }
            // There are as many as turns, so one became free behind our back.
            tokio::task::yield_now().await;
        }
    }

    /// Waits for those at work; whoever comes later is told that storage is closed.
    pub(crate) async fn close(&self) {
        self.turns.close();
        self.long_turns.close();
        for connection in &self.connections {
            if let Some(connection) = connection.lock().await.take() {
                let _ = connection.close().await;
            }
        }
    }
}

impl Deref for Reader<'_> {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.connection
    }
}

impl DerefMut for Reader<'_> {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use futures_util::FutureExt as _;

    #[tokio::test]
    async fn however_many_search_others_are_served() {
        let readers = Readers::new(SqliteConnectOptions::new().in_memory(true));
        let first = readers.acquire_long().await.unwrap();
        let _second = readers.acquire_long().await.unwrap();
        let mut waiting = Box::pin(readers.acquire_long());
        assert!(waiting.as_mut().now_or_never().is_none());
        let mut others = Vec::new();
        for _ in LONG_READERS..READERS {
            others.push(readers.acquire().await.unwrap());
        }
        assert!(readers.acquire().now_or_never().is_none());
        others.clear();
        drop(first);
        waiting.await.unwrap();
    }
}
