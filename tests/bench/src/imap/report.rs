//! The table, in Markdown: it goes into the README as it is.

use crate::{
    figures::OverRuns,
    imap::{
        Sizes,
        peer::Whose,
        row::{Figure, Row},
    },
    wire::Security,
};
use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Value, json};

/// All that was measured.
pub(crate) struct Report<'a> {
    pub(crate) lines: &'a [Line],
    pub(crate) rounds: usize,
    pub(crate) sizes: &'a Sizes,
    /// Its version and how it keeps mail.
    pub(crate) dovecot: &'a str,
    pub(crate) circumstances: &'a Value,
    pub(crate) json: bool,
}

/// One row over one way to connect.
pub(crate) struct Line {
    pub(crate) row: &'static Row,
    pub(crate) security: Security,
    pub(crate) outcome: Outcome,
}

/// What became of it.
pub(crate) enum Outcome {
    Measured(Vec<Round>),
    /// Whose server does not say that it can do this.
    NotAnnounced(Whose),
    Failed(String),
}

/// What both showed, one right after the other.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Round {
    pub(crate) ours: Figure,
    pub(crate) dovecots: Figure,
}

/// The figures of a line.
struct Sum {
    ours: OverRuns,
    dovecots: OverRuns,
    /// Of the medians.
    ratio: f64,
    /// Of single rounds.
    ratios: OverRuns,
    reached: Option<bool>,
}

/// Prints the table, or all of it as JSON.
pub(crate) fn print(report: &Report<'_>) {
    if report.json {
        let lines: Vec<_> = report.lines.iter().map(Line::json).collect();
        let document = json!({
            "measurement": "imap", "rounds": report.rounds, "dovecot": report.dovecot,
            "messages": report.sizes.messages, "letters": report.sizes.letters, "idle": report.sizes.idle,
            "dovecots_idle": report.sizes.dovecots_idle, "circumstances": report.circumstances, "rows": lines,
        });
        println!("{document:#}");
        return;
    }
    println!("{}\n", report.circumstances_in_words());
    let mut table = Table::new();
    table.load_preset(presets::ASCII_MARKDOWN).force_no_tty();
    table.set_header(["work", "over", "Mobile Link", "Dovecot", "ratio", "goal", "verdict", "client busy"]);
    for line in report.lines {
        table.add_row(line.cells());
    }
    for column in table.column_iter_mut().skip(2).take(3) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    println!("{table}");
}

impl Report<'_> {
    /// When, how and on what, as it stands above the table.
    fn circumstances_in_words(&self) -> String {
        let Sizes { messages, letters, idle, dovecots_idle, .. } = self.sizes;
        let command: Vec<_> = std::env::args().skip(1).filter(|word| word != "--as-built").collect();
        let fact = |name: &str| self.circumstances.get(name).map(Value::to_string).unwrap_or_default();
        format!(
            "Measured on {} with `cargo xtask bench {}` ({} build, {} cores, load {} before) against Dovecot {}:\n\
             {messages} voicemails of 161 KiB, {letters} letters, {idle} connections in IDLE ({dovecots_idle} at Dovecot). Both do the same\n\
             work in turn, {} rounds; shown are the medians, their ratio (more than 1: Mobile Link is the better one), and the lowest and\n\
             the highest ratio of a round. The last column is how busy the measuring client was at both.",
            jiff::Zoned::now().date(),
            command.join(" "),
            fact("profile").trim_matches('"'),
            fact("cores"),
            fact("load_before"),
            self.dovecot,
            self.rounds,
        )
    }
}

impl Line {
    /// For who waits.
    pub(crate) fn in_short(&self) -> String {
        let [_, way, ours, dovecots, ratio, goal, verdict, _] = self.cells();
        format!("{} ({way}): {ours}, Dovecot {dovecots}: {ratio} {goal} {verdict}", self.row.key)
    }

