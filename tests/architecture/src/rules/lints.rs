//! The lints stand once, in the root; every member takes them; and `unsafe` is nowhere.

use toml::{Table, Value};

use crate::drawing::{JUDGES, SCAFFOLDING};
use crate::source::Source;
use crate::tree::Tree;
use crate::violation::Violation;

/// Lints that the root must have, by table.
const REQUIRED: &[(&str, &[&str])] = &[
    ("rust", &["unsafe_code", "missing_docs"]),
    (
        "clippy",
        &["unwrap_used", "expect_used", "panic", "indexing_slicing", "string_slice", "disallowed_methods"],
    ),
];

/// Missing lints, members that do not take them, and unsafe code.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = missing_in_root(tree);
    for (path, text) in tree.with_extension("toml").filter(|(path, _)| path.ends_with("/Cargo.toml")) {
        let manifest = text.parse::<Table>().unwrap_or_default();
        let is_member = manifest.contains_key("package") && !manifest.contains_key("workspace");
        if is_member && !takes_lints(&manifest) {
            found.push(Violation::of_file(path, "lacks `[lints] workspace = true`"));
        }
    }
    for (path, text) in tree.with_extension("rs") {
        let source = Source::of(text);
        let unsafe_words = source.words().filter(|(_, word)| *word == "unsafe");
        found.extend(unsafe_words.map(|(line, _)| Violation::at(path, line, "is unsafe code")));
    }
    found
}

/// What judges may unwrap, so it may have a table of its own; it forbids unsafe code all the same.
fn takes_lints(manifest: &Table) -> bool {
    let lints = manifest.get("lints");
    let name = manifest.get("package").and_then(|package| package.get("name")?.as_str());
    let forbids = || lints?.get("rust")?.get("unsafe_code")?.as_str();
    lints.and_then(|lints| lints.get("workspace")?.as_bool()) == Some(true)
        || (name.is_some_and(|name| JUDGES.contains(&name)) && forbids() == Some("forbid"))
        || (name.is_some_and(|name| SCAFFOLDING.contains(&name)) && repeats(lints))
}

/// Scaffolding must allow unsafe code, and Cargo takes either all lints of the root or none: the others are repeated.
fn repeats(lints: Option<&Value>) -> bool {
    let has = |table: &str, lint: &str| lints?.get(table)?.get(lint)?.as_str();
    let mut required =
        REQUIRED.iter().flat_map(|(table, names)| names.iter().map(move |name| (*table, *name)));
    required
        .all(|(table, lint)| lint == "unsafe_code" || has(table, lint).is_some_and(|level| level != "allow"))
}

fn missing_in_root(tree: &Tree) -> Vec<Violation> {
    let root = tree.text("Cargo.toml").unwrap_or_default().parse::<Table>().unwrap_or_default();
    let lints = root.get("workspace").and_then(|workspace| workspace.get("lints"));
    let level = |table: &str, lint: &str| lints?.get(table)?.get(lint)?.as_str();
    let required = REQUIRED.iter().flat_map(|(table, names)| names.iter().map(move |name| (*table, *name)));
    let mut found: Vec<_> = required
        .filter(|(table, lint)| matches!(level(table, lint), None | Some("allow")))
        .map(|(table, lint)| Violation::of_file("Cargo.toml", format!("lacks the lint `{table}::{lint}`")))
        .collect();
    if level("rust", "unsafe_code").is_some_and(|level| level != "forbid") {
        found.push(Violation::of_file("Cargo.toml", "must forbid `unsafe_code`, not only warn of it"));
    }
    found
}
