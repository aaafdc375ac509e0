//! neomutt, in a terminal, by its keys.

use e2e::{Round, Saw, Screen, Step, round, within};
use std::fs;
use test_support::PASSWORD;

/// It looks every second whether anything has come, and asks nothing while it is idle.
fn configuration(round: &Round) -> String {
    format!(
        "set folder = \"imaps://alice@{imaps}/\"\nset spoolfile = \"+INBOX\"\nset imap_pass = \"{PASSWORD}\"\n\
         set certificate_file = \"{certificate}\"\nset imap_idle = yes\nset mail_check = 1\nset timeout = 1\n\
         set confirm_append = no\nset delete = yes\nset quit = yes\nset move = no\nset mark_old = no\n\
         set postponed = \"+Drafts\"\nset record = \"+Sent\"\nset wait_key = no\n",
        imaps = round.imaps(),
        certificate = round.certificate().display(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn neomutt_makes_the_whole_round() {
    within(120, async {
        let round = Round::ready().await;
        round.write("neomuttrc", &configuration(&round));
        let local = round.folder().join("local");
        for part in ["cur", "new", "tmp"] {
            fs::create_dir_all(local.join(part)).expect("made");
        }
        fs::copy(round.draft(), local.join("cur/1.here:2,S")).expect("copied");
        let screen = Screen::start(round.folder(), &["neomutt", "-n", "-F", "neomuttrc"]).await;
        screen.until("Msgs:3 New:3").await;

        screen.types(&["c", "?"]).await;
        screen.until("Mailboxes [").await;
        screen.types(&["Tab"]).await;
        let listed = screen.until("Directory [").await;
        let folders = listed.lines().filter_map(|line| line.split_once(" IMAP "));
        let folders = folders.map(|(_, name)| name.trim().to_owned()).collect();
        screen.types(&["q"]).await;
        screen.until("Msgs:3 New:3").await;

        // Opened, it is seen; then its second part is saved.
        screen.types(&["1", "Enter", "Enter"]).await;
        screen.until("Subject: Keep").await;
        screen.types(&["v"]).await;
        screen.until("Attachments").await;
        screen.types(&["j", "s"]).await;
        screen.until("Save to file:").await;
        screen.types(&["C-u", "saved.wav", "Enter"]).await;
        screen.until("Attachment saved").await;
        screen.types(&["q", "q"]).await;
        screen.until("Msgs:3 New:2").await;
        let audio = fs::read(round.folder().join("saved.wav")).expect("saved");

        screen.types(&["1", "Enter", "F"]).await;
        screen.until("Flag:1").await;
        screen.types(&["2", "Enter", "s"]).await;
        screen.until("Save to mailbox").await;
        screen.types(&["C-u", "=Sent", "Enter"]).await;
        screen.until("Del:1").await;
        screen.types(&["3", "Enter", "d"]).await;
        screen.until("Del:2").await;
        screen.types(&["$"]).await;
        screen.until("Msgs:1 ").await;

        screen.types(&["c"]).await;
        screen.until("Open mailbox").await;
        screen.types(&["C-u", "~/local", "Enter"]).await;
        screen.until("~/local [Msgs:1").await;
        screen.types(&["C"]).await;
        screen.until("Copy to mailbox").await;
        screen.types(&["C-u", "=Drafts", "Enter"]).await;
        while round.rest().voicemails("drafts").await.is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        screen.types(&["c"]).await;
        screen.until("Open mailbox").await;
        screen.types(&["C-u", "=INBOX", "Enter"]).await;
        screen.until("+INBOX [Msgs:1 ").await;
        round.news().await;
        let heard = screen.until("Msgs:2 New:1").await.contains(round::NEWS);
        screen.types(&["q"]).await;
        screen.is_over().await;

        let steps = [
            Step::List,
            Step::Read,
            Step::See,
            Step::Flag,
            Step::CopyAndDelete,
            Step::Delete,
            Step::Append,
            Step::Idle,
        ];
        round.judge(Saw { folders, audio, heard }, &steps).await;
    })
    .await;
}
