//! Files that pages name.

use architecture::rules::documents::check;
use architecture::tree::Tree;

use crate::{WORKSPACE, assert_found, assert_kept};

#[test]
fn every_page_is_there_and_every_file_it_names() {
    assert_kept(&check(&WORKSPACE));
}

#[test]
fn a_missing_page_is_found() {
    let found = check(&Tree::of(&[("CHANGELOG.md", ""), ("CONTRIBUTING.md", ""), ("README.md", "")]));
    assert_found(&found, &["ARCHITECTURE.md"]);
}

#[test]
fn a_quote_or_a_link_that_leads_nowhere_is_found() {
    let page = "`server/a/src/b.rs::Thing` then\n[gone](docs/c.md) or `sdk/none`\n";
    assert_found(&check(&with(page)), &["README.md:1", "README.md:2", "README.md:2"]);
}

#[test]
fn what_exists_what_is_a_pattern_and_what_is_elsewhere_is_left_alone() {
    let page = "`server/net/src/lib.rs:3` `server/net/` `server/*/src/{a,b}.rs` `cargo test`\n\
                [a](server/net/src/lib.rs#x) [b](https://example.org/) [c](#here) [d](./README.md)\n";
    assert_kept(&check(&with(page)));
}

fn with(page: &str) -> Tree {
    Tree::of(&[
        ("ARCHITECTURE.md", ""),
        ("CHANGELOG.md", ""),
        ("CONTRIBUTING.md", ""),
        ("README.md", page),
        ("server/net/src/lib.rs", ""),
    ])
}
