//! The connections that only read: a few, opened when they are needed, and kept.
//!
//! sqlx's own pool asks a connection whether it is still alive before the next reader gets it. Across a network that is wise; of a
//! file it costs as much again as what was asked.

use crate::StoreError;
use server_domain::AccountId;
use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use std::{
    collections::HashMap,
    ops::{Deref, DerefMut},
    sync::{
        Arc, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::sync::{MappedMutexGuard, Mutex, MutexGuard, OwnedMutexGuard, Semaphore, SemaphorePermit};

/// Readers that may be at work at once; more would only wait for the disk.
const READERS: usize = 8;

/// Of those, how many look through whole folders: what takes long must not keep what takes no time from being read.
const LONG_READERS: usize = 2;

/// Steps of SQLite's machine between two looks at the clock.
const STEPS: i32 = 1000;

/// All of them. Who waits is served in turn.
pub(crate) struct Readers {
    options: SqliteConnectOptions,
    short: Pool<{ READERS - LONG_READERS }>,
    long: Pool<LONG_READERS>,
    /// Who searches; one person's searches wait for each other, so that they never take all of the long readers.
    searching: std::sync::Mutex<HashMap<AccountId, Arc<Mutex<()>>>>,
    /// How long one search may take.
    within: Duration,
}

struct Pool<const N: usize> {
    turns: Semaphore,
    connections: [Mutex<Option<SqliteConnection>>; N],
}

/// A connection, for as long as this is held. A transaction that is left unfinished is rolled back before the next begins.
pub(crate) struct Reader<'a> {
    connection: MappedMutexGuard<'a, SqliteConnection>,
    _turn: SemaphorePermit<'a>,
}

/// A connection whose statements end in [`StoreError::TookTooLong`] when its time is over, and soon after this is gone.
pub(crate) struct LongReader<'a> {
    reader: Reader<'a>,
    until: Instant,
    is_gone: Arc<AtomicBool>,
    _turn: OwnedMutexGuard<()>,
}

impl Readers {
    pub(crate) fn new(options: SqliteConnectOptions, within: Duration) -> Self {
        Self {
            options,
            short: Pool::new(),
            long: Pool::new(),
            searching: std::sync::Mutex::default(),
            within,
        }
    }

    /// One to look through a whole folder of this account with, as SEARCH, SORT and THREAD do.
    pub(crate) async fn acquire_long(&self, account: AccountId) -> Result<LongReader<'_>, StoreError> {
        let turn = self.turn_of(account).lock_owned().await;
        let mut reader = self.long.acquire(&self.options).await?;
        let is_gone = Arc::new(AtomicBool::new(false));
        let until = {
            // Waits for the end of a search whose client has left.
            let mut handle = reader.lock_handle().await?;
            let until = Instant::now() + self.within;
            let is_gone = is_gone.clone();
            handle.set_progress_handler(STEPS, move || {
                !is_gone.load(Ordering::Relaxed) && Instant::now() < until
            });
            until
        };
        Ok(LongReader { reader, until, is_gone, _turn: turn })
    }

    /// The first that is free: what it has in its caches was asked for last.
    pub(crate) async fn acquire(&self) -> Result<Reader<'_>, StoreError> {
        self.short.acquire(&self.options).await
    }

    /// Waits for those at work; whoever comes later is told that storage is closed.
    pub(crate) async fn close(&self) {
        self.short.close().await;
        self.long.close().await;
    }

    fn turn_of(&self, account: AccountId) -> Arc<Mutex<()>> {
        let mut searching = self.searching.lock().unwrap_or_else(PoisonError::into_inner);
        searching.retain(|_, turn| Arc::strong_count(turn) > 1);
        searching.entry(account).or_default().clone()
    }
}

impl<const N: usize> Pool<N> {
    fn new() -> Self {
        Self { turns: Semaphore::new(N), connections: std::array::from_fn(|_| Mutex::new(None)) }
    }

