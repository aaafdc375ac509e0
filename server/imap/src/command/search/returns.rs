//! What a client wants to be told of a result (RFC 4731 §3.1, RFC 5182 §2.1, RFC 9394 §3.1), and the answer to it. Pure.

use std::fmt::Write;

use crate::command::fetch::{Place, place};
use crate::reply::{NumberSet, string};
use crate::syntax::words::{Expected, Words};
use crate::view::{By, Named};

/// `RETURN (…)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Returns {
    /// The first.
    pub min: bool,
    /// The last.
    pub max: bool,
    /// Every one.
    pub all: bool,
    /// How many.
    pub count: bool,
    /// `$` is to mean them.
    pub save: bool,
    /// Those in this place of the result.
    pub partial: Option<Place>,
}

impl Returns {
    /// As if nothing but ALL had been asked for.
    pub(crate) const ALL: Self =
        Self { min: false, max: false, all: true, count: false, save: false, partial: None };

    /// ` RETURN (…)` if it is next. `()` asks for ALL (RFC 4731 §3.1).
    pub(crate) fn read(words: &mut Words<'_>) -> Result<Option<Self>, Expected> {
        let mut ahead = words.clone();
        if ahead.space().is_err() || !ahead.take_word("RETURN") {
            return Ok(None);
        }
        *words = ahead;
        words.space()?;
        let mut returns = Self::default();
        words.list_or_empty(|words| returns.option(words))?;
        if returns == Self::default() {
            returns.all = true;
        }
        if returns.all && returns.partial.is_some() {
            return Err(Expected("either ALL or PARTIAL"));
        }
        Ok(Some(returns))
    }

    fn option(&mut self, words: &mut Words<'_>) -> Result<(), Expected> {
        match words.atom()?.to_ascii_uppercase().as_str() {
            "MIN" => self.min = true,
            "MAX" => self.max = true,
            "ALL" => self.all = true,
            "COUNT" => self.count = true,
            "SAVE" => self.save = true,
            "PARTIAL" => {
                words.space()?;
                if self.partial.replace(place(words)?).is_some() {
                    return Err(Expected("PARTIAL only once"));
                }
            }
            _ => return Err(Expected("MIN, MAX, ALL, COUNT, SAVE or PARTIAL")),
        }
        Ok(())
    }

