//! From measured values to the figures that are told.
//!
//! The figure of several runs is the median of their figures, beside the lowest and the highest: a figure without its
//! spread says nothing about the next run.

use comfy_table::{CellAlignment, Table, presets};
use serde::Serialize;
use serde_json::{Value, json};

/// How values are spread, in their own unit. Percentiles are values that were measured (nearest rank).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Spread {
    pub(crate) count: usize,
    pub(crate) min: f64,
    pub(crate) p50: f64,
    pub(crate) p90: f64,
    pub(crate) p99: f64,
    pub(crate) max: f64,
}

impl Spread {
    /// Of at least one value.
    pub(crate) fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let count = values.len();
        let at = |percent: usize| {
            let rank = (count * percent).div_ceil(100).max(1);
            values.get(rank - 1).copied()
        };
        Some(Self { count, min: at(0)?, p50: at(50)?, p90: at(90)?, p99: at(99)?, max: at(100)? })
    }
}

/// One figure over all runs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct OverRuns {
    pub(crate) median: f64,
    pub(crate) lowest: f64,
    pub(crate) highest: f64,
}

impl OverRuns {
    /// Of at least one run.
    pub(crate) fn of(figures: impl IntoIterator<Item = f64>) -> Option<Self> {
        let spread = Spread::of(figures.into_iter().collect())?;
        Some(Self { median: spread.p50, lowest: spread.min, highest: spread.max })
    }

    /// `2.31 (2.25–2.40)`.
    pub(crate) fn shown(self, decimals: usize) -> String {
        let Self { median, lowest, highest } = self;
        format!("{median:.decimals$} ({lowest:.decimals$} to {highest:.decimals$})")
    }
}

/// Prints rows under a header; the first column is text, the others are figures.
pub(crate) fn print<const N: usize>(header: [&str; N], rows: Vec<[String; N]>) {
    let mut table = Table::new();
    table.load_preset(presets::UTF8_FULL_CONDENSED).force_no_tty();
    table.set_header(header);
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    println!("{table}");
}

/// What the figures depend on besides the code.
pub(crate) fn circumstances() -> Value {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Option<f64> = load.split_whitespace().next().and_then(|load| load.parse().ok());
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    json!({"cores": cores, "load_before": load, "profile": profile})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let spread = Spread::of((1..=200).rev().map(f64::from).collect()).expect("values");
        let figures = (spread.min, spread.p50, spread.p90, spread.p99, spread.max);
        assert_eq!(figures, (1.0, 100.0, 180.0, 198.0, 200.0));
        assert_eq!(Spread::of(vec![7.0]).expect("a value").p99, 7.0);
        assert_eq!(Spread::of(vec![]), None);
    }

    #[test]
    fn several_runs_are_told_by_their_median_and_their_ends() {
        let figure = OverRuns::of([3.0, -1.0, 2.0]).expect("runs");
        assert_eq!(figure.shown(1), "2.0 (-1.0 to 3.0)");
    }
}
