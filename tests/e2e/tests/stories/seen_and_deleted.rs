//! One mailbox everywhere: what is seen, deleted or restored on one leg is so on all of them (VM-01, VM-08, ML-01).

use e2e::{Imap, Rest, Socket, Terminal, within};
use serde_json::{Value, json};
use test_support::{PASSWORD, TestServer};

/// Alice, on every leg at once, with one new message.
struct Everywhere {
    server: TestServer,
    rest: Rest,
    socket: Socket,
    /// Idle with INBOX open.
    idle: Imap,
    /// Another connection with INBOX open, for changes.
    mail: Imap,
    terminal: Terminal,
    watch: e2e::Probe,
    /// What REST calls the message.
    id: String,
    /// What the terminal calls it, which reads it from IMAP.
    number: String,
}

impl Everywhere {
    async fn with_a_new_message() -> Self {
        let server = TestServer::start().await;
        server.caller_leaves(server.alice, "News").await;
        let rest = Rest::sign_in(server.amds(), "alice", PASSWORD).await;
        let socket = Socket::open(server.amds(), &rest.token).await;
        let mut idle = Imap::log_in(server.imap(), "alice", PASSWORD).await;
        assert_eq!(idle.select("INBOX").await, 1);
        idle.idle().await;
        let mut mail = Imap::log_in(server.imap(), "alice", PASSWORD).await;
        mail.select("INBOX").await;
        let terminal = Terminal::new(server.amds(), "alice", PASSWORD);
        let watch = terminal.watch().await;
        let voicemail = rest.voicemail("inbox", "News").await.expect("it is there");
        let id = voicemail["id"].as_str().expect("text").to_owned();
        let listed = terminal.json(&["voicemail", "list"]).await;
        let number = listed[0]["id"].as_str().expect("a message").to_owned();
        Self { server, rest, socket, idle, mail, terminal, watch, id, number }
    }

    fn path(&self) -> String {
        format!("/users/me/voicemails/{}", self.id)
    }

    /// The message is seen, or new again, on every leg.
    async fn all_show_seen(&mut self, seen: bool) {
        self.socket.event("voicemail.message.updated", |data| data["seen"] == seen).await;
        self.idle_hears_flags(seen).await;
        let is_it =
            |line: &Value| line["what"] == "voicemail.message.updated" && line["data"]["seen"] == seen;
        self.watch.until(is_it).await;
        let (_, voicemail) = self.rest.get(&self.path()).await;
        assert_eq!(voicemail["seen"], seen);
        let criteria = if seen { "SEEN" } else { "UNSEEN" };
        assert_eq!(self.mail.search(criteria).await.len(), 1);
    }

    async fn idle_hears_flags(&mut self, seen: bool) {
        loop {
            let heard = self.idle.hears("* 1 FETCH").await;
            if heard["heard"].as_str().expect("text").contains("\\Seen") == seen {
                return;
            }
        }
    }

