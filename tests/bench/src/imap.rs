//! Mobile Link against Dovecot: the same work, in the same run, in turn.
//!
//! Both servers run all the time, each with a folder of its own on the same disk. For each row both do the work once without
//! a count, so that what they cache is cached; then round by round, and who begins alternates. Every answer is checked. The
//! figure is the ratio of the medians; beside it stand the lowest and the highest ratio of a round.

mod client;
mod dovecot;
mod fill;
mod letters;
mod ours;
mod peer;
mod processes;
mod report;
mod row;

use crate::{Failure, demo::Programs, figures, wire::Security};
use clap::{Args, ValueEnum};
use dovecot::{Dovecot, Format};
use ours::Ours;
use peer::{Peer, Whose};
use report::{Line, Outcome, Round};
use row::{Ground, ROWS, Row, Run};
use std::path::{Path, PathBuf};

/// The password of all.
pub(crate) const PASSWORD: &str = "measured-and-well-known";
/// Whose inbox has the voicemails, and whose password Dovecot keeps as a hash, as mbsync is to find it at both.
pub(crate) const READER: &str = "reader";
/// Whose inbox has the letters.
pub(crate) const ARCHIVE: &str = "archive";
/// Whose password Dovecot keeps as a hash.
pub(crate) const HASHED: &str = "hashed";
/// How many people append.
pub(crate) const WRITERS: usize = 8;
const CROWD: usize = 100;
const ROUNDS: usize = 5;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Measure only rows whose name begins so; may be repeated. Any other word lists them.
    #[arg(long, value_name = "ROW")]
    only: Vec<String>,
    /// Measure only this way to connect.
    #[arg(long, value_enum, value_name = "WAY")]
    security: Option<Way>,
    /// Few messages and two rounds: shows that it works, not how fast.
    #[arg(long)]
    quick: bool,
    /// Voicemails of 161 KiB in the folder that is read [default: 1000].
    #[arg(long, value_name = "N")]
    messages: Option<usize>,
    /// Letters of 1 KiB in the folder that is searched [default: 100000].
    #[arg(long, value_name = "N")]
    letters: Option<usize>,
    /// Connections in IDLE at Mobile Link; at Dovecot, which has two processes for each, at most 500 [default: 10000].
    #[arg(long, value_name = "N")]
    idle: Option<usize>,
    /// Folder for the data of both, kept for the next run; without it a temporary one is filled each time.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// How Dovecot keeps mail.
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "maildir")]
    format: Format,
    /// Settings that Dovecot reads last, for whoever knows better ones.
    #[arg(long, value_name = "FILE")]
    dovecot_conf: Option<PathBuf>,
}

/// How clients connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Way {
    /// Without TLS.
    Plain,
    /// Inside TLS from the first byte.
    Tls,
}

/// How much of everything there is.
#[derive(Debug)]
pub(crate) struct Sizes {
    /// Voicemails in the folder that is read.
    pub(crate) messages: usize,
    /// Letters in the folder that is searched.
    pub(crate) letters: usize,
    /// Voicemails that one client appends in a round.
    pub(crate) appended: usize,
    /// Letters of which an idler is to hear in a round.
    pub(crate) heard: usize,
    /// Log-ins with a password in a round.
    pub(crate) log_ins: usize,
    /// Connections that wait at ours, and at Dovecot.
    pub(crate) idle: usize,
    pub(crate) dovecots_idle: usize,
    /// The certificate of both servers.
    pub(crate) certificate: PathBuf,
}

/// The two servers; ours may be started anew for a row.
struct Pair {
    ours: Ours,
    running: Option<(Run, Peer)>,
    dovecots: Peer,
    /// Its sockets are in a folder that goes with it.
    _dovecot: Dovecot,
    ours_announces: Vec<String>,
    dovecot_announces: Vec<String>,
}

/// Measures and prints.
pub(crate) fn run(options: &crate::Options, chosen: &Options) -> Result<(), Failure> {
    let rows: Vec<&Row> = ROWS.iter().filter(|row| row.is_one_of(&chosen.only)).collect();
    if rows.is_empty() {
        let keys: Vec<_> = ROWS.iter().map(|row| row.key).collect();
        return Err(format!("the rows are {}", keys.join(", ")).into());
    }
    let version = Dovecot::version()?;
    let programs = Programs::ready(options)?;
    rlimit::increase_nofile_limit(u64::MAX)?;
    let rounds = options.runs_or(if chosen.quick { 2 } else { ROUNDS });
    let circumstances = figures::circumstances();

    let temporary = tempfile::tempdir()?;
    let folder = chosen.data.as_deref().unwrap_or(temporary.path());
    std::fs::create_dir_all(folder)?;
    open_to_all(folder)?;
    let mut sizes = chosen.sizes();
    let mut pair = Pair::start(&programs, folder, chosen, &mut sizes)?;
    let mut lines = Vec::new();
    for row in rows {
        for security in chosen.ways(row) {
            let outcome = pair.measure(row, security, &sizes, rounds.min(row.most_rounds));
            let line = Line { row, security, outcome };
            eprintln!("bench: {}", line.in_short());
            lines.push(line);
        }
    }
    pair.end()?;
    report::print(&report::Report {
        lines: &lines,
        rounds,
        sizes: &sizes,
        dovecot: &format!("{version} ({:?})", chosen.format),
        circumstances: &circumstances,
        json: options.json,
    });
    match lines.iter().filter(|line| matches!(line.outcome, Outcome::Failed(_))).count() {
        0 => Ok(()),
        failed => Err(format!("{failed} of {} rows failed", lines.len()).into()),
    }
}

