//! imapclient, a library for Python.

use e2e::{Round, Step, script, within};

#[tokio::test(flavor = "multi_thread")]
async fn imapclient_makes_the_whole_round() {
    within(120, async {
        let round = Round::ready().await;
        let saw = round.made_by(&mut script("imapclient/round")).await;
        round.judge(saw, Step::ALL).await;
    })
    .await;
}
