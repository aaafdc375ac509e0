//! curl, which speaks IMAP too.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use e2e::{Ended, Round, Saw, Spoken, Step, run, within};
use test_support::{PASSWORD, TestServer};
use tokio::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn curl_makes_the_round_without_idling() {
    within(120, async {
        let round = Round::ready().await;
        let (certificate, user) = (round.certificate().display().to_string(), format!("alice:{PASSWORD}"));
        let server = format!("imaps://{}/", round.imaps());
        let curl = async |path: &str, more: &[&str]| {
            let mut curl = Command::new("curl");
            curl.args(["--silent", "--show-error", "--noproxy", "*", "--cacert", &certificate]);
            run(curl.args(["--user", &user, &format!("{server}{path}")]).args(more)).await.well().said
        };
        let listed = curl("", &[]).await;
        let folders = listed.lines().filter(|line| line.starts_with("* LIST"));
        let folders = folders.filter_map(|line| line.split_whitespace().next_back());
        let folders = folders.map(|name| name.trim_matches('"').to_owned()).collect();
        let encoded = curl("INBOX;UID=1;SECTION=2", &[]).await;
        let audio = STANDARD.decode(encoded.replace(['\r', '\n'], "")).expect("base64");
        curl("INBOX", &["--request", r"UID STORE 1 +FLAGS (\Flagged)"]).await;
        curl("INBOX", &["--request", "UID MOVE 2 Sent"]).await;
        curl("INBOX", &["--request", r"UID STORE 3 +FLAGS.SILENT (\Deleted)"]).await;
        curl("INBOX", &["--request", "EXPUNGE"]).await;
        let draft = round.draft();
        curl("Drafts", &["--upload-file", draft.to_str().expect("text")]).await;
        let saw = Saw { folders, audio, heard: false };
        let steps: Vec<Step> = Step::ALL.iter().copied().filter(|step| *step != Step::Idle).collect();
        round.judge(saw, &steps).await;
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
