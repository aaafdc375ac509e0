//! Reads from a Markdown page what can be compared with the code: fenced commands, links, paths in backticks.

/// The commands of every fenced block marked `sh`, `bash` or `console`, each with its line number.
///
/// A line that ends in `\` is joined to the next; a leading `$ ` is dropped, and so are comments and blank lines. In a
/// `console` block only lines with a `$ ` are commands, the others being what the terminal answers.
pub fn commands(text: &str) -> Vec<(usize, String)> {
    let (mut found, mut fence, mut open) = (Vec::new(), None::<String>, None::<(usize, String)>);
    for (number, line) in numbered(text) {
        let trimmed = line.trim();
        if let Some(mark) = trimmed.strip_prefix("```") {
            fence = if fence.is_some() { None } else { Some(mark.trim().to_owned()) };
            continue;
        }
        let continued = open.is_some();
        let typed = match (fence.as_deref(), trimmed.strip_prefix("$ ")) {
            (Some("sh" | "bash" | "console"), Some(typed)) => typed,
            (Some("sh" | "bash"), None) => trimmed,
            (Some("console"), None) if continued => trimmed,
            _ => continue,
        };
        if typed.is_empty() || typed.starts_with('#') {
            continue;
        }
        let (first, before) = open.take().unwrap_or((number, String::new()));
        match typed.strip_suffix('\\') {
            Some(part) => open = Some((first, format!("{before}{} ", part.trim_end()))),
            None => found.push((first, format!("{before}{typed}"))),
        }
    }
    found
}

/// What stands between single backticks outside fenced blocks, each with its line number.
pub fn quoted(text: &str) -> Vec<(usize, &str)> {
    prose(text)
        .flat_map(|(number, line)| line.split('`').skip(1).step_by(2).map(move |quote| (number, quote)))
        .collect()
}

/// The targets of links outside fenced blocks, each with its line number.
pub fn links(text: &str) -> Vec<(usize, &str)> {
    prose(text)
        .flat_map(|(number, line)| {
            line.split("](").skip(1).filter_map(move |after| Some((number, after.split_once(')')?.0)))
        })
        .collect()
}

fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    numbered(text).filter(move |(_, line)| {
        let mark = line.trim_start().starts_with("```");
        fenced ^= mark;
        !fenced && !mark
    })
}

fn numbered(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_come_from_shell_blocks_only() {
        let page =
            "```sh\n# why\ncargo xtask \\\n  test\n```\n```json\n{}\n```\n```console\n$ ls\nanswer\n```\n";
        assert_eq!(commands(page), [(3, "cargo xtask test".to_owned()), (10, "ls".to_owned())]);
    }

    #[test]
    fn quotes_and_links_come_from_prose_only() {
        let page = "See [it](server/x.md) and `server/y.rs`.\n```sh\n[no](no) `no`\n```\n";
        assert_eq!(links(page), [(1, "server/x.md")]);
        assert_eq!(quoted(page), [(1, "server/y.rs")]);
    }
}
