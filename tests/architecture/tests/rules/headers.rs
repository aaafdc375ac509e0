//! The header of a file.

use architecture::rules::headers::{LONGEST, check};
use architecture::tree::Tree;

use crate::{WORKSPACE, assert_found, assert_kept};

#[test]
fn every_file_begins_with_a_short_header() {
    assert_kept(&check(&WORKSPACE));
}

#[test]
fn a_file_without_a_header_is_found() {
    let tree =
        Tree::of(&[("a.rs", "use std::fmt;\n//! Late.\n"), ("b.rs", "// Plain.\n"), ("c.rs", "//! Good.\n")]);
    assert_found(&check(&tree), &["a.rs", "b.rs"]);
}

#[test]
fn a_header_that_tells_a_story_is_found() {
    let (long, full) = ("//! x\n".repeat(LONGEST + 1), "//! x\n".repeat(LONGEST));
    assert_found(&check(&Tree::of(&[("a.rs", &long), ("b.rs", &full)])), &["a.rs"]);
}

#[test]
fn a_code_example_does_not_count() {
    let text = format!("//! x\n//! ```\n{}//! ```\n", "//! f();\n".repeat(LONGEST));
    assert_kept(&check(&Tree::of(&[("a.rs", &text)])));
}
