//! getmail, which fetches mail into a Maildir, and flags, moves or deletes what it has fetched.

use e2e::{Maildir, Round, Running, Saw, Step, round, round::beside_python, run, within};
use std::fs;
use test_support::PASSWORD;
use tokio::process::Command;

/// getmail for messages with this subject, which hands them to a program that puts them into a Maildir of their own: root may
/// have it do that, and not deliver by itself.
fn getmail(round: &Round, subject: &str, retriever: &str, options: &str) -> (Command, Maildir) {
    let home = round.folder().join(subject);
    for part in ["new", "cur", "tmp"] {
        fs::create_dir_all(home.join("INBOX").join(part)).expect("made");
    }
    let imaps = round.imaps();
    let configuration = format!(
        "[retriever]\ntype = SimpleIMAPSSLRetriever\nserver = {host}\nport = {port}\nusername = alice\n\
         password = {PASSWORD}\nca_certs = {certificate}\nmailboxes = (\"INBOX\",)\n\
         imap_search = SUBJECT {subject}\n{retriever}\n\n\
         [destination]\ntype = MDA_external\npath = /bin/sh\nallow_root_commands = true\n\
         arguments = (\"-c\", \"cat > $(mktemp {home}/INBOX/new/XXXXXXXX)\")\n\n[options]\n{options}\n",
        host = imaps.ip(),
        port = imaps.port(),
        certificate = round.certificate().display(),
        home = home.display(),
    );
    let file = round.write(&format!("{subject}.getmailrc"), &configuration);
    let mut command = Command::new(beside_python("getmail"));
    command.arg("--getmaildir").arg(&home).arg("--rcfile").arg(file);
    (command, Maildir::at(home))
}

#[tokio::test(flavor = "multi_thread")]
async fn getmail_makes_the_round_of_one_who_fetches() {
    within(120, async {
        let round = Round::ready().await;
        let errands = [
            (round::KEPT, r"imap_on_delete = (\Flagged \Seen)"),
            (round::MOVED, "move_on_delete = Sent"),
            (round::DELETED, ""),
        ];
        let mut audio = Vec::new();
        for (subject, retriever) in errands {
            let (mut getmail, mail) = getmail(&round, subject, retriever, "delete = true");
            run(&mut getmail).await.well();
            audio.push(mail.audio("INBOX", subject));
        }
        let (mut getmail, mail) = getmail(&round, round::NEWS, "", "read_all = false");
        let mut idling = Running::start(getmail.args(["--idle", "INBOX", "--trace"]));
        idling.until("Entering IDLE mode").await;
        round.news().await;
        idling.until("Entering IDLE mode").await;
        let heard = mail.audio("INBOX", round::NEWS) == audio[0];
        let saw = Saw { audio: audio.swap_remove(0), heard, ..Saw::default() };
        let steps = [Step::Read, Step::See, Step::Flag, Step::CopyAndDelete, Step::Delete, Step::Idle];
        round.judge(saw, &steps).await;
    })
    .await;
}
