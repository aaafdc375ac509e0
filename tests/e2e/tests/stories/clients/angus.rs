//! Angus Mail, the Jakarta Mail of Eclipse: a library for Java, which server programs use.

use e2e::{Round, Step, probe_file, round::clients, within};
use tokio::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn angus_mail_makes_the_whole_round() {
    within(120, async {
        let round = Round::ready().await;
        let mut java = Command::new("java");
        java.arg("-cp").arg(clients().join("angus/*")).arg(probe_file("angus/Round.java"));
        let saw = round.made_by(&mut java).await;
        round.judge(saw, Step::ALL).await;
    })
    .await;
}
