//! Work left half done.

use architecture::rules::unfinished::check;
use architecture::tree::Tree;

use crate::{WORKSPACE, assert_found, assert_kept};

#[test]
fn nothing_is_left_half_done() {
    assert_kept(&check(&WORKSPACE));
}

#[test]
fn notes_to_self_are_found_in_comments_and_scripts() {
    let tree =
        Tree::of(&[("a.rs", "\n/* FIXME */ fn f() {}\n/// TODO: say more\n"), ("b.sql", "-- TODO index\n")]);
    assert_found(&check(&tree), &["a.rs:2", "a.rs:3", "b.sql:1"]);
}

#[test]
fn holes_and_tests_switched_off_are_found() {
    let text = "fn f() { todo!() }\nfn g() { unimplemented!(\"later\") }\n#[ignore = \"slow\"]\nfn h() {}\n#[ignore]\n";
    assert_found(&check(&Tree::of(&[("a.rs", text)])), &["a.rs:1", "a.rs:2", "a.rs:3", "a.rs:5"]);
}

#[test]
fn a_measurement_that_says_so_is_no_hole() {
    assert_kept(&check(&Tree::of(&[("a.rs", "#[test]\n#[ignore = \"a measurement\"]\nfn f() {}\n")])));
}

#[test]
fn holes_in_kotlin_and_swift_are_found() {
    let tree = Tree::of(&[
        ("a.kt", "// FIXME\nfun f(): Int = TODO(\"later\")\n@Ignore\nfun g() {}\n"),
        ("b.swift", "// TODO\n@Test(.disabled(\"slow\")) func f() {}\nview.disabled(true)\n"),
        ("c.py", "# TODO\n"),
    ]);
    assert_found(&check(&tree), &["a.kt:1", "a.kt:2", "a.kt:3", "b.swift:1", "b.swift:2", "c.py:1"]);
}

#[test]
fn strings_and_pages_may_speak_of_notes() {
    assert_kept(&check(&Tree::of(&[("a.rs", "let a = \"TODO todo!\";"), ("a.md", "No TODO is committed.")])));
}
