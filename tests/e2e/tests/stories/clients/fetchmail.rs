//! fetchmail, which fetches mail and hands each message to a program.

use e2e::{Maildir, Round, Running, Saw, Step, round, run, within};
use std::fs;
use test_support::PASSWORD;
use tokio::process::Command;

/// fetchmail, whose program puts each message into a Maildir. It looks for names of hosts in the certificate, not of addresses.
fn fetchmail(round: &Round, mail: &Maildir, options: &[&str]) -> Command {
    let inbox = mail.path().join("INBOX");
    for part in ["new", "cur"] {
        fs::create_dir_all(inbox.join(part)).expect("made");
    }
    let configuration = format!(
        "poll localhost protocol IMAP service {port} user alice password \"{PASSWORD}\" ssl sslcertck \
         sslcertfile \"{certificate}\" mda \"cp /dev/stdin $(mktemp {inbox}/new/XXXXXXXX)\"\n",
        port = round.imaps().port(),
        certificate = round.certificate().display(),
        inbox = inbox.display(),
    );
    let file = round.write("fetchmailrc", &configuration);
    let mut command = Command::new("fetchmail");
    command.arg("--fetchmailrc").arg(file).args(["--nodetach", "--nosyslog", "--verbose", "--pidfile"]);
    command.arg(round.folder().join("fetchmail.pid")).args(options).env("HOME", round.folder());
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn fetchmail_makes_the_round_of_one_who_fetches() {
    within(120, async {
        let round = Round::ready().await;
        let mail = Maildir::at(round.folder().join("mail"));
        // It reads two and leaves them, seen; then what is new, the third, which it deletes.
        run(&mut fetchmail(&round, &mail, &["--keep", "--fetchlimit", "2"])).await;
        let audio = mail.audio("INBOX", round::KEPT);
        assert_eq!(mail.files("INBOX").len(), 2);
        run(&mut fetchmail(&round, &mail, &["--nokeep"])).await.well();
        assert!(mail.audio("INBOX", round::DELETED) == audio);

        let mut idling = Running::start(&mut fetchmail(&round, &mail, &["--keep", "--idle"]));
        idling.until("IMAP< +").await;
        round.news().await;
        idling.until("IMAP< +").await;
        let heard = mail.audio("INBOX", round::NEWS) == audio;
        let saw = Saw { audio, heard, ..Saw::default() };
        round.judge(saw, &[Step::Read, Step::See, Step::Delete, Step::Idle]).await;
    })
    .await;
}
