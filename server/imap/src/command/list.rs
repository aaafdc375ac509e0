//! LIST (RFC 3501 §6.3.8) with selection and return options (RFC 5258), the folders' uses (RFC 6154), CHILDREN (RFC 3348)
//! and STATUS (RFC 5819).
//!
//! A name that has folders below it and is none itself is listed, as `\Noselect`, to clients that ask as in 2003, and as
//! `\NonExistent`, which they need not know, to those that ask by an extension.

pub(crate) mod pattern;

use std::fmt::Write;

use server_domain::folders::{Listed, SpecialUse};
use server_domain::mailbox::Role;

use crate::command::{Command, StatusItem, status};
use crate::connection::{Connection, Fault, Transport};
use crate::reply::{self, Answer};
use crate::session::Enabled;
use crate::syntax::words::{Expected, Words};
use crate::utf7;

/// Most bytes of all patterns together: matching takes as long as they are, for each folder.
const PATTERN_BYTES: usize = 1024;

/// What LIST is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct List {
    /// Whether options were said, even none of them.
    pub form: Form,
    /// Which names are wanted.
    pub names: Names,
    /// Of those, which.
    pub selection: Selection,
    /// What is to be said of each.
    pub returning: Returning,
}

/// Names by patterns; bytes as they came, in modified UTF-7 or UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Names {
    /// Where the patterns start.
    pub reference: Vec<u8>,
    /// With `*` and `%`; any of them.
    pub patterns: Vec<Vec<u8>>,
}

/// How the client asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As RFC 3501 has it.
    Basic,
    /// With options or several patterns (RFC 5258).
    Extended,
}

/// Selection options (RFC 5258 §3.1). There are no remote folders, so REMOTE adds none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Selection {
    pub subscribed: bool,
    pub special_use: bool,
    pub recursive: bool,
}

/// Return options (RFC 5258 §3.2). Children and uses are always said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Returning {
    pub subscribed: bool,
    pub status: Vec<StatusItem>,
}

/// ` (SUBSCRIBED) "" (INBOX Work/%) RETURN (CHILDREN STATUS (UNSEEN))`.
pub(crate) fn parse(words: &mut Words<'_>) -> Result<Command, Expected> {
    let mut form = Form::Basic;
    words.space()?;
    let mut selection = Selection::default();
    if words.peek() == Some(b'(') {
        form = Form::Extended;
        words.list_or_empty(|words| select_option(words, &mut selection))?;
        if selection.recursive && !selection.subscribed && !selection.special_use {
            return Err(Expected("SUBSCRIBED or SPECIAL-USE beside RECURSIVEMATCH"));
        }
        words.space()?;
    }
    let reference = words.astring()?.into_owned();
    words.space()?;
    let patterns = if words.peek() == Some(b'(') {
        form = Form::Extended;
        words.list(|words| Ok(words.pattern()?.into_owned()))?
    } else {
        vec![words.pattern()?.into_owned()]
    };
    let mut returning = Returning { subscribed: selection.subscribed, status: Vec::new() };
    if words.take(b' ') {
        form = Form::Extended;
        if !words.take_word("RETURN") {
            return Err(Expected("RETURN"));
        }
        words.space()?;
        words.list_or_empty(|words| return_option(words, &mut returning))?;
    }
    Ok(Command::List(List { form, names: Names { reference, patterns }, selection, returning }))
}

/// ` "" Work/%`, of LSUB.
pub(crate) fn parse_names(words: &mut Words<'_>) -> Result<Names, Expected> {
    words.space()?;
    let reference = words.astring()?.into_owned();
    words.space()?;
    Ok(Names { reference, patterns: vec![words.pattern()?.into_owned()] })
}

fn select_option(words: &mut Words<'_>, selection: &mut Selection) -> Result<(), Expected> {
    match words.atom()?.to_ascii_uppercase().as_str() {
        "SUBSCRIBED" => selection.subscribed = true,
        "SPECIAL-USE" => selection.special_use = true,
        "RECURSIVEMATCH" => selection.recursive = true,
        "REMOTE" => {}
        _ => return Err(Expected("SUBSCRIBED, REMOTE, RECURSIVEMATCH or SPECIAL-USE")),
    }
    Ok(())
}

