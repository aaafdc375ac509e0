//! imapflow, a library for Node.

use e2e::{
    Round, Step, probe_file,
    round::{beside_python, clients},
    within,
};
use tokio::process::Command;

#[tokio::test(flavor = "multi_thread")]
async fn imapflow_makes_the_whole_round() {
    within(120, async {
        let round = Round::ready().await;
        let mut node = Command::new(beside_python("node"));
        node.arg(probe_file("imapflow/round.cjs")).env("NODE_PATH", clients().join("node_modules"));
        let saw = round.made_by(&mut node).await;
        round.judge(saw, Step::ALL).await;
    })
    .await;
}
