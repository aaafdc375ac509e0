//! `kill -9` at any instant: what clients were told is there afterwards, once (architecture section 4).
//!
//! Twenty kills as a test; `cargo xtask kill` has as many as are wanted, from a seed of choice.

use e2e::{kill::Trial, within};

const TIMES: u32 = 20;
const SEED: u64 = 20_261_121;

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_random_instants_under_clients_of_every_protocol_the_server_keeps_all_that_it_acknowledged()
{
    let trial = Trial {
        times: asked("MOBILE_LINK_KILLS").unwrap_or(TIMES),
        seed: asked("MOBILE_LINK_KILL_SEED").unwrap_or(SEED),
    };
    within(60 + 12 * u64::from(trial.times), async {
        let folder = tempfile::tempdir().expect("a folder");
        let outcome = trial.run(folder.path()).await;
        let told: u32 = outcome.acknowledged.values().sum();
        assert!(told > 4 * trial.times, "only {told} things were acknowledged: this proves little");
        println!("{outcome}");
    })
    .await;
}

fn asked<T: std::str::FromStr>(variable: &str) -> Option<T> {
    std::env::var(variable).ok().map(|given| given.parse().ok().expect("a number"))
}
