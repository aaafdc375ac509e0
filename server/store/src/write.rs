//! The one way to write: take the writer, change rows, log changes, commit, announce.
//!
//! A write whose future is dropped half-way is rolled back before the next one begins. Once it is committing it
//! runs to its end on a task of its own, so that nothing is committed without being announced.

use crate::{
    Announcer, Change, Commit, Inner, StoreError, What, access::FolderLock, bytes::MessageBytes,
    latest::Latest,
};
use futures_util::TryStreamExt as _;
use jiff::Timestamp;
use server_domain::{AccountId, Audience, BodyId};
use sqlx::{Either, Execute, Executor as _, Sqlite, SqliteConnection, sqlite::SqliteRow};
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedMutexGuard};

/// What a transaction survives once it has been answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Promise {
    /// Loss of power: on disk before the answer.
    Kept,
    /// The end of the process, however sudden.
    Settled,
}

/// The two connections that may write, behind one lock: SQLite has one writer, and a queue is fairer than its
/// busy handler.
pub(crate) struct Writer {
    kept: SqliteConnection,
    settled: SqliteConnection,
    announcer: Announcer,
    latest: Arc<Latest>,
    /// Held by the server of the folder; whoever writes beside it has none.
    lock: Option<FolderLock>,
    /// A transaction that was begun and neither committed nor rolled back.
    unfinished: Option<Promise>,
    /// Without the folder's lock nothing may be written any more.
    is_closed: bool,
}

impl Writer {
    pub(crate) fn new(
        kept: SqliteConnection,
        settled: SqliteConnection,
        announcer: Announcer,
        latest: Arc<Latest>,
        lock: Option<FolderLock>,
    ) -> Self {
        Self { kept, settled, announcer, latest, lock, unfinished: None, is_closed: false }
    }

    fn connection(&mut self, promise: Promise) -> &mut SqliteConnection {
        match promise {
            Promise::Kept => &mut self.kept,
            Promise::Settled => &mut self.settled,
        }
    }

    async fn roll_back(&mut self) {
        if let Some(promise) = self.unfinished.take() {
            // It may have ended by itself, after a full disk for example; then there is nothing to roll back.
            let _ = sqlx::query("ROLLBACK").execute(self.connection(promise)).await;
        }
    }

    pub(crate) async fn close(&mut self) {
        self.roll_back().await;
        let _ = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut self.kept).await;
        self.lock = None;
        self.is_closed = true;
    }
}

/// A transaction that is being written.
pub(crate) struct Write {
    writer: OwnedMutexGuard<Writer>,
    promise: Promise,
    commit: Commit,
    /// Numbers taken from accounts' sequences, the last of each time.
    taken: Vec<(AccountId, u64)>,
    orphans: Vec<BodyId>,
    bytes: MessageBytes,
}

/// How much waited for the commit at a savepoint.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    changes: usize,
    bulk: usize,
    taken: usize,
    orphans: usize,
}

impl Inner {
    pub(crate) async fn write(&self, promise: Promise) -> Result<Write, StoreError> {
        Write::begin(&self.writer, promise, &self.bytes).await
    }
}

impl Write {
    pub(crate) async fn begin(
        writer: &Arc<Mutex<Writer>>,
        promise: Promise,
        bytes: &MessageBytes,
    ) -> Result<Self, StoreError> {
        let mut write = Self::about_to_begin(writer, promise, bytes).await?;
        sqlx::query("BEGIN IMMEDIATE").execute(write.rows()).await?;
        Ok(write)
    }

    /// Takes the writer for a batch whose first statement is `BEGIN IMMEDIATE`.
    pub(crate) async fn about_to_begin(
        writer: &Arc<Mutex<Writer>>,
        promise: Promise,
        bytes: &MessageBytes,
    ) -> Result<Self, StoreError> {
        let mut writer = writer.clone().lock_owned().await;
        if writer.is_closed {
            return Err(StoreError::Closed);
        }
        writer.roll_back().await;
        writer.unfinished = Some(promise);
        Ok(Self {
            writer,
            promise,
            commit: Commit::default(),
            taken: Vec::new(),
            orphans: Vec::new(),
            bytes: bytes.clone(),
        })
    }

    /// The connection that is in the transaction.
    pub(crate) fn rows(&mut self) -> &mut SqliteConnection {
        self.writer.connection(self.promise)
    }

