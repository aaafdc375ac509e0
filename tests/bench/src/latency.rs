//! How soon a voicemail shows: from its 250 (and from its last byte) to each leg.
//!
//! Messages go one after another; the next is sent when the last has been seen everywhere, so that a figure is that of one
//! message and not of a queue. A leg may learn of a message before the sender has read its 250, because both follow the same
//! commit; then the figure is negative, and is told so.

use crate::{
    Failure, RUNS,
    clock::Moment,
    demo::{Demo, PASSWORD, Programs, SENDER},
    figures::{self, OverRuns, Spread},
    sender::Sender,
    swaks, voicemail,
    watcher::{Leg, Seen, Watcher},
};
use clap::Args;
use serde::Serialize;
use serde_json::json;
use std::{
    collections::BTreeMap,
    sync::mpsc::{self, Receiver},
    time::Duration,
};

/// A message that is not seen within this time counts as lost.
const LOST_AFTER: Duration = Duration::from_secs(10);
/// Messages that are sent before anything is counted: caches are filled and connections are grown by them.
const WARM_UP: usize = 10;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Messages over one connection of ours, which can tell when its last byte went and when its 250 came.
    #[arg(long, value_name = "N", default_value_t = 200)]
    messages: usize,
    /// Messages sent by swaks, each with a process and a TLS connection of its own; 0 leaves swaks out.
    #[arg(long, value_name = "N", default_value_t = 20)]
    swaks: usize,
}

/// One run, in milliseconds.
#[derive(Debug, Serialize)]
struct Run {
    /// From the last byte of a message to its 250.
    sent_to_kept: Spread,
    /// For each leg, from the last byte.
    from_sent: BTreeMap<Leg, Spread>,
    /// For each leg, from the 250.
    from_kept: BTreeMap<Leg, Spread>,
    /// For each leg, from the 250 that swaks printed; empty without swaks.
    from_swaks: BTreeMap<Leg, Spread>,
}

/// Measures and prints.
pub(crate) fn run(options: &crate::Options, chosen: &Options) -> Result<(), Failure> {
    let programs = Programs::ready(options)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let circumstances = figures::circumstances();
    let mut runs = Vec::new();
    for _ in 0..options.runs_or(RUNS) {
        let demo = runtime.block_on(Demo::start(&programs, &[]))?;
        runs.push(one_run(&demo, &programs, chosen)?);
        runtime.block_on(demo.end())?;
    }
    let size = voicemail::message(1).len();
    if options.json {
        let document = json!({
            "measurement": "latency", "unit": "ms", "messages": chosen.messages, "swaks": chosen.swaks,
            "message_bytes": size, "circumstances": circumstances, "runs": runs,
        });
        println!("{document:#}");
    } else {
        println!(
            "Latency in ms of {} messages of {size} bytes, one after another; median of {} runs\n\
             (and the lowest and highest p50). {circumstances}",
            chosen.messages,
            options.runs_or(RUNS)
        );
        print(&runs);
    }
    Ok(())
}

fn one_run(demo: &Demo, programs: &Programs, chosen: &Options) -> Result<Run, Failure> {
    let (seen, told) = mpsc::channel();
    let start = |leg| Watcher::start(leg, demo, programs, seen.clone());
    let _watchers = Leg::ALL.into_iter().map(start).collect::<Result<Vec<_>, _>>()?;
    let mut sender = Sender::connect(demo.smtp()?, SENDER, PASSWORD)?;
    let mut sent_to_kept = Vec::new();
    let (mut from_sent, mut from_kept, mut from_swaks) = (Times::new(), Times::new(), Times::new());
    for nth in 1..=WARM_UP + chosen.messages {
        let message = voicemail::message(nth);
        let delivery = sender.send(&message)?;
        let moments = everybody(&told, nth)?;
        if nth > WARM_UP {
            sent_to_kept.push(delivery.kept.ms_since(delivery.sent));
            add(&mut from_sent, &moments, delivery.sent);
            add(&mut from_kept, &moments, delivery.kept);
        }
    }
    let before = WARM_UP + chosen.messages;
    for nth in before + 1..=before + chosen.swaks {
        let kept = swaks::send(demo, nth)?;
        add(&mut from_swaks, &everybody(&told, nth)?, kept);
    }
    Ok(Run {
        sent_to_kept: Spread::of(sent_to_kept).ok_or("no message was sent")?,
        from_sent: spreads(from_sent),
        from_kept: spreads(from_kept),
        from_swaks: spreads(from_swaks),
    })
}

type Times = BTreeMap<Leg, Vec<f64>>;

fn add(times: &mut Times, moments: &BTreeMap<Leg, Moment>, since: Moment) {
    for (leg, at) in moments {
        times.entry(*leg).or_default().push(at.ms_since(since));
    }
}

fn spreads(times: Times) -> BTreeMap<Leg, Spread> {
    times.into_iter().filter_map(|(leg, times)| Some((leg, Spread::of(times)?))).collect()
}

/// Waits until the `nth` message has been seen on every leg.
fn everybody(told: &Receiver<Seen>, nth: usize) -> Result<BTreeMap<Leg, Moment>, Failure> {
    let mut moments = BTreeMap::new();
    while moments.len() < Leg::ALL.len() {
        let seen = told
            .recv_timeout(LOST_AFTER)
            .map_err(|_| format!("message {nth} was seen by {:?} only", moments.keys()))?;
        if seen.nth == nth {
            moments.insert(seen.leg, seen.at);
        }
    }
    Ok(moments)
}

fn print(runs: &[Run]) {
    let mut rows = vec![row("last byte → 250", runs.iter().map(|run| Some(run.sent_to_kept)))];
    for leg in Leg::ALL {
        rows.push(row(
            &format!("last byte → {}", leg.name()),
            runs.iter().map(|run| run.from_sent.get(&leg).copied()),
        ));
    }
    for leg in Leg::ALL {
        rows.push(row(
            &format!("250 → {}", leg.name()),
            runs.iter().map(|run| run.from_kept.get(&leg).copied()),
        ));
    }
    for leg in Leg::ALL {
        rows.push(row(
            &format!("250 at swaks → {}", leg.name()),
            runs.iter().map(|run| run.from_swaks.get(&leg).copied()),
        ));
    }
    figures::print(["", "p50", "p90", "p99", "max", "least"], rows.into_iter().flatten().collect());
}

/// A row of the table; none when nothing was measured.
fn row(name: &str, spreads: impl Iterator<Item = Option<Spread>>) -> Option<[String; 6]> {
    let spreads: Vec<Spread> = spreads.collect::<Option<_>>()?;
    let over = |figure: fn(&Spread) -> f64| OverRuns::of(spreads.iter().map(figure));
    let short = |figure| Some(format!("{:.2}", over(figure)?.median));
    Some([
        name.to_owned(),
        over(|spread| spread.p50)?.shown(2),
        short(|spread| spread.p90)?,
        short(|spread| spread.p99)?,
        short(|spread| spread.max)?,
        short(|spread| spread.min)?,
    ])
}
