//! Who watches while messages are sent: three processes, none of which knows of the others.
//!
//! The two Python probes read the clock themselves, as soon as their library gives them the news; for `mobilelink watch`
//! it is read here, when its line comes out of the pipe.

use crate::{
    Failure,
    clock::Moment,
    demo::{Demo, PASSWORD, Programs, RECEIVER},
    voicemail,
};
use serde::{Deserialize, Serialize};
use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::mpsc::Sender,
    thread,
};

const IDLE_PROBE: &str = include_str!("probe/idle.py");
const EVENTS_PROBE: &str = include_str!("probe/events.py");

/// How somebody learns of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Leg {
    /// An event at a WebSocket client that is not ours.
    WebSocket,
    /// `* n EXISTS` at an idling imaplib.
    Exists,
    /// A line of `mobilelink watch`.
    Watch,
}

impl Leg {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::WebSocket, Self::Exists, Self::Watch];

    /// For tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::WebSocket => "WebSocket event",
            Self::Exists => "* n EXISTS",
            Self::Watch => "line of mobilelink watch",
        }
    }
}

/// Somebody learned of the `nth` message.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) leg: Leg,
    pub(crate) nth: usize,
    pub(crate) at: Moment,
}

/// A process that watches. Ends when dropped.
pub(crate) struct Watcher(Child);

impl Watcher {
    /// Starts one and returns once it watches; what it sees goes to `seen`.
    pub(crate) fn start(
        leg: Leg,
        demo: &Demo,
        programs: &Programs,
        seen: Sender<Seen>,
    ) -> Result<Self, Failure> {
        let mut command = command(leg, demo, programs)?;
        command.env("MOBILE_LINK_PASSWORD", PASSWORD);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} could not be run: {error}", command.get_program().display()))?;
        let output = child.stdout.take().ok_or("a watcher has no output")?;
        let watcher = Self(child);
        let mut lines = BufReader::new(output).lines();
        let first = lines.next().ok_or_else(|| format!("whoever waits for a {} ended", leg.name()))??;
        let base = base(leg, &first)
            .ok_or_else(|| format!("{first:?} is not how somebody starts who waits for a {}", leg.name()))?;
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let now = Moment::now();
                if let Some((nth, at)) = news(leg, &line, base, now)
                    && seen.send(Seen { leg, nth, at }).is_err()
                {
                    return;
                }
            }
        });
        Ok(watcher)
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // It may have ended by itself, and then there is nothing to end.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn command(leg: Leg, demo: &Demo, programs: &Programs) -> Result<Command, Failure> {
    let mut command = match leg {
        Leg::WebSocket => {
            let mut python = Command::new(python());
            python.args(["-c", EVENTS_PROBE, &demo.amds()?.to_string()]);
            python
        }
        Leg::Exists => {
            let imap = demo.imap()?;
            let mut python = Command::new(python());
            python.args(["-c", IDLE_PROBE, &imap.ip().to_string(), &imap.port().to_string()]);
            python
        }
        Leg::Watch => {
            let mut watch = Command::new(programs.path("mobilelink"));
            watch.args(["--json", "watch", "--server", &demo.amds()?.to_string(), "--user"]);
            watch
        }
    };
    command.arg(RECEIVER);
    Ok(command)
}

/// The Python that `cargo xtask bench` names, with the packages that the probes need; else the system's.
fn python() -> PathBuf {
    std::env::var_os("MOBILE_LINK_TEST_PYTHON").map_or_else(|| "python3".into(), PathBuf::from)
}

/// From the first line of a watcher: how many messages there were before the first of ours.
fn base(leg: Leg, first: &str) -> Option<usize> {
    match leg {
        Leg::WebSocket => (first == "ready").then_some(0),
        Leg::Exists => first.strip_prefix("ready ")?.parse().ok(),
        Leg::Watch => (serde_json::from_str::<Line>(first).ok()?.what == "ready").then_some(0),
    }
}

/// Which message a line tells of, and when that was known.
fn news(leg: Leg, line: &str, base: usize, now: Moment) -> Option<(usize, Moment)> {
    match leg {
        Leg::WebSocket => {
            let (at, subject) = line.strip_prefix("event ")?.split_once(' ')?;
            Some((voicemail::number(subject)?, Moment(at.parse().ok()?)))
        }
        Leg::Exists => {
            let (count, at) = line.strip_prefix("exists ")?.split_once(' ')?;
            Some((count.parse::<usize>().ok()?.checked_sub(base)?, Moment(at.parse().ok()?)))
        }
        Leg::Watch => {
            let line: Line = serde_json::from_str(line).ok()?;
            let is_new = line.what == "voicemail.message.created";
            is_new.then(|| voicemail::number(line.data.subject?.as_str()).map(|nth| (nth, now)))?
        }
    }
}

/// A line of `mobilelink --json watch`.
#[derive(Deserialize)]
struct Line {
    what: String,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    subject: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_leg_says_in_its_own_words_which_message_has_come() {
        let now = Moment(5);
        assert_eq!(news(Leg::WebSocket, "event 42 Measured 3", 0, now), Some((3, Moment(42))));
        assert_eq!(
            news(Leg::Exists, "exists 19 42", base(Leg::Exists, "ready 16").expect("ready"), now),
            Some((3, Moment(42)))
        );
        let line = r#"{"time":"2026-01-01T00:00:00Z","what":"voicemail.message.created","data":{"subject":"Measured 3"}}"#;
        assert_eq!(news(Leg::Watch, line, 0, now), Some((3, now)));
    }

    #[test]
    fn what_is_not_news_of_a_measured_message_is_passed_over() {
        let lamps = r#"{"time":"2026-01-01T00:00:00Z","what":"lamps","data":{}}"#;
        assert_eq!(news(Leg::Watch, lamps, 0, Moment(5)), None);
        assert_eq!(news(Leg::WebSocket, "event 42 Hello", 0, Moment(5)), None);
        assert_eq!(base(Leg::WebSocket, "Traceback"), None);
    }
}
