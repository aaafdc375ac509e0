//! Nothing is committed half done: no notes to self, no holes that panic, no tests switched off.

use crate::source::{LANGUAGES, Source, words};
use crate::tree::Tree;
use crate::violation::Violation;

/// Notes to self.
const NOTES: &[&str] = &["TODO", "FIXME", "XXX", "HACK"];

/// Holes in the code; each is looked for as it is typed.
const HOLES: &[&str] =
    &["todo!", "unimplemented!", "#[ignore", "TODO(", "@Ignore", "@Disabled", "@Test(.disabled", "XCTSkip"];

/// What a test is called that measures and does not judge; its documentation says how to run it.
const MEASUREMENT: &str = "#[ignore = \"a measurement\"]";

/// Files in which a note would be part of the text itself.
const NOTED_IN_FULL: &[&str] = &["toml", "sql", "sh", "py", "pyi", "xml", "yml", "yaml"];

/// Notes in comments, holes and ignored tests in code.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (path, text) in tree.with_extensions(LANGUAGES) {
        let source = Source::of(text);
        let comments = source.comments.iter().map(|(line, comment)| (*line, comment.as_str()));
        found.extend(notes(path, comments));
        for (index, (line, written)) in source.code.lines().zip(text.lines()).enumerate() {
            if written.trim() == MEASUREMENT {
                continue;
            }
            let holes = HOLES.iter().filter(|hole| line.contains(*hole));
            found.extend(holes.map(|hole| Violation::at(path, index + 1, format!("`{hole}` leaves a hole"))));
        }
    }
    for (path, text) in tree.with_extensions(NOTED_IN_FULL) {
        found.extend(notes(path, text.lines().enumerate().map(|(index, line)| (index + 1, line))));
    }
    found
}

fn notes<'a>(path: &str, lines: impl Iterator<Item = (usize, &'a str)>) -> Vec<Violation> {
    let noted =
        lines.filter_map(|(number, line)| Some((number, words(line).find(|word| NOTES.contains(word))?)));
    noted
        .map(|(line, note)| Violation::at(path, line, format!("`{note}`: do it, or open an issue")))
        .collect()
}
