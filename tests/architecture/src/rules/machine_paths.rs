//! No page or comment speaks of one person's machine.

use crate::source::{LANGUAGES, Source};
use crate::tree::Tree;
use crate::violation::Violation;

/// Folders that exist on one machine and not on the next.
const MACHINE: &[&str] = &["/work/", "/tmp/", "/root/", "/home/", "/Users/"];

/// Pages and settings that are read in full.
const READ_IN_FULL: &[&str] =
    &["md", "toml", "sql", "json", "py", "pyi", "sh", "xml", "yml", "yaml", "properties"];

/// Such folders in pages, settings, scripts, and the comments of code.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (path, text) in tree.with_extensions(READ_IN_FULL) {
        found.extend(named(path, text.lines().enumerate().map(|(index, line)| (index + 1, line))));
    }
    for (path, text) in tree.with_extensions(LANGUAGES) {
        let comments = Source::of(text).comments;
        found.extend(named(path, comments.iter().map(|(line, comment)| (*line, comment.as_str()))));
    }
    found
}

fn named<'a>(path: &str, lines: impl Iterator<Item = (usize, &'a str)>) -> Vec<Violation> {
    let hits = lines
        .filter_map(|(number, line)| Some((number, MACHINE.iter().find(|folder| speaks_of(line, folder))?)));
    hits.map(|(line, folder)| Violation::at(path, line, format!("`{folder}` is a folder of one machine")))
        .collect()
}

/// Whether the path itself is meant: `target/tmp/` and `https://host/home/` only contain its letters.
fn speaks_of(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().last());
        before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | '-' | '_' | '}' | '>' | '/'))
    })
}
