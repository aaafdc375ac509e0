//! How columns become values.

use crate::StoreError;
use jiff::Timestamp;
use server_domain::{AccountId, BodyId, voicemail::Sender};
use sqlx::{Row as _, sqlite::SqliteRow};
use std::collections::BTreeSet;

/// A time from its milliseconds.
pub(crate) fn time(milliseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(milliseconds).map_err(|_| StoreError::Unreadable("a time"))
}

/// A count, which is never negative.
pub(crate) fn number(row: &SqliteRow, column: &'static str) -> Result<u64, StoreError> {
    let value: i64 = row.try_get(column)?;
    u64::try_from(value).map_err(|_| StoreError::Unreadable(column))
}

pub(crate) fn body_id(name: String) -> Result<BodyId, StoreError> {
    BodyId::new(name).ok_or(StoreError::Unreadable("bodies.id"))
}

pub(crate) fn json<T: serde::de::DeserializeOwned>(
    text: &str,
    column: &'static str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Unreadable(column))
}

pub(crate) fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Unreadable("a value"))
}

/// A value of the domain from its word.
pub(crate) fn word<T: std::str::FromStr>(text: &str, column: &'static str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Unreadable(column))
}

/// A set kept as words between spaces. Words of a later version are passed over.
pub(crate) fn words<T: Ord>(text: &str, read: impl Fn(&str) -> Option<T>) -> BTreeSet<T> {
    text.split(' ').filter_map(read).collect()
}

/// Who left a message, from its three columns.
pub(crate) fn sender(row: &SqliteRow) -> Result<Sender, StoreError> {
    let name: Option<String> = row.try_get("sender_name")?;
    let number: String = row.try_get("sender_number")?;
    Ok(match row.try_get::<Option<i64>, _>("sender_account")? {
        Some(account) => Sender::Internal {
            account: AccountId(account),
            name: name.unwrap_or_default(),
            extension: number,
        },
        None => Sender::External { number, name },
    })
}
