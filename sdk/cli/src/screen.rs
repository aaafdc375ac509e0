//! Writing: tables and sentences for people, documents for scripts.
//!
//! Colour and bold appear only where the terminal wants them (`NO_COLOR`, pipes: neither).

use crate::failure::Failure;
use anstream::{AutoStream, ColorChoice};
use comfy_table::{Attribute, Cell, Color, ContentArrangement, Table, modifiers, presets};
use serde_json::{Value, json};
use std::io::{self, IsTerminal, Write};

/// Where answers go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    json: bool,
    styled: bool,
}

/// How a row stands out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Plain,
    /// For what is new.
    Bold,
    /// For what is past.
    Dim,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        let styled = io::stdout().is_terminal() && AutoStream::choice(&io::stdout()) != ColorChoice::Never;
        Self { json, styled }
    }

    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// One answer: a document for scripts, or what `show` writes for people.
    pub(crate) fn answer(self, document: &Value, show: impl FnOnce()) {
        if self.json {
            self.line(&format!("{document:#}"));
        } else {
            show();
        }
    }

    /// One line, out of the door at once: whoever reads a pipe must not wait for a buffer to fill.
    pub(crate) fn line(self, text: &str) {
        let mut stdout = anstream::stdout().lock();
        let written = writeln!(stdout, "{text}").and_then(|()| stdout.flush());
        if written.is_err() {
            // The reader has gone, as with `| head`; there is nobody left to tell.
            std::process::exit(0);
        }
    }

    /// A table with one weight per row.
    pub(crate) fn table<const N: usize>(self, header: [&str; N], rows: Vec<(Weight, [String; N])>) {
        let mut table = Table::new();
        table.load_preset(presets::UTF8_FULL_CONDENSED).apply_modifier(modifiers::UTF8_ROUND_CORNERS);
        table.set_content_arrangement(ContentArrangement::Dynamic);
        if self.styled {
            table.enforce_styling();
        } else {
            table.force_no_tty();
        }
        table.set_header(header.map(|name| Cell::new(name).add_attribute(Attribute::Dim)));
        for (weight, row) in rows {
            table.add_row(row.map(|text| match weight {
                Weight::Plain => Cell::new(text),
                Weight::Bold => Cell::new(text).add_attribute(Attribute::Bold),
                Weight::Dim => Cell::new(text).fg(Color::DarkGrey),
            }));
        }
        self.line(&table.to_string());
    }

    /// Names and values under each other, values aligned.
    pub(crate) fn facts(self, facts: &[(&str, String)]) {
        let width = facts.iter().map(|(name, _)| name.chars().count()).max().unwrap_or_default();
        for (name, value) in facts.iter().filter(|(_, value)| !value.is_empty()) {
            self.line(&format!("{name:<width$}  {value}"));
        }
    }

    /// A failure, on the error stream.
    pub(crate) fn failure(self, failure: &Failure) {
        let Failure { code, what, way_out } = failure;
        if self.json {
            anstream::eprintln!("{}", json!({"error": {"code": code, "what": what, "way_out": way_out}}));
        } else {
            anstream::eprintln!("mobilelink: {what}\n{way_out}");
        }
    }
}
