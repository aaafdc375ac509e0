//! Commands that pages tell a reader to type exist: their subcommands and flags stand in the programs' clap types.

use std::collections::BTreeSet;

use crate::markdown;
use crate::source::{Source, bracketed, words};
use crate::tree::Tree;
use crate::violation::Violation;

/// What the README must show.
const REQUIRED: &[&str] = &["cargo run --release -- demo", "cargo xtask test"];

/// Our programs, each with the folder its clap types stand in.
const PROGRAMS: &[(&str, &str)] =
    &[("mobilelinkd", "server/app/src/"), ("mobilelink", "sdk/cli/src/"), ("xtask", "tests/xtask/src/")];

/// Commands the README lacks, and commands on any page that a program would refuse.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    if let Some(readme) = tree.text("README.md") {
        let shown: Vec<String> = markdown::commands(readme).into_iter().map(|(_, command)| command).collect();
        let missing =
            REQUIRED.iter().filter(|wanted| !shown.iter().any(|command| command.starts_with(*wanted)));
        found.extend(
            missing.map(|wanted| Violation::of_file("README.md", format!("does not show `{wanted}`"))),
        );
    }
    let accepted: Vec<Accepted> =
        PROGRAMS.iter().map(|(name, folder)| Accepted::by(tree, name, folder)).collect();
    for (path, text) in tree.with_extension("md") {
        for (line, typed) in markdown::commands(text) {
            for call in typed.split(['|', ';', '&']).filter_map(Call::of) {
                let Some(program) = accepted.iter().find(|program| program.name == call.program) else {
                    continue;
                };
                found.extend(program.refuses(&call).into_iter().map(|what| Violation::at(path, line, what)));
            }
        }
    }
    found
}

/// One of our programs, as typed.
struct Call<'a> {
    program: &'a str,
    arguments: Vec<&'a str>,
}

impl<'a> Call<'a> {
    fn of(typed: &'a str) -> Option<Self> {
        let words: Vec<&str> = typed.split_whitespace().skip_while(|word| word.contains('=')).collect();
        let after =
            |skipped: usize| words.iter().skip(skipped).copied().take_while(|word| !word.starts_with('#'));
        match words.as_slice() {
            ["cargo", "xtask", ..] => Some(Self { program: "xtask", arguments: after(2).collect() }),
            ["cargo", "run", ..] => {
                let flag = words.iter().position(|word| matches!(*word, "-p" | "--package"));
                let package = flag.and_then(|flag| words.get(flag + 1)).copied();
                let arguments = after(2).skip_while(|word| *word != "--").skip(1).collect();
                Some(Self { program: package.unwrap_or("mobilelinkd"), arguments })
            }
            [program, ..] => {
                let program = program.rsplit('/').next()?;
                Some(Self { program, arguments: after(1).collect() })
            }
            [] => None,
        }
    }
}

/// What a program accepts, as its clap types say.
struct Accepted {
    name: &'static str,
    subcommands: BTreeSet<String>,
    flags: BTreeSet<String>,
}

impl Accepted {
    fn by(tree: &Tree, name: &'static str, folder: &str) -> Self {
        let mut accepted = Self {
            name,
            subcommands: BTreeSet::from(["help".to_owned()]),
            flags: BTreeSet::from(["help".to_owned(), "version".to_owned()]),
        };
        for (_, text) in tree.under(folder).filter(|(path, _)| path.ends_with(".rs")) {
            let source = Source::of(text);
            accepted.subcommands.extend(subcommands(&source));
            accepted.flags.extend(flags(&source));
        }
        accepted
    }

    fn refuses(&self, call: &Call<'_>) -> Vec<String> {
        let mut found = Vec::new();
        let flags =
            call.arguments.iter().filter_map(|word| word.strip_prefix("--")).filter(|flag| !flag.is_empty());
        for flag in flags.map(|flag| flag.split('=').next().unwrap_or(flag)) {
            if !self.flags.contains(flag) {
                found.push(format!("`{}` has no flag `--{flag}`", self.name));
            }
        }
        // A word after a flag may be the flag's value, so only the first word is judged, and only if it leads.
        if let Some(first) = call.arguments.first().filter(|first| first.starts_with(char::is_lowercase))
            && !self.subcommands.contains(*first)
        {
            found.push(format!("`{}` has no command `{first}`", self.name));
        }
        found
    }
}

