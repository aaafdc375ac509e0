//! How soon the desktop app shows what is in its cache, from the start of its process.
//!
//! The cache is filled by the SDK against a server of its own; then the server is gone, so that nothing but the cache can be
//! shown. The app runs as `cargo xtask app` starts it, on a screen that nobody sees (Xvfb).

use crate::{
    Failure,
    clock::Moment,
    demo::{Demo, PASSWORD, Programs, RECEIVER, SENDER},
    figures::{self, OverRuns},
    sender::Sender,
    voicemail,
};
use clap::Args;
use mobilelink_client::{Folder, LinkOptions, MobileLink, ServerSettings};
use serde_json::json;
use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
};

/// How to start the app, one argument a line; set by `cargo xtask bench app`, which builds it.
const COMMAND: &str = "MOBILE_LINK_APP";

/// How often the app is started, unless it is said.
const RUNS: usize = 5;

/// What the app says, in this order.
const MOMENTS: [&str; 4] = ["main", "window", "home", "list"];

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Voicemails in the cache.
    #[arg(long, value_name = "N", default_value_t = 5_000)]
    messages: usize,
}

/// Measures and prints.
pub(crate) fn run(options: &crate::Options, chosen: &Options) -> Result<(), Failure> {
    let command = std::env::var(COMMAND).map_err(|_| "the app is started by `cargo xtask bench app`")?;
    let programs = Programs::ready(options)?;
    let data = tempfile::tempdir()?;
    fill(&programs, data.path(), chosen.messages)?;
    let circumstances = figures::circumstances();
    let screen = Screen::start()?;
    // The first start writes what later ones read: the archive of classes, if there is none yet, and the page cache.
    start(&command, &screen, data.path())?;
    let command = command.replace("-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile=");
    let mut runs = Vec::new();
    for _ in 0..options.runs_or(RUNS) {
        runs.push(start(&command, &screen, data.path())?);
    }
    let over = |which: usize| OverRuns::of(runs.iter().filter_map(|run| run.get(which).copied()));
    if options.json {
        let document = json!({
            "measurement": "app", "messages": chosen.messages, "circumstances": circumstances,
            "moments": MOMENTS, "runs_ms": runs,
        });
        println!("{document:#}");
    } else {
        println!(
            "Start of the desktop app on {} voicemails in its cache, ms from the start of its process; median of {} \
             (lowest to highest). {circumstances}",
            chosen.messages,
            runs.len()
        );
        let told = ["program entered", "first frame", "Home with its count", "list, once opened"];
        let rows = told.iter().enumerate();
        let rows = rows.filter_map(|(at, told)| Some([(*told).to_owned(), over(at)?.shown(0)])).collect();
        figures::print(["shown", "ms"], rows);
    }
    Ok(())
}

/// Signs in as the app would and waits until all messages are in its cache, and leaves its settings as it would.
fn fill(programs: &Programs, data: &Path, messages: usize) -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new()?;
    let demo = runtime.block_on(Demo::start(programs, &[]))?;
    let mut sender = Sender::connect(demo.smtp()?, SENDER, PASSWORD)?;
    eprintln!("bench: {messages} voicemails are sent, and read into the cache");
    for nth in 0..messages {
        sender.send(&voicemail::message(nth))?;
    }
    let amds = demo.amds()?;
    runtime.block_on(async {
        let options = LinkOptions { cache: Some(data.join("cache/live")), ..LinkOptions::default() };
        let link = MobileLink::live(ServerSettings::new(amds.ip().to_string(), amds.port()), options).await?;
        link.sign_in(RECEIVER, PASSWORD.into()).await?;
        link.ready().await;
        let mut lists = link.observe_voicemails(Folder::Inbox);
        while lists.next().await.ok_or("the link ended")?.len() < messages {}
        Ok::<_, Failure>(())
    })?;
    std::fs::write(data.join("settings.properties"), settings(amds))?;
    runtime.block_on(demo.end())
}

fn settings(amds: SocketAddr) -> String {
    format!(
        "demo=false\nsigned_in=true\nusername={RECEIVER}\nhost={}\nport={}\ntls=plain_here\n",
        amds.ip(),
        amds.port()
    )
}

/// Starts the app, and returns the milliseconds of its moments.
fn start(command: &str, screen: &Screen, data: &Path) -> Result<Vec<f64>, Failure> {
    let mut words = command.lines();
    let mut app = Command::new(words.next().ok_or("no program to start")?);
    app.args(words)
        .args(["--silent", "--data"])
        .arg(data)
        .env("DISPLAY", &screen.display)
        .env("LANG", "C.UTF-8");
    let begun = Moment::now();
    let mut app = app.stdout(Stdio::piped()).spawn()?;
    let said = BufReader::new(app.stdout.take().ok_or("the app has no voice")?);
    let mut expected = MOMENTS.iter();
    let mut next = expected.next();
    let mut moments = Vec::new();
    for line in said.lines() {
        // The graphics library may say something in between.
        if next.is_some_and(|next| line.as_ref().is_ok_and(|line| line == next)) {
            moments.push(Moment::now().ms_since(begun));
            next = expected.next();
        }
    }
    app.wait()?;
    match next {
        None => Ok(moments),
        Some(missing) => Err(format!("the app ended before it said \"{missing}\"").into()),
    }
}

/// A screen on a display number that was free.
struct Screen {
    server: Child,
    display: String,
}

impl Screen {
    fn start() -> Result<Self, Failure> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("Xvfb, of Debian's package xvfb: {error}"))?;
        let mut number = String::new();
        if let Some(said) = server.stdout.take() {
            BufReader::new(said).read_line(&mut number)?;
        }
        Ok(Self { server, display: format!(":{}", number.trim()) })
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}
