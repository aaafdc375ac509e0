//! stub
use crate::reading::{Reading, Unreadable};
/// Reads a message.
pub fn read(bytes: &[u8]) -> Result<Reading, Unreadable> {
    let _ = bytes;
    Err(Unreadable::Empty)
}
