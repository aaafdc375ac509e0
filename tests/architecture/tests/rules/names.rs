//! Names that say nothing.

use architecture::rules::names::check;
use architecture::tree::Tree;

use crate::{WORKSPACE, assert_found, assert_kept};

#[test]
fn every_name_says_something() {
    assert_kept(&check(&WORKSPACE));
}

#[test]
fn files_and_folders_that_say_nothing_are_found() {
    let paths =
        ["docs/Misc.md", "sdk/voicemail_helper.rs", "server/common/src/lib.rs", "server/imap-utils/src/a.rs"];
    let files: Vec<_> = paths.iter().map(|path| (*path, "")).collect();
    assert_found(&check(&Tree::of(&files)), &paths);
}

#[test]
fn modules_and_types_that_say_nothing_are_found() {
    let text =
        "mod util {}\npub struct SessionManager;\ntype Helpers = ();\npub(crate) enum CommonReply {}\n";
    assert_found(&check(&Tree::of(&[("a.rs", text)])), &["a.rs:1", "a.rs:2", "a.rs:3", "a.rs:4"]);
}

#[test]
fn classes_of_other_languages_that_say_nothing_are_found() {
    let tree = Tree::of(&[
        ("a.kt", "class LinkManager(\nval audio = object : AudioManager.Listener {}\nobject Common\n"),
        ("b.swift", "actor CallHelper: Sendable {\nprotocol Utils {}\nclass func makeManager() {}\n"),
        ("c.py", "class Misc:\n"),
    ]);
    assert_found(&check(&tree), &["a.kt:1", "a.kt:3", "b.swift:1", "b.swift:2", "c.py:1"]);
}

#[test]
fn words_that_only_contain_a_forbidden_one_are_left_alone() {
    let text = "use tokio_util::sync;\nstruct Uncommon;\nlet manager = \"struct Manager\";\n// mod utils\n";
    assert_kept(&check(&Tree::of(&[("server/utilisation.rs", text)])));
}
