//! How single values are written: identifiers, sets, flags, dates, strings and names (RFC 3501 §9).

use std::borrow::Cow;
use std::fmt::{self, Display, Write};
use std::ops::RangeInclusive;

use jiff::Timestamp;
use server_domain::FolderId;
use server_domain::annotations::Entry;
use server_domain::keywords::Keywords;
use server_domain::mailbox::Flags;

use crate::session::Enabled;
use crate::utf7;

/// A folder's identifier, which it keeps when it is renamed (RFC 8474 §4.1).
pub(crate) struct MailboxId(pub FolderId);

impl Display for MailboxId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "F{}", self.0.0)
    }
}

/// Numbers or UIDs in their order, with runs shortened: `3,5:8`.
pub(crate) struct NumberSet<'a>(pub &'a [u32]);

impl Display for NumberSet<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let runs = self.0.chunk_by(|before, after| before.checked_add(1) == Some(*after));
        for (at, run) in runs.enumerate() {
            if at > 0 {
                f.write_char(',')?;
            }
            match run {
                [first, .., last] => write!(f, "{first}:{last}")?,
                [only] => write!(f, "{only}")?,
                [] => {}
            }
        }
        Ok(())
    }
}

/// UIDs or numbers in runs: `3,5:8`.
pub(crate) struct Ranges<'a>(pub &'a [RangeInclusive<u32>]);

impl Display for Ranges<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, run) in self.0.iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            match run.start() == run.end() {
                true => write!(f, "{comma}{}", run.start())?,
                false => write!(f, "{comma}{}:{}", run.start(), run.end())?,
            }
        }
        Ok(())
    }
}

/// Flags in brackets: `(\Seen \Deleted $Junk)`. Keywords without a name here are left out.
pub(crate) struct FlagList<'a> {
    /// Which ones.
    pub flags: Flags,
    /// The names of the keywords among them.
    pub keywords: &'a Keywords,
}

impl Display for FlagList<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('(')?;
        let mut between = "";
        let named = Flags::NAMED
            .iter()
            .copied()
            .chain(self.keywords.iter().map(|(flag, keyword)| (flag, keyword.as_str())));
        for (_, name) in named.filter(|(flag, _)| self.flags.contains(*flag)) {
            write!(f, "{between}{name}")?;
            between = " ";
        }
        f.write_char(')')
    }
}

/// INTERNALDATE, in quotes and UTC (RFC 3501 §9, `date-time`).
pub(crate) fn internal_date(at: Timestamp) -> String {
    at.strftime("\"%e-%b-%Y %H:%M:%S +0000\"").to_string()
}

/// A string as a quoted one, or as a literal where it cannot be quoted (RFC 3501 §4.3).
pub(crate) fn string(text: &str) -> String {
    let plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if plain && text.len() < 1000 { quoted(text) } else { format!("{{{}}}\r\n{text}", text.len()) }
}

/// A folder's name as this client reads it: modified UTF-7, or UTF-8 once it has said so (RFC 6855 §3).
pub(crate) fn folder_name(name: &str, enabled: Enabled) -> String {
    if !enabled.utf8 && !enabled.rev2 {
        return string(&utf7::encode(name));
    }
    quoted(name)
}

/// The name of an annotation, in quotes where it must (RFC 5464 §5, `entry-name`).
pub(crate) fn entry(name: &Entry) -> Cow<'_, str> {
    match name.as_str().contains([' ', '"', '\\', '(', ')', '{']) {
        true => quoted(name.as_str()).into(),
        false => name.as_str().into(),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use server_domain::keywords::Keyword;

    use super::*;

    #[test]
    fn dates_have_two_places_for_the_day() {
        let at: Timestamp = "2026-11-05T09:08:07Z".parse().unwrap();
        assert_eq!(internal_date(at), "\" 5-Nov-2026 09:08:07 +0000\"");
    }

    #[test]
    fn strings_that_cannot_be_quoted_are_literals() {
        assert_eq!(string("a \"b\" \\"), r#""a \"b\" \\""#);
        assert_eq!(string("ä"), "{2}\r\nä");
    }

    #[test]
    fn flags_are_listed_in_one_order() {
        let keywords = Keywords::new(Keyword::new("$Junk"));
        let list = |flags| FlagList { flags, keywords: &keywords }.to_string();
        assert_eq!(list(Flags::SEEN.with(Flags::ANSWERED)), "(\\Answered \\Seen)");
        assert_eq!(list(keywords.flags().with(Flags::SEEN)), "(\\Seen $Junk)");
        assert_eq!(list(Flags::NONE), "()");
    }
}
