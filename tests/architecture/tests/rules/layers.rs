//! What each layer may name.

use architecture::rules::layers::check;
use architecture::tree::Tree;

use crate::{WORKSPACE, assert_found, assert_kept};

#[test]
fn layers_name_only_what_they_may() {
    assert_kept(&check(&WORKSPACE));
}

#[test]
fn a_domain_that_waits_or_reads_the_clock_is_found() {
    for line in [
        "pub async fn decide() {}",
        "let answer = asked.await;",
        "use tokio::sync::Mutex;",
        "let now = std::time::SystemTime::now();",
        "use std::fs;",
        "let stream = std::net::TcpStream::connect(host);",
        "use std::{fs, fmt};",
    ] {
        assert_found(&check(&Tree::of(&[("server/domain/src/a.rs", line)])), &["server/domain/src/a.rs:1"]);
    }
}

#[test]
fn a_domain_that_only_talks_about_waiting_is_left_alone() {
    let text = "//! No async, no tokio.\nconst WHY: &str = \"std::fs await\";\nfn fs(net: u8) {}\n";
    assert_kept(&check(&Tree::of(&[("server/domain/src/a.rs", text)])));
}

#[test]
fn an_sdk_that_names_a_server_crate_is_found() {
    let tree = Tree::of(&[("sdk/client/src/a.rs", "use server_domain::Presence;\nlet server_name = 1;")]);
    assert_found(&check(&tree), &["sdk/client/src/a.rs:1"]);
}

#[test]
fn an_adapter_that_names_sqlx_or_a_table_is_found() {
    let migration = ("server/store/migrations/1.sql", "CREATE TABLE messages (\nid TEXT\n);");
    let tree = Tree::of(&[
        migration,
        ("server/imap/src/a.rs", "use sqlx::query;"),
        ("server/rest/src/a.rs", "\n\"SELECT id FROM messages WHERE seen = $1\""),
        ("server/smtp/src/a.rs", "\"update messages set seen = 1\""),
    ]);
    let places = ["server/imap/src/a.rs:1", "server/rest/src/a.rs:2", "server/smtp/src/a.rs:1"];
    assert_found(&check(&tree), &places);
}

#[test]
fn a_sentence_with_the_name_of_a_table_in_it_is_left_alone() {
    let tree = Tree::of(&[
        ("server/store/migrations/1.sql", "CREATE TABLE messages (id TEXT);"),
        ("server/imap/src/a.rs", "\"no answer from messages that are gone\""),
        ("server/store/src/a.rs", "use sqlx::query;"),
    ]);
    assert_kept(&check(&tree));
}
