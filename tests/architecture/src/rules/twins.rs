//! The two apps are twins: the same screens, states, events, texts and sample data, each said in its own language.
//!
//! What is read is the shape of the sources and no more: one field or case per line, as both sides are written.

use std::collections::BTreeMap;

use crate::tree::Tree;
use crate::violation::Violation;

const KOTLIN: &str = "android-demo/link/src/main/kotlin/org/mobilelink/app/";
const SWIFT: &str = "ios-demo/LinkCore/Sources/LinkCore/";
const TEXTS: &[(&str, &str)] = &[
    (
        "android-demo/screens/src/main/res/values/strings.xml",
        "ios-demo/App/Resources/en.lproj/Localizable.strings",
    ),
    (
        "android-demo/screens/src/main/res/values-de/strings.xml",
        "ios-demo/App/Resources/de.lproj/Localizable.strings",
    ),
];
const SAMPLES: (&str, &str) = ("Samples.kt", "Samples.swift");

/// What one app has and the other lacks, or says otherwise.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    shapes(tree, &mut found);
    for (android, ios) in TEXTS {
        texts(tree, android, ios, &mut found);
    }
    samples(tree, &mut found);
    found
}

/// Every type of the states and events, with its fields or cases in order.
fn shapes(tree: &Tree, found: &mut Vec<Violation>) {
    let kotlin = types_under(tree, KOTLIN, ".kt", kotlin_types);
    let swift = types_under(tree, SWIFT, ".swift", swift_types);
    if kotlin.is_empty() && swift.is_empty() {
        return;
    }
    for (name, (path, members)) in &kotlin {
        match swift.get(name) {
            None => found.push(Violation::of_file(path, format!("`{name}` has no twin in {SWIFT}"))),
            Some((_, twins)) if twins != members => {
                let what = format!("`{name}` has {members:?}, its twin in Swift has {twins:?}");
                found.push(Violation::of_file(path, what));
            }
            Some(_) => {}
        }
    }
    for (name, (path, _)) in swift.iter().filter(|(name, _)| !kotlin.contains_key(*name)) {
        found.push(Violation::of_file(path, format!("`{name}` has no twin in {KOTLIN}")));
    }
}

/// Reads the types of a file, each with the names in it.
type Read = fn(&str) -> Vec<(String, Vec<String>)>;

type Types = BTreeMap<String, (String, Vec<String>)>;

/// Only types that end in `State`, `Event` or `Row`, and the screens themselves: these are what the two share.
fn types_under(tree: &Tree, folder: &str, end: &str, read: Read) -> Types {
    let files = tree.under(folder).filter(|(path, _)| path.ends_with(end));
    let types = files
        .flat_map(|(path, text)| read(text).into_iter().map(move |(name, members)| (name, path, members)));
    types
        .filter(|(name, ..)| {
            name == "Screen" || ["State", "Event", "Row"].iter().any(|end| name.ends_with(end))
        })
        .map(|(name, path, members)| (name, (path.to_owned(), members)))
        .collect()
}

/// `data class X(` with a `val` per line, and `sealed interface X {` with a `data class` or `data object` per line.
fn kotlin_types(text: &str) -> Vec<(String, Vec<String>)> {
    let mut types: Vec<(String, Vec<String>)> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let trimmed = line.trim_start();
        if let Some(name) = line.strip_prefix("data class ").or(line.strip_prefix("sealed interface ")) {
            types.push((identifier(name), Vec::new()));
            open = true;
        } else if line.starts_with(')') || line.starts_with('}') {
            open = false;
        } else if let (true, Some((_, members))) = (open, types.last_mut()) {
            let member =
                ["val ", "data class ", "data object "].iter().find_map(|word| trimmed.strip_prefix(word));
            members.extend(member.map(|name| lower_first(&identifier(name))));
        }
    }
    types
}

