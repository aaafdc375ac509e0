//! The shape of feature ids.

use architecture::rules::feature_ids::check;
use architecture::tree::Tree;

use crate::{WORKSPACE, assert_found, assert_kept};

#[test]
fn every_cited_feature_has_an_id_of_the_known_shape() {
    assert_kept(&check(&WORKSPACE));
}

#[test]
fn an_unknown_area_and_a_short_number_are_found() {
    let tree = Tree::of(&[("a.rs", "/// (CNF-32, CFN-32)\n// ML-3\n"), ("b.md", "ML-0003\n")]);
    assert_found(&check(&tree), &["a.rs:1", "a.rs:2", "b.md:1"]);
}

#[test]
fn ids_in_other_languages_are_judged_as_well() {
    let tree = Tree::of(&[("a.kt", "// MLK-41\n"), ("b.swift", "/// ML-4\n"), ("c.py", "# ML-41, MLX-1\n")]);
    assert_found(&check(&tree), &["a.kt:1", "b.swift:1", "c.py:1"]);
}

#[test]
fn standards_and_code_are_left_alone() {
    let text = "// UTF-8, SHA-256, RFC-5321, CNF-32, CNF-0xA, A1-B2\nlet a = X_Y - 3; let b = \"QQ-12\";\n";
    assert_kept(&check(&Tree::of(&[("a.rs", text)])));
}
