//! Steps of a task: named before they run, timed, summed up at the end.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::tally::Tally;

/// Why a task ended early.
#[derive(Debug)]
pub(crate) struct Stopped {
    step: &'static str,
    reason: String,
}

impl Stopped {
    /// As a sentence.
    pub(crate) fn into_reason(self) -> String {
        let Self { step, reason } = self;
        format!("{step}: {reason}")
    }
}

/// The steps taken so far.
#[derive(Debug)]
pub(crate) struct Steps {
    task: &'static str,
    began: Instant,
    taken: Vec<(&'static str, Duration)>,
    tally: Option<Tally>,
}

impl Steps {
    /// No step yet; the clock of the task starts.
    pub(crate) fn new(task: &'static str) -> Self {
        Self { task, began: Instant::now(), taken: Vec::new(), tally: None }
    }

    /// Says what comes and why, does it, and keeps its time; an error is a whole sentence.
    pub(crate) fn run<T>(
        &mut self,
        step: &'static str,
        why: &str,
        work: impl FnOnce() -> Result<T, String>,
    ) -> Result<T, Stopped> {
        println!("\n==> {step}: {why}");
        let began = Instant::now();
        let outcome = work();
        self.taken.push((step, began.elapsed()));
        outcome.map_err(|reason| Stopped { step, reason })
    }

    /// Takes a step that runs tests, and adds them to the sum of the last line.
    pub(crate) fn run_tests(
        &mut self,
        step: &'static str,
        why: &str,
        work: impl FnOnce() -> Result<(Tally, Result<(), String>), String>,
    ) -> Result<(), Stopped> {
        let mut counted = None;
        let outcome = self.run(step, why, || {
            let (tally, outcome) = work()?;
            let none = tally == Tally::default();
            counted = Some(tally);
            // What told of no test at all was not understood, or ran none.
            outcome.and_then(|()| if none { Err("no test was run".to_owned()) } else { Ok(()) })
        });
        if let Some(tally) = counted {
            self.tally.get_or_insert_default().add(tally);
        }
        outcome
    }

    /// Prints times, failed tests, the outcome, and last, alone on its line, the sum.
    pub(crate) fn finish(self, outcome: Result<(), Stopped>) -> ExitCode {
        println!();
        for (step, time) in &self.taken {
            println!("{step:<16}{:>12}", spoken(*time));
        }
        let tally = self.tally.as_ref();
        for name in tally.into_iter().flat_map(|tally| &tally.failures) {
            println!("failed: {name}");
        }
        if let Some(ignored) = tally.map(|tally| tally.ignored).filter(|ignored| *ignored > 0) {
            println!("{ignored} ignored");
        }
        let total = spoken(self.began.elapsed());
        let code = match outcome {
            Ok(()) => {
                println!("{}: all {} steps passed in {total}", self.task, self.taken.len());
                ExitCode::SUCCESS
            }
            Err(Stopped { step, reason }) => {
                println!("{}: stopped at \"{step}\" after {total}: {reason}", self.task);
                ExitCode::FAILURE
            }
        };
        if let Some(tally) = tally {
            println!("{} passed, {} failed", tally.passed, tally.failed);
        }
        code
    }
}

/// `4.2 s`, or `3 min 07 s` from two minutes on.
fn spoken(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 120 {
        format!("{:.1} s", time.as_secs_f64())
    } else {
        format!("{} min {:02} s", seconds / 60, seconds % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_seconds_then_in_minutes() {
        assert_eq!(spoken(Duration::from_millis(4_240)), "4.2 s");
        assert_eq!(spoken(Duration::from_secs(187)), "3 min 07 s");
    }

    #[test]
    fn a_step_that_fails_is_named_and_its_time_is_kept() {
        let mut steps = Steps::new("test");
        let stopped = steps.run("lints", "why", || Err::<(), _>("no".to_owned())).expect_err("it failed");
        assert_eq!((stopped.step, stopped.reason.as_str()), ("lints", "no"));
        assert_eq!(steps.taken.len(), 1);
    }
}
