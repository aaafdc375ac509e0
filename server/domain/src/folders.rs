//! The tree of a mailbox's folders: which names there can be, and what making, renaming and deleting one means.
//!
//! Pure: the store asks within its transaction and does what it is told. A name that only has children is no folder: it is
//! listed, and cannot be opened (RFC 3501 section 6.3.4).

use crate::{
    greetings::GREETINGS,
    ids::FolderId,
    mailbox::{Folder, Role},
    refusal::Refusal,
};
use std::{borrow::Cow, collections::BTreeSet, fmt, str::FromStr};

/// Most bytes of a name, with all its levels.
pub const NAME_BYTES: usize = 255;
/// Most levels of a name.
pub const NAME_LEVELS: usize = 16;
/// Most folders of one mailbox, and most names it may be subscribed to.
pub const MOST_FOLDERS: usize = 1_000;

const INBOX: &str = "INBOX";

/// A name that a folder can have: UTF-8, `/` between levels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FolderName(String);

impl FolderName {
    /// As it is kept and shown.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The names above this one, from the top.
    pub fn parents(&self) -> impl Iterator<Item = &str> {
        parents(&self.0)
    }
}

impl FromStr for FolderName {
    type Err = Refusal;

    /// A `/` at the end says that folders will be made below, which they may be anyway (RFC 3501 section 6.3.3).
    fn from_str(text: &str) -> Result<Self, Refusal> {
        let name = text.strip_suffix('/').unwrap_or(text);
        let problem = if name.split('/').any(str::is_empty) {
            NameProblem::EmptyLevel
        } else if name.len() > NAME_BYTES {
            NameProblem::TooLong
        } else if name.split('/').count() > NAME_LEVELS {
            NameProblem::TooDeep
        } else if let Some(character) = name.chars().find(|&each| is_unfit(each)) {
            NameProblem::Character(character)
        } else {
            return Ok(Self(canonical(name).into_owned()));
        };
        Err(Refusal::FolderNameUnsuitable { problem })
    }
}

impl fmt::Display for FolderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Wildcards would be mistaken for patterns; line and paragraph ends are control characters by another name.
fn is_unfit(character: char) -> bool {
    character.is_control() || matches!(character, '*' | '%' | '\u{2028}' | '\u{2029}')
}

/// The name with INBOX, which is meant in any case at the first level, in capitals (RFC 3501 section 5.1).
pub fn canonical(name: &str) -> Cow<'_, str> {
    match name.split_once('/') {
        None if name.eq_ignore_ascii_case(INBOX) => Cow::Borrowed(INBOX),
        Some((first, rest)) if first != INBOX && first.eq_ignore_ascii_case(INBOX) => {
            Cow::Owned(format!("{INBOX}/{rest}"))
        }
        _ => Cow::Borrowed(name),
    }
}

/// Why a name cannot be a folder's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameProblem {
    /// Nothing, or nothing between two `/`.
    EmptyLevel,
    /// More than [`NAME_BYTES`].
    TooLong,
    /// More than [`NAME_LEVELS`].
    TooDeep,
    /// A control character or a wildcard.
    Character(char),
}

impl fmt::Display for NameProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyLevel => f.write_str("it has an empty level"),
            Self::TooLong => write!(f, "it has more than {NAME_BYTES} bytes"),
            Self::TooDeep => write!(f, "it has more than {NAME_LEVELS} levels"),
            Self::Character(wildcard @ ('*' | '%')) => write!(f, "it contains {wildcard}"),
            Self::Character(_) => f.write_str("it contains a control character"),
        }
    }
}

/// A use that a folder of the user's own can be given (RFC 6154); Drafts, Sent and Trash have theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpecialUse {
    /// Messages that are kept.
    Archive,
    /// Messages that nobody wanted.
    Junk,
}

impl SpecialUse {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Archive, Self::Junk];

    /// The word in rows.
    pub fn wire_id(self) -> &'static str {
        match self {
            Self::Archive => "archive",
            Self::Junk => "junk",
        }
    }

    /// The attribute that mail programs see.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::Archive => "\\Archive",
            Self::Junk => "\\Junk",
        }
    }

    /// The use with this word in rows.
    pub fn from_wire_id(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|each| each.wire_id() == word)
    }

    /// The use that an attribute asks for; refused where no folder of one's own can have it.
    pub fn from_attribute(attribute: &str) -> Result<Self, Refusal> {
        let found = Self::ALL.into_iter().find(|each| each.attribute().eq_ignore_ascii_case(attribute));
        found.ok_or_else(|| Refusal::UseNotPossible { given: attribute.chars().take(40).collect() })
    }
}

/// The folders to make for this one: it, and the parents that are missing before it.
pub fn to_create(
    all: &[Folder],
    name: &FolderName,
    special_use: Option<SpecialUse>,
) -> Result<Vec<String>, Refusal> {
    if find(all, name.as_str()).is_some() {
        return Err(Refusal::FolderExists { name: name.to_string() });
    }
    if let Some(wanted) = special_use
        && all.iter().any(|folder| folder.special_use == Some(wanted))
    {
        return Err(Refusal::UseNotPossible { given: wanted.attribute().to_owned() });
    }
    let missing = name.parents().filter(|parent| find(all, parent).is_none()).map(str::to_owned);
    let new: Vec<String> = missing.chain([name.to_string()]).collect();
    if all.len().saturating_add(new.len()) > MOST_FOLDERS {
        return Err(Refusal::TooManyFolders { limit: MOST_FOLDERS });
    }
    Ok(new)
}

