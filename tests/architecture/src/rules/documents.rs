//! Files that pages name exist: a walk through the code that leads to a deleted file is worse than none.

use crate::markdown;
use crate::tree::Tree;
use crate::violation::Violation;

/// Pages without which a newcomer is lost.
const REQUIRED: &[&str] = &["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"];

/// Folders a quoted path may begin with; other quotes are taken for words of code.
const FOLDERS: &[&str] =
    &["server/", "sdk/", "tests/", "bindings/", "android-demo/", "ios-demo/", ".ci/", ".cargo/"];

/// Missing pages, and links and quoted paths that lead nowhere.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let missing = REQUIRED.iter().filter(|page| !tree.holds(page));
    let mut found: Vec<_> = missing.map(|page| Violation::of_file(page, "is missing")).collect();
    for (path, text) in tree.with_extension("md") {
        for (line, quote) in markdown::quoted(text) {
            let is_path =
                FOLDERS.iter().any(|folder| quote.starts_with(folder)) && quote.chars().all(is_path_char);
            // `server/core/src/lib.rs::PhoneSystem` and `server/core/src/lib.rs:12` name a place in a file.
            let file = quote.split(':').next().unwrap_or(quote);
            if is_path && !tree.holds(file) {
                found.push(Violation::at(path, line, format!("names `{file}`, which does not exist")));
            }
        }
        for (line, link) in markdown::links(text) {
            let target = link.split('#').next().unwrap_or(link);
            let elsewhere = target.is_empty() || target.contains("://") || target.starts_with("mailto:");
            if !elsewhere && !resolve(path, target).is_some_and(|target| tree.holds(&target)) {
                found.push(Violation::at(path, line, format!("links to `{target}`, which does not exist")));
            }
        }
    }
    found
}

/// Patterns such as `src/*.rs` or `src/{a,b}.rs` are left to the reader.
fn is_path_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ':')
}

/// `target` seen from the folder of `page`, or `None` when it leaves the tree.
fn resolve(page: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}
