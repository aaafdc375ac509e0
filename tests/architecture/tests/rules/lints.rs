//! Lints and unsafe code.

use architecture::rules::lints::check;
use architecture::tree::Tree;

use crate::{WORKSPACE, assert_found, assert_kept};

const ROOT: (&str, &str) = (
    "Cargo.toml",
    "[workspace.lints.rust]\nunsafe_code = \"forbid\"\nmissing_docs = \"warn\"\n[workspace.lints.clippy]\n\
     unwrap_used = \"warn\"\nexpect_used = \"warn\"\npanic = \"warn\"\nindexing_slicing = \"warn\"\n\
     string_slice = \"warn\"\ndisallowed_methods = \"warn\"\n",
);

#[test]
fn every_member_takes_the_lints_and_nothing_is_unsafe() {
    assert_kept(&check(&WORKSPACE));
}

#[test]
fn a_root_that_dropped_or_softened_a_lint_is_found() {
    let dropped = ROOT.1.replace("panic = \"warn\"\n", "");
    let softened = ROOT.1.replace("unwrap_used = \"warn\"", "unwrap_used = \"allow\"");
    let warned = ROOT.1.replace("forbid", "warn");
    for root in [dropped, softened, warned] {
        assert_found(&check(&Tree::of(&[("Cargo.toml", &root)])), &["Cargo.toml"]);
    }
}

#[test]
fn a_member_that_does_not_take_the_lints_is_found() {
    let without = "[package]\nname = \"a\"\n";
    let with = "[package]\nname = \"b\"\n[lints]\nworkspace = true\n";
    let tree = Tree::of(&[ROOT, ("a/Cargo.toml", without), ("b/Cargo.toml", with)]);
    assert_found(&check(&tree), &["a/Cargo.toml"]);
}

#[test]
fn scaffolding_may_allow_unsafe_code_if_it_repeats_the_other_lints() {
    let others = ROOT.1.replace("workspace.", "").replace("forbid", "allow");
    let manifest = |lints: &str| format!("[package]\nname = \"mobilelink-ffi\"\n{lints}");
    assert_kept(&check(&Tree::of(&[ROOT, ("a/Cargo.toml", &manifest(&others))])));
    let fewer = manifest(&others.replace("panic = \"warn\"\n", ""));
    assert_found(&check(&Tree::of(&[ROOT, ("a/Cargo.toml", &fewer)])), &["a/Cargo.toml"]);
}

#[test]
fn unsafe_code_is_found_and_talk_of_it_is_not() {
    let tree = Tree::of(&[ROOT, ("a.rs", "// unsafe\nlet a = \"unsafe\";\nunsafe { f() }\n")]);
    assert_found(&check(&tree), &["a.rs:3"]);
}

#[test]
fn what_judges_may_have_lints_of_its_own_if_they_forbid_unsafe_code() {
    let own = "[package]\nname = \"test-support\"\n[lints.rust]\nunsafe_code = \"forbid\"\n";
    assert_kept(&check(&Tree::of(&[ROOT, ("a/Cargo.toml", own)])));
    let (softer, shipping) = (own.replace("forbid", "warn"), own.replace("test-support", "server-net"));
    let tree = Tree::of(&[ROOT, ("a/Cargo.toml", &softer), ("b/Cargo.toml", &shipping)]);
    assert_found(&check(&tree), &["a/Cargo.toml", "b/Cargo.toml"]);
}
