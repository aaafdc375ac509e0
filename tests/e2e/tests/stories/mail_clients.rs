//! Mail programs that know nothing of us, doing what they do every day (SRV-01, SRV-05).

use e2e::{
    Ended, Imap, RECORDING, Rest, Spoken,
    imap::{Protection, as_latin_1, latin_1},
    run, smtp, within,
};
use std::{net::SocketAddr, path::Path};
use test_support::{PASSWORD, TestServer};
use tokio::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn imaplib_does_its_whole_round() {
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
        let (answer, why) = mail.try_call("create", &["Family"]).await;
        assert_eq!(answer, "NO", "folders of one's own are for a later day");
        assert!(why.to_string().contains("use INBOX, Drafts, Sent and Trash"), "{why}");
        mail.call("close", &[]).await;
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

#[tokio::test(flavor = "multi_thread")]
async fn swaks_sends_over_starttls_and_over_tls_and_by_every_way_to_log_in() {
    within(120, async {
        let server = TestServer::start().await;
        let audio = server.folder().join("recording.wav");
        std::fs::write(&audio, *RECORDING).expect("written");
        let ways: [(SocketAddr, &[&str], &str); 4] = [
            (server.smtp(), &["--tls", "--auth", "PLAIN"], "starttls plain"),
            (server.smtp(), &["--tls", "--auth", "LOGIN"], "starttls login"),
            (server.smtps(), &["--tls-on-connect", "--auth", "PLAIN"], "tls plain"),
            (server.smtp(), &["--auth", "PLAIN", "--pipeline"], "pipelined"),
        ];
        for (address, options, subject) in ways {
            let mut swaks = smtp::swaks(address, "carol", PASSWORD, "101@localhost", subject, &audio);
            run(swaks.args(options)).await.well();
        }
        let rest = Rest::sign_in(server.amds(), "alice", PASSWORD).await;
        let newest_first: Vec<_> = rest.voicemails("inbox").await;
        let subjects: Vec<_> =
            newest_first.iter().rev().map(|voicemail| voicemail["subject"].clone()).collect();
        assert_eq!(subjects, ways.map(|(_, _, subject)| subject));
        server.stop().await;
    })
    .await;
}

async fn curl(arguments: &[&str]) -> Ended {
    run(Command::new("curl")
        .args(["--silent", "--show-error", "--insecure", "--noproxy", "*"])
        .args(arguments))
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_sends_a_message_and_fetches_it() {
    within(120, async {
        let server = TestServer::start().await;
        let message = Spoken::to_alice("By curl").to_bytes();
        let file = server.folder().join("message.eml");
        std::fs::write(&file, &message).expect("written");
        let (file, user) = (file.to_str().expect("text"), format!("carol:{PASSWORD}"));
        let url = format!("smtp://{}", server.smtp());
        let from =
            ["--mail-from", "carol@localhost", "--mail-rcpt", "alice@localhost", "--upload-file", file];
        let login = ["--user", &user, "--ssl-reqd", &url];
        curl(&[&from[..], &login[..]].concat()).await.well();

        let user = format!("alice:{PASSWORD}");
        let url = format!("imaps://{}/INBOX;UID=1", server.imaps());
        let fetched = curl(&["--user", &user, &url]).await.well();
        assert!(fetched.bytes == message, "as it was sent");
        let url = format!("imap://{}/INBOX;UID=1;SECTION=2", server.imap());
        let audio = curl(&["--user", &user, "--ssl-reqd", &url]).await.well();
        assert!(!audio.bytes.is_empty());
        let url = format!("imaps://{}/INBOX?SUBJECT%20curl", server.imaps());
        let found = curl(&["--user", &user, &url]).await.well();
        assert_eq!(found.said.trim(), "* SEARCH 1");
        server.stop().await;
    })
    .await;
}

/// Runs mbsync with a Maildir in `folder`.
async fn mbsync(server: &TestServer, folder: &Path) -> Ended {
    let (host, port) = (server.imap().ip(), server.imap().port());
    let maildir = folder.display();
    let configuration = format!(
        "IMAPAccount us\nHost {host}\nPort {port}\nUser alice\nPass \"{PASSWORD}\"\nSSLType None\nAuthMechs LOGIN\n\n\
         IMAPStore far\nAccount us\n\nMaildirStore near\nPath {maildir}/\nInbox {maildir}/INBOX\n\
         SubFolders Verbatim\n\n\
         Channel all\nFar :far:\nNear :near:\nPatterns *\nCreate Near\nExpunge Both\nSync All\nSyncState *\n"
    );
    let file = server.folder().join("mbsyncrc");
    std::fs::write(&file, configuration).expect("written");
    let mut command = Command::new("mbsync");
    command.arg("--config").arg(file).args(["--verbose", "--all"]).env("HOME", folder);
    run(&mut command).await.well()
}

/// The files of a Maildir folder, by full path.
fn messages_in(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for part in ["new", "cur"] {
        for file in std::fs::read_dir(folder.join(part)).expect("a Maildir") {
            found.push(file.expect("readable").path());
        }
    }
    found.sort();
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn mbsync_keeps_a_maildir_and_the_server_the_same_in_both_directions() {
    within(120, async {
        let server = TestServer::start().await;
        for subject in ["One", "Two", "Three"] {
            server.caller_leaves(server.alice, subject).await;
        }
        let rest = Rest::sign_in(server.amds(), "alice", PASSWORD).await;
        let folder = tempfile::tempdir().expect("a folder");
        let inbox = folder.path().join("INBOX");
        mbsync(&server, folder.path()).await;
        let pulled = messages_in(&inbox);
        assert_eq!(pulled.len(), 3, "{pulled:?}");

        let again = mbsync(&server, folder.path()).await;
        assert!(!again.said.contains("flags +"), "{}", again.said);
        assert_eq!(messages_in(&inbox), pulled, "the second time there is nothing to do");

        // Seen on the server, seen in the Maildir.
        let one = rest.voicemail("inbox", "One").await.expect("there");
        let path = format!("/users/me/voicemails/{}", one["id"].as_str().expect("text"));
        rest.patch(&path, serde_json::json!({"seen": true})).await;
        mbsync(&server, folder.path()).await;
        let is_seen = |path: &&std::path::PathBuf| path.to_string_lossy().ends_with('S');
        assert_eq!(messages_in(&inbox).iter().filter(is_seen).count(), 1);

        // Seen in the Maildir, seen on the server; deleted there, gone from INBOX and in Trash.
        let holds = |subject: &str| {
            let is_it = |path: &std::path::PathBuf| {
                std::fs::read_to_string(path).expect("readable").contains(&format!("Subject: {subject}"))
            };
            messages_in(&inbox).into_iter().find(is_it).expect("it is there")
        };
        let two = holds("Two");
        let name = two.file_name().expect("a name").to_string_lossy().into_owned();
        let base = name.split_once(":2,").map_or(name.as_str(), |(base, _)| base);
        std::fs::rename(&two, inbox.join("cur").join(format!("{base}:2,S"))).expect("renamed");
        std::fs::remove_file(holds("Three")).expect("removed");
        mbsync(&server, folder.path()).await;
        assert_eq!(rest.voicemail("inbox", "Two").await.expect("there")["seen"], true);
        assert!(rest.voicemail("inbox", "Three").await.is_none());
        assert!(rest.voicemail("trash", "Three").await.is_some(), "it rests in Trash (VM-08)");

        // A new file in the Maildir is a new message on the server.
        let draft = Spoken::to_alice("Draft").to_bytes();
        std::fs::write(folder.path().join("Drafts/cur/1.e2e:2,D"), draft).expect("written");
        mbsync(&server, folder.path()).await;
        assert_eq!(rest.voicemails("drafts").await.len(), 1);
        let settled = messages_in(&inbox);
        mbsync(&server, folder.path()).await;
        assert_eq!(messages_in(&inbox), settled);
        server.stop().await;
    })
    .await;
}
