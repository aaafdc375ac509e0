//! Holds `tests/commands` against the pure session, and says what is missing there.
//!
//! The same files are spoken through a socket by `tests/every_command.rs`. A command that is added to [`Command`] needs a
//! file with its success, its refusals and a line that it does not understand; a new refusal needs a line that earns it.

#![allow(clippy::string_slice, reason = "a test fails by leaving its bounds")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use super::{Access, Denied, Enabled, Selected, State};
use crate::command::{Command, Upload};
use crate::literal;
use crate::reply;
use crate::syntax::{self, Malformed};
use crate::view::View;
use server_domain::FolderId;

/// Answers that no line can earn on a connection of this machine, and the test that earns them.
const ELSEWHERE: &[(&str, &str)] = &[
    ("This is no time for that", "cannot be: those four are the connection's"),
    ("DEFLATE is in use already", "sessions.rs: it is said compressed"),
    ("A message with zero bytes cannot be kept", "tests/uploads.rs: no file of text can say it"),
];

/// Refusals that no dialogue hears, and where they are heard, or why nobody hears them by IMAP.
const REFUSED_ELSEWHERE: &[(&str, &str)] = &[
    ("RefreshTokenReused", "REST: IMAP takes no refresh token"),
    ("NotPermitted", "REST: nothing in IMAP needs a permission"),
    ("Overloaded", "core's passwords.rs: when log-ins queue"),
    ("UsernameUnsuitable", "mobilelinkd user"),
    ("ExtensionUnsuitable", "mobilelinkd user"),
    ("PinUnsuitable", "xchange_tui_pwd.rs says it in OMTP's words"),
    ("PinWrong", "xchange_tui_pwd.rs says it in OMTP's words"),
    ("PasswordUnsuitable", "mobilelinkd user"),
    ("SiteNameUnsuitable", "mobilelinkd site"),
    ("UsernameTaken", "mobilelinkd user"),
    ("ExtensionTaken", "mobilelinkd user"),
    ("SiteExists", "mobilelinkd site"),
    ("NoSuchAccount", "mobilelinkd user"),
    ("NoSuchSite", "mobilelinkd site"),
    ("PresenceNotSettable", "REST"),
    ("NoteUnsuitable", "REST"),
    ("RelayDenied", "SMTP"),
    ("UnknownRecipient", "SMTP"),
    ("TooManyRecipients", "SMTP"),
    ("SenderNotYours", "SMTP"),
    ("NoSuchPart", "REST: FETCH says NIL"),
    ("RangeOutside", "REST: FETCH says an empty string"),
    ("NoSuchConference", "REST"),
    ("ConferenceNumberTaken", "REST"),
    ("NoLogo", "REST"),
    ("CursorExpired", "REST: FETCH reads the folder anew"),
];
/// Refusals whose words stand in a function or constant of their own.
const WORDED: &[(&str, &str)] = &[
    ("SignInRefused", "[AUTHENTICATIONFAILED] invalid password"),
    ("MessageTooLarge", "[TOOBIG] A message has at most "),
    ("OverQuota", "[OVERQUOTA] The mailbox is full (limit "),
];

/// Commands whose answer asks nothing of storage, and so is the same when it fails.
const ASK_NO_STORE: &[&str] = &[
    "Capability",
    "Noop",
    "Logout",
    "Id",
    "StartTls",
    "Authenticate",
    "LogIn",
    "Namespace",
    "SetQuota",
    "Compress",
    "Enable",
    "Idle",
    "Check",
    "Unselect",
];

/// Commands that are answered with a way out, whatever they ask; of those who speak here nobody has a folder to delete.
const NEVER_DONE: &[&str] = &["Delete", "SetQuota"];
/// Commands that name a folder which must exist.
const NAME_A_FOLDER: &[&str] = &[
    "Append",
    "Copy",
    "Delete",
    "GetMetadata",
    "GetQuotaRoot",
    "Move",
    "Rename",
    "Replace",
    "Select",
    "SetMetadata",
    "Status",
    "Subscribe",
    "Unsubscribe",
];
/// Commands that name messages by numbers which must exist.
const NAME_MESSAGES: &[&str] = &["Copy", "Fetch", "Move", "Replace", "Store"];

/// A command as a client says it, and what it heard in each state.
struct Line {
    command: String,
    heard: BTreeMap<String, Vec<String>>,
}

impl Line {
    fn verb(&self) -> String {
        let mut words = self.command.split([' ', '⏎']);
        let first = words.next().unwrap().to_ascii_uppercase();
        if first == "UID" { words.next().unwrap_or_default().to_ascii_uppercase() } else { first }
    }

    fn last(&self, state: &str) -> &str {
        self.heard.get(state).and_then(|heard| heard.last()).map_or("", String::as_str)
    }

