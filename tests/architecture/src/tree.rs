//! The files a rule looks at: the workspace as git sees it, or a few invented files.
//!
//! New files count before they are committed, so a rule speaks up while the file is still easy to change.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::process::Command;

/// Paths from the root, each with its text; a file that is not UTF-8 has an empty text.
#[derive(Debug, Default)]
pub struct Tree {
    files: BTreeMap<String, String>,
}

impl Tree {
    /// Invents a tree, for wrong examples.
    pub fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect() }
    }

    /// Reads every file under `root` that git tracks or would track.
    pub fn read(root: &Path) -> io::Result<Self> {
        // A clone that belongs to another user is the rule in CI; git would refuse to list it.
        let listing = Command::new("git")
            .args(["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()?;
        if !listing.status.success() {
            return Err(io::Error::other(String::from_utf8_lossy(&listing.stderr).into_owned()));
        }
        let mut files = BTreeMap::new();
        for path in String::from_utf8_lossy(&listing.stdout).split('\0').filter(|path| !path.is_empty()) {
            match std::fs::read(root.join(path)) {
                Ok(bytes) => files.insert(path.to_owned(), String::from_utf8(bytes).unwrap_or_default()),
                // Deleted, but not yet in a commit; or a folder that is a repository of its own.
                Err(_) => continue,
            };
        }
        Ok(Self { files })
    }

    /// Every path, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Every file whose name ends in `.` and `extension`, with its text.
    pub fn with_extension(&self, extension: &'static str) -> impl Iterator<Item = (&str, &str)> {
        self.iter().filter(move |(path, _)| path.rsplit_once('.').is_some_and(|(_, end)| end == extension))
    }

    /// Every file whose name ends in `.` and one of `extensions`, with its text, in the order of the extensions.
    pub fn with_extensions(&self, extensions: &'static [&'static str]) -> impl Iterator<Item = (&str, &str)> {
        extensions.iter().flat_map(|extension| self.with_extension(extension))
    }

    /// Every file below `folder`, which ends in `/`.
    pub fn under(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        self.iter().filter(move |(path, _)| path.starts_with(folder))
    }

    /// Whether `path` is a file, or a folder with a file in it.
    pub fn holds(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let folder = format!("{path}/");
        self.files.contains_key(path) || self.under(&folder).next().is_some()
    }

    fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}
