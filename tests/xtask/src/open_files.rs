//! Raises how many files this process and its children may hold open: a test with 5,000 connections holds both ends.

use std::process::{Command, Stdio};

/// Both ends of 5,000 connections, the files of the tests beside it, and room.
const WANTED: u64 = 65_536;

/// Below this, tests with many connections cannot succeed.
const LEAST: u64 = 12_000;

/// Raises the limit as far as is permitted; a limit that stays low is told, because the tests will tell it worse.
pub(crate) fn raise() -> Result<(), String> {
    let before = limits()?;
    // Only root may lift the hard limit, and not in every container; the soft one may always reach it.
    let reached =
        before.soft >= WANTED || set(WANTED, before.hard.max(WANTED)) || set(before.hard, before.hard);
    let after = limits()?;
    println!("    {} before, {} now", before.soft, after.soft);
    if !reached || after.soft < LEAST {
        println!("    tests with many connections need {LEAST}; see `ulimit -n` and limits.conf(5)");
    }
    Ok(())
}

struct Limits {
    soft: u64,
    hard: u64,
}

fn limits() -> Result<Limits, String> {
    let text = std::fs::read_to_string("/proc/self/limits")
        .map_err(|error| format!("cannot read limits: {error}"))?;
    parse(&text).ok_or_else(|| "the kernel told no limit of open files".to_owned())
}

/// The line `Max open files  <soft>  <hard>  files`; "unlimited" is as large as a number gets.
fn parse(text: &str) -> Option<Limits> {
    let mut values = text.lines().find_map(|line| line.strip_prefix("Max open files"))?.split_whitespace();
    let mut next = || match values.next()? {
        "unlimited" => Some(u64::MAX),
        number => number.parse().ok(),
    };
    Some(Limits { soft: next()?, hard: next()? })
}

/// Children inherit what `prlimit` changes in this process.
fn set(soft: u64, hard: u64) -> bool {
    let limit = format!("--nofile={soft}:{hard}");
    let mut prlimit = Command::new("prlimit");
    prlimit
        .args(["--pid", &std::process::id().to_string(), &limit])
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    prlimit.status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_table_is_read() {
        let table = "Limit  Soft Limit  Hard Limit  Units\nMax open files            1024      unlimited      files\n";
        let limits = parse(table).expect("a limit");
        assert_eq!((limits.soft, limits.hard), (1_024, u64::MAX));
        assert!(parse("Max processes 1 1 processes\n").is_none());
    }
}
