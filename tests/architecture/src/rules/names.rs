//! Names that answer no question: whoever reads them must open the file to learn what is in it.

use crate::source::{LANGUAGES, Source, words};
use crate::tree::Tree;
use crate::violation::Violation;

/// Words that no file, folder, module or type is named with.
const FORBIDDEN: &[&str] = &["util", "utils", "common", "helper", "helpers", "manager", "managers", "misc"];

/// What begins a declaration whose name is looked at.
const DECLARES: &[&str] = &[
    "mod",
    "struct",
    "enum",
    "trait",
    "type",
    "union",
    "class",
    "object",
    "interface",
    "protocol",
    "actor",
    "typealias",
];

/// Files, folders, modules and types with such a word in their name.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let named = tree.paths().filter_map(|path| Some((path, forbidden_word(path)?)));
    let mut found: Vec<_> = named
        .map(|(path, word)| {
            Violation::of_file(path, format!("`{word}` says nothing; name it for what it is"))
        })
        .collect();
    for (path, text) in tree.with_extensions(LANGUAGES).chain(tree.with_extension("py")) {
        let code = Source::of(text).code;
        for (index, line) in code.lines().enumerate() {
            // Apart at blanks alone: Kotlin's `object : AudioManager` declares nothing of that name.
            let line_words: Vec<&str> = line.split_whitespace().collect();
            let declared = line_words.windows(2).filter_map(|pair| match pair {
                [keyword, name] if DECLARES.contains(keyword) => {
                    words(name).next().filter(|word| name.starts_with(word))
                }
                _ => None,
            });
            let bad = declared.filter(|name| forbidden_word(name).is_some());
            found.extend(bad.map(|name| Violation::at(path, index + 1, format!("`{name}` says nothing"))));
        }
    }
    found
}

/// The first forbidden word in a path or name, whether written `snake_case`, `kebab-case` or `CamelCase`.
fn forbidden_word(name: &str) -> Option<&'static str> {
    let mut split = String::new();
    for next in name.chars() {
        if next.is_uppercase() {
            split.push(' ');
        }
        split.extend(next.to_lowercase());
    }
    let mut words = split.split(|c: char| !c.is_alphanumeric());
    words.find_map(|word| FORBIDDEN.iter().find(|forbidden| **forbidden == word).copied())
}
