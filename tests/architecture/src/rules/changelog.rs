//! What changed for the user stands in CHANGELOG.md, each line with its kind.

use crate::tree::Tree;
use crate::violation::Violation;

/// How a line under "Unreleased" may begin.
pub const KINDS: &[&str] = &["Added", "Changed", "Fixed", "Removed", "Security", "Faster"];

const PAGE: &str = "CHANGELOG.md";

/// A missing page or "Unreleased" section, and lines there without a known kind.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let Some(text) = tree.text(PAGE) else { return vec![Violation::of_file(PAGE, "is missing")] };
    let numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line));
    let mut section = numbered.skip_while(|(_, line)| line.trim() != "## Unreleased");
    if section.next().is_none() {
        return vec![Violation::of_file(PAGE, "has no section `## Unreleased`")];
    }
    section
        .take_while(|(_, line)| !line.starts_with("## "))
        .filter_map(|(number, line)| Some((number, line.strip_prefix("- ")?)))
        .filter(|(_, note)| !KINDS.iter().any(|kind| note.starts_with(&format!("{kind}: "))))
        .map(|(number, _)| {
            Violation::at(PAGE, number, format!("must begin with one of {}, then `: `", KINDS.join(", ")))
        })
        .collect()
}
