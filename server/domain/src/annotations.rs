//! Annotations of a mailbox and its folders (RFC 5464): small notes that mail programs keep for themselves and each other.
//!
//! Every folder is its owner's alone, so `/private` and `/shared` differ in name only; but what the whole server shares is
//! the administrator's.

use crate::refusal::Refusal;
use std::{fmt, str::FromStr};

/// Most annotations of one person, over all folders.
pub const MOST: usize = 200;
/// Most bytes of a value.
pub const VALUE_BYTES: usize = 16 * 1024;
/// Most bytes of a name.
const NAME_BYTES: usize = 255;

/// The name of an annotation, `/private/comment`; its case does not matter, so it is kept in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry(String);

impl Entry {
    /// In lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Refuses to change what the administrator keeps for everybody.
    pub fn check_settable(&self, of: Of) -> Result<(), Refusal> {
        match of {
            Of::Server if self.0.starts_with("/shared/") => {
                Err(Refusal::AnnotationFixed { entry: self.0.clone() })
            }
            Of::Server | Of::Folder => Ok(()),
        }
    }

    /// How many levels this name is below the other; nothing where it is not.
    pub fn levels_below(&self, other: &Self) -> Option<usize> {
        let rest = self.0.strip_prefix(&other.0)?;
        match rest {
            "" => Some(0),
            rest if rest.starts_with('/') => Some(rest.matches('/').count()),
            _ => None,
        }
    }
}

/// To what an annotation belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// The whole mailbox.
    Server,
    /// One folder.
    Folder,
}

/// Not a name of an annotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnEntry;

impl FromStr for Entry {
    type Err = NotAnEntry;

    fn from_str(text: &str) -> Result<Self, NotAnEntry> {
        let name = text.to_ascii_lowercase();
        let levels =
            name.strip_prefix("/private").or_else(|| name.strip_prefix("/shared")).ok_or(NotAnEntry)?;
        let is_sound = levels.is_empty()
            || levels
                .strip_prefix('/')
                .is_some_and(|levels| levels.split('/').all(|level| !level.is_empty()));
        let is_plain = name.bytes().all(|byte| (b' '..=b'~').contains(&byte) && !b"*%".contains(&byte));
        if is_sound && is_plain && name.len() <= NAME_BYTES { Ok(Self(name)) } else { Err(NotAnEntry) }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_private_or_shared_and_have_no_case() {
        let entry: Entry = "/Private/Comment".parse().unwrap();
        assert_eq!(entry.as_str(), "/private/comment");
        let long = format!("/private/{}", "x".repeat(300));
        for wrong in [
            "",
            "comment",
            "/comment",
            "/private/",
            "/private//x",
            "/privates/x",
            "/shared/a*",
            "/shared/ä",
            &long,
        ] {
            assert_eq!(wrong.parse::<Entry>(), Err(NotAnEntry), "{wrong}");
        }
    }

    #[test]
    fn depth_is_counted_in_levels() {
        let entry = |text: &str| text.parse::<Entry>().unwrap();
        let filters = entry("/private/filters");
        assert_eq!(filters.levels_below(&filters), Some(0));
        assert_eq!(entry("/private/filters/values/a").levels_below(&filters), Some(2));
        assert_eq!(entry("/private/filters2").levels_below(&filters), None);
    }
}
