//! aioimaplib, a library for Python.

use e2e::{Round, Step, script, within};

#[tokio::test(flavor = "multi_thread")]
async fn aioimaplib_makes_the_whole_round() {
    within(120, async {
        let round = Round::ready().await;
        let saw = round.made_by(&mut script("aioimaplib/round")).await;
        round.judge(saw, Step::ALL).await;
    })
    .await;
}
