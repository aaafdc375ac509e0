//! `kill -9` at random instants while several clients change one mailbox by every protocol (architecture section 4).
//!
//! After each kill, and after each start that follows, what is there is held against what the clients were told: nothing
//! acknowledged is lost, nothing is there twice, the sequence never goes back, no UID is used twice, no row is ever without
//! its file, and after the sweep of a start no file without its row.

mod history;
mod ledger;
mod ruin;

use crate::{Probe, run, script};
use history::History;
use ledger::Ledger;
use sample_office::DEMO_PASSWORD;
use serde_json::Value;
use std::{collections::BTreeMap, fmt, path::Path, time::Duration};
use test_support::Process;
use tokio::time::{Instant, sleep, timeout, timeout_at};

/// How often, and from which seed on; the instants and the clients' choices follow from it, the machine's haste does not.
#[derive(Debug, Clone, Copy)]
pub struct Trial {
    /// Kills.
    pub times: u32,
    /// Seed.
    pub seed: u64,
}

/// What was seen in a trial in which nothing was found wrong.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Kills.
    pub kills: u32,
    /// Things clients were told are done, by what they are.
    pub acknowledged: BTreeMap<String, u32>,
    /// Things under way at a kill that were there afterwards, and that were not.
    pub underway: (u32, u32),
    /// Messages at the end.
    pub messages: usize,
    /// Files without a row that kills left, and the next start swept.
    pub swept: usize,
    /// The account's number at the end.
    pub modseq: u64,
    /// UIDs of which it is known to which message they belong.
    pub uids: usize,
}

impl Trial {
    /// Runs it in an empty folder; the test fails at the first thing that is wrong.
    pub async fn run(self, folder: &Path) -> Outcome {
        let Self { times, seed } = self;
        println!("{times} kills from seed {seed}");
        let mut dice = Dice(seed);
        let mut outcome = Outcome::default();
        let (mut ledger, mut history) = (Ledger::default(), History::default());
        for round in 0..=times {
            let server = Process::demo(folder).await;
            let at = format!("seed {seed}, after kill {round}");
            ruin::no_file_is_without_a_row(folder, &at).await;
            let sequence = ruin::sequence(folder).await;
            history.goes_on(&sequence, &at);
            // At the end all of it is opened once more.
            let unopened = if round == times { BTreeMap::new() } else { ledger.unopened() };
            let (folders, messages) = mailboxes(&server, &unopened).await;
            history.keeps_uids(&folders, &at);
            match round {
                0 => ledger.begin(messages),
                _ => {
                    let (arrived, lost) = ledger.settle(messages, &at);
                    outcome.underway = (outcome.underway.0 + arrived, outcome.underway.1 + lost);
                }
            }
            if round == times {
                assert!(server.interrupt().await, "{at}: it ends well");
                break;
            }
            let cursor = sequence["cursor"].as_str().expect("text");
            disturb(server, round, seed, cursor, &mut dice, |said| {
                ledger.hear(&said);
                history.hear(&said);
            })
            .await;
            outcome.kills += 1;
            outcome.swept +=
                ruin::no_row_is_without_a_file(folder, &format!("seed {seed}, kill {}", round + 1)).await;
        }
        outcome.acknowledged = ledger.acknowledged();
        outcome.messages = ledger.messages();
        outcome.uids = ledger.uids();
        outcome.modseq = history.modseq();
        outcome
    }
}

/// Lets the clients loose, kills the server under them, and hears what they were told to the last word.
async fn disturb(
    server: Process,
    round: u32,
    seed: u64,
    cursor: &str,
    dice: &mut Dice,
    mut hear: impl FnMut(Value),
) {
    let mut load = script("load");
    load.args([server.imap().to_string(), server.smtp().to_string(), server.amds().to_string()]);
    load.args([round.to_string(), seed.to_string(), cursor.to_owned()]).env("PROBE_PASSWORD", DEMO_PASSWORD);
    let mut clients = Probe::start(&mut load);
    // Some kills hit the log-ins; most come when the clients are at work.
    let early = dice.below(16) == 0;
    if !early {
        let first = timeout(Duration::from_secs(40), clients.next()).await;
        hear(first.expect("somebody gets in").expect("a client says something"));
    }
    let doomed = Instant::now() + Duration::from_millis(dice.below(900));
    while let Ok(Some(said)) = timeout_at(doomed, clients.next()).await {
        hear(said);
    }
    sleep(doomed.saturating_duration_since(Instant::now())).await;
    server.kill().await;
    while let Some(said) = clients.next().await {
        hear(said);
    }
}

/// Every folder, and every message; whole from those UIDs on.
async fn mailboxes(server: &Process, unopened: &BTreeMap<String, u64>) -> (Vec<Value>, Vec<Value>) {
    let imap = server.imap();
    let mut command = script("mailboxes");
    command.args([imap.ip().to_string(), imap.port().to_string(), serde_json::json!(unopened).to_string()]);
    command.env("PROBE_USER", "alice").env("PROBE_PASSWORD", DEMO_PASSWORD);
    let said = run(&mut command).await.well().said;
    let values = said.lines().map(|line| serde_json::from_str(line).expect("JSON"));
    values.partition(|value: &Value| value.get("uid_next").is_some())
}

/// SplitMix64: small, and the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told: u32 = self.acknowledged.values().sum();
        let kinds: Vec<String> =
            self.acknowledged.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let (arrived, lost) = self.underway;
        writeln!(f, "{} kills; {told} things acknowledged and all kept ({})", self.kills, kinds.join(", "))?;
        writeln!(
            f,
            "{} things under way at a kill: {arrived} were there afterwards, {lost} were not",
            arrived + lost
        )?;
        writeln!(f, "{} files without a row after kills, all swept; no row without a file", self.swept)?;
        write!(
            f,
            "{} messages under {} UIDs, none used twice; MODSEQ rose to {}",
            self.messages, self.uids, self.modseq
        )
    }
}
