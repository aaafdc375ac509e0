//! The demo never opens a socket (ML-70). Alone in its file, because it looks at the whole process.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]

use mobilelink_client::{DemoOptions, Folder, MobileLink, PartKind, Presence};
use std::{collections::BTreeSet, fs, path::PathBuf, time::Duration};

/// Every socket this process has, by what Linux says about its open files.
fn sockets() -> BTreeSet<PathBuf> {
    let files = fs::read_dir("/proc/self/fd").unwrap();
    let targets = files.filter_map(|file| fs::read_link(file.ok()?.path()).ok());
    targets.filter(|target| target.to_string_lossy().starts_with("socket:")).collect()
}

#[tokio::test]
async fn nothing_one_can_do_in_the_demo_opens_a_socket() {
    let before = sockets();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    assert_eq!(sockets().len(), before.len() + 1, "a socket would be seen");
    drop(listener);

    let options = DemoOptions { script_after: Some(Duration::from_millis(1)), ..DemoOptions::default() };
    let link = MobileLink::demo(options).await.unwrap();
    link.sign_in("alice", "mobile-link-demo".into()).await.unwrap();
    link.ready().await;
    assert_eq!(sockets(), before);

    let id = link.voicemails(Folder::Inbox).await.unwrap()[0].id.clone();
    link.audio(&id, PartKind::Recording).await.unwrap();
    link.set_seen(&id, true).await.unwrap().sent().await.unwrap();
    link.delete(&id).await.unwrap().sent().await.unwrap();
    link.set_presence(Presence::Busy, None).await.unwrap().sent().await.unwrap();
    link.logo().await.unwrap();
    assert_eq!(sockets(), before);

    link.sign_out().await.unwrap();
    assert_eq!(sockets(), before);
}
