//! The commands of `mobilelinkd`, one file each.

mod check;
mod demo;
mod serve;
mod site;
mod user;

use crate::{
    Configuration, Problem,
    cli::{Command, CommandLine, Place},
    config::{Options, Purpose},
};
use server_core::{Access, PhoneSystem, Settings};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Runs the command.
pub async fn run(line: CommandLine) -> Result<(), Problem> {
    match line.command {
        Command::Serve { options } => serve::run(options).await,
        Command::Demo { options } => demo::run(options).await,
        Command::User { place, command } => user::run(place, command).await,
        Command::Site { place, command } => site::run(place, command).await,
        Command::Check { options } => check::run(options),
    }
}

/// Starts logging to standard error.
fn log(filter: &str) -> Result<(), Problem> {
    let parsed = filter.parse::<EnvFilter>().map_err(|_| Problem::LogFilter { filter: filter.to_owned() })?;
    // A second start in one process, as in tests, keeps the first.
    let _ = tracing_subscriber::fmt().with_env_filter(parsed).with_writer(std::io::stderr).try_init();
    Ok(())
}

/// Opens the phone system beside a server that may be running.
///
/// Only what adds something may begin a new folder: a mistyped one must not look like an empty company.
async fn open_beside(place: &Place, folder: DataFolder) -> Result<PhoneSystem, Problem> {
    let options = Options { data: place.data.clone(), config: place.config.clone(), ..Options::default() };
    let configuration = Configuration::assemble(options, Purpose::Service)?;
    log("warn")?;
    if folder == DataFolder::MustExist && !configuration.data.join("mobilelink.sqlite").exists() {
        return Err(Problem::NoData { path: configuration.data });
    }
    let settings = Settings { access: Access::Beside, ..configuration.settings() };
    Ok(PhoneSystem::open(settings).await?)
}

/// What a command asks of the data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DataFolder {
    MustExist,
    MayBeNew,
}

/// Hears when the program is told to end: Ctrl-C, or SIGTERM from a service manager.
struct Ending {
    interrupt: Option<Signal>,
    terminate: Option<Signal>,
}

impl Ending {
    /// Listens from now on. Made before anybody is told that the program runs, or an early word would kill it.
    fn listen() -> Self {
        let heard =
            |kind| signal(kind).inspect_err(|error| tracing::warn!(%error, "cannot hear a signal")).ok();
        Self { interrupt: heard(SignalKind::interrupt()), terminate: heard(SignalKind::terminate()) }
    }

    /// Waits until one of them comes.
    async fn told(mut self) {
        async fn heard(signal: &mut Option<Signal>) {
            match signal {
                Some(signal) => {
                    signal.recv().await;
                }
                None => std::future::pending().await,
            }
        }
        tokio::select! {
            () = heard(&mut self.interrupt) => {}
            () = heard(&mut self.terminate) => {}
        }
    }
}
