//! imaplib, Python's own library.

use e2e::{
    Imap, RECORDING, Round, Saw, Step,
    imap::{Protection, as_latin_1, latin_1},
    round, within,
};
use test_support::{PASSWORD, TestServer};

#[tokio::test(flavor = "multi_thread")]
async fn imaplib_makes_the_whole_round() {
    within(120, async {
        let round = Round::ready().await;
        let mut mail = Imap::log_in(round.imap(), "alice", PASSWORD).await;
        let listed = mail.call("list", &[]).await;
        let listed = listed.as_array().expect("lines").iter().filter_map(|line| line.as_str());
        let folders = listed.filter_map(|line| line.split(' ').next_back());
        let folders = folders.map(|name| name.trim_matches('"').to_owned()).collect();
        mail.select("INBOX").await;
        let uid_of = async |mail: &mut Imap, subject: &str| {
            let uids = mail.search(&format!("SUBJECT {subject}")).await;
            assert_eq!(uids.len(), 1, "{subject}");
            uids[0]
        };
        let kept = uid_of(&mut mail, round::KEPT).await;
        let audio = mail.audio(kept).await;
        mail.call("uid", &["STORE", &kept.to_string(), "+FLAGS", r"(\Seen \Flagged)"]).await;
        let moved = uid_of(&mut mail, round::MOVED).await;
        mail.call("uid", &["MOVE", &moved.to_string(), "Sent"]).await;
        let deleted = uid_of(&mut mail, round::DELETED).await;
        mail.call("uid", &["STORE", &deleted.to_string(), "+FLAGS", r"(\Deleted)"]).await;
        mail.call("expunge", &[]).await;
        let draft = std::fs::read(round.draft()).expect("readable");
        mail.call("append", &["Drafts", r"(\Draft \Seen)", &as_latin_1(&draft)]).await;
        mail.idle().await;
        round.news().await;
        let heard = mail.hears("EXISTS").await["heard"] == "* 2 EXISTS";
        mail.done().await;
        round.judge(Saw { folders, audio, heard }, Step::ALL).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn imaplib_reads_one_message_in_many_ways_and_searches() {
    within(120, async {
        let server = TestServer::start().await;
        server.caller_leaves(server.alice, "One").await;
        server.caller_leaves(server.alice, "Two").await;
        let mut mail = Imap::log_in(server.imap(), "alice", PASSWORD).await;
        let folders = mail.call("list", &[]).await.to_string();
        for name in ["INBOX", "Drafts", "Sent", "Trash"] {
            assert!(folders.contains(name), "{name} is in {folders}");
        }
        assert!(folders.contains("\\\\Trash") && folders.contains("\\\\Sent"), "SPECIAL-USE: {folders}");
        let status = mail.call("status", &["INBOX", "(MESSAGES UNSEEN UIDNEXT UIDVALIDITY)"]).await;
        assert!(status.to_string().contains("MESSAGES 2") && status.to_string().contains("UNSEEN 2"));
        assert_eq!(mail.select("INBOX").await, 2);
        assert_eq!(mail.search("SUBJECT Two").await, [2]);
        assert_eq!(mail.search("UNSEEN FROM 5854213850 SINCE 1-Jan-2000").await, [1, 2]);
        assert_eq!(mail.search("SEEN").await, [0; 0]);

        // Whole, by sections and in pieces, it is the same message.
        let whole = mail.call("fetch", &["1", "(BODY.PEEK[] RFC822.SIZE)"]).await;
        let whole = latin_1(whole[0][1].as_str().expect("a literal"));
        let start = mail.call("fetch", &["1", "(BODY.PEEK[]<0.100>)"]).await;
        assert_eq!(start[0][1], as_latin_1(&whole[..100]));
        let middle = mail.call("fetch", &["1", "(BODY.PEEK[]<1000.2000>)"]).await;
        assert_eq!(middle[0][1], as_latin_1(&whole[1000..3000]));
        let header = mail.call("fetch", &["1", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])"]).await;
        assert_eq!(header[0][1], "Subject: One\r\n\r\n");
        let structure = mail.call("fetch", &["1", "(BODYSTRUCTURE ENVELOPE)"]).await.to_string();
        assert!(structure.to_lowercase().contains("audio"), "{structure}");
        let header = mail.call("fetch", &["1", "(BODY.PEEK[HEADER])"]).await;
        let text = mail.call("fetch", &["1", "(BODY.PEEK[TEXT])"]).await;
        let joined = [header, text].map(|part| latin_1(part[0][1].as_str().expect("a literal"))).concat();
        assert!(joined == whole, "header and text are the whole");
        assert!(mail.audio(1).await == *RECORDING);
        assert_eq!(mail.search("SEEN").await, [0; 0], "peeking leaves it new");
        mail.call("fetch", &["1", "(BODY[1])"]).await;
        assert_eq!(mail.search("SEEN").await, [1], "reading does not");

        mail.call("store", &["2", "+FLAGS", "(\\Flagged \\Answered)"]).await;
        assert_eq!(mail.search("FLAGGED ANSWERED").await, [2]);
        mail.call("copy", &["1", "Sent"]).await;
        mail.call("append", &["Drafts", "(\\Draft \\Seen)", "Subject: Draft\r\n\r\nSoon.\r\n"]).await;
        mail.call("uid", &["STORE", "1", "+FLAGS", "(\\Deleted)"]).await;
        let expunged = mail.call("expunge", &[]).await;
        assert_eq!(expunged[0], "1");
        assert_eq!(mail.search("ALL").await, [2]);
        assert_eq!(mail.select("Sent").await, 1);
        assert!(mail.audio(1).await == *RECORDING, "the copy is whole");
        assert_eq!(mail.select("Drafts").await, 1);
        mail.call("create", &["Family/Mum"]).await;
        mail.call("copy", &["1", "Family/Mum"]).await;
        mail.call("rename", &["Family", "Home"]).await;
        assert_eq!(mail.select("Home/Mum").await, 1, "a folder takes its children and messages along");
        mail.call("close", &[]).await;
        mail.call("delete", &["Home/Mum"]).await;
        mail.try_call("logout", &[]).await;
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn starttls_on_the_imap_port_and_tls_on_its_own_both_log_in() {
    within(120, async {
        let server = TestServer::start().await;
        server.caller_leaves(server.alice, "One").await;
        for (address, protection) in
            [(server.imap(), Protection::StartTls), (server.imaps(), Protection::Tls)]
        {
            let mail = Imap::try_log_in(address, "alice", PASSWORD, protection).await;
            let mut mail = mail.unwrap_or_else(|error| panic!("{protection:?}: {error}"));
            assert_eq!(mail.select("INBOX").await, 1);
            assert!(mail.audio(1).await == *RECORDING);
        }
        server.stop().await;
    })
    .await;
}
