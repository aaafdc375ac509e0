//! A [`Criterion`] as an SQL condition over `messages m`, `searched s` and `searched_texts t`.
//!
//! SQL's three-valued logic does the work: what was not kept is NULL, and NULL decides nothing by itself. All that came
//! from a client is bound, never written into the statement.

use crate::bulk::list;
use jiff::Timestamp;
use server_domain::search::{Criterion, Field, Period};
use server_message::{NEXT_VALUE, casemapped};
use sqlx::{QueryBuilder, Sqlite};
use std::ops::RangeInclusive;

/// Ranges of UIDs of one key that are written into the statement.
const WRITTEN: usize = 2;

/// Where the whole header and the text come from.
pub(super) enum Texts {
    /// From their columns.
    Kept,
    /// From the file, for one message.
    Read {
        /// All fields.
        header: String,
        /// All text parts.
        text: String,
    },
}

/// Writes the condition, in parentheses. It is 1, 0 or NULL.
pub(super) fn push(query: &mut QueryBuilder<Sqlite>, criterion: &Criterion, texts: &Texts, now: Timestamp) {
    query.push("(");
    match criterion {
        Criterion::Always(holds) => {
            query.push(if *holds { "1" } else { "0" });
        }
        Criterion::Flag { flag, set } => {
            query.push("m.flags & ").push_bind(flag.bits()).push(if *set { " <> 0" } else { " = 0" });
        }
        Criterion::Uids(ranges) => push_ranges(query, ranges),
        Criterion::Received(period) => push_period(query, "m.received_at", *period),
        Criterion::Saved(period) => push_period(query, "m.saved_at", *period),
        Criterion::Older(seconds) => {
            query.push("m.received_at < ").push_bind(ago(now, *seconds));
        }
        Criterion::Younger(seconds) => {
            query.push("m.received_at >= ").push_bind(ago(now, *seconds));
        }
        Criterion::Sent { since, before } => {
            query.push("s.sent_day IS NOT NULL");
            push_bound(query, "s.sent_day", " >= ", since.map(i64::from));
            push_bound(query, "s.sent_day", " < ", before.map(i64::from));
        }
        Criterion::Larger(size) => {
            query.push("s.size > ").push_bind(size.cast_signed());
        }
        Criterion::Smaller(size) => {
            query.push("s.size < ").push_bind(size.cast_signed());
        }
        Criterion::Modseq(modseq) => {
            query.push("m.modseq >= ").push_bind(modseq.cast_signed());
        }
        Criterion::Body(body) => {
            query.push("m.body_id = ").push_bind(body.as_str().to_owned());
        }
        Criterion::Field(field, text) => {
            let column = match field {
                Field::From => "s.from_text",
                Field::To => "s.to_text",
                Field::Cc => "s.cc_text",
                Field::Bcc => "s.bcc_text",
                Field::Subject => "s.subject_text",
            };
            query
                .push("coalesce(instr(")
                .push(column)
                .push(", ")
                .push_bind(casemapped(text))
                .push("), 0) > 0");
        }
        Criterion::Header { name, text } => push_header(query, texts, &casemapped(name), casemapped(text)),
        Criterion::BodyText(text) => push_text(query, texts, casemapped(text)),
        Criterion::Text(text) => {
            let text = casemapped(text);
            query.push("instr(");
            push_all_fields(query, texts);
            query.push(", ").push_bind(text.clone()).push(") > 0 OR ");
            push_text(query, texts, text);
        }
        Criterion::Not(criterion) => {
            query.push("NOT ");
            push(query, criterion, texts, now);
        }
        Criterion::And(criteria) => push_and(query, criteria, texts, now),
        Criterion::Or(one, other) => {
            push(query, one, texts, now);
            query.push(" OR ");
            push(query, other, texts, now);
        }
    }
    query.push(")");
}

