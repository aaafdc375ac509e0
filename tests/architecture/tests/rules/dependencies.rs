//! The drawing of packages.

use architecture::drawing::ALLOWED;
use architecture::rules::dependencies::{arrows_that_point_back, check, stale_rows};
use architecture::tree::Tree;

use crate::{WORKSPACE, assert_found, assert_kept};

#[test]
fn packages_depend_only_on_what_the_drawing_allows() {
    assert_kept(&check(&WORKSPACE));
}

#[test]
fn the_drawing_has_no_row_without_a_package() {
    assert_kept(&stale_rows(&WORKSPACE));
}

#[test]
fn no_arrow_of_the_drawing_points_back() {
    assert_eq!(arrows_that_point_back(ALLOWED), Vec::<String>::new());
}

#[test]
fn an_arrow_that_points_back_is_found() {
    let drawing: &[(&str, &[&str])] = &[("domain", &["store"]), ("store", &["domain", "store"])];
    assert_eq!(arrows_that_point_back(drawing), ["domain → store", "store → store"]);
}

#[test]
fn an_adapter_that_reaches_for_the_store_is_found() {
    assert_found(
        &check(&manifest("server-imap", "[dependencies]\nserver-store.workspace = true")),
        &["a/Cargo.toml"],
    );
}

#[test]
fn an_sdk_that_reaches_for_the_server_is_found() {
    let tree = manifest("mobilelink-client", "[dependencies]\nserver-domain.workspace = true");
    assert_found(&check(&tree), &["a/Cargo.toml"]);
}

#[test]
fn a_forbidden_arrow_is_found_behind_a_rename_a_target_and_a_build_script() {
    for entry in [
        "[dependencies]\nrows = { workspace = true, package = \"server-store\" }",
        "[target.'cfg(unix)'.dependencies]\nserver-store.workspace = true",
        "[build-dependencies]\nserver-store.workspace = true",
        "[dev-dependencies]\nserver-store.workspace = true",
    ] {
        assert_found(&check(&manifest("server-smtp", entry)), &["a/Cargo.toml"]);
    }
}

#[test]
fn a_package_that_is_not_in_the_drawing_is_found() {
    assert_found(&check(&manifest("server-fax", "")), &["a/Cargo.toml"]);
}

#[test]
fn a_version_kept_outside_of_the_root_is_found() {
    assert_found(&check(&manifest("server-net", "[dependencies]\ntokio = \"1\"")), &["a/Cargo.toml"]);
}

#[test]
fn sqlx_outside_of_the_store_is_found() {
    assert_found(
        &check(&manifest("server-core", "[dependencies]\nsqlx.workspace = true")),
        &["a/Cargo.toml"],
    );
}

#[test]
fn tests_may_use_the_test_server_and_judges_may_use_anything() {
    assert_kept(&check(&manifest("mobilelink-client", "[dev-dependencies]\ntest-support.workspace = true")));
    assert_kept(&check(&manifest("e2e", "[dependencies]\nserver-store.workspace = true")));
}

#[test]
fn a_row_without_a_package_is_found() {
    let found = stale_rows(&manifest("server-domain", ""));
    assert!(found.iter().any(|violation| violation.what.contains("`server-store`")));
    assert!(!found.iter().any(|violation| violation.what.contains("`server-domain`")));
}

fn manifest(package: &str, entries: &str) -> Tree {
    Tree::of(&[("a/Cargo.toml", &format!("[package]\nname = \"{package}\"\n{entries}\n"))])
}
