//! What a Python program may name: lines and their indentation are enough.

use super::{Item, is_internal};

/// The public declarations of a module.
pub(super) fn items(text: &str) -> Vec<Item> {
    let lines = without_docstrings(text);
    let mut found: Vec<Item> = Vec::new();
    for item in in_block(&lines, 0) {
        // An error is declared twice: as an exception, then with its cases.
        match found.iter_mut().find(|known| known.name == item.name) {
            Some(known) => known.members.extend(item.members),
            None => found.push(item),
        }
    }
    found
}

fn in_block(lines: &[&str], indent: usize) -> Vec<Item> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        at += 1;
        if indentation(line) != indent {
            continue;
        }
        let inside = lines.get(at..).unwrap_or_default();
        let length = inside.iter().take_while(|line| indentation(line) > indent).count();
        found.extend(item(line.trim(), inside.get(..length).unwrap_or_default(), indent));
        at += length;
    }
    found
}

fn item(line: &str, inside: &[&str], indent: usize) -> Option<Item> {
    let code = line.split("  # type").next().unwrap_or(line);
    let name_of =
        |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    if let Some(rest) = code.strip_prefix("class ") {
        let name = name_of(rest);
        return (!is_hidden(&name)).then(|| class(&name, rest, inside, indent));
    }
    if let Some(rest) = code.strip_prefix("async def ").or_else(|| code.strip_prefix("def ")) {
        let name = name_of(rest);
        let told = !is_hidden(&name) && !name.starts_with("is_");
        let head = code.trim_end_matches(':').replace("(self, ", "(").replace("(self)", "()");
        let head = head.replace("(cls, ", "(").replace(", )", ")").replace(",)", ")");
        return told.then(|| Item::of(name, commas(&head)));
    }
    let name = name_of(code);
    let is_case = indent > 0 && code.get(name.len()..).is_some_and(|rest| rest.starts_with(" = "));
    let upper = name.starts_with(|c: char| c.is_ascii_uppercase()) && name == name.to_uppercase();
    (is_case && upper).then(|| Item::of(name.clone(), name))
}

/// A class with what its constructor takes: each on a line, or in brackets when it stands inside another.
fn class(name: &str, rest: &str, inside: &[&str], indent: usize) -> Item {
    let deeper = inside.first().map_or(indent + 4, |line| indentation(line));
    let constructor = inside.iter().find_map(|line| {
        let list = (indentation(line) == deeper).then(|| line.trim().strip_prefix("def __init__("))??;
        Some(list.split_once(')').map_or(list, |(list, _)| list))
    });
    let taken = constructor.unwrap_or_default().split(", ").flat_map(|piece| piece.split(','));
    let taken = taken.map(str::trim).filter(|piece| !piece.is_empty() && *piece != "self");
    let fields: Vec<String> = taken.filter(|piece| !piece.starts_with('*')).map(typed).collect();
    let fields = joined_brackets(fields);
    if indent > 0 {
        let list = if fields.is_empty() { String::new() } else { format!("({})", fields.join(", ")) };
        return Item::of(name, format!("class {name}{list}"));
    }
    let above = rest.get(name.len()..).unwrap_or_default().trim_end_matches(':').replace("()", "");
    let mut item = Item::of(name, format!("class {name}{above}"));
    item.members = fields.into_iter().map(|field| Item::of(field.clone(), field)).collect();
    item.members.extend(in_block(inside, deeper));
    item
}

/// `typing.Dict[str` and `int]` were one piece.
fn joined_brackets(pieces: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for piece in pieces {
        match joined.last_mut().filter(|last| last.matches('[').count() > last.matches(']').count()) {
            Some(last) => *last = format!("{last}, {piece}"),
            None => joined.push(piece),
        }
    }
    joined
}

fn typed(piece: &str) -> String {
    piece.split_once(':').map_or_else(|| piece.to_owned(), |(name, kind)| format!("{name}: {}", kind.trim()))
}

/// A blank after each comma.
fn commas(head: &str) -> String {
    head.split(',').map(str::trim).collect::<Vec<_>>().join(", ")
}

fn is_hidden(name: &str) -> bool {
    name.starts_with('_') || is_internal(name)
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The lines that hold code; a docstring begins and ends with `"""`, at the beginning or end of a line.
fn without_docstrings(text: &str) -> Vec<&str> {
    let mut inside = false;
    text.lines()
        .filter(|line| {
            let quotes = line.matches("\"\"\"").count();
            let was_inside = inside;
            inside ^= quotes % 2 == 1;
            !was_inside && quotes == 0 && !line.trim().is_empty() && !line.trim_start().starts_with('#')
        })
        .collect()
}