    fn cells(&self) -> [String; 8] {
        let (work, way) = (self.row.work.to_owned(), self.way().to_owned());
        let goal = self.row.goal_shown(self.security);
        let empty = || "–".to_owned();
        let without =
            |why: String| [work.clone(), way.clone(), empty(), empty(), empty(), goal.clone(), why, empty()];
        let rounds = match &self.outcome {
            Outcome::Measured(rounds) => rounds,
            Outcome::NotAnnounced(whose) => return without(format!("not announced by {}", whose.name())),
            Outcome::Failed(why) => return without(format!("failed: {why}")),
        };
        let Some(sum) = self.sum(rounds) else { return without("not measured".to_owned()) };
        let unit = self.row.unit;
        let shown = |figure: OverRuns| format!("{} {}", unit.shown(figure.median), unit.name());
        let busy = |figure: fn(&Round) -> Figure| {
            let shares = rounds.iter().filter_map(|round| figure(round).client);
            OverRuns::of(shares).map_or_else(empty, |share| format!("{:.0} %", share.median * 100.0))
        };
        let verdict = match sum.reached {
            Some(true) => "reached",
            Some(false) => "missed",
            None => "",
        };
        let (low, high) = (sum.ratios.lowest, sum.ratios.highest);
        let ratio = format!("{:.2} ({low:.2} to {high:.2})", sum.ratio);
        let client = format!("{} / {}", busy(|round| round.ours), busy(|round| round.dovecots));
        [work, way, shown(sum.ours), shown(sum.dovecots), ratio, goal, verdict.to_owned(), client]
    }

    fn sum(&self, rounds: &[Round]) -> Option<Sum> {
        let ours = OverRuns::of(rounds.iter().map(|round| round.ours.value))?;
        let dovecots = OverRuns::of(rounds.iter().map(|round| round.dovecots.value))?;
        let of_round = |round: &Round| self.row.ratio(round.ours.value, round.dovecots.value);
        let ratio = self.row.ratio(ours.median, dovecots.median);
        let ratios = OverRuns::of(rounds.iter().map(of_round))?;
        let reached = self.row.is_reached(self.security, ours.median, ratio);
        Some(Sum { ours, dovecots, ratio, ratios, reached })
    }

    fn way(&self) -> &'static str {
        match self.security {
            Security::Plain => "plain",
            Security::Tls => "TLS",
        }
    }

    fn json(&self) -> Value {
        let mut line = json!({
            "row": self.row.key, "over": self.way(), "unit": self.row.unit.name(),
            "goal": self.row.goal_shown(self.security),
        });
        let more = match &self.outcome {
            Outcome::NotAnnounced(whose) => json!({"not_announced_by": whose}),
            Outcome::Failed(why) => json!({"failed": why}),
            Outcome::Measured(rounds) => {
                let figure = |figure: Figure| json!({"value": figure.value, "client_share": figure.client});
                let each = rounds
                    .iter()
                    .map(|round| json!({"ours": figure(round.ours), "dovecot": figure(round.dovecots)}));
                let each: Vec<_> = each.collect();
                let sum = self.sum(rounds);
                json!({
                    "rounds": each, "ratio": sum.as_ref().map(|sum| sum.ratio),
                    "reached": sum.and_then(|sum| sum.reached),
                })
            }
        };
        if let (Some(line), Value::Object(more)) = (line.as_object_mut(), more) {
            line.extend(more);
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imap::row::ROWS;

    fn line(key: &str, figures: &[(f64, f64)]) -> Line {
        let row = ROWS.iter().find(|row| row.key == key).expect("a row");
        let figure = |value| Figure { value, client: Some(0.5) };
        let rounds =
            figures.iter().map(|&(ours, dovecots)| Round { ours: figure(ours), dovecots: figure(dovecots) });
        Line { row, security: Security::Plain, outcome: Outcome::Measured(rounds.collect()) }
    }

    #[test]
    fn more_than_one_means_that_ours_is_the_better_whatever_is_counted() {
        let times = line("envelopes", &[(2.0, 10.0), (2.0, 14.0), (4.0, 12.0)]);
        assert!(times.in_short().contains("2.00 ms, Dovecot 12.0 ms: 6.00 (3.00 to 7.00) ≥ 5× reached"));
        let rates = line("append", &[(90.0, 100.0)]);
        assert!(rates.in_short().contains("90.0 /s, Dovecot 100 /s: 0.90 (0.90 to 0.90) ≥ 1× missed"));
    }

    #[test]
    fn a_goal_in_units_is_ours_alone() {
        assert!(line("memory", &[(11.9, 500.0)]).in_short().contains("≤ 12 KiB reached"));
        assert!(line("memory", &[(12.1, 500.0)]).in_short().contains("≤ 12 KiB missed"));
    }

    #[test]
    fn what_is_not_announced_is_said_and_not_measured() {
        let mut line = line("sort-date", &[]);
        line.outcome = Outcome::NotAnnounced(Whose::Ours);
        assert!(line.in_short().ends_with("not announced by Mobile Link"));
    }
}
