//! GETMETADATA and SETMETADATA (RFC 5464): annotations of the mailbox (`""`) and of folders.

use server_domain::annotations::Entry;

use crate::command::{Command, FolderName};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{self, Answer, Code};
use crate::syntax::words::{Expected, Words};

/// What GETMETADATA is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wanted {
    /// Folder; empty for the whole mailbox.
    pub of: FolderName,
    /// These, and as deep below them as `depth` says.
    pub entries: Vec<Entry>,
    /// Levels below; none is infinitely many.
    pub depth: Option<usize>,
    /// Longer values are left out.
    pub most_bytes: Option<usize>,
}

/// ` (MAXSIZE 1024 DEPTH 1) INBOX (/private/comment /shared/comment)`.
///
/// Options are taken before the folder, as RFC 5464 §5 writes them, and behind it, as some programs do.
pub(crate) fn parse_get(words: &mut Words<'_>) -> Result<Command, Expected> {
    let mut wanted =
        Wanted { of: FolderName(String::new()), entries: Vec::new(), depth: Some(0), most_bytes: None };
    words.space()?;
    let options_first = words.peek() == Some(b'(');
    if options_first {
        options(words, &mut wanted)?;
        words.space()?;
    }
    wanted.of = words.folder()?;
    words.space()?;
    let mut ahead = words.clone();
    if !options_first && options(&mut ahead, &mut wanted).is_ok() {
        *words = ahead;
        words.space()?;
    }
    wanted.entries = match words.peek() {
        Some(b'(') => words.list(entry)?,
        _ => vec![entry(words)?],
    };
    Ok(Command::GetMetadata(wanted))
}

fn options(words: &mut Words<'_>, wanted: &mut Wanted) -> Result<(), Expected> {
    words
        .list(|words| match words.atom()?.to_ascii_uppercase().as_str() {
            "MAXSIZE" => {
                words.space()?;
                wanted.most_bytes = Some(usize::try_from(words.number()?).unwrap_or(usize::MAX));
                Ok(())
            }
            "DEPTH" => {
                words.space()?;
                wanted.depth = match words.atom()?.to_ascii_lowercase().as_str() {
                    "0" => Some(0),
                    "1" => Some(1),
                    "infinity" => None,
                    _ => return Err(Expected("DEPTH 0, 1 or infinity")),
                };
                Ok(())
            }
            _ => Err(Expected("MAXSIZE or DEPTH")),
        })
        .map(drop)
}

/// ` INBOX (/private/comment "x" /shared/comment NIL)`.
pub(crate) fn parse_set(words: &mut Words<'_>) -> Result<Command, Expected> {
    words.space()?;
    let of = words.folder()?;
    words.space()?;
    let changes = words.list(|words| {
        let entry = entry(words)?;
        words.space()?;
        let value = if words.take(b'~') { Some(words.string()?) } else { words.nstring()? };
        Ok((entry, value.map(|value| value.into_owned())))
    })?;
    Ok(Command::SetMetadata { of, changes })
}

fn entry(words: &mut Words<'_>) -> Result<Entry, Expected> {
    let name = words.astring()?;
    let entry = std::str::from_utf8(&name).ok().and_then(|name| name.parse().ok());
    entry.ok_or(Expected("an entry that starts with /private/ or /shared/"))
}

pub(super) async fn get<S: Transport>(on: &mut Connection<S>, wanted: &Wanted) -> Result<Answer, Fault> {
    let who = on.who()?;
    let all = on.phone().annotations(&who, &wanted.of.0).await?;
    let is_wanted = |name: &Entry| {
        let below = |above: &Entry| name.levels_below(above);
        wanted.entries.iter().filter_map(below).any(|levels| wanted.depth.is_none_or(|most| levels <= most))
    };
    let mut longest_left_out = None;
    let mut said: Vec<Vec<u8>> = Vec::new();
    for (name, value) in all.iter().filter(|(name, _)| is_wanted(name)) {
        if wanted.most_bytes.is_some_and(|most| value.len() > most) {
            longest_left_out = longest_left_out.max(Some(value.len()));
            continue;
        }
        said.push([reply::entry(name).as_bytes(), b" ", &value_as_said(value)].concat());
    }
    // Asked for by its own name, what is not there is said not to be.
    let missing = wanted.entries.iter().filter(|entry| all.iter().all(|(name, _)| name != *entry));
    let nothing = |name| format!("{} NIL", reply::entry(name)).into_bytes();
    said.extend(missing.filter(|_| wanted.depth == Some(0)).map(nothing));
    if !said.is_empty() {
        let name = reply::folder_name(&wanted.of.0, on.enabled);
        on.lines.write(format!("* METADATA {name} (").as_bytes()).await?;
        on.lines.write(&said.join(&b' ')).await?;
        on.lines.write(b")\r\n").await?;
    }
    let answer = Answer::ok("That is noted");
    Ok(match longest_left_out {
        Some(bytes) => answer.with_code(Code::MetadataLongEntries(bytes)),
        None => answer,
    })
}

/// Quoted, or a literal; one of RFC 3516 only where there are NULs, which no other kind can hold.
fn value_as_said(value: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(value) {
        Ok(text) if !value.contains(&0) => reply::string(text).into_bytes(),
        _ => {
            let kind = if value.contains(&0) { "~" } else { "" };
            [format!("{kind}{{{}}}\r\n", value.len()).as_bytes(), value].concat()
        }
    }
}

pub(super) async fn set<S: Transport>(
    on: &mut Connection<S>,
    of: &FolderName,
    changes: &[(Entry, Option<Vec<u8>>)],
) -> Result<Answer, Fault> {
    let who = on.who()?;
    let changed = on.phone().annotate(&who, &of.0, changes).await?;
    if let Some(watch) = &mut on.watch {
        watch.annotated(changed);
    }
    Ok(Answer::ok("Noted"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn got(text: &str) -> Wanted {
        match parse_get(&mut Words::new(text.as_bytes())).unwrap() {
            Command::GetMetadata(wanted) => wanted,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn options_may_stand_on_either_side_of_the_folder() {
        let wanted = got(" (MAXSIZE 10 DEPTH infinity) INBOX (/private/a /shared/b)");
        assert_eq!((wanted.depth, wanted.most_bytes, wanted.entries.len()), (None, Some(10), 2));
        let wanted = got(" \"\" (DEPTH 1) /private/a");
        assert_eq!((wanted.of.0.as_str(), wanted.depth), ("", Some(1)));
        assert_eq!(got(" \"\" (/private/a)").depth, Some(0));
    }

    #[test]
    fn a_value_is_any_string_or_nothing() {
        let mut words = Words::new(b" INBOX (/private/a NIL /private/b {1}\r\nx /private/c ~{2}\r\n\0y)");
        let Command::SetMetadata { changes, .. } = parse_set(&mut words).unwrap() else { panic!() };
        let values: Vec<_> = changes.into_iter().map(|(_, value)| value).collect();
        assert_eq!(values, [None, Some(b"x".to_vec()), Some(b"\0y".to_vec())]);
    }

    proptest! {
        #[test]
        fn no_arguments_upset_the_readers(text in "[ -~]{0,60}|( ?[(]?(DEPTH|/private/a|1|\"\"|[)])){0,8}") {
            let _ = parse_get(&mut Words::new(text.as_bytes()));
            let _ = parse_set(&mut Words::new(text.as_bytes()));
        }
    }
}
