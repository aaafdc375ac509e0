//! How soon the desktop app shows what is in its cache, from the start of its process.
//!
//! The cache is filled by the SDK against a server of its own; then the server is gone, so that nothing but the cache can be
//! shown. The app runs as `cargo xtask app` starts it, on a screen that nobody sees (Xvfb); in turn with it a window with
//! one word in it, which says how much of that time is the machine's and Compose's.

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

/// How to start the app and the bare window, one argument a line; set by `cargo xtask bench app`, which builds them.
const COMMANDS: [&str; 2] = ["MOBILE_LINK_APP", "MOBILE_LINK_BARE_WINDOW"];

/// How often the app is started, unless it is said.
const RUNS: usize = 5;

/// What the app says, in this order.
const MOMENTS: [&str; 4] = ["main", "window", "home", "list"];

/// What the bare window says: two frames after its first it has nothing more to show.
const BARE_MOMENTS: [&str; 3] = ["main", "window", "home"];

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Voicemails in the cache.
    #[arg(long, value_name = "N", default_value_t = 5_000)]
    messages: usize,
}

/// Measures and prints.
pub(crate) fn run(options: &crate::Options, chosen: &Options) -> Result<(), Failure> {
    let [app, bare] = COMMANDS.map(std::env::var);
    let (Ok(app), Ok(bare)) = (app, bare) else {
        return Err("the app is started by `cargo xtask bench app`".into());
    };
    let programs = Programs::ready(options)?;
    let data = tempfile::tempdir()?;
    fill(&programs, data.path(), chosen.messages)?;
    let circumstances = figures::circumstances();
    let screen = Screen::start()?;
    let app = Measured::ready(&app, &MOMENTS, &screen, data.path())?;
    let bare = Measured::ready(&bare, &BARE_MOMENTS, &screen, data.path())?;
    let (mut app_runs, mut bare_runs) = (Vec::new(), Vec::new());
    for _ in 0..options.runs_or(RUNS) {
        bare_runs.push(bare.start()?);
        app_runs.push(app.start()?);
    }
    if options.json {
        let document = json!({
            "measurement": "app", "messages": chosen.messages, "circumstances": circumstances,
            "moments": MOMENTS, "runs_ms": app_runs, "bare_runs_ms": bare_runs,
        });
        println!("{document:#}");
        return Ok(());
    }
    println!(
        "Start of the desktop app on {} voicemails in its cache, and of a window with one word, in turn: ms from the start of \
         the process; median of {} (lowest to highest). {circumstances}",
        chosen.messages,
        app_runs.len()
    );
    let over = |runs: &[Vec<f64>], which: usize| {
        OverRuns::of(runs.iter().filter_map(|run| run.get(which).copied()))
            .map_or(String::new(), |all| all.shown(0))
    };
    let told = ["program entered", "first frame", "Home with its count", "list, once opened"];
    let rows = told.iter().enumerate();
    let rows =
        rows.map(|(at, told)| [(*told).to_owned(), over(&app_runs, at), over(&bare_runs, at)]).collect();
    figures::print(["shown", "app", "bare window"], rows);
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

/// A program with a window that says when it shows what.
struct Measured<'a> {
    command: String,
    moments: &'a [&'a str],
    screen: &'a Screen,
    data: &'a Path,
}

impl<'a> Measured<'a> {
    /// Starts it once: that writes what later starts read, the archive of classes, if there is none yet, and the page cache.
    fn ready(
        command: &str,
        moments: &'a [&'a str],
        screen: &'a Screen,
        data: &'a Path,
    ) -> Result<Self, Failure> {
        let first = Self { command: command.to_owned(), moments, screen, data };
        first.start()?;
        Ok(Self { command: command.replace("-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile="), ..first })
    }

    /// Returns the milliseconds of its moments.
    fn start(&self) -> Result<Vec<f64>, Failure> {
        let mut words = self.command.lines();
        let mut program = Command::new(words.next().ok_or("no program to start")?);
        program
            .args(words)
            .args(["--silent", "--data"])
            .arg(self.data)
            .env("DISPLAY", &self.screen.display)
            .env("LANG", "C.UTF-8");
        let begun = Moment::now();
        let mut program = program.stdout(Stdio::piped()).spawn()?;
        let said = BufReader::new(program.stdout.take().ok_or("the app has no voice")?);
        let mut expected = self.moments.iter();
        let mut next = expected.next();
        let mut moments = Vec::new();
        for line in said.lines() {
            // The graphics library may say something in between.
            if next.is_some_and(|next| line.as_ref().is_ok_and(|line| line == next)) {
                moments.push(Moment::now().ms_since(begun));
                next = expected.next();
            }
        }
        program.wait()?;
        match next {
            None => Ok(moments),
            Some(missing) => Err(format!("the window ended before it said \"{missing}\"").into()),
        }
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
