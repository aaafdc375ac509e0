//! The bytes of a message as its reading meets them: all at once in memory, or a window of a file at a time.
//!
//! Whoever reads asks for a place and for how much it must see there at once, and is given that or more. So there is one
//! reading for both: memory is not copied, and of a file no more is held than was asked for and one window.

use std::convert::Infallible;
use std::ops::Range;

/// The most that is handed out at once where everything will be seen: small enough for a processor's cache.
const PIECE: usize = 64 * 1024;

/// Bytes that can be looked at from anywhere.
pub(crate) trait Source {
    /// Why they could not be had.
    type Error;

    /// How many there are.
    fn size(&self) -> usize;

    /// What stands at this place: `least` bytes or more, fewer only where the end comes first; nothing at the end alone.
    fn at(&mut self, place: usize, least: usize) -> Result<&[u8], Self::Error>;

    /// Exactly the bytes of a range, all at once; only for what has a bound.
    fn whole(&mut self, range: Range<usize>) -> Result<&[u8], Self::Error> {
        let length = range.len();
        let bytes = self.at(range.start, length)?;
        Ok(bytes.get(..length).unwrap_or(bytes))
    }

    /// Takes the next piece off the beginning of a range; `None` behind its end.
    fn next_piece(&mut self, rest: &mut Range<usize>) -> Result<Option<&[u8]>, Self::Error> {
        if rest.start >= rest.end {
            return Ok(None);
        }
        let bytes = self.at(rest.start, 1)?;
        let piece = bytes.get(..rest.len().min(PIECE)).unwrap_or(bytes);
        rest.start = rest.start.saturating_add(piece.len());
        Ok((!piece.is_empty()).then_some(piece))
    }

    /// Where the line after the one that stands here starts; the end, if there is none.
    fn next_line(&mut self, place: usize) -> Result<usize, Self::Error> {
        let mut at = place;
        loop {
            let bytes = self.at(at, 1)?;
            match memchr::memchr(b'\n', bytes) {
                Some(feed) => return Ok(at.saturating_add(feed).saturating_add(1)),
                None if bytes.is_empty() => return Ok(at),
                None => at = at.saturating_add(bytes.len()),
            }
        }
    }
}

impl Source for &[u8] {
    type Error = Infallible;

    fn size(&self) -> usize {
        self.len()
    }

    fn at(&mut self, place: usize, _: usize) -> Result<&[u8], Infallible> {
        Ok(self.get(place..).unwrap_or_default())
    }
}

/// Bytes that are fetched as they are asked for: `fetch` fills its buffer with those that stand at a place.
pub(crate) struct Windows<F> {
    size: usize,
    /// How much is fetched at once beyond what has to be seen at once.
    step: usize,
    fetch: F,
    window: Vec<u8>,
    start: usize,
}

impl<F> Windows<F> {
    pub(crate) fn new(size: usize, step: usize, fetch: F) -> Self {
        Self { size, step: step.max(1), fetch, window: Vec::new(), start: 0 }
    }
}

impl<E, F: FnMut(u64, &mut [u8]) -> Result<(), E>> Source for Windows<F> {
    type Error = E;

    fn size(&self) -> usize {
        self.size
    }

    fn at(&mut self, place: usize, least: usize) -> Result<&[u8], E> {
        let left = self.size.saturating_sub(place);
        if left == 0 {
            return Ok(&[]);
        }
        let least = least.max(1).min(left);
        let held = place.checked_sub(self.start).and_then(|skip| self.window.len().checked_sub(skip));
        if held.is_none_or(|held| held < least) {
            self.window.resize(left.min(least.saturating_add(self.step).saturating_sub(1)), 0);
            self.start = place;
            if let Err(error) = (self.fetch)(place as u64, &mut self.window) {
                self.window.clear();
                return Err(error);
            }
        }
        Ok(self.window.get(place.saturating_sub(self.start)..).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts the bytes that were fetched.
    fn windows(bytes: &[u8], step: usize, fetched: &mut usize) -> impl Source<Error = &'static str> {
        Windows::new(bytes.len(), step, move |place: u64, window: &mut [u8]| {
            let place = usize::try_from(place).unwrap();
            *fetched += window.len();
            window.copy_from_slice(bytes.get(place..place + window.len()).ok_or("beyond the end")?);
            Ok(())
        })
    }

    #[test]
    fn a_window_holds_what_was_asked_for_from_any_place_and_nothing_beyond_the_end() {
        let bytes: Vec<u8> = (0..100).collect();
        for step in [1, 2, 7, 99, 100, 1000] {
            for (place, least) in
                [(0, 1), (50, 20), (49, 2), (99, 5), (3, 0), (90, 100), (0, 100), (100, 1), (200, 9)]
            {
                let mut fetched = 0;
                let mut source = windows(&bytes, step, &mut fetched);
                let seen = source.at(place, least).unwrap();
                let rest = bytes.get(place..).unwrap_or_default();
                assert!(
                    rest.starts_with(seen) && seen.len() >= least.max(1).min(rest.len()),
                    "{step} {place} {least}"
                );
            }
        }
    }

    #[test]
    fn going_through_a_range_meets_each_byte_once_and_fetches_it_once() {
        let bytes: Vec<u8> = (0..100).collect();
        let mut fetched = 0;
        let mut source = windows(&bytes, 7, &mut fetched);
        let (mut rest, mut met) = (10..95, Vec::new());
        while let Some(piece) = source.next_piece(&mut rest).unwrap() {
            met.extend_from_slice(piece);
        }
        drop(source);
        assert_eq!(met, bytes[10..95]);
        assert!(fetched < 95, "{fetched}");
    }

    #[test]
    fn a_line_ends_in_whichever_window() {
        let bytes = b"one\r\n\ntwo without end";
        let mut fetched = 0;
        let mut source = windows(bytes, 1, &mut fetched);
        let starts = [0, 5, 6].map(|place| source.next_line(place).unwrap());
        assert_eq!(starts, [5, 6, bytes.len()]);
    }

    #[test]
    fn what_could_not_be_fetched_is_not_handed_out_the_next_time() {
        let mut calls = 0;
        let mut source = Windows::new(10, 4, |_, window: &mut [u8]| {
            calls += 1;
            window.fill(b'x');
            if calls == 1 { Err("torn") } else { Ok(()) }
        });
        assert_eq!(source.at(0, 1), Err("torn"));
        assert_eq!(source.at(0, 1), Ok(&b"xxxx"[..]));
    }
}
