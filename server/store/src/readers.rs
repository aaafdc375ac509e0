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

/// All of them. Who waits is served in turn.
pub(crate) struct Readers {
    options: SqliteConnectOptions,
    turns: Semaphore,
    connections: [Mutex<Option<SqliteConnection>>; READERS],
}

/// A connection, for as long as this is held. A transaction that is left unfinished is rolled back before the next begins.
pub(crate) struct Reader<'a> {
    connection: MappedMutexGuard<'a, SqliteConnection>,
    _turn: SemaphorePermit<'a>,
}

impl Readers {
    pub(crate) fn new(options: SqliteConnectOptions) -> Self {
        let connections = std::array::from_fn(|_| Mutex::new(None));
        Self { options, turns: Semaphore::new(READERS), connections }
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
                    return Ok(Reader { connection, _turn: turn });
                }
            }
            // There are as many as turns, so one became free behind our back.
            tokio::task::yield_now().await;
        }
    }

    /// Waits for those at work; whoever comes later is told that storage is closed.
    pub(crate) async fn close(&self) {
        self.turns.close();
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
