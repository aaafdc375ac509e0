//! The four names of a line adapter.

use architecture::rules::anatomy::check;
use architecture::tree::Tree;

use crate::{WORKSPACE, assert_found, assert_kept};

#[test]
fn line_adapters_share_one_anatomy() {
    assert_kept(&check(&WORKSPACE));
}

#[test]
fn an_adapter_without_a_session_and_commands_is_found() {
    let whole = whole();
    let files: Vec<_> = whole
        .iter()
        .filter(|(path, _)| {
            !matches!(*path, "server/imap/src/session.rs" | "server/smtp/src/command/noop.rs")
        })
        .copied()
        .collect();
    assert_found(&check(&Tree::of(&files)), &["server/imap/src/session.rs", "server/smtp/src/command"]);
}

#[test]
fn a_session_that_waits_is_found() {
    assert_found(
        &check(&with("server/imap/src/session.rs", "\npub async fn next() {}")),
        &["server/imap/src/session.rs:2"],
    );
    assert_found(
        &check(&with("server/smtp/src/reply/x.rs", "use tokio::io;")),
        &["server/smtp/src/reply/x.rs:1"],
    );
}

#[test]
fn a_catch_all_arm_over_a_refusal_is_found_however_it_is_written() {
    for arm in ["_ => 451", "other => answer(other)"] {
        let text = format!("fn f() {{\n match r {{ Refusal::Full {{ seats }} => {{ 452 }} {arm}, }} }}");
        assert_found(&check(&with("server/smtp/src/reply.rs", &text)), &["server/smtp/src/reply.rs:2"]);
    }
}

#[test]
fn a_catch_all_arm_inside_an_answer_is_left_alone() {
    let text =
        "match r { Refusal::Full => match n { 1 => a(), _ => b() }, Refusal::Gone | Refusal::Late => c }";
    assert_kept(&check(&with("server/smtp/src/reply.rs", text)));
}

fn whole() -> Vec<(&'static str, &'static str)> {
    vec![
        ("server/imap/src/session.rs", ""),
        ("server/imap/src/connection.rs", "use tokio::io;"),
        ("server/imap/src/reply.rs", ""),
        ("server/imap/src/command/noop.rs", ""),
        ("server/smtp/src/session.rs", ""),
        ("server/smtp/src/connection.rs", "async fn run() {}"),
        ("server/smtp/src/reply.rs", ""),
        ("server/smtp/src/command/noop.rs", ""),
    ]
}

fn with(path: &str, text: &str) -> Tree {
    let mut files = whole();
    files.retain(|(kept, _)| *kept != path);
    let files: Vec<_> = files.into_iter().chain([(path, text)]).collect();
    Tree::of(&files)
}