    /// What of a result the client is told of: it decides which MODSEQ is the highest (RFC 4731 §3.2).
    pub(crate) fn told<'f>(&self, found: &'f [Named]) -> Vec<&'f Named> {
        if self.all || self.count || self.partial.is_some() {
            return found.iter().collect();
        }
        let first = found.first().filter(|_| self.min);
        let last = found.last().filter(|_| self.max);
        first.into_iter().chain(last).collect()
    }

    /// What `$` is to mean (RFC 5182 §2.4): everything, unless only some of it was asked for.
    pub(crate) fn saved(&self, found: &[Named]) -> Vec<u32> {
        let some_only = (self.min || self.max || self.partial.is_some()) && !self.all && !self.count;
        let chosen: Vec<&Named> = if some_only {
            let part = self.partial.map_or(&[][..], |place| place.of(found));
            let first = found.first().filter(|_| self.min);
            let last = found.last().filter(|_| self.max);
            part.iter().chain(first).chain(last).collect()
        } else {
            found.iter().collect()
        };
        let mut uids: Vec<u32> = chosen.into_iter().map(|named| named.uid).collect();
        uids.sort_unstable();
        uids.dedup();
        uids
    }

    /// `* ESEARCH (TAG "a1") UID …`. Nothing where the result was only to be saved.
    pub(crate) fn response(&self, tag: &str, by: By, found: &[Named], modseq: Option<u64>) -> String {
        if *self == (Self { save: true, ..Self::default() }) {
            return String::new();
        }
        let value = |named: &Named| named.value(by);
        let values = |part: &[Named]| part.iter().map(value).collect::<Vec<u32>>();
        let mut said = format!("* ESEARCH (TAG {})", string(tag));
        if by == By::Uid {
            said.push_str(" UID");
        }
        if let (true, Some(first)) = (self.min, found.first()) {
            let _ = write!(said, " MIN {}", value(first));
        }
        if let (true, Some(last)) = (self.max, found.last()) {
            let _ = write!(said, " MAX {}", value(last));
        }
        if self.all && !found.is_empty() {
            let _ = write!(said, " ALL {}", NumberSet(&values(found)));
        }
        if self.count {
            let _ = write!(said, " COUNT {}", found.len());
        }
        if let Some(place) = self.partial {
            let part = values(place.of(found));
            let _ = match part.as_slice() {
                [] => write!(said, " PARTIAL ({place} NIL)"),
                part => write!(said, " PARTIAL ({place} {})", NumberSet(part)),
            };
        }
        if let Some(modseq) = modseq {
            let _ = write!(said, " MODSEQ {modseq}");
        }
        said.push_str("\r\n");
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Option<Returns>, Expected> {
        Returns::read(&mut Words::new(text.as_bytes()))
    }

    fn found() -> Vec<Named> {
        (1..=5).map(|number| Named { number, uid: number * 10 }).collect()
    }

    fn answer(text: &str, found: &[Named]) -> String {
        read(text).unwrap().unwrap().response("a1", By::Uid, found, None)
    }

    #[test]
    fn each_option_has_its_answer() {
        let found = found();
        assert_eq!(answer(" RETURN ()", &found), "* ESEARCH (TAG \"a1\") UID ALL 10,20,30,40,50\r\n");
        assert_eq!(
            answer(" RETURN (MIN max COUNT)", &found),
            "* ESEARCH (TAG \"a1\") UID MIN 10 MAX 50 COUNT 5\r\n"
        );
        assert_eq!(
            answer(" RETURN (PARTIAL -1:-2)", &found),
            "* ESEARCH (TAG \"a1\") UID PARTIAL (-1:-2 40,50)\r\n"
        );
        assert_eq!(
            answer(" RETURN (PARTIAL 6:9)", &found),
            "* ESEARCH (TAG \"a1\") UID PARTIAL (6:9 NIL)\r\n"
        );
        assert_eq!(answer(" RETURN (MIN ALL COUNT)", &[]), "* ESEARCH (TAG \"a1\") UID COUNT 0\r\n");
        assert_eq!(answer(" RETURN (SAVE)", &found), "");
    }

    #[test]
    fn what_is_saved_is_what_was_asked_for() {
        let saved = |text: &str| read(text).unwrap().unwrap().saved(&found());
        assert_eq!(saved(" RETURN (SAVE)"), [10, 20, 30, 40, 50]);
        assert_eq!(saved(" RETURN (SAVE MIN)"), [10]);
        assert_eq!(saved(" RETURN (SAVE MIN MAX)"), [10, 50]);
        assert_eq!(saved(" RETURN (SAVE MIN COUNT)"), [10, 20, 30, 40, 50]);
        assert_eq!(saved(" RETURN (SAVE MAX PARTIAL 1:2)"), [10, 20, 50]);
    }

    #[test]
    fn what_is_told_decides_the_modseq() {
        let told = |text: &str| read(text).unwrap().unwrap().told(&found()).len();
        assert_eq!(
            (told(" RETURN (MIN)"), told(" RETURN (MIN MAX)"), told(" RETURN (MIN COUNT)")),
            (1, 2, 5)
        );
    }

    #[test]
    fn what_cannot_be_returned_is_refused() {
        assert_eq!(read(" ALL"), Ok(None));
        assert_eq!(read(" RETURN (UPDATE)"), Err(Expected("MIN, MAX, ALL, COUNT, SAVE or PARTIAL")));
        assert_eq!(read(" RETURN (ALL PARTIAL 1:2)"), Err(Expected("either ALL or PARTIAL")));
        assert_eq!(read(" RETURN (PARTIAL 1:2 PARTIAL 3:4)"), Err(Expected("PARTIAL only once")));
        assert!(read(" RETURN (PARTIAL 0:2)").is_err());
        assert!(read(" RETURN MIN").is_err());
    }
}