/// The variants of every enum that derives `Subcommand`, as clap spells them.
fn subcommands(source: &Source) -> Vec<String> {
    let code = source.code.as_str();
    let mut found = Vec::new();
    for (start, _) in code.match_indices("derive(") {
        let derives = bracketed(code, start, '(', ')').map_or("", |(derives, _)| derives);
        if !words(derives).any(|word| word == "Subcommand") {
            continue;
        }
        let Some((_, body_end)) = bracketed(code, start, '{', '}') else { continue };
        let body_start = code.get(start..).and_then(|rest| rest.find('{')).map_or(start, |at| start + at + 1);
        found.extend(variants(source, body_start, body_end));
    }
    found
}

/// Walks an enum's body: attributes may rename the variant that follows, brackets hold its fields.
fn variants(source: &Source, from: usize, to: usize) -> Vec<String> {
    let code = source.code.as_str();
    let (mut at, mut found, mut renamed) = (from, Vec::new(), None);
    while let Some(rest) = code.get(at..to).filter(|rest| !rest.is_empty()) {
        let step = match rest.chars().next() {
            Some('#') => match bracketed(code, at, '[', ']') {
                Some((_, end)) => {
                    renamed = string_after(source, at, end, "name").or(renamed);
                    end + 1 - at
                }
                None => return found,
            },
            Some(first) if first.is_alphabetic() => {
                let name = words(rest).next().unwrap_or_default();
                found.push(renamed.take().unwrap_or_else(|| kebab(name)));
                length_of_variant(rest)
            }
            Some(other) => other.len_utf8(),
            None => return found,
        };
        at += step;
    }
    found
}

fn length_of_variant(rest: &str) -> usize {
    let mut depth = 0_usize;
    for (at, next) in rest.char_indices() {
        match next {
            '{' | '(' | '[' => depth += 1,
            '}' | ')' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The name of every `#[arg(long)]` field, or what `long = "…"` says instead.
fn flags(source: &Source) -> Vec<String> {
    let code = source.code.as_str();
    let mut found = Vec::new();
    for (start, _) in code.match_indices("arg(") {
        let Some((options, end)) = bracketed(code, start, '(', ')') else { continue };
        if !words(options).any(|word| word == "long") {
            continue;
        }
        let field = || Some(field_after(code, end)?.trim_start_matches("r#").replace('_', "-"));
        found.extend(string_after(source, start, end, "long").or_else(field));
    }
    found
}

/// The first `name:` after an attribute; further attributes are skipped by their brackets.
fn field_after(code: &str, mut at: usize) -> Option<&str> {
    at += code.get(at..)?.find(']')? + 1;
    while code.get(at..)?.trim_start().starts_with("#[") {
        at = bracketed(code, at, '[', ']')?.1 + 1;
    }
    let declaration = code.get(at..)?.split(':').next()?;
    words(declaration).last()
}

/// The string in `key = "…"` between two offsets of the code.
fn string_after(source: &Source, from: usize, to: usize, key: &str) -> Option<String> {
    let code = source.code.as_str();
    let within = code.get(from..to)?;
    let quote = within.match_indices(key).find_map(|(at, _)| {
        let after = within.get(at + key.len()..)?;
        let value = after.trim_start().strip_prefix('=')?.trim_start();
        value.starts_with("\"\"").then(|| from + within.len() - value.len())
    })?;
    let before = code.get(..quote)?.matches("\"\"").count();
    source.strings.get(before).map(|(_, text)| text.clone())
}

fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for next in name.chars() {
        if next.is_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.extend(next.to_lowercase());
    }
    kebab
}
