//! The rows of the table: what is done, what it must show, and what a server must announce for it.

mod append;
mod fetch;
mod idler;
mod log_in;
mod mbsync;
mod memory;
mod resync;
mod search;
mod store;

use crate::{
    Failure,
    imap::{
        Sizes,
        client::Client,
        peer::{Peer, Whose},
        processes::Lap,
    },
    wire::Security,
};

/// One line of the table, over each way to connect.
pub(crate) struct Row {
    /// What `--only` names it by.
    pub(crate) key: &'static str,
    /// What is done.
    pub(crate) work: &'static str,
    pub(crate) unit: Unit,
    pub(crate) goal: Option<Goal>,
    /// Measured only if both servers announce this.
    pub(crate) needs: Option<&'static str>,
    /// Whether it is measured over TLS as well.
    pub(crate) over_tls: bool,
    /// How our server is run for it.
    pub(crate) ours: Run,
    /// No more rounds than these: another would show the same, after minutes.
    pub(crate) most_rounds: usize,
    measure: fn(&Ground<'_>) -> Result<Figure, Failure>,
}

/// How our server is run for a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Run {
    /// As it is by default, through all rounds.
    Usual,
    /// With `--durable-flags`.
    DurableFlags,
    /// Started anew for each round, because memory that was used once is not all given back.
    Fresh,
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Milliseconds for all of it: less is better.
    Ms,
    /// How many in a second: more is better.
    PerSecond,
    /// KiB for each: less is better.
    Kib,
}

/// What our figure must show.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Goal {
    /// So many times as good as Dovecot's.
    Times(f64),
    /// In the row's unit: at most so much plain, and over TLS.
    AtMost { plain: f64, tls: f64 },
}

/// On what one figure is measured.
pub(crate) struct Ground<'a> {
    pub(crate) peer: &'a Peer,
    pub(crate) security: Security,
    pub(crate) sizes: &'a Sizes,
    /// 0 is not counted: caches are filled, and every byte of the answers is compared.
    pub(crate) round: usize,
}

/// What one round showed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figure {
    pub(crate) value: f64,
    /// Share of one processor that the client itself used; `None` where it was not the one that worked.
    pub(crate) client: Option<f64>,
}

impl Ground<'_> {
    /// A client of `user` in the inbox.
    fn reading(&self, user: &str) -> Result<Client, Failure> {
        Client::reading(self.peer, self.security, user, "INBOX")
    }

    /// Whether answers are compared byte for byte, which takes longer than to get them.
    fn is_warm_up(&self) -> bool {
        self.round == 0
    }
}

impl Figure {
    /// The time of a lap.
    fn time(lap: Lap) -> Self {
        Self { value: lap.ms, client: Some(lap.used_ms / lap.ms) }
    }

    /// The lap in the middle.
    fn median(mut laps: Vec<Lap>) -> Result<Self, Failure> {
        laps.sort_by(|one, other| one.ms.total_cmp(&other.ms));
        laps.get(laps.len() / 2).map(|lap| Self::time(*lap)).ok_or_else(|| "nothing was measured".into())
    }

    /// How many of `count` were done in a second.
    fn rate(count: usize, lap: Lap) -> Self {
        Self { value: count as f64 * 1e3 / lap.ms, client: Some(lap.used_ms / lap.ms) }
    }

    /// A value for which the client's work does not matter.
    fn of(value: f64) -> Self {
        Self { value, client: None }
    }
}

impl Row {
    /// Measures one round.
    pub(crate) fn measure(&self, ground: &Ground<'_>) -> Result<Figure, Failure> {
        (self.measure)(ground)
            .map_err(|failure| format!("{} at {}: {failure}", self.key, ground.peer.name()).into())
    }

    /// How many times as good as Dovecot's our figure is.
    pub(crate) fn ratio(&self, ours: f64, dovecots: f64) -> f64 {
        match self.unit {
            Unit::Ms | Unit::Kib => dovecots / ours,
            Unit::PerSecond => ours / dovecots,
        }
    }

    /// Whether the goal is reached; `None` without one.
    pub(crate) fn is_reached(&self, security: Security, ours: f64, ratio: f64) -> Option<bool> {
        Some(match (self.goal?, security) {
            (Goal::Times(least), _) => ratio >= least,
            (Goal::AtMost { plain, .. }, Security::Plain) => ours <= plain,
            (Goal::AtMost { tls, .. }, Security::Tls) => ours <= tls,
        })
    }

    /// The goal in words.
    pub(crate) fn goal_shown(&self, security: Security) -> String {
        match (self.goal, security) {
            (None, _) => "–".to_owned(),
            (Some(Goal::Times(least)), _) => format!("≥ {least}×"),
            (Some(Goal::AtMost { plain, .. }), Security::Plain) => format!("≤ {plain} {}", self.unit.name()),
            (Some(Goal::AtMost { tls, .. }), Security::Tls) => format!("≤ {tls} {}", self.unit.name()),
        }
    }

    /// Whether it is of those that somebody asked for.
    pub(crate) fn is_one_of(&self, asked: &[String]) -> bool {
        asked.is_empty() || asked.iter().any(|asked| self.key.starts_with(asked.as_str()))
    }
}

