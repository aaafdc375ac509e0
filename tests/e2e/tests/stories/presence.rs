//! A presence set in one place shows in the others, for every colleague (PRS-01, PRS-05, PRS-06).

use e2e::{Rest, Socket, Terminal, within};
use serde_json::json;
use test_support::{PASSWORD, TestServer};

#[tokio::test(flavor = "multi_thread")]
async fn a_presence_set_in_the_terminal_shows_on_a_colleagues_socket() {
    within(120, async {
        let server = TestServer::start().await;
        let carol = Rest::sign_in(server.amds(), "carol", PASSWORD).await;
        let mut socket = Socket::open(server.amds(), &carol.token).await;
        let terminal = Terminal::new(server.amds(), "alice", PASSWORD);
        terminal.run(&["presence", "set", "at_home", "--note", "Back at two"]).await.well();

        let event = socket.event("presence.updated", |person| person["username"] == "alice").await;
        assert_eq!(event["audience"], "site");
        assert_eq!(event["data"]["presence"]["presence"], "at_home");
        assert_eq!(event["data"]["presence"]["note"], "Back at two");
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_presence_set_over_rest_shows_on_a_colleagues_socket_and_in_their_terminal() {
    within(120, async {
        let server = TestServer::start().await;
        let alice = Rest::sign_in(server.amds(), "alice", PASSWORD).await;
        let carol = Rest::sign_in(server.amds(), "carol", PASSWORD).await;
        let mut socket = Socket::open(server.amds(), &carol.token).await;
        let mut watch = Terminal::new(server.amds(), "carol", PASSWORD).watch().await;

        let (status, set) = alice.put("/users/me/presence", json!({"presence": "busy"})).await;
        assert_eq!(status, 200, "{set}");
        let event = socket.event("presence.updated", |person| person["username"] == "alice").await;
        assert_eq!(event["data"]["presence"]["presence"], "busy");
        watch
            .until(|line| {
                line["what"] == "presence.updated"
                    && line["data"]["username"] == "alice"
                    && line["data"]["presence"]["presence"] == "busy"
            })
            .await;
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_mobile_link_key_presence_still_works_both_ways_prs_06() {
    within(120, async {
        let server = TestServer::start().await;
        let bob = Rest::sign_in(server.amds(), "bob", PASSWORD).await;
        let carol = Rest::sign_in(server.amds(), "carol", PASSWORD).await;
        let mut bobs = Socket::open(server.amds(), &bob.token).await;
        let mut carols = Socket::open(server.amds(), &carol.token).await;

        Terminal::new(server.amds(), "bob", PASSWORD).run(&["presence", "set", "away"]).await.well();
        bobs.event("presence.updated", |person| person["presence"]["presence"] == "away").await;
        carols.event("presence.updated", |person| person["username"] == "bob").await;
        let (status, presence) = bob.get("/users/me/presence").await;
        assert_eq!((status, &presence["presence"]), (200, &json!("away")));
        server.stop().await;
    })
    .await;
}