    async fn acquire(&self, options: &SqliteConnectOptions) -> Result<Reader<'_>, StoreError> {
        let turn = self.turns.acquire().await.map_err(|_| StoreError::Closed)?;
        loop {
            for connection in &self.connections {
                let Ok(mut free) = connection.try_lock() else { continue };
                if free.is_none() {
                    *free = Some(SqliteConnection::connect_with(options).await?);
                }
                if let Ok(connection) = MutexGuard::try_map(free, Option::as_mut) {
                    return Ok(Reader { connection, _turn: turn });
                }
            }
            // There are as many as turns, so one became free behind our back.
            tokio::task::yield_now().await;
        }
    }

    async fn close(&self) {
        self.turns.close();
        for connection in &self.connections {
            if let Some(connection) = connection.lock().await.take() {
                let _ = connection.close().await;
            }
        }
    }
}

impl LongReader<'_> {
    /// Refuses to go on when the time is over; for work that is not SQLite's.
    pub(crate) fn check_time(&self) -> Result<(), StoreError> {
        if Instant::now() < self.until { Ok(()) } else { Err(StoreError::TookTooLong) }
    }
}

impl Drop for LongReader<'_> {
    fn drop(&mut self) {
        self.is_gone.store(true, Ordering::Relaxed);
    }
}

impl Deref for LongReader<'_> {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.reader
    }
}

impl DerefMut for LongReader<'_> {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.reader
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

    fn readers(within: Duration) -> Readers {
        Readers::new(SqliteConnectOptions::new().in_memory(true), within)
    }

    const ALICE: AccountId = AccountId(1);
    const BOB: AccountId = AccountId(2);
    const CAROL: AccountId = AccountId(3);
    const FOR_EVER: &str =
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";

    #[tokio::test]
    async fn however_many_search_others_are_served() {
        let readers = readers(Duration::from_secs(60));
        let first = readers.acquire_long(ALICE).await.unwrap();
        let _second = readers.acquire_long(BOB).await.unwrap();
        let mut waiting = Box::pin(readers.acquire_long(CAROL));
        assert!(waiting.as_mut().now_or_never().is_none());
        let mut others = Vec::new();
        for _ in LONG_READERS..READERS {
            others.push(readers.acquire().await.unwrap());
        }
        assert!(readers.acquire().now_or_never().is_none());
        drop(first);
        waiting.await.unwrap();
    }

    #[tokio::test]
    async fn who_searches_twice_at_once_waits_for_oneself_and_nobody_else_does() {
        let readers = readers(Duration::from_secs(60));
        let first = readers.acquire_long(ALICE).await.unwrap();
        let mut again = Box::pin(readers.acquire_long(ALICE));
        assert!(again.as_mut().now_or_never().is_none());
        drop(readers.acquire_long(BOB).await.unwrap());
        assert!(again.as_mut().now_or_never().is_none());
        drop(first);
        drop(again.await.unwrap());
        readers.turn_of(BOB);
        assert_eq!(readers.searching.lock().unwrap().len(), 1, "who has searched is forgotten");
    }

    #[tokio::test]
    async fn a_search_ends_with_its_time_or_with_who_asked_for_it() {
        let in_no_time = readers(Duration::ZERO);
        let mut reader = in_no_time.acquire_long(ALICE).await.unwrap();
        assert!(matches!(reader.check_time(), Err(StoreError::TookTooLong)));
        let ended = sqlx::query(FOR_EVER).fetch_one(&mut *reader).await.map_err(StoreError::from);
        assert!(matches!(ended, Err(StoreError::TookTooLong)));

        let readers = readers(Duration::from_secs(3600));
        let mut readings = Vec::new();
        for account in [ALICE, BOB] {
            readings.push(readers.acquire_long(account).await.unwrap());
        }
        for reading in &mut readings {
            let left = tokio::time::timeout(
                Duration::from_millis(20),
                sqlx::query(FOR_EVER).fetch_one(&mut **reading),
            );
            assert!(left.await.is_err());
        }
        drop(readings);
        readers.acquire_long(CAROL).await.unwrap();
    }
}