impl Unit {
    /// For tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Ms => "ms",
            Self::PerSecond => "/s",
            Self::Kib => "KiB",
        }
    }

    /// Three or four digits of a figure.
    pub(crate) fn shown(self, value: f64) -> String {
        let decimals = match value.abs() {
            value if value < 1.0 => 3,
            value if value < 10.0 => 2,
            value if value < 100.0 => 1,
            _ => 0,
        };
        format!("{value:.decimals$}")
    }
}

const USUAL: Row = Row {
    key: "",
    work: "",
    unit: Unit::Ms,
    goal: None,
    needs: None,
    over_tls: true,
    ours: Run::Usual,
    most_rounds: usize::MAX,
    measure: |_| Err("nothing is measured here".into()),
};

const RATE: Row = Row { unit: Unit::PerSecond, ..USUAL };

/// All rows, in the order of the table.
pub(crate) const ROWS: &[Row] = &[
    Row {
        key: "envelopes",
        work: "FLAGS and ENVELOPE of all, one FETCH",
        goal: Some(Goal::Times(5.0)),
        measure: fetch::envelopes,
        ..USUAL
    },
    Row {
        key: "bodies",
        work: "all bodies, one FETCH",
        goal: Some(Goal::Times(1.5)),
        measure: fetch::bodies,
        ..USUAL
    },
    Row {
        key: "parts",
        work: "the audio part of each, one by one",
        goal: Some(Goal::Times(1.5)),
        measure: fetch::parts,
        ..RATE
    },
    Row {
        key: "store",
        work: "STORE of one flag, one by one (settled)",
        goal: Some(Goal::Times(1.0)),
        measure: store::one_by_one,
        ..RATE
    },
    Row {
        key: "store-kept",
        work: "the same, each on disk before its OK (kept; Dovecot as above)",
        ours: Run::DurableFlags,
        measure: store::one_by_one,
        ..RATE
    },
    Row {
        key: "append",
        work: "APPEND, one client (kept)",
        goal: Some(Goal::Times(1.0)),
        measure: append::one_client,
        ..RATE
    },
    Row {
        key: "append-eight",
        work: "APPEND, eight clients of eight people (kept)",
        goal: Some(Goal::Times(2.0)),
        measure: append::eight_clients,
        ..RATE
    },
    Row {
        key: "append-folder",
        work: "APPEND, eight clients into one folder (kept)",
        goal: Some(Goal::Times(2.0)),
        measure: append::eight_into_one,
        ..RATE
    },
    Row {
        key: "exists",
        work: "last byte of an APPEND → EXISTS at an idler, p50",
        goal: Some(Goal::AtMost { plain: 5.0, tls: 5.0 }),
        measure: idler::from_last_byte,
        ..USUAL
    },
    Row {
        key: "exists-ok",
        work: "OK of an APPEND → EXISTS at an idler, p50",
        goal: Some(Goal::AtMost { plain: 5.0, tls: 5.0 }),
        measure: idler::from_ok,
        ..USUAL
    },
    Row {
        key: "search-unseen",
        work: "SEARCH UNSEEN, one in ten of the letters",
        measure: search::unseen,
        over_tls: false,
        ..USUAL
    },
    Row {
        key: "search-subject",
        work: "SEARCH SUBJECT, one in a thousand",
        measure: search::subject,
        over_tls: false,
        ..USUAL
    },
    Row {
        key: "search-text",
        work: "SEARCH TEXT, one in five hundred",
        measure: search::text,
        over_tls: false,
        ..USUAL
    },
    Row {
        key: "sort-date",
        work: "SORT (REVERSE DATE) of all letters",
        needs: Some("SORT"),
        measure: search::sort_by_date,
        over_tls: false,
        ..USUAL
    },
    Row {
        key: "sort-subject",
        work: "SORT (SUBJECT) of all letters",
        needs: Some("SORT"),
        measure: search::sort_by_subject,
        over_tls: false,
        ..USUAL
    },
    Row {
        key: "resync",
        work: "SELECT with QRESYNC after 1,000 changes",
        needs: Some("QRESYNC"),
        measure: resync::after_changes,
        ..USUAL
    },
    Row {
        key: "log-in",
        work: "log-ins with a password, argon2id of the same cost at both",
        measure: log_in::by_password,
        ..RATE
    },
    Row {
        key: "log-in-token",
        work: "log-ins with a phone's token (Dovecot: a password it need not hash)",
        measure: log_in::by_token,
        ..RATE
    },
    Row {
        key: "memory",
        work: "memory for each connection in IDLE",
        unit: Unit::Kib,
        goal: Some(Goal::AtMost { plain: 12.0, tls: 40.0 }),
        ours: Run::Fresh,
        most_rounds: 2,
        measure: memory::of_each,
        ..USUAL
    },
    Row {
        key: "memory-compressed",
        work: "the same, compressed (COMPRESS=DEFLATE)",
        unit: Unit::Kib,
        needs: Some("COMPRESS=DEFLATE"),
        ours: Run::Fresh,
        most_rounds: 1,
        measure: memory::of_each_compressed,
        ..USUAL
    },
    Row {
        key: "mbsync",
        work: "mbsync's first sync of all, with its log-in (argon2id at both)",
        goal: Some(Goal::Times(1.0)),
        measure: mbsync::first_sync,
        ..USUAL
    },
];

/// Whether ours is the one on this ground.
fn is_ours(ground: &Ground<'_>) -> bool {
    ground.peer.whose == Whose::Ours
}
