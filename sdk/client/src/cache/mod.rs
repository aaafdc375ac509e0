//! The offline cache: the only thing screens read (architecture section 6).
//!
//! Two writers, never mixed: the sync engine writes facts of the server, the outbox writes intentions of the user.
//! Reading lays the intentions over the facts. Every write says which topics it touched, after its commit.

mod account;
mod audio;
mod conferences;
mod outbox;
mod people;
mod shelf;
mod temporary;
mod voicemail;

#[cfg(test)]
mod speed;
#[cfg(test)]
mod tests;

pub(crate) use account::KeptSession;
pub(crate) use outbox::Queued;
pub(crate) use people::{Base, MailboxNews};

use shelf::Shelf;
use sqlx::{
    Sqlite, SqlitePool, Transaction,
    migrate::{Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};
use temporary::TemporaryFolder;
use tokio::sync::{Mutex, watch};

/// A handle on the cache of one account. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Cache {
    inner: Arc<Inner>,
}

struct Inner {
    pool: SqlitePool,
    folder: PathBuf,
    revisions: watch::Sender<Revisions>,
    /// Locked before a snapshot of the database begins that it is read with.
    shelf: Mutex<Shelf>,
    /// Keeps a temporary folder for as long as the cache is used.
    _temporary: Option<TemporaryFolder>,
}

/// What a screen can be about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    Account,
    People,
    Voicemail,
    Conferences,
    Logo,
}

/// How often each topic has changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Revisions {
    account: u64,
    people: u64,
    voicemail: u64,
    conferences: u64,
    logo: u64,
}

/// Why the cache could not be read or written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CacheError {
    #[error("the cache folder {folder} cannot be used: {source}")]
    Folder { folder: PathBuf, source: std::io::Error },
    #[error("the cache was written by a newer version of this app (schema {version})")]
    Newer { version: i64 },
    #[error("the cache database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("a record of the cache cannot be read: {0}")]
    Record(#[from] serde_json::Error),
    #[error("no such record")]
    NotFound,
}

impl Cache {
    /// Opens the cache in this folder, or in a temporary one that goes when the last handle does.
    pub(crate) async fn open(folder: Option<&Path>) -> Result<Self, CacheError> {
        let (folder, temporary) = match folder {
            Some(folder) => (folder.to_owned(), None),
            None => {
                let parent = std::env::temp_dir();
                let temporary = TemporaryFolder::make_in(&parent)
                    .map_err(|source| CacheError::Folder { folder: parent, source })?;
                (temporary.path().to_owned(), Some(temporary))
            }
        };
        let audio = folder.join("audio");
        private_folder(&folder)
            .and_then(|()| private_folder(&audio))
            .map_err(|source| CacheError::Folder { folder: folder.clone(), source })?;
        let options = SqliteConnectOptions::new()
            .filename(folder.join("cache.sqlite"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(Duration::from_secs(10));
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        migrate(&pool).await?;
        let (revisions, _) = watch::channel(Revisions::default());
        let shelf = Mutex::default();
        Ok(Self { inner: Arc::new(Inner { pool, folder, revisions, shelf, _temporary: temporary }) })
    }

    /// Changes whenever one of the topics may read differently.
    pub(crate) fn revisions(&self) -> watch::Receiver<Revisions> {
        self.inner.revisions.subscribe()
    }

    fn pool(&self) -> &SqlitePool {
        &self.inner.pool
    }

    /// A transaction that will write. It takes the write lock at once: one that read first could find at its first
    /// write that somebody else has written since, which SQLite refuses without waiting.
    pub(crate) async fn write(&self) -> Result<Transaction<'static, Sqlite>, CacheError> {
        Ok(self.pool().begin_with("BEGIN IMMEDIATE").await?)
    }

    fn touched(&self, topics: &[Topic]) {
        self.inner.revisions.send_modify(|revisions| {
            for topic in topics {
                *revisions.counter(*topic) += 1;
            }
        });
    }
}

impl Revisions {
    /// Differs whenever one of these topics has changed.
    pub(crate) fn of(&self, topics: &[Topic]) -> u64 {
        let mut copy = *self;
        topics.iter().map(|topic| *copy.counter(*topic)).sum()
    }

    fn counter(&mut self, topic: Topic) -> &mut u64 {
        match topic {
            Topic::Account => &mut self.account,
            Topic::People => &mut self.people,
            Topic::Voicemail => &mut self.voicemail,
            Topic::Conferences => &mut self.conferences,
            Topic::Logo => &mut self.logo,
        }
    }
}

/// A folder that only its owner may enter: it holds messages and the refresh token.
fn private_folder(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::{fs::Permissions, os::unix::fs::PermissionsExt};
        std::fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Built at run time: sqlx's `migrate!` would bring its macros, and with them a build of every database driver.
async fn migrate(pool: &SqlitePool) -> Result<(), CacheError> {
    let files = [
        (1, "cache", include_str!("migrations/0001_cache.sql")),
        (2, "changes", include_str!("migrations/0002_changes.sql")),
        (3, "flags", include_str!("migrations/0003_flags.sql")),
    ];
    let migrations = files.map(|(version, name, sql)| {
        Migration::new(version, name.into(), MigrationType::Simple, sqlx::SqlStr::from_static(sql), false)
    });
    Migrator::with_migrations(migrations.into()).run(pool).await.map_err(|error| match error {
        sqlx::migrate::MigrateError::VersionMissing(version) => CacheError::Newer { version },
        other => CacheError::Database(other.into()),
    })
}
