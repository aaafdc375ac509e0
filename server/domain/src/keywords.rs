//! Keywords: flags that clients name themselves, such as `$Forwarded` or `$Junk` (RFC 3501 section 2.3.2).
//!
//! A mailbox numbers its keywords from 0 in the order in which they were first used; the n-th is a bit of its own in
//! [`Flags`]. A number is never given to another name, so what has been read stays true.

use crate::{
    mailbox::{FlagChange, Flags},
    refusal::Refusal,
};
use std::sync::Arc;

/// The name of a keyword: an atom (RFC 3501 section 9) of at most 64 bytes. Its case is kept and means nothing.
#[derive(Debug, Clone)]
pub struct Keyword(Box<str>);

impl Keyword {
    /// Longest name in bytes.
    pub const MOST_BYTES: usize = 64;

    /// Refuses what is no atom, or too long.
    pub fn new(name: &str) -> Result<Self, Refusal> {
        let is_atom = name.bytes().all(|byte| byte.is_ascii_graphic() && !b"(){%*\"\\]".contains(&byte));
        if is_atom && (1..=Self::MOST_BYTES).contains(&name.len()) {
            Ok(Self(name.into()))
        } else {
            let given = name.chars().take(80).collect();
            Err(Refusal::KeywordUnsuitable { given, limit: Self::MOST_BYTES })
        }
    }

    /// The name, as it was first written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PartialEq for Keyword {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for Keyword {}

/// The keywords of a mailbox, by number. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keywords(Arc<[Keyword]>);

impl Keywords {
    /// Most keywords of one mailbox: the bits that are left beside the system flags.
    pub const MOST: usize = 58;

    /// In the order of their numbers.
    pub fn new(names: impl IntoIterator<Item = Keyword>) -> Self {
        Self(names.into_iter().take(Self::MOST).collect())
    }

    /// The flag of this name; none when the mailbox has no such keyword.
    pub fn flag(&self, name: &str) -> Option<Flags> {
        let at = self.0.iter().position(|keyword| keyword.0.eq_ignore_ascii_case(name))?;
        Flags::keyword(at)
    }

    /// All keywords with their names, by number.
    pub fn iter(&self) -> impl Iterator<Item = (Flags, &Keyword)> {
        self.0.iter().enumerate().filter_map(|(at, keyword)| Some((Flags::keyword(at)?, keyword)))
    }

    /// Whether every keyword among the flags has a name here.
    pub fn know(&self, flags: Flags) -> bool {
        flags.without(self.flags()).without(Flags::SYSTEM) == Flags::NONE
    }

    /// All keywords as a set.
    pub fn flags(&self) -> Flags {
        self.iter().fold(Flags::NONE, |all, (flag, _)| all.with(flag))
    }

    /// Whether there is no room for another.
    pub fn is_full(&self) -> bool {
        self.0.len() >= Self::MOST
    }
}

/// Flags as a client named them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FlagNames {
    /// The system flags among them.
    pub system: Flags,
    /// The names of the others.
    pub keywords: Vec<String>,
}

impl FlagNames {
    /// The set they mean; keywords that the mailbox does not have are passed over.
    pub fn among(&self, keywords: &Keywords) -> Flags {
        self.keywords.iter().filter_map(|name| keywords.flag(name)).fold(self.system, Flags::with)
    }

    /// The names that the mailbox does not have.
    pub fn missing<'a>(&'a self, keywords: &'a Keywords) -> impl Iterator<Item = &'a str> {
        self.keywords.iter().map(String::as_str).filter(|name| keywords.flag(name).is_none())
    }
}

impl FlagChange<FlagNames> {
    /// The names, whatever is to be done with them.
    pub fn names(&self) -> &FlagNames {
        match self {
            Self::Replace(names) | Self::Add(names) | Self::Remove(names) => names,
        }
    }

    /// The same change of these flags.
    pub fn of(&self, flags: Flags) -> FlagChange {
        match self {
            Self::Replace(_) => FlagChange::Replace(flags),
            Self::Add(_) => FlagChange::Add(flags),
            Self::Remove(_) => FlagChange::Remove(flags),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keywords(names: &[&str]) -> Keywords {
        Keywords::new(names.iter().map(|name| Keyword::new(name).unwrap_or_else(|_| panic!("{name}"))))
    }

    #[test]
    fn names_are_atoms_and_their_case_means_nothing() {
        assert_eq!(Keyword::new("$Forwarded"), Keyword::new("$FORWARDED"));
        for unsuitable in ["", "two words", "\\Seen", "a(b", "ä", "*", &"x".repeat(65)] {
            assert!(Keyword::new(unsuitable).is_err(), "{unsuitable}");
        }
        assert!(Keyword::new(&"x".repeat(64)).is_ok());
    }

    #[test]
    fn each_keyword_is_a_bit_of_its_own_up_to_the_last() {
        let names: Vec<String> = (0..Keywords::MOST).map(|n| format!("k{n}")).collect();
        let all = keywords(&names.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(all.is_full());
        assert_eq!(all.flags(), Flags::from_bits(-1).without(Flags::SYSTEM));
        assert_eq!(all.flag("K57").map(Flags::bits), Some(1 << 62));
        assert!(all.know(Flags::from_bits(-1)));
        assert!(!keywords(&["k0"]).know(all.flags()));
    }

    #[test]
    fn names_mean_what_the_mailbox_knows() {
        let known = keywords(&["$Junk", "NonJunk"]);
        let names = FlagNames { system: Flags::SEEN, keywords: vec!["nonjunk".into(), "$MDNSent".into()] };
        assert_eq!(names.among(&known).bits(), 1 | 64);
        assert_eq!(names.missing(&known).collect::<Vec<_>>(), ["$MDNSent"]);
        let change = FlagChange::Remove(names.clone());
        assert_eq!(change.of(names.among(&known)), FlagChange::Remove(Flags::from_bits(65)));
    }
}
