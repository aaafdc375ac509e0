//! What a Kotlin program may name.

use super::c_like::{Raw, declarations, outside_brackets, parameters, spaced, without_comments};
use super::{Item, is_internal};

const MODIFIERS: &[&str] = &[
    "public",
    "open",
    "data",
    "enum",
    "sealed",
    "abstract",
    "override",
    "suspend",
    "inline",
    "operator",
    "const",
    "companion",
    "final",
    "lateinit",
];

/// uniffi's, public or not.
const ITS_OWN: &[&str] = &["Disposable", "NoHandle"];

/// The line `package …`.
pub(super) fn package(text: &str) -> String {
    text.lines().find(|line| line.starts_with("package ")).unwrap_or_default().trim().to_owned()
}

/// The public declarations of a file.
pub(super) fn items(text: &str) -> Vec<Item> {
    let mut found = in_body(&without_comments(text), false);
    // uniffi's extensions, such as `T.use`, have no name of their own here.
    found.retain(|item| !item.name.is_empty() && !ITS_OWN.contains(&item.name.as_str()));
    found
}

fn in_body(code: &str, nested: bool) -> Vec<Item> {
    let (mut found, mut throws) = (Vec::new(), None);
    for raw in declarations(code) {
        let (annotations, head) = without_annotations(&raw.head);
        throws = annotations.iter().find_map(|name| thrown(name)).or(throws);
        if head.is_empty() {
            continue;
        }
        if let Some(mut item) = item(&head, &raw, nested) {
            if let Some(error) = &throws {
                item.head = format!("{} throws {error}", item.head);
            }
            found.push(item);
        }
        throws = None;
    }
    found
}

fn item(head: &str, raw: &Raw, nested: bool) -> Option<Item> {
    let words: Vec<&str> = head.split_whitespace().collect();
    let kind_at = words.iter().position(|word| !MODIFIERS.contains(word))?;
    let kind = *words.get(kind_at)?;
    let head = head.replace("override ", "").replace("public ", "").replace("open ", "");
    let body = raw.body.as_deref().unwrap_or_default();
    match kind {
        "companion" | "object" if words.contains(&"companion") => {
            let mut members = in_body(body, true);
            members.retain(|member| !is_internal(&member.head));
            (!members.is_empty() && !is_internal(&head)).then(|| {
                let mut item = Item::of("companion object", "companion object");
                item.members = members;
                item
            })
        }
        "class" | "interface" | "object" => {
            let item = type_of(&head, kind, body, nested);
            (!is_internal(&item.name) && !is_internal(&item.head)).then_some(item)
        }
        "fun" | "val" | "var" | "typealias" => {
            let end = if kind == "typealias" { None } else { outside_brackets(&head, " =") };
            let head = head.get(..end.unwrap_or(head.len())).unwrap_or_default();
            let head = head.split(" get()").next().unwrap_or_default().to_owned();
            let name = words.get(kind_at + 1)?;
            let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            (!is_internal(&head)).then(|| Item::of(name, head))
        }
        // Constants of an enum.
        _ if nested
            && kind.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || "_,".contains(c)) =>
        {
            let name = kind.trim_end_matches(',');
            Some(Item::of(name, name))
        }
        _ => None,
    }
}

/// A class with the parameters of its constructor: each on a line, or in brackets when it stands inside another.
fn type_of(head: &str, kind: &str, body: &str, nested: bool) -> Item {
    let after = head.split_once(&format!("{kind} ")).map_or("", |(_, after)| after);
    let name: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let rest = after.get(name.len()..).unwrap_or_default();
    let before = head.get(..head.len() - rest.len()).unwrap_or_default();
    let (list, above) = if rest.starts_with('(') {
        let end = outside_brackets(rest, ")").unwrap_or(rest.len());
        (rest.get(1..end).unwrap_or_default(), rest.get(end + 1..).unwrap_or_default())
    } else {
        ("", rest)
    };
    if nested {
        let list = parameters(list).join(", ");
        return Item::of(name, if list.is_empty() { before.to_owned() } else { format!("{before}({list})") });
    }
    let mut item = Item::of(name, format!("{before}{above}"));
    item.members =
        parameters(list).into_iter().map(|parameter| Item::of(parameter.clone(), parameter)).collect();
    item.members.extend(in_body(body, true));
    item
}

/// The annotations before a declaration, and the declaration as it is printed.
fn without_annotations(head: &str) -> (Vec<String>, String) {
    let (mut annotations, mut rest) = (Vec::new(), head.trim());
    while rest.starts_with('@') {
        let blank = outside_brackets(rest, " ").unwrap_or(rest.len());
        // uniffi writes `@Throws(…)fun` without a blank.
        let end = outside_brackets(rest, ")").map_or(blank, |bracket| blank.min(bracket + 1));
        annotations.push(rest.get(..end).unwrap_or_default().to_owned());
        rest = rest.get(end..).unwrap_or_default().trim();
    }
    (annotations, spaced(&rest.replace('`', "").replace("kotlin.", "")))
}

/// `LinkException` of `@Throws(LinkException::class)`.
fn thrown(annotation: &str) -> Option<String> {
    Some(annotation.strip_prefix("@Throws(")?.trim_end_matches(')').replace("::class", ""))
}