/// `public struct X` with a `public var` or `public let` per line, and `public enum X` with a `case` per line.
fn swift_types(text: &str) -> Vec<(String, Vec<String>)> {
    let mut types: Vec<(String, Vec<String>)> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let trimmed = line.trim_start();
        let shallow = line.len() - trimmed.len() <= 4;
        if let Some(name) = line.strip_prefix("public struct ").or(line.strip_prefix("public enum ")) {
            types.push((identifier(name), Vec::new()));
            open = true;
        } else if line.starts_with('}') {
            open = false;
        } else if let (true, true, Some((_, members))) = (open, shallow, types.last_mut()) {
            // What is computed is no field.
            let member =
                ["public var ", "public let ", "case "].iter().find_map(|word| trimmed.strip_prefix(word));
            members.extend(member.filter(|name| !name.trim_end().ends_with('{')).map(identifier));
        }
    }
    types
}

fn texts(tree: &Tree, android: &str, ios: &str, found: &mut Vec<Violation>) {
    let (master, copy) = match (tree.text(android), tree.text(ios)) {
        (Some(master), Some(copy)) => (android_texts(master), ios_texts(copy)),
        (None, None) => return,
        (Some(_), None) => return found.push(Violation::of_file(android, format!("has no twin {ios}"))),
        (None, Some(_)) => return found.push(Violation::of_file(ios, format!("has no twin {android}"))),
    };
    for (key, text) in &master {
        match copy.get(key) {
            None => found.push(Violation::of_file(ios, format!("lacks `{key}`"))),
            Some(twin) if twin != text => {
                found.push(Violation::of_file(ios, format!("`{key}` is {twin:?}, and on Android {text:?}")));
            }
            Some(_) => {}
        }
    }
    for key in copy.keys().filter(|key| !master.contains_key(*key)) {
        found.push(Violation::of_file(android, format!("lacks `{key}`")));
    }
}

/// `<string name="key">text</string>`, placeholders written as iOS has them.
fn android_texts(xml: &str) -> BTreeMap<String, String> {
    let elements = xml.split("<string name=\"").skip(1);
    elements
        .filter_map(|element| {
            let (key, rest) = element.split_once('"')?;
            let (_, rest) = rest.split_once('>')?;
            let (text, _) = rest.split_once("</string>")?;
            let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            let text = text.replace("\\'", "'").replace("\\\"", "\"").replace("\\n", "\n");
            Some((key.to_owned(), text.replace("$s", "$@").replace("$d", "$lld")))
        })
        .collect()
}

/// `"key" = "text";`, one a line.
fn ios_texts(strings: &str) -> BTreeMap<String, String> {
    let lines = strings.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix("\";"));
    lines
        .filter_map(|line| line.split_once("\" = \""))
        .map(|(key, text)| (key.to_owned(), text.replace("\\\"", "\"").replace("\\n", "\n")))
        .collect()
}

/// The texts between quotes, in order, are the sample data.
fn samples(tree: &Tree, found: &mut Vec<Violation>) {
    let one = |folder: &'static str, name: &str| {
        tree.under(folder)
            .find(|(path, _)| path.ends_with(&format!("/{name}")))
            .map(|(path, text)| (path, literals(text)))
    };
    let ((kotlin, master), (_, copy)) = match (one("android-demo/", SAMPLES.0), one("ios-demo/", SAMPLES.1)) {
        (Some(kotlin), Some(swift)) => (kotlin, swift),
        (Some((kotlin, _)), None) => {
            return found.push(Violation::of_file(kotlin, format!("has no twin {}", SAMPLES.1)));
        }
        (None, Some((swift, _))) => {
            return found.push(Violation::of_file(swift, format!("has no twin {}", SAMPLES.0)));
        }
        (None, None) => return,
    };
    let differing = master.iter().zip(&copy).find(|(a, b)| a != b);
    if let Some((a, b)) = differing {
        found.push(Violation::of_file(kotlin, format!("has the sample {a:?} where its twin has {b:?}")));
    } else if master.len() != copy.len() {
        let what = format!("has {} texts, its twin has {}", master.len(), copy.len());
        found.push(Violation::of_file(kotlin, what));
    }
}

fn literals(text: &str) -> Vec<String> {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//") && !line.trim_start().starts_with('*'));
    code.flat_map(|line| line.split('"').skip(1).step_by(2)).map(str::to_owned).collect()
}

fn identifier(text: &str) -> String {
    // Swift puts its own words into backticks.
    text.trim_start_matches('`').chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
