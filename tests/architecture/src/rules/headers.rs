//! Every Rust file says what it is, in at most ten lines, before anything else.

use crate::tree::Tree;
use crate::violation::Violation;

/// The longest header allowed, in lines; those of a code example do not count.
pub const LONGEST: usize = 10;

/// Files without a `//!` header, and headers that are too long.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let headers = tree.with_extension("rs").map(|(path, text)| (path, length(text)));
    headers
        .filter_map(|(path, lines)| match lines {
            0 => Some(Violation::of_file(path, "does not begin with a `//!` header")),
            1..=LONGEST => None,
            _ => Some(Violation::of_file(path, format!("has a header of {lines} lines; at most {LONGEST}"))),
        })
        .collect()
}

fn length(text: &str) -> usize {
    let mut example = false;
    let header = text.lines().map_while(|line| line.strip_prefix("//!"));
    let told = header.filter(|line| {
        let fence = line.trim_start().starts_with("```");
        example ^= fence;
        !example && !fence
    });
    told.count()
}
