//! A voicemail arrives, and everybody who is there hears of it at once (VM-01, VM-04, SRV-07).

use e2e::{Imap, RECORDING, Rest, Socket, Terminal, smtp, within};
use std::path::PathBuf;
use test_support::{PASSWORD, TestServer};

/// The real recording as a file, for programs that attach one.
fn recording(server: &TestServer) -> PathBuf {
    let path = server.folder().join("recording.wav");
    std::fs::write(&path, *RECORDING).expect("written");
    path
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voicemail_sent_by_swaks_reaches_the_socket_an_idle_mail_client_and_the_terminal() {
    within(120, async {
        let server = TestServer::start().await;
        let rest = Rest::sign_in(server.amds(), "alice", PASSWORD).await;
        let mut socket = Socket::open(server.amds(), &rest.token).await;
        let mut idle = Imap::log_in(server.imap(), "alice", PASSWORD).await;
        assert_eq!(idle.select("INBOX").await, 0);
        idle.idle().await;
        let mut watch = Terminal::new(server.amds(), "alice", PASSWORD).watch().await;

        let sent =
            smtp::send(server.smtp(), "carol", PASSWORD, "101@localhost", "Hello", &recording(&server)).await;
        assert!(sent.said.contains("<~  250 2.0.0"), "{}", sent.said);

        let event = socket.event("voicemail.message.created", |data| data["subject"] == "Hello").await;
        idle.hears("* 1 EXISTS").await;
        let line = watch.until(|line| line["what"] == "voicemail.message.created").await;
        assert_eq!(line["data"]["subject"], "Hello");

        let voicemail = &event["data"];
        assert_eq!(voicemail["folder"], "inbox");
        assert_eq!(voicemail["seen"], false, "VM-01");
        assert_eq!(voicemail["kind"], "internal", "VM-04");
        assert_eq!(voicemail["sender"]["extension"], "103", "who signed in, not who the header names");
        assert_eq!(voicemail["text"], "Hello");

        idle.done().await;
        let id = voicemail["id"].as_str().expect("text");
        let uids = idle.search("ALL").await;
        assert_eq!(uids.len(), 1, "once in the mailbox");
        assert!(idle.audio(uids[0]).await == *RECORDING, "the audio over IMAP is what was sent");
        assert!(rest.audio(id).await == *RECORDING, "the audio over REST is what was sent");
        assert_eq!(rest.voicemails("inbox").await.len(), 1, "once in the mailbox");
        let events = socket.all_so_far().await;
        assert_eq!(events.len(), 1, "told once, and hearing it changes nothing: {events:#?}");
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_to_two_people_is_in_both_mailboxes_once_even_if_one_is_named_twice() {
    within(120, async {
        let server = TestServer::start().await;
        let audio = recording(&server);
        let to = "alice@localhost,101@localhost,carol@localhost";
        smtp::send(server.smtp(), "carol", PASSWORD, to, "Both", &audio).await;
        for name in ["alice", "carol"] {
            let rest = Rest::sign_in(server.amds(), name, PASSWORD).await;
            assert!(rest.voicemail("inbox", "Both").await.is_some(), "{name} has it");
        }
        server.stop().await;
    })
    .await;
}
