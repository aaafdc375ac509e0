//! Whoever watches several things may look away from any of them at any moment.

#![allow(clippy::unwrap_used, reason = "a test may stop")]

use futures_util::FutureExt as _;
use mobilelink_client::{DemoOptions, Folder, MobileLink};
use std::time::Duration;

#[tokio::test]
async fn subscriptions_that_nobody_polls_keep_nothing_from_others() {
    let link = MobileLink::demo(DemoOptions::default()).await.unwrap();
    link.sign_in("alice", "mobile-link-demo".into()).await.unwrap();
    link.ready().await;
    let mut begun: Vec<_> = (0..32).map(|_| link.observe_voicemails(Folder::Inbox)).collect();
    for subscription in &mut begun {
        // Its first read has begun, and nobody waits for it.
        let _ = subscription.next().now_or_never();
    }
    let read = tokio::time::timeout(Duration::from_secs(10), link.voicemails(Folder::Inbox)).await;
    assert!(!read.unwrap().unwrap().is_empty());
    for subscription in &mut begun {
        assert!(
            subscription.next().await.is_some_and(|inbox| !inbox.is_empty()),
            "and each goes on where it was"
        );
    }
}
