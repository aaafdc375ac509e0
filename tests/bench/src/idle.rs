//! What a connection costs that waits: memory of the server before, with and after N of them, and the time until one
//! message has reached the last.
//!
//! A few connections of the same kinds come and go before the first look, so that what is paid once (threads, pages of
//! code, caches) is not counted as the cost of a connection. All clients are in this process, on the same cores.

use crate::{
    Failure, RUNS,
    demo::{Demo, PASSWORD, Programs, SENDER},
    figures::{self, OverRuns},
    idler::{Kind, Opener, Protocol, Waiting},
    sender::Sender,
    voicemail,
    wire::Security,
};
use clap::Args;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde::Serialize;
use serde_json::json;
use std::time::Duration;
use tokio::{sync::watch, time::timeout};

/// Connections that are opened at once.
const AT_ONCE: usize = 16;
const WARM_UP: usize = 50;
/// A connection that a message has not reached within this time counts as lost.
const LOST_AFTER: Duration = Duration::from_secs(30);

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// IMAP connections in IDLE.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    imap: usize,
    /// WebSockets after their hello.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    websocket: usize,
}

/// What waits at the same server: so many of each kind.
struct Crowd {
    name: String,
    kinds: Vec<(Kind, usize)>,
}

/// One run of one crowd.
#[derive(Debug, Clone, Copy, Serialize)]
struct Run {
    /// VmRSS of the server in KiB, without connections.
    before_kib: u64,
    /// With all of them.
    with_kib: u64,
    /// When they are gone.
    after_kib: u64,
    /// From the 250 of one message to the first and to the last client that heard of it.
    first_ms: f64,
    last_ms: f64,
}

/// Measures and prints.
pub(crate) fn run(options: &crate::Options, chosen: &Options) -> Result<(), Failure> {
    let programs = Programs::ready(options)?;
    rlimit::increase_nofile_limit(u64::MAX)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let circumstances = figures::circumstances();
    let mut measured = Vec::new();
    for crowd in crowds(chosen) {
        let mut runs = Vec::new();
        for _ in 0..options.runs_or(RUNS) {
            runs.push(runtime.block_on(one_run(&programs, &crowd))?);
        }
        measured.push((crowd, runs));
    }
    if options.json {
        let crowds = measured.iter().map(
            |(crowd, runs)| json!({"waiting": crowd.name, "connections": crowd.connections(), "runs": runs}),
        );
        let crowds: Vec<_> = crowds.collect();
        let document = json!({"measurement": "idle", "circumstances": circumstances, "crowds": crowds});
        println!("{document:#}");
    } else {
        println!(
            "Memory (VmRSS) of the server with idle connections; median of {} runs (lowest to highest). {circumstances}",
            options.runs_or(RUNS)
        );
        print(&measured);
    }
    Ok(())
}

fn crowds(chosen: &Options) -> Vec<Crowd> {
    let kind = |protocol, security| Kind { protocol, security };
    let counted = |kind: Kind| {
        let count = match kind.protocol {
            Protocol::Imap => chosen.imap,
            Protocol::WebSocket => chosen.websocket,
        };
        (kind, count)
    };
    let all = [
        vec![kind(Protocol::Imap, Security::Plain)],
        vec![kind(Protocol::Imap, Security::Tls)],
        vec![kind(Protocol::WebSocket, Security::Plain)],
        vec![kind(Protocol::WebSocket, Security::Tls)],
        vec![kind(Protocol::Imap, Security::Tls), kind(Protocol::WebSocket, Security::Tls)],
    ];
    let crowds = all.into_iter().map(|kinds| {
        let kinds: Vec<_> = kinds.into_iter().map(counted).filter(|(_, count)| *count > 0).collect();
        let names: Vec<_> = kinds.iter().map(|(kind, count)| format!("{count} {}", kind.name())).collect();
        Crowd { name: names.join(" + "), kinds }
    });
    crowds.filter(|crowd| !crowd.kinds.is_empty()).collect()
}

impl Crowd {
    fn connections(&self) -> usize {
        self.kinds.iter().map(|(_, count)| count).sum()
    }