    /// Runs several statements one after the other and returns the rows of each; `$n` means the same in all of them.
    ///
    /// The database has a thread of its own, and to go there and back costs more than most statements do.
    pub(crate) async fn batch<'q>(
        &mut self,
        statements: impl Execute<'q, Sqlite> + 'q,
    ) -> Result<Vec<Vec<SqliteRow>>, StoreError> {
        let (mut all, mut rows) = (Vec::new(), Vec::new());
        let mut answers = self.rows().fetch_many(statements);
        while let Some(answer) = answers.try_next().await? {
            match answer {
                Either::Left(_) => all.push(std::mem::take(&mut rows)),
                Either::Right(row) => rows.push(row),
            }
        }
        Ok(all)
    }

    /// Notes that a statement has taken numbers of an account's sequence, up to `last`.
    pub(crate) fn took(&mut self, account: AccountId, last: u64) {
        self.taken.push((account, last));
    }

    /// Takes `count` numbers of the audience's sequence and returns the one before the first.
    ///
    /// The update locks the audience's row, so numbers are committed in the order in which they were taken.
    pub(crate) async fn take_numbers(&mut self, audience: Audience, count: usize) -> Result<u64, StoreError> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let (sql, id) = match audience {
            Audience::Account(account) => {
                ("UPDATE accounts SET seq = seq + $1 WHERE id = $2 RETURNING seq", account.0)
            }
            Audience::Site(site) => ("UPDATE sites SET seq = seq + $1 WHERE id = $2 RETURNING seq", site.0),
        };
        let last: i64 = sqlx::query_scalar(sql).bind(count).bind(id).fetch_one(self.rows()).await?;
        if let Audience::Account(account) = audience {
            self.took(account, last.cast_unsigned());
        }
        Ok(u64::try_from(last - count).unwrap_or(0))
    }

    /// Logs that `what` happened under the number `seq` and remembers to announce it.
    pub(crate) async fn log(
        &mut self,
        audience: Audience,
        seq: u64,
        at: Timestamp,
        what: What,
    ) -> Result<(), StoreError> {
        let (kind, subject, detail) = what.row();
        sqlx::query(
            "INSERT INTO changes (audience, seq, at, kind, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(audience.to_string())
        .bind(seq.cast_signed())
        .bind(at.as_millisecond())
        .bind(kind)
        .bind(subject)
        .bind(detail)
        .execute(self.rows())
        .await?;
        self.commit.changes.push(Change::new(audience, seq, at, what));
        Ok(())
    }

    /// Takes the next number and logs `what` under it.
    pub(crate) async fn log_next(
        &mut self,
        audience: Audience,
        at: Timestamp,
        what: What,
    ) -> Result<(), StoreError> {
        let before = self.take_numbers(audience, 1).await?;
        self.log(audience, before + 1, at, what).await
    }

    /// Announces to `audience` that its log has grown, without saying by what.
    pub(crate) fn announce_in_bulk(&mut self, audience: Audience) {
        self.commit.bulk.push(audience);
    }

    /// Announces what has been logged already.
    pub(crate) fn announce(&mut self, change: Change) {
        self.commit.changes.push(change);
    }

    /// What waits for the commit so far; with [`Write::forget_after`] the mark of a savepoint.
    pub(crate) fn mark(&self) -> Mark {
        Mark {
            changes: self.commit.changes.len(),
            bulk: self.commit.bulk.len(),
            taken: self.taken.len(),
            orphans: self.orphans.len(),
        }
    }

    /// Forgets what came after the mark, because its savepoint was rolled back.
    pub(crate) fn forget_after(&mut self, mark: Mark) {
        self.commit.changes.truncate(mark.changes);
        self.commit.bulk.truncate(mark.bulk);
        self.taken.truncate(mark.taken);
        self.orphans.truncate(mark.orphans);
    }

    /// Removes the file of a body once its row is gone for good.
    pub(crate) fn orphan(&mut self, body: BodyId) {
        self.orphans.push(body);
    }

    /// Commits as promised, then announces. Runs to its end even if the caller stops waiting.
    pub(crate) async fn commit(mut self) -> Result<(), StoreError> {
        let ending = tokio::spawn(async move {
            if self.writer.lock.is_none() {
                sqlx::query("UPDATE written_beside SET times = times + 1").execute(self.rows()).await?;
            }
            sqlx::query("COMMIT").execute(self.rows()).await?;
            self.committed().await;
            Ok(())
        });
        ending.await.unwrap_or(Err(StoreError::Closed))
    }

    /// Whether a batch may commit by itself: whoever writes beside the server has more to write before that.
    pub(crate) fn may_commit_in_batch(&self) -> bool {
        self.writer.lock.is_some()
    }

    /// Announces what a batch has committed whose last statement was `COMMIT`. Only a task that nobody can stop may run both.
    pub(crate) async fn committed(mut self) {
        self.writer.unfinished = None;
        for (account, number) in self.taken.drain(..) {
            self.writer.latest.raise(account, number);
        }
        let commit = std::mem::take(&mut self.commit);
        if !commit.is_empty() {
            (self.writer.announcer)(commit);
        }
        // Only now: a crash before this leaves a file without a row, which the next start sweeps.
        for body in &self.orphans {
            self.bytes.remove(body).await;
        }
    }

    /// Undoes everything.
    pub(crate) async fn abandon(mut self) {
        self.undo().await;
    }

    /// The same, and keeps the writer, to read with.
    pub(crate) async fn undo(&mut self) {
        self.writer.roll_back().await;
    }
}
