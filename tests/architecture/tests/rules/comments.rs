//! The share of doc comments.

use architecture::rules::comments::{check, share};
use architecture::tree::Tree;

use crate::{WORKSPACE, assert_found, assert_kept};

#[test]
fn doc_comments_are_neither_missing_nor_a_flood() {
    assert_kept(&check(&WORKSPACE));
    println!("doc comments: {:.1} % of the lines of server and sdk", share(&WORKSPACE).unwrap_or_default());
}

#[test]
fn code_without_memory_and_code_that_lectures_are_found() {
    for docs in [2, 30] {
        let text = format!("{}{}", "/// Says.\n".repeat(docs), "code\n".repeat(100 - docs));
        assert_found(&check(&Tree::of(&[("server/a/src/a.rs", &text)])), &["server and sdk"]);
    }
}

#[test]
fn only_doc_comments_in_what_ships_are_counted() {
    let text = format!("//! Is.\n\n/// Says.\n//// no\n// no\n{}", "code\n".repeat(16));
    let tree =
        Tree::of(&[("sdk/a/src/a.rs", &text), ("sdk/a/tests/a.rs", "code\n"), ("tests/a.rs", "code\n")]);
    assert_eq!(share(&tree), Some(10.0));
}