    /// As the server reads it; none where a message follows, which only the connection takes.
    fn read(&self) -> Option<Result<Command, Malformed>> {
        let said = format!("a {}", self.command.replace("{me}", "me").replace("{plain}", "AGEAYg=="));
        let first = said.split('⏎').next().unwrap();
        let Some((_, head)) = literal::announced(first.as_bytes()) else {
            // What follows is no part of it: DONE, or the answer to a challenge.
            return Some(syntax::parse(first.as_bytes(), Enabled::default()).map(|(_, command)| command));
        };
        syntax::upload(head, Enabled::default()).transpose().map(|upload| {
            upload.map(|upload| match upload {
                Upload::Append(_) => Command::Append,
                Upload::Replace(_) => Command::Replace,
            })
        })
    }
}

fn lines() -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for file in files(&package().join("tests/commands"), "txt") {
        for text in fs::read_to_string(file).unwrap().lines() {
            if let Some(command) = text.strip_prefix("C: ") {
                lines.push(Line { command: command.to_owned(), heard: BTreeMap::new() });
            } else if let Some((state, heard)) = text.split_once("S:") {
                let line = lines.last_mut().unwrap();
                line.heard
                    .entry(state.trim().to_owned())
                    .or_default()
                    .push(heard.strip_prefix(' ').unwrap_or(heard).to_owned());
            }
        }
    }
    lines
}

#[test]
fn what_was_heard_in_each_state_is_what_the_pure_session_says() {
    let open = |access| Selected { folder: FolderId(1), access, view: View::default() };
    let states: [(&str, State<()>); 4] = [
        ("greeted", State::NotAuthenticated { failures: 0 }),
        ("signed in", State::Authenticated(())),
        ("selected", State::Selected((), open(Access::ReadWrite))),
        ("examined", State::Selected((), open(Access::ReadOnly))),
    ];
    let all = [Denied::NotSignedIn, Denied::AlreadySignedIn, Denied::NoFolderSelected, Denied::ReadOnly];
    for line in lines() {
        let Some(read) = line.read() else { continue };
        for (name, state) in &states {
            let heard = line.last(name);
            match read.as_ref().map(|command| state.permits(command)) {
                Err(malformed) => assert_eq!(heard, malformed.answer.to_string(), "{name}, {}", line.command),
                Ok(Err(denied)) => {
                    assert_eq!(heard, reply::denied(denied).to_string(), "{name}, {}", line.command)
                }
                Ok(Ok(())) => {
                    let is_denied = all.iter().any(|denied| reply::denied(*denied).to_string() == heard);
                    assert!(!heard.is_empty() && !is_denied, "{name}, {}: {heard}", line.command);
                }
            }
        }
    }
}

#[test]
fn every_command_is_heard_to_succeed_to_be_refused_and_not_to_be_understood() {
    let lines = lines();
    let mut missing = Vec::new();
    for variant in variants() {
        let is_of = |line: &&Line| match line.read() {
            Some(Ok(command)) => format!("{command:?}").split([' ', '(']).next() == Some(variant.as_str()),
            _ => false,
        };
        let of: Vec<&Line> = lines.iter().filter(is_of).collect();
        let verbs: BTreeSet<String> = of.iter().map(|line| line.verb()).collect();
        let mut wants = |what: &str, is_there: bool| {
            if !is_there {
                missing.push(format!("Command::{variant}: {what}"));
            }
        };
        let hears = |text: &str| {
            of.iter().any(|line| line.heard.values().flatten().any(|heard| heard.contains(text)))
        };
        wants("a line in tests/commands", !of.is_empty());
        let never = NEVER_DONE.contains(&variant.as_str());
        wants(if never { "leaving NEVER_DONE" } else { "a line that ends with OK" }, hears_ok(&of) != never);
        let folder = NAME_A_FOLDER.contains(&variant.as_str());
        wants("a folder that does not exist", !folder || hears("[NONEXISTENT]") || hears("[TRYCREATE]"));
        let numbers = NAME_MESSAGES.contains(&variant.as_str());
        wants("a number that does not exist", !numbers || hears("There is no message"));
        let asks = !ASK_NO_STORE.contains(&variant.as_str());
        let is_unavailable = of.iter().any(|line| line.last("storeless").starts_with("NO [UNAVAILABLE] "));
        wants(
            if asks { "a line that needs storage" } else { "leaving ASK_NO_STORE" },
            is_unavailable == asks,
        );
        for verb in verbs {
            let bad = format!("BAD {verb}: ");
            let is_bad = |line: &Line| line.heard.values().flatten().any(|heard| heard.starts_with(&bad));
            wants(&format!("a line answered with \"{bad}…\""), lines.iter().any(is_bad));
        }
    }
    assert!(missing.is_empty(), "tests/commands lacks\n{}\n(every_command.rs says how)", missing.join("\n"));
}

fn hears_ok(lines: &[&Line]) -> bool {
    lines.iter().any(|line| line.heard.keys().any(|state| line.last(state).starts_with("OK")))
}

