//! What a layer may name: adapters no table, the domain no clock or socket, the SDK no server crate.
//!
//! Dependencies alone do not show this: `std` has clocks and files, and a table's name needs no crate.

use crate::drawing::ADAPTERS;
use crate::source::{Source, words};
use crate::tree::Tree;
use crate::violation::Violation;

/// Words that the domain cannot say: it decides, and waits for nothing.
const NOT_IN_DOMAIN: &[&str] = &["async", "await", "tokio", "SystemTime", "Instant"];

/// Everything said in a layer that has no right to say it.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let tables = tables(tree);
    let mut found = Vec::new();
    for (path, text) in tree.with_extension("rs") {
        let source = Source::of(text);
        if path.starts_with("server/domain/") {
            found.extend(impure(path, &source));
        }
        if path.starts_with("sdk/") {
            found.extend(server_crates(path, &source));
        }
        if !path.starts_with("server/store/") && !path.starts_with("sdk/client/") {
            let named = source.words().filter(|(_, word)| *word == "sqlx");
            found.extend(named.map(|(line, _)| Violation::at(path, line, "names sqlx; ask the store")));
        }
        if ADAPTERS.iter().any(|adapter| path.starts_with(adapter)) {
            found.extend(sql(path, &source, &tables));
        }
    }
    found
}

fn impure(path: &str, source: &Source) -> Vec<Violation> {
    let words = source.words().filter(|(_, word)| NOT_IN_DOMAIN.contains(word));
    let mut found: Vec<_> = words
        .map(|(line, word)| Violation::at(path, line, format!("the domain cannot say `{word}`")))
        .collect();
    for module in ["fs", "net"] {
        let direct = format!("std::{module}");
        for (index, line) in source.code.lines().enumerate() {
            let grouped = line.contains("use std::{") && words_of_use(line).any(|word| word == module);
            if line.contains(&direct) || grouped {
                found.push(Violation::at(path, index + 1, format!("the domain cannot use `{direct}`")));
            }
        }
    }
    found
}

fn words_of_use(line: &str) -> impl Iterator<Item = &str> {
    words(line).skip_while(|word| *word != "std").skip(1)
}

fn server_crates(path: &str, source: &Source) -> Vec<Violation> {
    let named = source.words().filter(|(_, word)| word.starts_with("server_") && is_server_crate(word));
    named
        .map(|(line, word)| Violation::at(path, line, format!("the SDK cannot see `{word}`; use wire")))
        .collect()
}

/// A local called `server_name` is no crate.
fn is_server_crate(word: &str) -> bool {
    let package = word.replace('_', "-");
    crate::drawing::ALLOWED.iter().any(|(row, _)| *row == package)
}

fn sql(path: &str, source: &Source, tables: &[String]) -> Vec<Violation> {
    let statements = source.strings.iter().filter_map(|(line, text)| Some((*line, table_in(text, tables)?)));
    statements
        .map(|(line, table)| Violation::at(path, line, format!("names the table `{table}`; ask the core")))
        .collect()
}

/// The table that `text` reads or writes if it is SQL; a sentence that happens to hold a table's name is none.
fn table_in<'a>(text: &str, tables: &'a [String]) -> Option<&'a str> {
    let lower = text.to_ascii_lowercase();
    let words: Vec<&str> = words(&lower).collect();
    let follows = |before: &str, table: &str| words.windows(2).any(|pair| pair == [before, table]);
    let says = |word: &str| words.contains(&word);
    tables
        .iter()
        .find(|table| {
            (follows("from", table) && (says("select") || says("delete")))
                || (follows("into", table) && says("insert"))
                || (follows("update", table) && says("set"))
                || (follows("join", table) && says("on"))
        })
        .map(String::as_str)
}

/// Every table that the store's migrations create.
fn tables(tree: &Tree) -> Vec<String> {
    let migrations = tree.with_extension("sql").filter(|(path, _)| path.starts_with("server/store/"));
    let lines = migrations.flat_map(|(_, text)| text.lines());
    lines
        .filter_map(|line| {
            let lower = line.trim_start().to_ascii_lowercase();
            let name = lower.strip_prefix("create table ")?.trim_start_matches("if not exists ");
            words(name).next().map(str::to_owned)
        })
        .collect()
}
