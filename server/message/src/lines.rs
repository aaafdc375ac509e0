//! Counts the lines of texts and of enclosed messages, which BODYSTRUCTURE tells (RFC 3501 §7.4.2).
//!
//! An enclosed message may hold others, and each of them is counted; so the counter goes through the file once, and
//! every count is the difference between two places.

use crate::source::Source;
use crate::structure::has_lines;
use crate::tree::{Content, Part};

/// Notes in a message and in its parts how many lines they have.
pub(crate) fn count<S: Source>(source: &mut S, message: &mut Part) -> Result<(), S::Error> {
    Counter { source, at: 0, lines: 0, open: 0 }.count(message)
}

struct Counter<'s, S> {
    source: &'s mut S,
    at: usize,
    /// Line ends before `at`, but for those that nobody asks for.
    lines: usize,
    /// How many of the parts around `at` are counted.
    open: usize,
}

impl<S: Source> Counter<'_, S> {
    fn count(&mut self, part: &mut Part) -> Result<(), S::Error> {
        let is_counted = has_lines(part);
        if is_counted {
            self.go(part.body_start)?;
            self.open += 1;
        }
        let before = self.lines;
        match &mut part.content {
            Content::Leaf | Content::Opaque(_) => {}
            Content::Multipart(parts) => parts.iter_mut().try_for_each(|part| self.count(part))?,
            Content::Message(message) => self.count(message)?,
        }
        if is_counted {
            self.go(part.end)?;
            self.open -= 1;
            part.lines = self.lines - before;
        }
        Ok(())
    }

    /// Goes forward, counting where somebody asks for it.
    fn go(&mut self, to: usize) -> Result<(), S::Error> {
        if self.open > 0 {
            let mut rest = self.at..to;
            while let Some(piece) = self.source.next_piece(&mut rest)? {
                self.lines += memchr::memchr_iter(b'\n', piece).count();
            }
        }
        self.at = to;
        Ok(())
    }
}
