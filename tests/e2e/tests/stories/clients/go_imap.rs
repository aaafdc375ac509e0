//! go-imap, a library for Go.

use e2e::{Round, Step, round::clients, within};
use tokio::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn go_imap_makes_the_whole_round() {
    within(120, async {
        let round = Round::ready().await;
        let saw = round.made_by(&mut Command::new(clients().join("go-imap"))).await;
        round.judge(saw, Step::ALL).await;
    })
    .await;
}
