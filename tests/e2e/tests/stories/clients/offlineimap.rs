//! offlineimap, which keeps a Maildir and a mailbox the same.

use e2e::{Ended, Maildir, Round, Step, round::beside_python, run, within};
use test_support::PASSWORD;
use tokio::process::Command;

/// Over TLS, with the certificate verified; it looks for names of hosts there, not of addresses.
async fn offlineimap(round: &Round, mail: &Maildir) -> Ended {
    let home = round.folder().display();
    let configuration = format!(
        "[general]\naccounts = us\nmetadata = {home}/metadata\nui = basic\n\n\
         [Account us]\nlocalrepository = near\nremoterepository = far\n\n\
         [Repository near]\ntype = Maildir\nlocalfolders = {mail}\n\n\
         [Repository far]\ntype = IMAP\nremotehost = localhost\nremoteport = {port}\nremoteuser = alice\n\
         remotepass = {PASSWORD}\nssl = yes\nsslcacertfile = {certificate}\n",
        mail = mail.path().display(),
        port = round.imaps().port(),
        certificate = round.certificate().display(),
    );
    let file = round.write("offlineimaprc", &configuration);
    let mut command = Command::new(beside_python("offlineimap"));
    command.arg("-o").arg("-c").arg(file).env("HOME", round.folder());
    run(&mut command).await.well()
}

#[tokio::test(flavor = "multi_thread")]
async fn offlineimap_makes_the_round_in_a_maildir() {
    within(120, async {
        let round = Round::ready().await;
        let mail = Maildir::at(round.folder().join("mail"));
        offlineimap(&round, &mail).await;
        assert_eq!(mail.files("INBOX").len(), 3);
        let saw = mail.make_round(&round);
        offlineimap(&round, &mail).await;

        // The second time there is nothing to do, and seen elsewhere is seen here.
        let before = mail.files("INBOX");
        offlineimap(&round, &mail).await;
        assert_eq!(mail.files("INBOX"), before);
        let steps =
            [Step::List, Step::Read, Step::See, Step::Flag, Step::CopyAndDelete, Step::Delete, Step::Append];
        round.judge(saw, &steps).await;
    })
    .await;
}
