//! Feature ids in comments, Python files and pages (`ML-03`, `CNF-32`) have a shape that can be looked up.
//!
//! The list they come from is not in this repository, so only the shape is judged: a known area, two or three digits.

use crate::source::{LANGUAGES, Source};
use crate::tree::Tree;
use crate::violation::Violation;

/// Areas of features.
const AREAS: &[&str] = &[
    "ACC", "ADM", "AMB", "AMC", "CNF", "CON", "CV", "DT", "EPL", "ERR", "INT", "LOGO", "ML", "PRS", "REC",
    "RTE", "SRV", "SYN", "TRAY", "VM", "VMC", "WEB", "WIN", "XFR",
];

/// Standards, algorithms and formats that look like a feature id and are none.
const OTHERS: &[&str] = &[
    "AES", "ASCII", "BCP", "CRC", "ED", "ES", "HMAC", "HS", "HTTP", "IP", "ISO", "MD", "P", "PCM", "RFC",
    "RS", "RSA", "SHA", "STD", "TLS", "UCS", "UTF", "WAV", "X",
];

/// Ids with an unknown area, and ids that are not two or three digits long.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (path, text) in tree.with_extensions(LANGUAGES) {
        for (line, comment) in Source::of(text).comments {
            found.extend(misshapen(path, line, &comment));
        }
    }
    for (path, text) in tree.with_extensions(&["md", "py"]) {
        for (index, line) in text.lines().enumerate() {
            found.extend(misshapen(path, index + 1, line));
        }
    }
    found
}

fn misshapen(path: &str, line: usize, text: &str) -> Vec<Violation> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
    let ids = words.filter_map(|word| Some((word, word.split_once('-')?)));
    let wrong = ids.filter_map(|(word, (area, number))| {
        let looks_like_one = !area.is_empty()
            && area.bytes().all(|b| b.is_ascii_uppercase())
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit());
        if !looks_like_one || OTHERS.contains(&area) {
            None
        } else if !AREAS.contains(&area) {
            Some(format!("`{word}` is in no known area of features"))
        } else if !(2..=3).contains(&number.len()) {
            Some(format!("`{word}` needs two or three digits"))
        } else {
            None
        }
    });
    wrong.map(|what| Violation::at(path, line, what)).collect()
}