/// The folder to delete. Its children stay, below a name that can no longer be opened.
pub fn to_delete<'a>(all: &'a [Folder], name: &str) -> Result<&'a Folder, Refusal> {
    let name = canonical(name);
    match find(all, &name) {
        Some(Folder { role: Some(_), name, .. }) => Err(Refusal::FolderStays { name: name.clone() }),
        Some(folder) => Ok(folder),
        None if all.iter().any(|folder| is_below(&folder.name, &name)) => {
            Err(Refusal::FolderHasChildren { name: shortened(&name) })
        }
        None => Err(Refusal::NoSuchFolder { name: shortened(&name) }),
    }
}

/// What renaming means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renaming {
    /// Folders to make first.
    pub parents: Vec<String>,
    /// What changes its name.
    pub what: Renamed,
}

/// What changes its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Renamed {
    /// These folders get these names.
    Folders(Vec<(FolderId, String)>),
    /// INBOX stays, empty; its messages move into a new folder of this name (RFC 3501 section 6.3.5).
    Inbox(FolderId, String),
}

/// What renaming `from` means, with all that is below it.
pub fn to_rename(all: &[Folder], from: &str, to: &FolderName) -> Result<Renaming, Refusal> {
    let from = canonical(from);
    if from == GREETINGS || to.as_str() == GREETINGS {
        return Err(Refusal::FolderStays { name: GREETINGS.to_owned() });
    }
    let folder = find(all, &from);
    let below: Vec<&Folder> = all.iter().filter(|folder| is_below(&folder.name, &from)).collect();
    let inbox = match folder.map(|folder| (folder.role, folder)) {
        Some((Some(Role::Inbox), inbox)) => Some(inbox.id),
        Some((Some(_), folder)) => return Err(Refusal::FolderStays { name: folder.name.clone() }),
        Some((None, _)) => None,
        None if below.is_empty() => return Err(Refusal::NoSuchFolder { name: shortened(&from) }),
        None => None,
    };
    if is_below(to.as_str(), &from) && inbox.is_none() {
        return Err(Refusal::FolderIntoItself { name: shortened(&from) });
    }
    let moving: Vec<&Folder> = match inbox {
        Some(_) => Vec::new(),
        None => folder.into_iter().chain(below).collect(),
    };
    let mut renamed = Vec::with_capacity(moving.len());
    for folder in moving {
        let rest = folder.name.strip_prefix(&*from).unwrap_or_default();
        let name: FolderName = format!("{to}{rest}").parse()?;
        renamed.push((folder.id, name.0));
    }
    let taken = |name: &str| find(all, name).is_some();
    if let Some(name) =
        renamed.iter().map(|(_, name)| name.as_str()).chain([to.as_str()]).find(|name| taken(name))
    {
        return Err(Refusal::FolderExists { name: name.to_owned() });
    }
    let parents: Vec<String> = to.parents().filter(|parent| !taken(parent)).map(str::to_owned).collect();
    let new = parents.len() + usize::from(inbox.is_some());
    if all.len().saturating_add(new) > MOST_FOLDERS {
        return Err(Refusal::TooManyFolders { limit: MOST_FOLDERS });
    }
    let what = match inbox {
        Some(inbox) => Renamed::Inbox(inbox, to.to_string()),
        None => Renamed::Folders(renamed),
    };
    Ok(Renaming { parents, what })
}

/// A name as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The name.
    pub name: String,
    /// What can be opened there; nothing for a name that has children only, or that is only subscribed to.
    pub folder: Option<Folder>,
    /// Whether the person is subscribed to it.
    pub is_subscribed: bool,
    /// Whether there is a folder below it.
    pub has_children: bool,
}

impl Listed {
    /// Whether this name is anywhere below the other.
    pub fn is_below(&self, other: &str) -> bool {
        is_below(&self.name, other)
    }
}

/// All names there are: folders, the names above them, and what was subscribed to; the four first, then by name.
pub fn listing(folders: Vec<Folder>, subscribed: &BTreeSet<String>) -> Vec<Listed> {
    let has_below: BTreeSet<String> =
        folders.iter().flat_map(|folder| parents(&folder.name)).map(str::to_owned).collect();
    let names: BTreeSet<&str> = folders.iter().map(|folder| folder.name.as_str()).collect();
    let without: Vec<String> = has_below
        .iter()
        .chain(subscribed.iter())
        .chain(
            subscribed
                .iter()
                .flat_map(|name| parents(name))
                .map(str::to_owned)
                .collect::<BTreeSet<_>>()
                .iter(),
        )
        .filter(|name| !names.contains(name.as_str()))
        .cloned()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let mut listed: Vec<Listed> = folders
        .into_iter()
        .map(|folder| (folder.name.clone(), Some(folder)))
        .chain(without.into_iter().map(|name| (name, None)))
        .map(|(name, folder)| Listed {
            is_subscribed: subscribed.contains(&name),
            has_children: has_below.contains(&name),
            name,
            folder,
        })
        .collect();
    listed.sort_by(|one, other| {
        let place =
            |listed: &Listed| listed.folder.as_ref().and_then(|folder| folder.role).map_or(4, place_of);
        place(one).cmp(&place(other)).then_with(|| one.name.cmp(&other.name))
    });
    listed
}

fn place_of(role: Role) -> usize {
    Role::ALL.iter().position(|each| *each == role).unwrap_or(0)
}

fn find<'a>(all: &'a [Folder], name: &str) -> Option<&'a Folder> {
    all.iter().find(|folder| folder.name == name)
}

fn is_below(name: &str, other: &str) -> bool {
    name.strip_prefix(other).is_some_and(|rest| rest.starts_with('/'))
}

fn parents(name: &str) -> impl Iterator<Item = &str> {
    name.match_indices('/').filter_map(move |(at, _)| name.get(..at))
}

fn shortened(name: &str) -> String {
    name.chars().take(80).collect()
}

#[cfg(test)]
mod tests;
