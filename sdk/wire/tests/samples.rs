//! Every type of the contract against its pinned sample in `samples/`, in both directions.
//!
//! A sample may only gain fields. `UPDATE_SAMPLES=1 cargo test -p mobilelink-wire` writes new ones.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop")]

mod office;

use mobilelink_wire::{Folder, Page, Presence, Refresh, SetPresence, SyncPage, VoicemailPatch};
use serde::{Serialize, de::DeserializeOwned};
use std::{fmt::Debug, fs, path::PathBuf};

/// Writes as the sample says, and reads the sample as the same value.
fn pinned<T: Serialize + DeserializeOwned + PartialEq + Debug>(name: &str, value: &T) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("samples").join(format!("{name}.json"));
    let written = serde_json::to_string_pretty(value).unwrap() + "\n";
    if std::env::var_os("UPDATE_SAMPLES").is_some() {
        fs::write(&path, &written).unwrap();
    }
    let sample = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    assert_eq!(written, sample, "{name}.json is not what is written");
    assert_eq!(&serde_json::from_str::<T>(&sample).unwrap(), value, "{name}.json is read as another value");
}

#[test]
fn the_server_and_the_session_are_as_pinned() {
    pinned("server", &office::server());
    pinned("sign_in", &office::sign_in());
    pinned("session", &office::session());
    pinned("refresh", &Refresh { refresh_token: "rt_2".into() });
    pinned("user", &office::user());
}

#[test]
fn presence_and_directory_are_as_pinned() {
    pinned("presence", &office::presence());
    pinned("set_presence", &SetPresence { presence: Presence::AtHome, note: Some("back at 3".into()) });
    pinned("directory", &Page { items: vec![office::person()], next_cursor: Some("c_2".into()) });
}

#[test]
fn voicemail_is_as_pinned() {
    pinned("voicemail_external", &office::external_voicemail());
    pinned("voicemail_forward", &office::forwarded_voicemail());
    pinned("voicemail_patch_seen", &VoicemailPatch { seen: Some(true), folder: None });
    pinned("voicemail_patch_restore", &VoicemailPatch { seen: None, folder: Some(Folder::Inbox) });
}

#[test]
fn conferences_are_as_pinned() {
    pinned("conference_scheduled", &office::scheduled_conference());
    pinned("conference_unscheduled", &office::standing_bridge());
}

#[test]
fn events_and_sync_are_as_pinned() {
    let items = office::every_event();
    pinned("sync", &SyncPage { items, cursor: "e_7".into(), has_more: false });
}

#[test]
fn socket_frames_are_as_pinned() {
    pinned("frames_client", &office::client_frames());
    pinned("frames_server", &office::server_frames());
}

#[test]
fn a_problem_is_as_pinned() {
    pinned("problem", &office::problem());
}
