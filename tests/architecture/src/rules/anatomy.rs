//! Line adapters share four names, and their answers to a refusal are complete.
//!
//! `session.rs` (pure state), `connection.rs` (the only tokio code), `reply.rs` (facts to bytes) and `command/` (one file
//! each): who has learnt one adapter knows all. No catch-all arm over `Refusal`, so that a new one does not compile
//! until every protocol has an answer.

use crate::drawing::{ADAPTERS, LINE_ADAPTERS};
use crate::source::{Source, bracketed, words};
use crate::tree::Tree;
use crate::violation::Violation;

/// What each line adapter has under `src/`.
const PARTS: &[&str] = &["session.rs", "connection.rs", "reply.rs", "command"];

/// Words that pure parts cannot say.
const NOT_IN_PURE_PARTS: &[&str] = &["async", "await", "tokio"];

/// Missing parts, pure parts that wait, and catch-all arms over a refusal.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for adapter in LINE_ADAPTERS {
        let missing =
            PARTS.iter().map(|part| format!("{adapter}src/{part}")).filter(|path| !tree.holds(path));
        found.extend(missing.map(|path| Violation::of_file(&path, "is missing; every line adapter has it")));
        for part in ["session", "reply"] {
            let files = tree.under(adapter).filter(|(path, _)| is_part(path, part));
            found.extend(files.flat_map(|(path, text)| waiting(path, text)));
        }
    }
    for adapter in ADAPTERS {
        let replies = tree.under(adapter).filter(|(path, _)| is_part(path, "reply"));
        found.extend(replies.flat_map(|(path, text)| catch_all_arms(path, text)));
    }
    found
}

/// Whether `path` is `src/<part>.rs` or a file below `src/<part>/`.
fn is_part(path: &str, part: &str) -> bool {
    path.ends_with(&format!("/src/{part}.rs"))
        || (path.contains(&format!("/src/{part}/")) && path.ends_with(".rs"))
}

fn waiting(path: &str, text: &str) -> Vec<Violation> {
    let source = Source::of(text);
    let said = source.words().filter(|(_, word)| NOT_IN_PURE_PARTS.contains(word));
    said.map(|(line, word)| Violation::at(path, line, format!("is pure and cannot say `{word}`"))).collect()
}

fn catch_all_arms(path: &str, text: &str) -> Vec<Violation> {
    let code = Source::of(text).code;
    let mut found = Vec::new();
    for (start, _) in code.match_indices("match ") {
        let Some((block, _)) = bracketed(&code, start, '{', '}') else { continue };
        let arms = without_nested(block);
        if !arms.contains("Refusal::") {
            continue;
        }
        for (arrow, _) in arms.match_indices("=>") {
            let pattern = arms.get(..arrow).unwrap_or_default();
            let pattern = pattern.rsplit([',', '}']).next().unwrap_or_default().trim();
            let name = words(pattern).next().unwrap_or_default();
            if name == pattern && name.starts_with(|c: char| c == '_' || c.is_lowercase()) {
                let line = 1 + code.get(..start).unwrap_or_default().matches('\n').count();
                found.push(Violation::at(
                    path,
                    line,
                    format!("has the catch-all arm `{pattern}` over `Refusal`"),
                ));
            }
        }
    }
    found
}

/// `block` with everything inside its brackets left out, the brackets themselves kept.
fn without_nested(block: &str) -> String {
    let mut depth = 0_usize;
    let mut flat = String::new();
    for next in block.chars() {
        if matches!(next, '}' | ')' | ']') {
            depth = depth.saturating_sub(1);
        }
        if depth == 0 {
            flat.push(next);
        }
        if matches!(next, '{' | '(' | '[') {
            depth += 1;
        }
    }
    flat
}
