//! The length of files.

use architecture::rules::sizes::{LONGEST, MEDIAN, check, median};
use architecture::tree::Tree;

use crate::{WORKSPACE, assert_found, assert_kept};

#[test]
fn no_file_is_long_and_most_are_short() {
    assert_kept(&check(&WORKSPACE));
    println!("median of the files that ship: {} lines", median(&WORKSPACE));
}

#[test]
fn a_file_above_the_limit_is_found_and_one_at_the_limit_is_not() {
    let (long, full) = ("x\n".repeat(LONGEST + 1), "x\n".repeat(LONGEST));
    let tree = Tree::of(&[("tests/e2e/a.rs", &long), ("tests/e2e/b.rs", &full), ("tests/data.json", &long)]);
    assert_found(&check(&tree), &["tests/e2e/a.rs"]);
}

#[test]
fn a_median_above_the_limit_is_found() {
    let (long, short) = ("x\n".repeat(MEDIAN + 1), "x\n");
    let tree = Tree::of(&[("server/a.rs", &long), ("server/b.rs", &long), ("server/c.rs", short)]);
    assert_found(&check(&tree), &["the workspace"]);
}

#[test]
fn tests_do_not_count_for_the_median() {
    let long = "x\n".repeat(MEDIAN + 1);
    let tree = Tree::of(&[
        ("server/a/tests/b.rs", &long),
        ("tests/c.rs", &long),
        ("android-demo/link/src/test/kotlin/a.kt", &long),
        ("bindings/swift/Tests/a.swift", &long),
        ("server/d.rs", "x\n"),
    ]);
    assert_kept(&check(&tree));
}
