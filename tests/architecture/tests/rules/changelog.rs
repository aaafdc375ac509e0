//! Notes for the user.

use architecture::rules::changelog::check;
use architecture::tree::Tree;

use crate::{WORKSPACE, assert_found, assert_kept};

#[test]
fn every_note_for_the_next_release_has_a_kind() {
    assert_kept(&check(&WORKSPACE));
}

#[test]
fn a_note_without_a_kind_is_found() {
    let page = "# Changelog\n\n## Unreleased\n\n- Added: a demo.\n- Improves things.\n  More.\n\n## 0.1\n- Old style.\n";
    assert_found(&check(&Tree::of(&[("CHANGELOG.md", page)])), &["CHANGELOG.md:6"]);
}

#[test]
fn a_missing_page_or_section_is_found() {
    assert_found(&check(&Tree::of(&[])), &["CHANGELOG.md"]);
    assert_found(&check(&Tree::of(&[("CHANGELOG.md", "# Changelog\n")])), &["CHANGELOG.md"]);
}
