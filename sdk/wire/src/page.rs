//! Lists come in pages: items and an opaque cursor, no offsets and no totals.

use serde::{Deserialize, Serialize};

/// How many items a page holds when `limit` is not given.
pub const DEFAULT_LIMIT: u32 = 50;
/// The largest `limit` a server accepts; the smallest is 1.
pub const MAX_LIMIT: u32 = 100;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The items, in the order the endpoint promises.
    pub items: Vec<T>,
    /// What to pass as `cursor` for the next page; none on the last.
    pub next_cursor: Option<String>,
}