#[test]
fn every_answer_a_command_can_give_is_heard_in_a_dialogue() {
    let heard = heard(&["txt", "dialogue"]);
    let mut missing = Vec::new();
    for file in
        files(&package().join("src/command"), "rs").into_iter().chain([package().join("src/command.rs")])
    {
        let text = fs::read_to_string(&file).unwrap();
        for answer in answers(text.split("#[cfg(test)]").next().unwrap()) {
            let pieces: Vec<&str> = answer.split('…').collect();
            let elsewhere = ELSEWHERE.iter().any(|(text, _)| answer.contains(text));
            if !elsewhere && !heard.iter().any(|line| holds(line, &pieces)) {
                missing.push(format!("{}: {answer:?}", file.strip_prefix(package()).unwrap().display()));
            }
        }
    }
    assert!(missing.is_empty(), "no dialogue hears\n{}", missing.join("\n"));
}

#[test]
fn every_refusal_is_heard_or_it_is_said_who_hears_it() {
    let heard = heard(&["txt", "dialogue", "rs"]);
    let text = fs::read_to_string(package().join("src/reply/refusals.rs")).unwrap();
    let arms = text.split("pub(crate) fn refusal(").nth(1).unwrap().split("\n}\n").next().unwrap();
    let mut missing = Vec::new();
    for arm in arms.split("Refusal::").skip(1) {
        let name: String = arm.chars().take_while(|c| c.is_alphanumeric()).collect();
        let made = arm.split("=>").nth(1).unwrap_or_default();
        let worded = WORDED.iter().find(|(known, _)| *known == name).map(|(_, words)| (*words).to_owned());
        // The code, which has no space in it but for METADATA's, comes before the words.
        let words = worded.or_else(|| strings(made).into_iter().rfind(|text| text.contains(' ')));
        let words = words.unwrap_or_else(|| panic!("{name}: its words are not found; see WORDED"));
        let pieces: Vec<&str> = words.split('…').collect();
        let is_heard = heard.iter().any(|line| holds(line, &pieces));
        let elsewhere = REFUSED_ELSEWHERE.iter().any(|(known, _)| *known == name);
        if is_heard == elsewhere {
            missing.push(format!(
                "{name}: {words:?}, heard here: {is_heard}, listed as heard elsewhere: {elsewhere}"
            ));
        }
    }
    assert!(missing.is_empty(), "refusals:\n{}", missing.join("\n"));
}

/// All lines of the tests' files with these endings.
fn heard(endings: &[&str]) -> Vec<String> {
    let folders = [package().join("tests"), package().join("src/connection")];
    let all = folders.iter().flat_map(|folder| endings.iter().flat_map(|ending| files(folder, ending)));
    all.flat_map(|file| fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// The commands there are.
fn variants() -> Vec<String> {
    let text = fs::read_to_string(package().join("src/command.rs")).unwrap();
    let body = text.split("enum Command {").nth(1).unwrap().split("\n}").next().unwrap();
    let first = |line: &str| {
        let name =
            line.strip_prefix("    ").filter(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))?;
        name.split(|c: char| !c.is_alphanumeric()).next().map(str::to_owned)
    };
    let variants: Vec<String> = body.lines().filter_map(first).collect();
    assert!(variants.len() > 20, "the commands are not where they are looked for");
    variants
}

/// The texts of the answers that are made in this source, `…` where something is filled in.
fn answers(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for made in ["Answer::bad(", "Answer::no(", "Answer::cannot(", "Answer::limit(", "Answer::ok("] {
        for (at, _) in source.match_indices(made) {
            let texts = strings(&source[at + made.len()..]);
            // The first string may be the response code's.
            let answer = if made == "Answer::no(" {
                texts.into_iter().find(|text| text.contains(' '))
            } else {
                texts.into_iter().next()
            };
            found.extend(answer);
        }
    }
    found
}

/// The strings up to the bracket that closes, holes as `…`.
fn strings(source: &str) -> Vec<String> {
    let (mut depth, mut texts) = (1, Vec::new());
    let mut letters = source.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '(' => depth += 1,
            ')' if depth == 1 => break,
            ')' => depth -= 1,
            '"' => {
                let mut text = String::new();
                while let Some(letter) = letters.next().filter(|letter| *letter != '"') {
                    match letter {
                        '\\' if letters.peek() == Some(&'\n') => {
                            while letters.next_if(|next| next.is_whitespace()).is_some() {}
                        }
                        '\\' => text.extend(letters.next()),
                        '{' => {
                            while letters.next().is_some_and(|next| next != '}') {}
                            text.push('…');
                        }
                        letter => text.push(letter),
                    }
                }
                texts.push(text);
            }
            _ => {}
        }
    }
    texts
}

fn holds(line: &str, pieces: &[&str]) -> bool {
    let mut rest = line;
    pieces.iter().all(|piece| match rest.split_once(piece) {
        Some((_, after)) => {
            rest = after;
            true
        }
        None => false,
    })
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|end| end == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn package() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}
