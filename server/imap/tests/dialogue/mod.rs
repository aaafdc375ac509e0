//! Reads `.dialogue` files: `C:` is what the client says, `S:` what it must hear next, `#` a remark.
//!
//! `C2:` and `S2:` are a second client's. `<UIDVALIDITY>` in a said line is the one heard last. `…` in a heard line stands for any text. In said lines `<<a*100>>` is a hundred
//! times `a`. `S: (closed)` is the end of the connection. `! leave FOLDER FILE FLAGS…` puts a message of
//! `tests/messages` into alice's mailbox.

#![allow(dead_code, reason = "each test program uses its part")]

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) struct Dialogue {
    pub(crate) name: String,
    /// Whether its answers must be such that async-imap can parse them. Those of `dialogues/asked` are sent only to a client
    /// that asks for them by an extension.
    pub(crate) unasked: bool,
    pub(crate) steps: Vec<Step>,
}

pub(crate) enum Step {
    Says { client: usize, line: String },
    Hears { client: usize, line: String },
    Leave { folder: String, file: String, flags: Vec<String> },
}

pub(crate) fn all() -> Vec<Dialogue> {
    [("dialogues", true), ("dialogues/asked", false)]
        .into_iter()
        .flat_map(|(folder, unasked)| in_folder(folder, unasked))
        .collect()
}

fn in_folder(folder: &str, unasked: bool) -> Vec<Dialogue> {
    let entries = fs::read_dir(tests().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = entries.filter(|path| path.is_file()).collect();
    files.sort();
    let read = |path: &PathBuf| Dialogue {
        name: path.file_stem().unwrap().to_string_lossy().into_owned(),
        unasked,
        steps: fs::read_to_string(path).unwrap().lines().filter_map(step).collect(),
    };
    files.iter().map(read).collect()
}

/// A message of `tests/messages`, with the line ends of mail.
pub(crate) fn message(file: &str) -> Vec<u8> {
    let text = fs::read_to_string(tests().join("messages").join(file)).unwrap();
    text.replace('\n', "\r\n").into_bytes()
}

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn step(line: &str) -> Option<Step> {
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    if let Some(rest) = line.strip_prefix("! leave ") {
        let mut words = rest.split(' ').map(str::to_owned);
        let (folder, file) = (words.next().unwrap(), words.next().unwrap());
        return Some(Step::Leave { folder, file, flags: words.collect() });
    }
    let (who, said) = line.split_once(':').unwrap_or_else(|| panic!("not a step: {line}"));
    let said = said.strip_prefix(' ').unwrap_or(said);
    let client = if who.ends_with('2') { 1 } else { 0 };
    Some(match who.trim_end_matches('2') {
        "C" => Step::Says { client, line: expanded(said) },
        "S" => Step::Hears { client, line: said.to_owned() },
        other => panic!("nobody is called {other}"),
    })
}

fn expanded(line: &str) -> String {
    let Some((before, rest)) = line.split_once("<<") else { return line.to_owned() };
    let (what, after) = rest.split_once(">>").unwrap();
    let (text, times) = what.split_once('*').unwrap();
    format!("{before}{}{}", text.repeat(times.parse().unwrap()), expanded(after))
}

/// Whether a line was heard as expected, `…` being any text.
pub(crate) fn fits(expected: &str, heard: &str) -> bool {
    let mut pieces = expected.split('…');
    let Some(mut rest) = heard.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    let pieces: Vec<&str> = pieces.collect();
    let Some((last, between)) = pieces.split_last() else { return rest.is_empty() };
    for piece in between {
        match rest.split_once(piece) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}
