//! The directory: the people of a site, each with the presence everybody sees (PRS-02).

use crate::CurrentPresence;
use serde::{Deserialize, Serialize};

/// One person of the site.
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Opaque id.
    pub id: String,
    /// The name the person signs in with, and the local part of their mail address.
    pub username: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Primary extension, digits.
    pub extension: String,
    /// Where the person is.
    pub presence: CurrentPresence,
}