/// In halves: SQLite bounds the depth of an expression, and `a AND b AND c` is one deeper with each.
fn push_and(query: &mut QueryBuilder<Sqlite>, criteria: &[Criterion], texts: &Texts, now: Timestamp) {
    match criteria {
        [] => {
            query.push("1");
        }
        [only] => push(query, only, texts, now),
        many => {
            let (first, second) = many.split_at(many.len() / 2);
            query.push("(");
            push_and(query, first, texts, now);
            query.push(") AND (");
            push_and(query, second, texts, now);
            query.push(")");
        }
    }
}

/// Few ranges are written into the statement; SQLite compares each number there with all before it when it prepares, so many
/// are handed in as values.
fn push_ranges(query: &mut QueryBuilder<Sqlite>, ranges: &[RangeInclusive<u32>]) {
    let (single, wide): (Vec<_>, Vec<_>) = ranges.iter().partition(|range| range.start() == range.end());
    query.push("m.uid IN (SELECT value FROM json_each(");
    query.push_bind(list(single.iter().map(|range| range.start()))).push("))");
    if wide.len() <= WRITTEN {
        for range in wide {
            query.push(" OR m.uid BETWEEN ").push(range.start()).push(" AND ").push(range.end());
        }
    } else {
        let pairs = wide.iter().map(|range| format!("[{},{}]", range.start(), range.end()));
        query.push(" OR EXISTS (SELECT 1 FROM json_each(").push_bind(list(pairs));
        query.push(") AS r WHERE m.uid BETWEEN r.value ->> 0 AND r.value ->> 1)");
    }
}

fn push_period(query: &mut QueryBuilder<Sqlite>, column: &str, Period { since, before }: Period) {
    query.push("1");
    push_bound(query, column, " >= ", since.map(Timestamp::as_millisecond));
    push_bound(query, column, " < ", before.map(Timestamp::as_millisecond));
}

fn push_bound(query: &mut QueryBuilder<Sqlite>, column: &str, compared: &str, bound: Option<i64>) {
    if let Some(bound) = bound {
        query.push(" AND ").push(column).push(compared).push_bind(bound);
    }
}

/// From behind the name to the end of its line; the names between its values are taken out before the text is looked
/// for.
fn push_header(query: &mut QueryBuilder<Sqlite>, texts: &Texts, name: &str, text: String) {
    if text.contains(char::is_control) || name.is_empty() {
        // No value holds a control character, and a match must not reach from one value into the next.
        query.push("0");
        return;
    }
    let line_start = format!("\n{name}: ");
    let values = |query: &mut QueryBuilder<Sqlite>| {
        query.push("substr(");
        push_all_fields(query, texts);
        query.push(", instr(");
        push_all_fields(query, texts);
        query
            .push(", ")
            .push_bind(line_start.clone())
            .push(") + length(")
            .push_bind(line_start.clone())
            .push("))");
    };
    query.push("CASE WHEN instr(");
    push_all_fields(query, texts);
    query.push(", ").push_bind(line_start.clone()).push(") = 0 THEN 0 ELSE instr(replace(substr(");
    values(query);
    query.push(", 1, instr(");
    values(query);
    query.push(", char(10)) - 1), ").push_bind(format!("{NEXT_VALUE}{name}: ")).push(", char(31)), ");
    query.push_bind(text).push(") > 0 END");
}

fn push_text(query: &mut QueryBuilder<Sqlite>, texts: &Texts, text: String) {
    query.push("instr(");
    match texts {
        Texts::Kept => query.push("t.text"),
        Texts::Read { text, .. } => query.push_bind(text.clone()),
    };
    query.push(", ").push_bind(text).push(") > 0");
}

fn push_all_fields(query: &mut QueryBuilder<Sqlite>, texts: &Texts) {
    match texts {
        Texts::Kept => query.push("t.header"),
        Texts::Read { header, .. } => query.push_bind(header.clone()),
    };
}

fn ago(now: Timestamp, seconds: u32) -> i64 {
    now.as_millisecond().saturating_sub(i64::from(seconds).saturating_mul(1000))
}
