//! One crypto provider.

use std::path::Path;
use std::process::Command;

use architecture::rules::crypto::{built, locked};
use architecture::tree::Tree;

use crate::{WORKSPACE, assert_found, assert_kept};

#[test]
fn nothing_locked_brings_openssl() {
    assert_kept(&locked(&WORKSPACE));
}

#[test]
fn nothing_built_brings_a_second_provider() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let tree = Command::new(cargo)
        .args(["tree", "--workspace", "--offline", "--edges", "normal,build,dev", "--prefix", "none"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .output()
        .expect("cargo runs");
    assert!(tree.status.success(), "{}", String::from_utf8_lossy(&tree.stderr));
    let listing = String::from_utf8_lossy(&tree.stdout);
    assert!(
        listing.lines().any(|line| line.starts_with("aws-lc-rs ")),
        "the listing lacks the provider itself"
    );
    assert_kept(&built(&listing));
}

#[test]
fn a_second_provider_is_found() {
    let lock =
        "[[package]]\nname = \"openssl-sys\"\nversion = \"1\"\n[[package]]\nname = \"openssl-probe\"\n";
    assert_found(&locked(&Tree::of(&[("Cargo.lock", lock)])), &["Cargo.lock"]);
    assert_found(&built("rustls v0.23.1\nring v0.17.14\nring v0.17.14 (*)\n"), &["Cargo.lock"]);
}
