//! Keeps rows in SQLite and message bytes in files; one method, one transaction.
