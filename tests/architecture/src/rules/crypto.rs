//! One crypto provider, aws-lc-rs, in everything that is built.
//!
//! Two would mean two sets of advisories, and rustls panics at run time when it finds two and none was chosen.

use toml::Table;

use crate::tree::Tree;
use crate::violation::Violation;

/// Packages that bring a second provider, or C libraries in place of one.
const BANNED: &[&str] =
    &["ring", "openssl", "openssl-sys", "openssl-src", "native-tls", "boring", "boring-sys"];

/// Banned packages in the lock file.
///
/// `ring` is left to [`built`]: cargo locks it for features of rustls that nobody switches on.
pub fn locked(tree: &Tree) -> Vec<Violation> {
    let lock = tree.text("Cargo.lock").unwrap_or_default().parse::<Table>().unwrap_or_default();
    let packages = lock.get("package").and_then(|packages| packages.as_array());
    let names = packages.into_iter().flatten().filter_map(|package| package.get("name")?.as_str());
    banned(names.filter(|name| *name != "ring"))
}

/// Banned packages in what is built, as `cargo tree --prefix none` prints it: a name, a space, more.
pub fn built(listing: &str) -> Vec<Violation> {
    let mut names: Vec<&str> = listing.lines().filter_map(|line| line.split_whitespace().next()).collect();
    names.sort_unstable();
    names.dedup();
    banned(names.into_iter())
}

fn banned<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Violation> {
    let found = names.filter(|name| BANNED.contains(name));
    found
        .map(|name| Violation::of_file("Cargo.lock", format!("`{name}`: aws-lc-rs is the one provider")))
        .collect()
}
