//! async-imap, a library for Rust; our own SDK reads mail by it.

use async_imap::{Client, extensions::idle::IdleResponse, types::Flag};
use e2e::{Round, Saw, Step, audio_of, round, within};
use futures_util::TryStreamExt as _;
use std::time::Duration;
use test_support::PASSWORD;
use tokio::net::TcpStream;

type Session = async_imap::Session<TcpStream>;

/// The UID of the one message in the selected folder with this subject, as a set.
async fn uid_of(mail: &mut Session, subject: &str) -> String {
    let uids = mail.uid_search(format!("SUBJECT {subject}")).await.expect("an answer");
    assert_eq!(uids.len(), 1, "{subject}");
    uids.into_iter().next().expect("one").to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn async_imap_makes_the_whole_round() {
    within(120, async {
        let round = Round::ready().await;
        let mut client = Client::new(TcpStream::connect(round.imap()).await.expect("connected"));
        client.read_response().await.expect("readable").expect("a greeting");
        let mut mail = client.login("alice", PASSWORD).await.map_err(|(error, _)| error).expect("logged in");
        let folders: Vec<_> =
            mail.list(None, Some("*")).await.expect("an answer").try_collect().await.expect("names");
        let folders = folders.iter().map(|folder| folder.name().to_owned()).collect();

        mail.select("INBOX").await.expect("selected");
        let kept = uid_of(&mut mail, round::KEPT).await;
        let fetched =
            mail.uid_fetch(&kept, "(FLAGS ENVELOPE BODYSTRUCTURE BODY.PEEK[])").await.expect("an answer");
        let fetched: Vec<_> = fetched.try_collect().await.expect("messages");
        assert!(fetched[0].bodystructure().is_some());
        let subject = fetched[0].envelope().and_then(|envelope| envelope.subject.clone());
        assert_eq!(subject.as_deref(), Some(round::KEPT.as_bytes()));
        let audio = audio_of(fetched[0].body().expect("a body"));

        let flagged = mail.uid_store(&kept, r"+FLAGS (\Seen \Flagged)").await.expect("an answer");
        let flagged: Vec<_> = flagged.try_collect().await.expect("messages");
        assert!(flagged[0].flags().any(|flag| flag == Flag::Flagged));
        let moved = uid_of(&mut mail, round::MOVED).await;
        mail.uid_mv(moved, "Sent").await.expect("moved");
        let deleted = uid_of(&mut mail, round::DELETED).await;
        let stored = mail.uid_store(deleted, r"+FLAGS.SILENT (\Deleted)").await.expect("an answer");
        stored.try_collect::<Vec<_>>().await.expect("silent");
        mail.expunge().await.expect("an answer").try_collect::<Vec<_>>().await.expect("numbers");
        let draft = std::fs::read(round.draft()).expect("readable");
        mail.append("Drafts", Some(r"(\Draft \Seen)"), None, draft).await.expect("appended");

        let mut idle = mail.idle();
        idle.init().await.expect("idle");
        let (waiting, _stop) = idle.wait_with_timeout(Duration::from_secs(30));
        let (heard, ()) = tokio::join!(waiting, round.news());
        let heard = match heard.expect("readable") {
            IdleResponse::NewData(line) => format!("{:?}", line.parsed()).contains("Exists(2)"),
            _ => false,
        };
        idle.done().await.expect("done").logout().await.expect("logged out");
        round.judge(Saw { folders, audio, heard }, Step::ALL).await;
    })
    .await;
}
