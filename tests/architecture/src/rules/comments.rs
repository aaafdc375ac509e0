//! Doc comments are neither missing nor a flood: 8 to 15 % is what healthy projects carry.

use crate::tree::Tree;
use crate::violation::Violation;

/// Outside of these, in percent, the rule fires; inside 8 to 15 nothing is to be said.
pub const BOUNDS: (f64, f64) = (6.0, 20.0);

/// A share of doc comments outside the bounds.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let Some(share) = share(tree) else { return Vec::new() };
    if (BOUNDS.0..=BOUNDS.1).contains(&share) {
        return Vec::new();
    }
    let what = format!(
        "{share:.1} % of its lines are doc comments; between {} and {} are wanted",
        BOUNDS.0, BOUNDS.1
    );
    vec![Violation::of_file("server and sdk", what)]
}

/// Doc comment lines per hundred lines that are not blank, in what ships; `None` when nothing does.
pub fn share(tree: &Tree) -> Option<f64> {
    let ships = |path: &str| {
        (path.starts_with("server/") || path.starts_with("sdk/"))
            && path.contains("/src/")
            && !path.ends_with("/tests.rs")
    };
    let rust = tree.with_extension("rs").filter(|(path, _)| ships(path));
    let (mut docs, mut all) = (0_u32, 0_u32);
    for line in rust.flat_map(|(_, text)| text.lines()).map(str::trim).filter(|line| !line.is_empty()) {
        let doc = line.starts_with("//!") || (line.starts_with("///") && !line.starts_with("////"));
        docs += u32::from(doc);
        all += 1;
    }
    (all > 0).then(|| f64::from(docs) * 100.0 / f64::from(all))
}
