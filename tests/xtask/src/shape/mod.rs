//! The public shape of generated bindings: what a program may name, without bodies, comments and uniffi's own parts.
//!
//! Read from the generated text, not from the library, because that is what the other language sees. Not a parser: it
//! knows how uniffi writes, and text that nobody generated gives nonsense, but an answer.

mod c_like;
mod kotlin;
mod python;
mod swift;

use std::fmt::Write;

/// A language that the SDK is called from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Language {
    Kotlin,
    Swift,
    Python,
}

impl Language {
    pub(crate) const ALL: [Self; 3] = [Self::Kotlin, Self::Swift, Self::Python];

    /// As it stands in paths and commands.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Kotlin => "kotlin",
            Self::Swift => "swift",
            Self::Python => "python",
        }
    }
}

/// One declaration, and those inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Item {
    name: String,
    head: String,
    members: Vec<Item>,
}

impl Item {
    fn of(name: impl Into<String>, head: impl Into<String>) -> Self {
        Self { name: name.into(), head: head.into(), members: Vec::new() }
    }
}

/// The shape of all generated files of a language, each given by its module's name and its text.
pub(crate) fn of(language: Language, files: &[(String, String)]) -> String {
    let mut shape = format!(
        "# The public shape of the {} bindings. A change here is a change of the API: read it as one.\n\
         # Written by `cargo xtask bindings --accept`.\n",
        language.name()
    );
    let mut modules: Vec<(String, Vec<Item>)> = Vec::new();
    for (file, text) in files {
        let (module, items) = match language {
            Language::Kotlin => (kotlin::package(text), kotlin::items(text)),
            // Swift has one module for all files.
            Language::Swift => (String::new(), swift::items(text)),
            Language::Python => (format!("module {file}"), python::items(text)),
        };
        match modules.iter_mut().find(|(known, _)| *known == module) {
            Some((_, known)) => known.extend(items),
            None => modules.push((module, items)),
        }
    }
    modules.sort_by(|one, other| one.0.cmp(&other.0));
    for (module, items) in modules {
        if !module.is_empty() {
            let _ = write!(shape, "\n{module}\n");
        }
        for item in in_order(items) {
            shape.push('\n');
            print(&mut shape, &item, 0);
        }
    }
    shape
}

/// By name, and without what repeats another item: the interface behind a class, the class behind a listener.
fn in_order(mut items: Vec<Item>) -> Vec<Item> {
    let names: Vec<String> = items.iter().map(|item| item.name.clone()).collect();
    items.retain(|item| {
        !["Interface", "Protocol", "Impl"].iter().any(|suffix| {
            item.name.strip_suffix(suffix).is_some_and(|name| names.iter().any(|known| known == name))
        })
    });
    items.sort_by(|one, other| one.name.cmp(&other.name));
    items
}

fn print(shape: &mut String, item: &Item, depth: usize) {
    let _ = writeln!(shape, "{:indent$}{}", "", item.head, indent = depth * 4);
    for member in &item.members {
        print(shape, member, depth + 1);
    }
}

/// Whether a declaration speaks of uniffi's own parts, which no program should name.
fn is_internal(head: &str) -> bool {
    let parts = ["FfiConverter", "Uniffi", "uniffi", "RustBuffer", "ForeignBytes"];
    let names =
        ["NoHandle", "noHandle", "unsafeFromHandle", "withHandle", "InternalException", "InternalError"];
    head.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|word| names.contains(&word) || parts.iter().any(|part| word.starts_with(part)))
}

#[cfg(test)]
mod tests;
