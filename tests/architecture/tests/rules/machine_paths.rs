//! Paths of one machine.

use architecture::rules::machine_paths::check;
use architecture::tree::Tree;

use crate::{WORKSPACE, assert_found, assert_kept};

#[test]
fn no_page_speaks_of_one_machine() {
    assert_kept(&check(&WORKSPACE));
}

#[test]
fn a_page_a_setting_and_a_comment_that_do_are_found() {
    let tree = Tree::of(&[
        ("a.md", "\nSee `/home/mary/notes`.\n"),
        ("b.toml", "folder = \"/work/main\"\n"),
        ("c.rs", "// kept in /tmp/x\nlet a = \"/tmp/x\";\n"),
        ("d.kt", "\n// kept in /tmp/x\n"),
        ("e.swift", "/* kept in /Users/mary */\n"),
        ("f.py", "folder = \"/home/mary\"\n"),
    ]);
    assert_found(&check(&tree), &["a.md:2", "b.toml:1", "f.py:1", "c.rs:1", "d.kt:2", "e.swift:1"]);
}

#[test]
fn addresses_and_folders_of_the_tree_are_left_alone() {
    assert_kept(&check(&Tree::of(&[(
        "a.md",
        "https://example.org/home/ target/tmp/ <data>/tmp/ ../work/x\n",
    )])));
}