fn return_option(words: &mut Words<'_>, returning: &mut Returning) -> Result<(), Expected> {
    match words.atom()?.to_ascii_uppercase().as_str() {
        "SUBSCRIBED" => returning.subscribed = true,
        "CHILDREN" | "SPECIAL-USE" => {}
        "STATUS" => {
            words.space()?;
            returning.status = status::items(words)?;
        }
        _ => return Err(Expected("SUBSCRIBED, CHILDREN, SPECIAL-USE or STATUS")),
    }
    Ok(())
}

pub(super) async fn run<S: Transport>(on: &mut Connection<S>, list: &List) -> Result<Answer, Fault> {
    if list.form == Form::Basic && list.names.asks_for_delimiter() {
        on.lines.write(b"* LIST (\\Noselect) \"/\" \"\"\r\n").await?;
        return Ok(Answer::ok("That is between levels"));
    }
    list.names.check()?;
    let who = on.who()?;
    let all = on.phone().folder_names(&who).await?;
    let enabled = on.enabled;
    for listed in &all {
        if !list.names.match_name(&listed.name, enabled) {
            continue;
        }
        let is_chosen = chosen(listed, list.selection);
        let below =
            || all.iter().filter(|other| other.is_below(&listed.name) && chosen(other, list.selection));
        let child_info = list.selection.recursive && below().next().is_some();
        // For those below that are listed themselves nobody needs their parent (RFC 5258 §3.3).
        let stands_for_others =
            || list.selection.recursive && below().any(|other| !list.names.match_name(&other.name, enabled));
        if !is_chosen && !stands_for_others() {
            continue;
        }
        // RFC 9051 has no LIST without options.
        let form = if enabled.rev2 { Form::Extended } else { list.form };
        let mut line = line_of(listed, form, list.returning.subscribed, enabled);
        if child_info {
            let _ = write!(line, " (\"CHILDINFO\" ({}))", criteria(list.selection));
        }
        line.push_str("\r\n");
        on.lines.write(line.as_bytes()).await?;
        if listed.folder.is_some() && !list.returning.status.is_empty() {
            match status::write(on, &listed.name, &list.returning.status).await {
                // Deleted since it was listed.
                Err(Fault::Answer(_)) => {}
                written => written?,
            }
        }
    }
    Ok(Answer::ok("That is all"))
}

impl Names {
    /// A question for what is between levels (RFC 3501 §6.3.8).
    pub(super) fn asks_for_delimiter(&self) -> bool {
        self.patterns.iter().all(Vec::is_empty)
    }

    /// Refuses patterns that would take too long to match.
    pub(super) fn check(&self) -> Result<(), Fault> {
        let bytes: usize =
            self.patterns.iter().map(|pattern| pattern.len().saturating_add(self.reference.len())).sum();
        if bytes <= PATTERN_BYTES {
            return Ok(());
        }
        let text = format!("Patterns too long (limit {PATTERN_BYTES} bytes together)");
        Err(Fault::Answer(Answer::limit(text)))
    }

    /// Whether one of the patterns matches the name, as this client spells it.
    pub(super) fn match_name(&self, name: &str, enabled: Enabled) -> bool {
        let encoded = utf7::encode(name);
        self.patterns.iter().filter(|pattern| !pattern.is_empty()).any(|pattern| {
            let wanted = [self.reference.as_slice(), pattern.as_slice()].concat();
            let is_utf8 = enabled.utf8 || enabled.rev2 || !wanted.is_ascii();
            pattern::matches(&wanted, if is_utf8 { name } else { &encoded })
        })
    }
}

fn chosen(listed: &Listed, selection: Selection) -> bool {
    let exists = listed.folder.is_some() || listed.has_children;
    (!selection.subscribed || listed.is_subscribed)
        && (!selection.special_use || use_of(listed).is_some())
        && (selection.subscribed || exists)
}

