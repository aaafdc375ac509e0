//! mbsync, which keeps a Maildir and a mailbox the same.

use e2e::{Ended, Maildir, Rest, Round, Spoken, Step, run, within};
use std::{fs, path::PathBuf};
use test_support::{PASSWORD, TestServer};
use tokio::process::Command;

/// Over TLS, with the certificate verified.
async fn mbsync(server: &TestServer, mail: &Maildir) -> Ended {
    fs::create_dir_all(mail.path()).expect("made");
    let (imaps, mail) = (server.imaps(), mail.path().display());
    let configuration = format!(
        "IMAPAccount us\nHost {host}\nPort {port}\nUser alice\nPass \"{PASSWORD}\"\nSSLType IMAPS\n\
         CertificateFile {certificate}\nAuthMechs LOGIN\n\n\
         IMAPStore far\nAccount us\n\nMaildirStore near\nPath {mail}/\nInbox {mail}/INBOX\n\
         SubFolders Verbatim\n\n\
         Channel all\nFar :far:\nNear :near:\nPatterns *\nCreate Near\nExpunge Both\nSync All\nSyncState *\n",
        host = imaps.ip(),
        port = imaps.port(),
        certificate = server.folder().join("certificate.pem").display(),
    );
    let file = server.folder().join("mbsyncrc");
    fs::write(&file, configuration).expect("written");
    let mut command = Command::new("mbsync");
    command.arg("--config").arg(file).args(["--verbose", "--all"]).env("HOME", server.folder());
    run(&mut command).await.well()
}

#[tokio::test(flavor = "multi_thread")]
async fn mbsync_makes_the_round_in_a_maildir() {
    within(120, async {
        let round = Round::ready().await;
        let mail = Maildir::at(round.folder().join("mail"));
        mbsync(round.server(), &mail).await;
        let saw = mail.make_round(&round);
        mbsync(round.server(), &mail).await;
        let steps =
            [Step::List, Step::Read, Step::See, Step::Flag, Step::CopyAndDelete, Step::Delete, Step::Append];
        round.judge(saw, &steps).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mbsync_keeps_a_maildir_and_the_server_the_same_in_both_directions() {
    within(120, async {
        let server = TestServer::start().await;
        for subject in ["One", "Two", "Three"] {
            server.caller_leaves(server.alice, subject).await;
        }
        let rest = Rest::sign_in(server.amds(), "alice", PASSWORD).await;
        let mail = Maildir::at(server.folder().join("mail"));
        mbsync(&server, &mail).await;
        let pulled = mail.files("INBOX");
        assert_eq!(pulled.len(), 3, "{pulled:?}");

        let again = mbsync(&server, &mail).await;
        assert!(!again.said.contains("flags +"), "{}", again.said);
        assert_eq!(mail.files("INBOX"), pulled, "the second time there is nothing to do");

        // Seen on the server, seen in the Maildir.
        let one = rest.voicemail("inbox", "One").await.expect("there");
        let path = format!("/users/me/voicemails/{}", one["id"].as_str().expect("text"));
        rest.patch(&path, serde_json::json!({"seen": true})).await;
        mbsync(&server, &mail).await;
        let is_seen = |path: &&PathBuf| path.to_string_lossy().ends_with('S');
        assert_eq!(mail.files("INBOX").iter().filter(is_seen).count(), 1);

        // Seen in the Maildir, seen on the server; deleted there, gone from INBOX and in Trash.
        mail.set_flags("INBOX", "Two", "S");
        mail.remove("INBOX", "Three");
        mbsync(&server, &mail).await;
        assert_eq!(rest.voicemail("inbox", "Two").await.expect("there")["seen"], true);
        assert!(rest.voicemail("inbox", "Three").await.is_none());
        assert!(rest.voicemail("trash", "Three").await.is_some(), "it rests in Trash (VM-08)");

        // A new file in the Maildir is a new message on the server.
        let draft = Spoken::to_alice("Draft").to_bytes();
        fs::write(mail.path().join("Drafts/cur/1.e2e:2,D"), draft).expect("written");
        mbsync(&server, &mail).await;
        assert_eq!(rest.voicemails("drafts").await.len(), 1);
        let settled = mail.files("INBOX");
        mbsync(&server, &mail).await;
        assert_eq!(mail.files("INBOX"), settled);
        server.stop().await;
    })
    .await;
}
