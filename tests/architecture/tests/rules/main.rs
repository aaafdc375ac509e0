//! Every rule on the workspace, where it must find nothing, and on a wrong example, where it must fire.

mod anatomy;
mod changelog;
mod comments;
mod crypto;
mod dependencies;
mod documents;
mod feature_ids;
mod headers;
mod layers;
mod lints;
mod machine_paths;
mod names;
mod sizes;
mod twins;
mod typed_commands;
mod unfinished;

use std::path::Path;
use std::sync::LazyLock;

use architecture::tree::Tree;
use architecture::violation::Violation;

/// The workspace, read once for all rules.
static WORKSPACE: LazyLock<Tree> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let tree = Tree::read(&root).unwrap_or_else(|error| {
        eprintln!("git does not list the workspace: {error}");
        Tree::default()
    });
    assert!(tree.holds("server/domain/src/lib.rs"), "the listing is not that of the workspace");
    tree
});

/// Fails with one line per violation.
#[track_caller]
fn assert_kept(violations: &[Violation]) {
    let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{} broken:\n{}\n", lines.len(), lines.join("\n"));
}

/// Fails unless exactly these places are found, each given as `path` or `path:line`.
#[track_caller]
fn assert_found(violations: &[Violation], places: &[&str]) {
    let found: Vec<String> = violations
        .iter()
        .map(|violation| match violation.line {
            Some(line) => format!("{}:{line}", violation.path),
            None => violation.path.clone(),
        })
        .collect();
    assert_eq!(found, places, "{violations:#?}");
}
