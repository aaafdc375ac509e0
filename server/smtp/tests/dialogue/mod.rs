//! Reads `.dialogue` files: `C:` is what the client says, `S:` what it must hear, `#` a remark.
//!
//! `C:` lines that follow one another are sent in one piece. `S: (closed)` is the end of the connection. In both,
//! `{a*100}` is a hundred times `a`, and `{CR}`, `{LF}`, `{NUL}` are these bytes. `!` lines say where it can be run:
//! `! channel plain`, `starttls` or `tls` for a client elsewhere, which only the pure session can play.

#![allow(dead_code, reason = "each test program uses its part")]

use std::{fs, path::Path};

/// One file.
pub(crate) struct Dialogue {
    pub(crate) name: String,
    pub(crate) channel: Channel,
    pub(crate) turns: Vec<Turn>,
}

/// Where the client sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channel {
    /// On this machine, STARTTLS offered.
    Loopback,
    /// Elsewhere, no TLS.
    Plain,
    /// Elsewhere, STARTTLS offered.
    StartTls,
    /// Elsewhere, within TLS.
    Tls,
}

/// What is said in one piece, and what is heard before the next.
#[derive(Default)]
pub(crate) struct Turn {
    pub(crate) says: Vec<u8>,
    pub(crate) hears: Vec<String>,
}

/// What stands for the end of the connection.
pub(crate) const CLOSED: &str = "(closed)";

/// All dialogues, by name.
pub(crate) fn all() -> Vec<Dialogue> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/dialogues");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let dialogues: Vec<_> = files
        .iter()
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            parse(name, &fs::read_to_string(path).unwrap())
        })
        .collect();
    assert!(dialogues.len() > 15, "the dialogues are not where they are looked for");
    dialogues
}

fn parse(name: String, text: &str) -> Dialogue {
    let mut channel = Channel::Loopback;
    let mut turns = vec![Turn::default()];
    for line in text.lines() {
        let said =
            |prefix| line.strip_prefix(prefix).map(|rest| expanded(rest.strip_prefix(' ').unwrap_or(rest)));
        if let Some(says) = said("C:") {
            if turns.last().is_some_and(|turn| !turn.hears.is_empty()) {
                turns.push(Turn::default());
            }
            let turn = turns.last_mut().unwrap();
            turn.says.extend_from_slice(says.as_bytes());
            turn.says.extend_from_slice(b"\r\n");
        } else if let Some(hears) = said("S:") {
            turns.last_mut().unwrap().hears.push(hears);
        } else if let Some(place) = line.strip_prefix("! channel ") {
            channel = match place {
                "plain" => Channel::Plain,
                "starttls" => Channel::StartTls,
                "tls" => Channel::Tls,
                other => panic!("{name}: no channel {other}"),
            };
        } else {
            assert!(line.is_empty() || line.starts_with('#'), "{name}: {line}");
        }
    }
    Dialogue { name, channel, turns }
}

fn expanded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        let (what, behind) = behind.split_once('}').expect("a closing brace");
        out.push_str(before);
        match what {
            "CR" => out.push('\r'),
            "LF" => out.push('\n'),
            "NUL" => out.push('\0'),
            many => {
                let (what, times) = many.split_once('*').expect("what*times");
                out.push_str(&what.repeat(times.parse().expect("a number")));
            }
        }
        rest = behind;
    }
    out + rest
}