    /// The message has left INBOX on every leg and rests in Trash.
    async fn all_show_it_in_trash(&mut self) {
        self.socket.event("voicemail.message.updated", |data| data["folder"] == "trash").await;
        self.idle.hears("* 1 EXPUNGE").await;
        let is_it =
            |line: &Value| line["what"] == "voicemail.message.updated" && line["data"]["folder"] == "trash";
        self.watch.until(is_it).await;
        assert!(self.rest.voicemail("inbox", "News").await.is_none());
        assert!(self.rest.voicemail("trash", "News").await.is_some(), "it rests in Trash");
        assert_eq!(self.mail.select("INBOX").await, 0);
        assert_eq!(self.mail.select("Trash").await, 1);
        let listed = self.terminal.json(&["voicemail", "list"]).await;
        assert!(!listed.to_string().contains(&self.number), "{listed}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_seen_in_a_mail_client_is_seen_everywhere_and_can_become_new_again() {
    within(120, async {
        let mut all = Everywhere::with_a_new_message().await;
        all.mail.call("uid", &["STORE", "1", "+FLAGS", "(\\Seen)"]).await;
        all.all_show_seen(true).await;
        all.mail.call("uid", &["STORE", "1", "-FLAGS", "(\\Seen)"]).await;
        all.all_show_seen(false).await;
        all.server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_seen_over_rest_is_seen_everywhere_and_can_become_new_again() {
    within(120, async {
        let mut all = Everywhere::with_a_new_message().await;
        for seen in [true, false] {
            let (status, patched) = all.rest.patch(&all.path(), json!({"seen": seen})).await;
            assert_eq!((status, &patched["seen"]), (200, &json!(seen)));
            all.all_show_seen(seen).await;
        }
        all.server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_seen_in_the_terminal_is_seen_everywhere_and_can_become_new_again() {
    within(120, async {
        let mut all = Everywhere::with_a_new_message().await;
        for (command, seen) in [("seen", true), ("unseen", false)] {
            all.terminal.run(&["voicemail", command, &all.number]).await.well();
            all.all_show_seen(seen).await;
        }
        all.server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_deleted_over_rest_rests_in_trash_everywhere_and_comes_back_vm_08() {
    within(120, async {
        let mut all = Everywhere::with_a_new_message().await;
        let (status, _) = all.rest.delete(&all.path()).await;
        assert_eq!(status, 204);
        all.all_show_it_in_trash().await;

        let (status, restored) = all.rest.patch(&all.path(), json!({"folder": "inbox"})).await;
        assert_eq!((status, &restored["folder"]), (200, &json!("inbox")));
        all.idle.hears("* 1 EXISTS").await;
        all.socket.event("voicemail.message.updated", |data| data["folder"] == "inbox").await;
        let is_it =
            |line: &Value| line["what"] == "voicemail.message.updated" && line["data"]["folder"] == "inbox";
        all.watch.until(is_it).await;
        assert_eq!(all.mail.select("Trash").await, 0);
        all.server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_deleted_in_the_terminal_rests_in_trash_everywhere_and_comes_back() {
    within(120, async {
        let mut all = Everywhere::with_a_new_message().await;
        all.terminal.run(&["voicemail", "delete", &all.number]).await.well();
        all.all_show_it_in_trash().await;

        all.terminal.run(&["voicemail", "restore", &all.number]).await.well();
        all.idle.hears("* 1 EXISTS").await;
        all.socket.event("voicemail.message.updated", |data| data["folder"] == "inbox").await;
        assert!(all.rest.voicemail("inbox", "News").await.is_some());
        all.server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_expunged_in_a_mail_client_rests_in_trash_everywhere_and_is_gone_for_good_from_there() {
    within(120, async {
        let mut all = Everywhere::with_a_new_message().await;
        all.mail.call("uid", &["STORE", "1", "+FLAGS", "(\\Deleted)"]).await;
        all.mail.call("expunge", &[]).await;
        all.all_show_it_in_trash().await;

        // INBOX is where it rests no more; in Trash, EXPUNGE is final.
        all.mail.select("Trash").await;
        all.mail.call("store", &["1", "+FLAGS", "(\\Deleted)"]).await;
        all.mail.call("expunge", &[]).await;
        let gone = all.socket.event("voicemail.message.deleted", |_| true).await;
        assert_eq!(gone["data"]["id"], all.id.as_str());
        all.watch.until(|line| line["what"] == "voicemail.message.deleted").await;
        let (status, problem) = all.rest.get(&all.path()).await;
        assert_eq!((status, &problem["code"]), (404, &json!("no_such_message")));
        all.server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn purging_over_rest_is_final_everywhere() {
    within(120, async {
        let mut all = Everywhere::with_a_new_message().await;
        let (status, _) = all.rest.delete(&format!("{}?purge=true", all.path())).await;
        assert_eq!(status, 204);
        all.socket.event("voicemail.message.deleted", |_| true).await;
        all.idle.hears("* 1 EXPUNGE").await;
        assert!(all.rest.voicemails("trash").await.is_empty());
        assert_eq!(all.mail.select("Trash").await, 0);
        all.server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_expunging_is_set_to_be_final_nothing_rests_in_trash() {
    within(120, async {
        let server = TestServer::start_with(|configuration| configuration.expunge_to_trash = false).await;
        server.caller_leaves(server.alice, "News").await;
        let rest = Rest::sign_in(server.amds(), "alice", PASSWORD).await;
        let mut mail = Imap::log_in(server.imap(), "alice", PASSWORD).await;
        mail.select("INBOX").await;
        mail.call("store", &["1", "+FLAGS", "(\\Deleted)"]).await;
        mail.call("expunge", &[]).await;
        assert_eq!(mail.select("Trash").await, 0);
        assert!(rest.voicemails("inbox").await.is_empty() && rest.voicemails("trash").await.is_empty());
        server.stop().await;
    })
    .await;
}
