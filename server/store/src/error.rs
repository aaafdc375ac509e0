//! What can go wrong with storage: facts for the operator, never shown to a client.

use std::{io, path::PathBuf};

/// SQLITE_INTERRUPT.
const INTERRUPTED: &str = "9";

/// Storage did not do what was asked. Nothing that was acknowledged before is lost.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or failed.
    #[error("database: {0}")]
    Database(#[source] sqlx::Error),
    /// The database cannot be opened, for example because it is none.
    #[error("cannot open {path}: {source}", path = path.display())]
    Opening {
        /// Which database.
        path: PathBuf,
        /// What the database said.
        source: sqlx::Error,
    },
    /// A file could not be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The database was written by a later version of this program.
    #[error("{path} has schema {found}; this version knows schemas up to {known}", path = path.display())]
    Newer {
        /// Which database.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The last one known here.
        known: i64,
    },
    /// Another server uses the folder.
    #[error("{path} is in use by another server", path = path.display())]
    InUse {
        /// The data folder.
        path: PathBuf,
    },
    /// A row does not mean anything; somebody else wrote it.
    #[error("database: {0} is not readable")]
    Unreadable(&'static str),
    /// A search took longer than one may.
    #[error("the search took too long")]
    TookTooLong,
    /// The program is ending.
    #[error("storage is closed")]
    Closed,
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        // Nothing but the end of its time interrupts a statement (readers.rs).
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        if code.as_deref() == Some(INTERRUPTED) { Self::TookTooLong } else { Self::Database(error) }
    }
}

impl StoreError {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
