//! How many voicemails per second are taken and kept, by one sender and by several at once.
//!
//! Kept means that file, folder and row are on disk before the 250, so the disk is measured beside it: how long one file of
//! that size takes to be written and synced with its folder, by one program that does nothing else.

use crate::{
    Failure, RUNS,
    clock::Moment,
    demo::{Demo, PASSWORD, Programs, SENDER},
    figures::{self, OverRuns, Spread},
    sender::Sender,
    voicemail,
};
use clap::Args;
use serde::Serialize;
use serde_json::json;
use std::{fs::File, io::Write, path::Path, thread};

/// Files that are written to learn how fast the disk is.
const FILES: usize = 100;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Messages per run, shared among the senders.
    #[arg(long, value_name = "N", default_value_t = 800)]
    messages: usize,
    /// How many senders at once; may be repeated.
    #[arg(long, value_name = "N", default_values_t = [1, 8])]
    senders: Vec<usize>,
}

/// One run.
#[derive(Debug, Clone, Copy, Serialize)]
struct Run {
    per_second: f64,
    /// From the last byte of a message to its 250.
    sent_to_kept_ms: Spread,
    /// A file of the message's size, written and synced with its folder.
    disk_ms: Spread,
}

/// Measures and prints.
pub(crate) fn run(options: &crate::Options, chosen: &Options) -> Result<(), Failure> {
    let programs = Programs::ready(options)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let circumstances = figures::circumstances();
    let size = voicemail::message(1).len();
    let mut measured = Vec::new();
    for &senders in &chosen.senders {
        let mut runs = Vec::new();
        for _ in 0..options.runs_or(RUNS) {
            let demo = runtime.block_on(Demo::start(&programs, &[]))?;
            runs.push(one_run(&demo, senders.max(1), chosen.messages)?);
            runtime.block_on(demo.end())?;
        }
        measured.push((senders, runs));
    }
    if options.json {
        let rows: Vec<_> =
            measured.iter().map(|(senders, runs)| json!({"senders": senders, "runs": runs})).collect();
        let document = json!({
            "measurement": "deposit", "message_bytes": size, "messages": chosen.messages,
            "circumstances": circumstances, "rows": rows,
        });
        println!("{document:#}");
    } else {
        println!(
            "Deposits of {size} bytes, {} per run; median of {} runs (lowest to highest). {circumstances}",
            chosen.messages,
            options.runs_or(RUNS)
        );
        let rows = measured.iter().filter_map(|(senders, runs)| row(*senders, runs)).collect();
        let header =
            ["senders", "per second", "last byte → 250, ms: p50", "p99", "one file synced, ms: p50", "p99"];
        figures::print(header, rows);
    }
    Ok(())
}

fn one_run(demo: &Demo, senders: usize, messages: usize) -> Result<Run, Failure> {
    let disk_ms = disk(demo.folder())?;
    let smtp = demo.smtp()?;
    let mut connections = Vec::new();
    for _ in 0..senders {
        connections.push(Sender::connect(smtp, SENDER, PASSWORD)?);
    }
    let share = messages.div_ceil(senders);
    // Composed before the clock starts; it is the server that is measured.
    let shares =
        (0..senders).map(|which| (which * share..(which + 1) * share).map(voicemail::message).collect());
    let shares: Vec<Vec<_>> = shares.collect();
    let begun = Moment::now();
    let threads = connections.into_iter().zip(shares).map(|(mut sender, messages)| {
        thread::spawn(move || {
            let mut times = Vec::with_capacity(messages.len());
            for message in &messages {
                let delivery = sender.send(message)?;
                times.push(delivery.kept.ms_since(delivery.sent));
            }
            Ok::<_, Failure>(times)
        })
    });
    let threads: Vec<_> = threads.collect();
    let mut times = Vec::new();
    for thread in threads {
        times.extend(thread.join().map_err(|_| "a sender broke")??);
    }
    let seconds = Moment::now().ms_since(begun) / 1e3;
    let per_second = times.len() as f64 / seconds;
    let sent_to_kept_ms = Spread::of(times).ok_or("nothing was sent")?;
    Ok(Run { per_second, sent_to_kept_ms, disk_ms })
}

/// Milliseconds to write a file and to sync it and its folder.
fn disk(beside: &Path) -> Result<Spread, Failure> {
    let folder = tempfile::tempdir_in(beside)?;
    let bytes = voicemail::message(0);
    let mut times = Vec::with_capacity(FILES);
    for nth in 0..FILES {
        let begun = Moment::now();
        let mut file = File::create_new(folder.path().join(nth.to_string()))?;
        file.write_all(&bytes)?;
        file.sync_all()?;
        File::open(folder.path())?.sync_all()?;
        times.push(Moment::now().ms_since(begun));
    }
    Spread::of(times).ok_or_else(|| "no file was written".into())
}

fn row(senders: usize, runs: &[Run]) -> Option<[String; 6]> {
    let over = |figure: fn(&Run) -> f64| OverRuns::of(runs.iter().map(figure));
    let short = |figure| Some(format!("{:.2}", over(figure)?.median));
    Some([
        senders.to_string(),
        over(|run| run.per_second)?.shown(0),
        over(|run| run.sent_to_kept_ms.p50)?.shown(2),
        short(|run| run.sent_to_kept_ms.p99)?,
        over(|run| run.disk_ms.p50)?.shown(2),
        short(|run| run.disk_ms.p99)?,
    ])
}