impl Options {
    fn sizes(&self) -> Sizes {
        let usual =
            |asked: Option<usize>, quick, full| asked.unwrap_or(if self.quick { quick } else { full });
        let idle = usual(self.idle, 200, 10_000);
        Sizes {
            messages: usual(self.messages, 100, 1_000),
            letters: usual(self.letters, 2_000, 100_000),
            appended: usual(None, 20, 200),
            heard: usual(None, 5, 20),
            log_ins: usual(None, 20, 100),
            idle,
            dovecots_idle: idle.min(500),
            certificate: PathBuf::new(),
        }
    }

    fn ways(&self, row: &Row) -> Vec<Security> {
        let mut ways = vec![Security::Plain, Security::Tls];
        ways.retain(|way| match way {
            Security::Plain => self.security != Some(Way::Tls),
            Security::Tls => self.security != Some(Way::Plain) && row.over_tls,
        });
        ways
    }
}

impl Pair {
    fn start(
        programs: &Programs,
        folder: &Path,
        chosen: &Options,
        sizes: &mut Sizes,
    ) -> Result<Self, Failure> {
        let ours = Ours::prepare(programs, &folder.join("ours"))?;
        let running = ours.start(&[])?;
        let (certificate, key) = ours.certificate();
        sizes.certificate.clone_from(&certificate);
        let theirs = match chosen.format {
            Format::Maildir => folder.join("dovecot-maildir"),
            Format::Sdbox => folder.join("dovecot-sdbox"),
        };
        let dovecot =
            Dovecot::prepare(&theirs, chosen.format, sizes.dovecots_idle, chosen.dovecot_conf.clone())?;
        let dovecots = dovecot.start(&certificate, &key)?;
        fill::fill(&running, &folder.join("ours"), sizes)?;
        fill::fill(&dovecots, &theirs, sizes)?;
        Ok(Self {
            ours_announces: running.capabilities(READER)?,
            dovecot_announces: dovecots.capabilities(READER)?,
            ours,
            running: Some((Run::Usual, running)),
            dovecots,
            _dovecot: dovecot,
        })
    }

    fn measure(&mut self, row: &Row, security: Security, sizes: &Sizes, rounds: usize) -> Outcome {
        for (whose, announced) in
            [(Whose::Ours, &self.ours_announces), (Whose::Dovecots, &self.dovecot_announces)]
        {
            if row.needs.is_some_and(|needed| !announced.iter().any(|word| word == needed)) {
                return Outcome::NotAnnounced(whose);
            }
        }
        match self.rounds(row, security, sizes, rounds) {
            Ok(rounds) => Outcome::Measured(rounds),
            Err(failure) => Outcome::Failed(failure.to_string()),
        }
    }

    /// The rounds of one row; the one before the first is not among them.
    fn rounds(
        &mut self,
        row: &Row,
        security: Security,
        sizes: &Sizes,
        rounds: usize,
    ) -> Result<Vec<Round>, Failure> {
        let mut measured = Vec::new();
        for round in 0..=rounds {
            self.run_ours_as(row.ours)?;
            let Some((_, ours)) = &self.running else { return Err("Mobile Link does not run".into()) };
            let on = |peer| row.measure(&Ground { peer, security, sizes, round });
            let figures = if round.is_multiple_of(2) {
                let ours = on(ours)?;
                Round { ours, dovecots: on(&self.dovecots)? }
            } else {
                let dovecots = on(&self.dovecots)?;
                Round { ours: on(ours)?, dovecots }
            };
            if round > 0 {
                measured.push(figures);
            }
        }
        Ok(measured)
    }

    fn run_ours_as(&mut self, wanted: Run) -> Result<(), Failure> {
        if wanted != Run::Fresh && self.running.as_ref().is_some_and(|(run, _)| *run == wanted) {
            return Ok(());
        }
        if let Some((_, peer)) = self.running.take() {
            peer.end()?;
        }
        let options: &[&str] = if wanted == Run::DurableFlags { &["--durable-flags"] } else { &[] };
        self.running = Some((wanted, self.ours.start(options)?));
        Ok(())
    }

    fn end(self) -> Result<(), Failure> {
        if let Some((_, peer)) = self.running {
            peer.end()?;
        }
        self.dovecots.end()
    }
}

/// All who have a mailbox, on both servers.
pub(crate) fn people() -> impl Iterator<Item = String> {
    let named = [READER, ARCHIVE, HASHED].map(str::to_owned);
    named.into_iter().chain((0..WRITERS).map(writer)).chain(crowd())
}

/// Who appends.
pub(crate) fn writer(nth: usize) -> String {
    format!("writer{nth}")
}

/// Who waits.
pub(crate) fn crowd() -> impl Iterator<Item = String> {
    (0..CROWD).map(|nth| format!("crowd{nth}"))
}

/// Dovecot reads mail as a user of its own, who must get there.
fn open_to_all(folder: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;
    Ok(std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))?)
}