fn criteria(selection: Selection) -> &'static str {
    match (selection.subscribed, selection.special_use) {
        (true, true) => "\"SUBSCRIBED\" \"SPECIAL-USE\"",
        (_, true) => "\"SPECIAL-USE\"",
        (_, false) => "\"SUBSCRIBED\"",
    }
}

/// `* LIST (…) "/" Work` of a folder that was opened or renamed (RFC 9051 §6.3.2, §7.3.1), without its end. Nothing if there
/// is none of that name any more.
pub(super) async fn line_for<S: Transport>(
    on: &mut Connection<S>,
    name: &str,
) -> Result<Option<String>, Fault> {
    let who = on.who()?;
    let all = on.phone().folder_names(&who).await?;
    let listed = all.iter().find(|listed| listed.name == name);
    Ok(listed.map(|listed| line_of(listed, Form::Extended, false, on.enabled)))
}

fn line_of(listed: &Listed, form: Form, subscribed: bool, enabled: Enabled) -> String {
    let attributes = attributes(listed, form, subscribed);
    format!("* LIST ({attributes}) \"/\" {}", reply::folder_name(&listed.name, enabled))
}

fn attributes(listed: &Listed, form: Form, subscribed: bool) -> String {
    let missing = match (&listed.folder, form) {
        (Some(_), _) => None,
        (None, Form::Basic) => Some("\\Noselect"),
        (None, Form::Extended) => Some("\\NonExistent"),
    };
    let children = if listed.has_children { "\\HasChildren" } else { "\\HasNoChildren" };
    let subscribed = (subscribed && listed.is_subscribed).then_some("\\Subscribed");
    let all = [missing, Some(children), use_of(listed), subscribed];
    all.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// RFC 6154 §2. INBOX needs none: its name says it.
pub(super) fn use_of(listed: &Listed) -> Option<&'static str> {
    let folder = listed.folder.as_ref()?;
    match folder.role {
        Some(Role::Drafts) => Some("\\Drafts"),
        Some(Role::Sent) => Some("\\Sent"),
        Some(Role::Trash) => Some("\\Trash"),
        Some(Role::Inbox) => None,
        None => folder.special_use.map(SpecialUse::attribute),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Result<List, Expected> {
        let mut words = Words::new(text.as_bytes());
        let Command::List(list) = parse(&mut words)? else { panic!("{text}") };
        words.end().map(|()| list)
    }

    #[test]
    fn options_patterns_and_status_are_read() {
        let list = parsed(
            " (subscribed RECURSIVEMATCH) \"\" (INBOX \"W*\" %) RETURN (CHILDREN STATUS (UNSEEN SIZE))",
        )
        .unwrap();
        assert_eq!(list.form, Form::Extended);
        assert!(list.selection.recursive && list.returning.subscribed);
        assert_eq!(list.names.patterns, [&b"INBOX"[..], b"W*", b"%"]);
        assert_eq!(list.returning.status, [StatusItem::Unseen, StatusItem::Size]);
        assert_eq!(parsed(" \"\" *").unwrap().form, Form::Basic);
        assert_eq!(parsed(" () \"\" *").unwrap().form, Form::Extended);
    }

    #[test]
    fn what_is_not_an_option_is_named() {
        assert!(parsed(" (RECURSIVEMATCH) \"\" *").is_err(), "RFC 5258 §3.1");
        assert!(parsed(" (NEW) \"\" *").is_err());
        assert!(parsed(" \"\" * RETURN (NEW)").is_err());
        assert!(parsed(" \"\" * RETURN").is_err());
        assert!(parsed(" \"\" ()").is_err());
    }

    proptest! {
        #[test]
        fn no_arguments_upset_the_reader(text in "[ -~]{0,60}|( ?[(]?(SUBSCRIBED|\"\"|[*]|RETURN|STATUS|[(]|[)])){0,9}") {
            let _ = parsed(&text);
        }
    }
}