    /// The demo speaks plain HTTP unless a WebSocket is to be inside TLS.
    fn demo_options(&self) -> &'static [&'static str] {
        let wants_tls =
            |kind: &Kind| *kind == Kind { protocol: Protocol::WebSocket, security: Security::Tls };
        if self.kinds.iter().any(|(kind, _)| wants_tls(kind)) { &["--amds-plain=false"] } else { &[] }
    }
}

async fn one_run(programs: &Programs, crowd: &Crowd) -> Result<Run, Failure> {
    let demo = Demo::start(programs, crowd.demo_options()).await?;
    let mut openers = Vec::new();
    for (kind, count) in &crowd.kinds {
        openers.push((Opener::new(*kind, &demo).await?, *count));
    }
    let warm_up: Vec<_> = openers.iter().map(|(opener, _)| (opener.clone(), WARM_UP)).collect();
    deliver_to(&demo, &warm_up, 1).await?;
    let before_kib = demo.settled_memory().await;

    let (hang_up, waiting) = gather(&openers).await?;
    let with_kib = demo.settled_memory().await;
    let (first_ms, last_ms) = reach(&demo, waiting, 2).await?;
    drop(hang_up);
    let after_kib = demo.settled_memory().await;
    demo.end().await?;
    Ok(Run { before_kib, with_kib, after_kib, first_ms, last_ms })
}

/// Opens the clients, sends them a message, and lets them go.
async fn deliver_to(demo: &Demo, openers: &[(Opener, usize)], nth: usize) -> Result<(), Failure> {
    let (_hang_up, waiting) = gather(openers).await?;
    reach(demo, waiting, nth).await.map(|_| ())
}

async fn gather(openers: &[(Opener, usize)]) -> Result<(watch::Sender<()>, Vec<Waiting>), Failure> {
    let (hang_up, told) = watch::channel(());
    let mut waiting = Vec::new();
    for (opener, count) in openers {
        let opened = stream::iter(0..*count).map(|_| opener.open(told.clone())).buffer_unordered(AT_ONCE);
        waiting.extend(opened.try_collect::<Vec<_>>().await?);
    }
    Ok((hang_up, waiting))
}

/// Sends the `nth` message; milliseconds from its 250 to the first and to the last who heard of it.
async fn reach(demo: &Demo, waiting: Vec<Waiting>, nth: usize) -> Result<(f64, f64), Failure> {
    let smtp = demo.smtp()?;
    let delivery = tokio::task::spawn_blocking(move || {
        Sender::connect(smtp, SENDER, PASSWORD)?.send(&voicemail::message(nth))
    });
    let delivery = delivery.await??;
    let mut times = Vec::with_capacity(waiting.len());
    for client in waiting {
        let heard =
            timeout(LOST_AFTER, client).await.map_err(|_| "a client did not hear of the message")???;
        times.push(heard.ok_or("a client hung up too early")?.ms_since(delivery.kept));
    }
    times.sort_by(f64::total_cmp);
    Ok((times.first().copied().unwrap_or_default(), times.last().copied().unwrap_or_default()))
}

fn print(measured: &[(Crowd, Vec<Run>)]) {
    let row = |(crowd, runs): &(Crowd, Vec<Run>)| {
        let over = |figure: &dyn Fn(&Run) -> f64| OverRuns::of(runs.iter().map(figure));
        let mib = |kib: u64| kib as f64 / 1024.0;
        let each =
            |run: &Run| (run.with_kib as f64 - run.before_kib as f64) * 1024.0 / crowd.connections() as f64;
        Some([
            crowd.name.clone(),
            format!("{:.1}", over(&|run| mib(run.before_kib))?.median),
            format!("{:.1}", over(&|run| mib(run.with_kib))?.median),
            format!("{:.1}", over(&|run| mib(run.after_kib))?.median),
            over(&each)?.shown(0),
            format!("{:.1}", over(&|run| run.first_ms)?.median),
            over(&|run| run.last_ms)?.shown(1),
        ])
    };
    let header =
        ["waiting", "MiB before", "with", "after", "bytes each", "250 → first, ms", "250 → last, ms"];
    figures::print(header, measured.iter().filter_map(row).collect());
}
