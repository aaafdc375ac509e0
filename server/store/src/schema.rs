//! Opens the database and brings its schema up to date.

use crate::{
    Access, Announcer, Inner, Options, Settled, Store, StoreError, access::FolderLock, bytes::MessageBytes,
    deposit, latest::Latest, readers::Readers, search, write::Writer, written,
};
use sqlx::{
    Connection, SqliteConnection,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use std::{
    borrow::Cow,
    fs::Permissions,
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
    sync::Arc,
    time::Duration,
};
use tokio::sync::{Mutex, mpsc};

/// The numbered files of `migrations/`, in order.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "first", include_str!("../migrations/0001_first.sql")),
    (2, "mailboxes", include_str!("../migrations/0002_mailboxes.sql")),
    (3, "messages", include_str!("../migrations/0003_messages.sql")),
    (4, "search", include_str!("../migrations/0004_search.sql")),
    (5, "sync", include_str!("../migrations/0005_sync.sql")),
    (6, "fetch", include_str!("../migrations/0006_fetch.sql")),
    (7, "annotations", include_str!("../migrations/0007_annotations.sql")),
];

/// Bytes of the database that a reader sees in memory instead of copying them out of the system's cache, page by page.
const MAPPED: &str = "1073741824";

/// Rows that a reader's thread may be ahead of who waits for them; each wait is a switch between threads.
const ROWS_AT_ONCE: usize = 1024;

/// Deposits that may wait for the one writer before senders are made to wait as well.
const DEPOSITS_WAITING: usize = 256;

impl Store {
    /// Opens the folder, makes it when new, and removes message files that no row knows.
    ///
    /// `announcer` is called with every commit, in the order of each audience's numbers, after it is on disk as
    /// promised. It must not block.
    pub async fn open(options: &Options, announcer: Announcer) -> Result<Self, StoreError> {
        let folder = &options.folder;
        tokio::fs::create_dir_all(folder).await.map_err(StoreError::file(folder))?;
        let lock = match options.access {
            Access::Server => Some(FolderLock::take(folder)?),
            Access::Beside => None,
        };
        let path = folder.join("mobilelink.sqlite");
        keep_private(&path)?;
        // What a writer undoes a statement with is small; in a file it would cost each deposit a name on disk.
        let writing = |synchronous| connect_options(&path, synchronous).pragma("temp_store", "memory");
        let kept = writing(SqliteSynchronous::Full);
        let settled = match options.settled {
            Settled::BeforePowerLoss => writing(SqliteSynchronous::Normal),
            Settled::Always => kept.clone(),
        };

        let unopened = |source| StoreError::Opening { path: path.clone(), source };
        let mut first = SqliteConnection::connect_with(&kept).await.map_err(unopened)?;
        migrate(&mut first, &path).await?;
        let second = SqliteConnection::connect_with(&settled).await?;
        let reading = connect_options(&path, SqliteSynchronous::Normal)
            .read_only(true)
            .pragma("mmap_size", MAPPED)
            .row_buffer_size(ROWS_AT_ONCE);
        let readers = Readers::new(reading, options.search);

        let bytes = MessageBytes::open(&folder.join("messages")).await?;
        if options.access == Access::Server {
            let known =
                sqlx::query_scalar("SELECT id FROM bodies").fetch_all(&mut *readers.acquire().await?).await?;
            bytes.sweep(known).await?;
        }

        let latest = Arc::new(Latest::default());
        let writer = Arc::new(Mutex::new(Writer::new(first, second, announcer, latest.clone(), lock)));
        let (deposits, jobs) = mpsc::channel(DEPOSITS_WAITING);
        let last_places = Arc::<deposit::LastPlaces>::default();
        tokio::spawn(deposit::run(jobs, writer.clone(), bytes.clone(), last_places.clone()));
        let remembered = written::remembered();
        let inner = Arc::new(Inner { readers, writer, bytes, latest, remembered, deposits, last_places });
        if options.access == Access::Server {
            search::fill(&inner).await?;
        }
        Ok(Self { inner })
    }

    /// Waits for the write under way and folds the journal into the database.
    pub async fn close(&self) {
        self.inner.writer.lock().await.close().await;
        self.inner.last_places.forget();
        self.inner.readers.close().await;
    }
}

/// Makes the database readable to its owner alone before SQLite does; its journals take the same mode.
fn keep_private(path: &Path) -> Result<(), StoreError> {
    let mut options = std::fs::File::options();
    let file = options.create(true).truncate(false).write(true).mode(0o600).open(path);
    let owner_only = Permissions::from_mode(0o600);
    file.and_then(|file| file.set_permissions(owner_only)).map_err(StoreError::file(path))
}

fn connect_options(path: &Path, synchronous: SqliteSynchronous) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(synchronous)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(10))
        .statement_cache_capacity(200)
}

async fn migrate(connection: &mut SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let migrations: Vec<Migration> = MIGRATIONS
        .iter()
        .map(|&(version, description, sql)| {
            Migration::new(
                version,
                Cow::Borrowed(description),
                MigrationType::Simple,
                sqlx::SqlStr::from_static(sql),
                false,
            )
        })
        .collect();
    let known = MIGRATIONS.iter().map(|&(version, ..)| version).max().unwrap_or(0);
    match Migrator::with_migrations(migrations).run_direct(None, connection, false).await {
        Ok(()) => Ok(()),
        Err(sqlx::migrate::MigrateError::VersionMissing(found)) => {
            Err(StoreError::Newer { path: path.to_owned(), found, known })
        }
        Err(error) => {
            let source = sqlx::Error::Migrate(Box::new(error));
            Err(StoreError::Opening { path: path.to_owned(), source })
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[tokio::test]
    async fn what_was_kept_before_previews_were_has_one_afterwards() {
        let mut rows = SqliteConnection::connect("sqlite::memory:").await.unwrap();
        let is_before = |version: i64| version < 6;
        for (version, _, sql) in MIGRATIONS {
            if is_before(*version) {
                sqlx::raw_sql(*sql).execute(&mut rows).await.unwrap();
            }
        }
        sqlx::query(
            "INSERT INTO bodies (id, size, header_size, envelope, body_plain, body_structure, sections, subject, text) \
             VALUES ('spoken', 1, 1, '', '', '', '', '', $1), ('silent', 1, 1, '', '', '', '', '', NULL)",
        )
        .bind(" Please\n\n\tcall   back. ")
        .execute(&mut rows)
        .await
        .unwrap();
        for (version, _, sql) in MIGRATIONS {
            if !is_before(*version) {
                sqlx::raw_sql(*sql).execute(&mut rows).await.unwrap();
            }
        }
        let previews: Vec<String> = sqlx::query_scalar("SELECT preview FROM bodies ORDER BY id DESC")
            .fetch_all(&mut rows)
            .await
            .unwrap();
        assert_eq!(previews, ["Please call back.", ""]);
    }
}
