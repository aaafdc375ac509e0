//! Packages depend only on what the drawing allows them.
//!
//! Read from the Cargo.toml files themselves: an arrow is forbidden when it is written, not when it is first used.

use toml::Table;

use crate::drawing::{ALLOWED, FOR_TESTS, JUDGES, SQL};
use crate::tree::Tree;
use crate::violation::Violation;

/// Every arrow that the drawing lacks, every package it does not know, and every version not kept in the root.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (path, manifest) in manifests(tree, &mut found) {
        let Some(package) = name_of(&manifest) else { continue };
        let Some(allowed) = allowed_for(package) else {
            found.push(Violation::of_file(path, format!("`{package}` is not in the drawing; give it a row")));
            continue;
        };
        for dependency in dependencies(&manifest) {
            if !dependency.versioned_in_root {
                let name = dependency.key;
                found.push(Violation::of_file(path, format!("`{name}` must say `workspace = true`")));
            }
            if let Some(forbidden) = dependency.forbidden_to(package, allowed) {
                found.push(Violation::of_file(path, forbidden));
            }
        }
    }
    found
}

/// Rows of the drawing without a package: a drawing of what is no longer there misleads.
pub fn stale_rows(tree: &Tree) -> Vec<Violation> {
    let manifests = manifests(tree, &mut Vec::new());
    let known: Vec<&str> = manifests.iter().filter_map(|(_, manifest)| name_of(manifest)).collect();
    let rows = ALLOWED.iter().map(|(package, _)| *package).chain(JUDGES.iter().copied());
    rows.filter(|row| !known.contains(row))
        .map(|row| {
            Violation::of_file("Cargo.toml", format!("the drawing has `{row}`, the workspace has not"))
        })
        .collect()
}

/// Arrows of a drawing that point to the same row or a later one, which is how a circle would look.
pub fn arrows_that_point_back(drawing: &[(&str, &[&str])]) -> Vec<String> {
    let position = |package: &str| drawing.iter().position(|(row, _)| *row == package);
    let arrows = drawing
        .iter()
        .enumerate()
        .flat_map(|(at, (row, allowed))| allowed.iter().map(move |to| (at, row, to)));
    arrows
        .filter(|(at, _, to)| position(to).is_none_or(|target| target >= *at))
        .map(|(_, from, to)| format!("{from} → {to}"))
        .collect()
}

#[derive(Clone, Copy)]
enum Allowed {
    Anything,
    Only(&'static [&'static str]),
}

fn allowed_for(package: &str) -> Option<Allowed> {
    if JUDGES.contains(&package) {
        return Some(Allowed::Anything);
    }
    ALLOWED.iter().find(|(row, _)| *row == package).map(|(_, allowed)| Allowed::Only(allowed))
}

struct Dependency<'a> {
    key: &'a str,
    /// The name behind a rename.
    package: &'a str,
    for_tests: bool,
    versioned_in_root: bool,
}

impl Dependency<'_> {
    fn forbidden_to(&self, package: &str, allowed: Allowed) -> Option<String> {
        let Allowed::Only(allowed) = allowed else { return None };
        let name = self.package;
        if name == "sqlx" && !SQL.contains(&package) {
            return Some(format!("`{package}` must not depend on sqlx; only {} may", SQL.join(" and ")));
        }
        let ours = ALLOWED.iter().any(|(row, _)| *row == name) || JUDGES.contains(&name);
        let permitted = allowed.contains(&name) || (self.for_tests && FOR_TESTS.contains(&name));
        (ours && !permitted)
            .then(|| format!("`{package}` must not depend on `{name}`; the drawing has no such arrow"))
    }
}

fn dependencies(manifest: &Table) -> Vec<Dependency<'_>> {
    let targets = manifest.get("target").and_then(|target| target.as_table());
    let tables = targets.into_iter().flat_map(Table::values).filter_map(|target| target.as_table());
    let mut found = Vec::new();
    for table in std::iter::once(manifest).chain(tables) {
        for (section, for_tests) in
            [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)]
        {
            let entries = table.get(section).and_then(|section| section.as_table());
            for (key, value) in entries.into_iter().flatten() {
                let package = value.get("package").and_then(|name| name.as_str()).unwrap_or(key);
                let versioned_in_root = value.get("workspace").and_then(|flag| flag.as_bool()) == Some(true);
                found.push(Dependency { key, package, for_tests, versioned_in_root });
            }
        }
    }
    found
}

fn name_of(manifest: &Table) -> Option<&str> {
    manifest.get("package")?.get("name")?.as_str()
}

fn manifests<'a>(tree: &'a Tree, found: &mut Vec<Violation>) -> Vec<(&'a str, Table)> {
    let files = tree.with_extension("toml").filter(|(path, _)| path.ends_with("/Cargo.toml"));
    files
        .filter_map(|(path, text)| match text.parse::<Table>() {
            // A workspace of its own, which nothing here can name.
            Ok(manifest) if manifest.contains_key("workspace") => None,
            Ok(manifest) => Some((path, manifest)),
            Err(error) => {
                found.push(Violation::of_file(path, format!("is not TOML: {}", error.message())));
                None
            }
        })
        .collect()
}
