//! The program as a script sees it, on the demo.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]

use serde_json::Value;
use std::{
    io::{BufRead, BufReader},
    process::{Command, Output, Stdio},
};

fn mobilelink(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mobilelink"));
    for variable in ["MOBILE_LINK_SERVER", "MOBILE_LINK_USER", "MOBILE_LINK_PASSWORD"] {
        command.env_remove(variable);
    }
    command.env("TZ", "UTC").args(arguments).stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    mobilelink(arguments).output().unwrap()
}

fn json(arguments: &[&str]) -> Value {
    let output = run(&[&["--demo", "--json"], arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn text(arguments: &[&str]) -> String {
    String::from_utf8(run(&[&["--demo"], arguments].concat()).stdout).unwrap()
}

#[test]
fn status_names_the_state_and_the_four_lamps_ml_17() {
    let status = json(&["status"]);
    assert_eq!(status["state"], "connected");
    for leg in ["net", "mobile", "imap", "smtp"] {
        assert_eq!(status["lamps"][leg]["lamp"], "on", "{leg}");
    }
    assert_eq!(status["new_messages"], 7);
}

#[test]
fn the_voicemail_table_marks_what_is_new_and_says_how_long_it_is_ml_40() {
    let table = text(&["voicemail", "list"]);
    let row = table.lines().find(|line| line.contains("Show it to a friend")).unwrap();
    assert!(row.contains("new") && row.contains("Leila Haddad") && row.contains("0:07"), "{row}");
    assert!(table.ends_with("17 messages, 7 new\n"), "{table}");
}

#[test]
fn nothing_is_coloured_in_a_pipe() {
    assert!(!text(&["voicemail", "list"]).contains('\u{1b}'));
}

#[test]
fn a_message_can_be_seen_and_deleted_by_the_beginning_of_its_id() {
    let list = json(&["voicemail", "list"]);
    let newest = &list[0];
    assert_eq!(newest["seen"], false);
    let id = newest["id"].as_str().unwrap();
    assert_eq!(json(&["voicemail", "seen", id])["seen"], true);
    assert_eq!(json(&["voicemail", "delete", id])["folder"], "trash");
    let trashed = json(&["voicemail", "list", "--folder", "trash"]);
    let trashed = trashed[0]["id"].as_str().unwrap();
    assert_eq!(json(&["voicemail", "restore", trashed])["folder"], "inbox");
}

#[test]
fn a_saved_message_is_a_wave_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("message.wav");
    let saved = json(&["voicemail", "save", "demo1018", file.to_str().unwrap()]);
    assert_eq!(saved["media_type"], "audio/wav");
    assert!(std::fs::read(file).unwrap().starts_with(b"RIFF"));
}

#[test]
fn presence_is_set_and_read_back() {
    let presence = json(&["presence", "set", "at_home", "--note", "the plumber comes"]);
    assert_eq!((&presence["presence"], &presence["note"]), (&"at_home".into(), &"the plumber comes".into()));
}

#[test]
fn directory_and_conferences_are_lists() {
    assert_eq!(json(&["directory"]).as_array().unwrap().len(), 14);
    assert_eq!(json(&["conference", "list"]).as_array().unwrap().len(), 4);
    assert_eq!(json(&["conference", "show", "480"])["state"], "enabled");
}

#[test]
fn an_evaluation_is_told_what_is_missing_ml_03() {
    let output = run(&["--demo", "--user", "bob", "voicemail", "list"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("no Mobile Link key"));
}

#[test]
fn refusals_exit_with_1_and_wrong_usage_with_2() {
    let code = |arguments: &[&str]| run(arguments).status.code();
    assert_eq!(code(&["--demo", "voicemail", "seen", "no-such-id"]), Some(1));
    assert_eq!(code(&["--demo", "conference", "show", "1"]), Some(1));
    assert_eq!(code(&["status"]), Some(2), "no server and no demo");
    assert_eq!(code(&["--demo", "presence", "set", "on_the_moon"]), Some(2));
    assert_eq!(code(&["--server", "host:port", "status"]), Some(2));
}

#[test]
fn a_server_that_is_not_there_is_named_and_the_way_out_too() {
    let mut command = mobilelink(&["--server", "127.0.0.1:1", "--user", "mary", "--json", "status"]);
    let output = command.env("MOBILE_LINK_PASSWORD", "x").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(error["error"]["code"], "offline");
    assert!(error["error"]["way_out"].as_str().unwrap().contains("--server"));
}

#[test]
fn the_doctor_needs_no_password_and_fails_with_the_way_out_ml_28() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let output = run(&["--server", &closed.to_string(), "--json", "doctor"]);
    assert_eq!(output.status.code(), Some(1));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&found["finding"]["code"], &found["finding"]["port"]),
        (&"unreachable".into(), &closed.port().into())
    );
    assert_eq!(
        (&found["lamps"]["net"]["lamp"], &found["lamps"]["imap"]["lamp"]),
        (&"on".into(), &"off".into())
    );
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert!(error["error"]["way_out"].as_str().unwrap().contains("running"));
    assert_eq!(run(&["--server", "two words", "doctor"]).status.code(), Some(2));
    assert_eq!(run(&["doctor"]).status.code(), Some(2), "no server");
}

#[test]
fn watch_writes_each_change_at_once_as_one_line() {
    let mut watching = mobilelink(&["--demo", "--json", "watch"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(watching.stdout.take().unwrap()).lines();
    let mut next = || serde_json::from_str::<Value>(&lines.next().unwrap().unwrap()).unwrap();
    assert_eq!(next()["what"], "ready");
    let created = loop {
        let line = next();
        if line["what"] == "voicemail.message.created" {
            break line;
        }
    };
    assert_eq!(created["data"]["seen"], false);
    assert!(created["time"].as_str().unwrap().ends_with('Z'));
    let asked = Command::new("kill").arg(watching.id().to_string()).status().unwrap();
    assert!(asked.success());
    assert_eq!(watching.wait().unwrap().code(), Some(0), "asked to end, it ends well");
}
