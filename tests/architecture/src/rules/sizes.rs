//! No file is longer than a person reads in one sitting, and most are much shorter.

use crate::tree::Tree;
use crate::violation::Violation;

/// No file has more lines.
pub const LONGEST: usize = 600;

/// Half of the files that ship have at most this many.
pub const MEDIAN: usize = 250;

/// Written by people; data and lock files may be as long as they are.
const WRITTEN: &[&str] = &["rs", "sql", "sh", "py", "kt", "kts", "swift"];

/// Files above the limit, and a median above its own.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found: Vec<_> = tree
        .with_extensions(WRITTEN)
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > LONGEST)
        .map(|(path, lines)| {
            Violation::of_file(path, format!("has {lines} lines; at most {LONGEST} are allowed"))
        })
        .collect();
    let median = median(tree);
    if median > MEDIAN {
        let what = format!("the median of its files is {median} lines; at most {MEDIAN} are allowed");
        found.push(Violation::of_file("the workspace", what));
    }
    found
}

/// The median length in lines of the Rust, Kotlin and Swift files that are not tests; 0 when there is none.
pub fn median(tree: &Tree) -> usize {
    let tests = ["/tests/", "/Tests/", "/src/test/"];
    let ships = |path: &str| {
        !path.starts_with("tests/")
            && !path.ends_with("/tests.rs")
            && !tests.iter().any(|folder| path.contains(folder))
    };
    let files = tree.with_extensions(&["rs", "kt", "swift"]).filter(|(path, _)| ships(path));
    let mut lengths: Vec<usize> = files.map(|(_, text)| text.lines().count()).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied().unwrap_or(0)
}
