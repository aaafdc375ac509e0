//! What a Swift program may name.

use super::c_like::{declarations, parameters, spaced, without_comments};
use super::{Item, is_internal};

const TYPES: &[&str] = &["struct", "class", "enum", "protocol", "actor"];

/// The public declarations of a file.
pub(super) fn items(text: &str) -> Vec<Item> {
    in_body(&without_comments(text), "")
}

/// What is declared inside a type of the kind `within`; the file itself is no kind.
fn in_body(code: &str, within: &str) -> Vec<Item> {
    let mut found = Vec::new();
    for raw in declarations(code) {
        let head = printed(&raw.head);
        let public = head.starts_with("public ") || head.starts_with("open ");
        let seen = public || within == "protocol" || (within == "enum" && head.starts_with("case "));
        let head = head.trim_start_matches("public ").trim_start_matches("open ").to_owned();
        let words: Vec<&str> = head.split_whitespace().collect();
        let Some(kind_at) = words.iter().position(|word| !matches!(*word, "static" | "final" | "required"))
        else {
            continue;
        };
        let kind = words.get(kind_at).copied().unwrap_or_default();
        let kind: String = kind.chars().take_while(|c| c.is_alphanumeric()).collect();
        let name = words.get(kind_at + 1).copied().unwrap_or_default();
        let name: String = name.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let told = TYPES.contains(&kind.as_str())
            || matches!(kind.as_str(), "func" | "var" | "let" | "case" | "typealias");
        if !seen || !told || is_internal(&head) {
            continue;
        }
        let mut item = Item::of(name, head);
        if TYPES.contains(&kind.as_str()) {
            item.members = in_body(raw.body.as_deref().unwrap_or_default(), &kind);
        }
        found.push(item);
    }
    found
}

/// One way to write what uniffi writes in several: `f()async throws  -> T`, brackets over many lines.
fn printed(head: &str) -> String {
    let head = spaced(&head.replace('`', "").replace("@unchecked ", ""));
    let head = head.replace(")async", ") async").replace(")throws", ") throws").replace(",@", ", @");
    match (head.starts_with("case "), head.split_once('(')) {
        (true, Some((case, list))) => {
            let list = list.strip_suffix(')').unwrap_or(list);
            format!("{case}({})", parameters(list).join(", "))
        }
        _ => head,
    }
}
