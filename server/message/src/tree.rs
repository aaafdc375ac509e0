//! Finds the MIME parts of a message: one pass over the bytes, with nothing decoded (RFC 2046 §5.1).
//!
//! Lenient, because mail is: lone line feeds, missing closing boundaries and parts that end inside their header are
//! read as far as they go. Bounded, because mail is hostile: beyond the limits a part is opaque. Of the bytes nothing is
//! held but one header, and as much of a line as could be a boundary.

use std::ops::Range;

use memchr::memmem::Finder;

use crate::parameters::Parameterised;
use crate::part::PartHeader;
use crate::reading::TransferEncoding;
use crate::source::Source;

/// Deeper parts are not looked into.
const DEEPEST: usize = 30;
/// More parts are not looked into; the last multipart then ends early.
const MOST_PARTS: usize = 1000;
/// More enclosed messages are not looked into: each brings an ENVELOPE, which is larger than its header.
const MOST_MESSAGES: usize = 100;
/// Of a longer header only the beginning is understood; its message is kept, and served, as it is. Other servers refuse
/// headers of half this size.
const LONGEST_HEADER: usize = 256 * 1024;
/// Once the headers of all parts together are longer, further parts are not looked into: what headers say is held, and
/// said again in BODYSTRUCTURE.
const MOST_HEADERS: usize = 1024 * 1024;

/// A part: the message itself, or one inside it. Offsets are from the start of the file and in order.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) header_start: usize,
    pub(crate) body_start: usize,
    pub(crate) end: usize,
    /// Line ends of the content, where IMAP is told them: of a text, and of an enclosed message.
    pub(crate) lines: usize,
    pub(crate) header: PartHeader,
    pub(crate) content: Content,
}

#[derive(Debug)]
pub(crate) enum Content {
    /// Content as it is, of the type that its header says.
    Leaf,
    /// Content that cannot be what its header says: a multipart without its boundary, an encoded message/rfc822, or
    /// whatever lies beyond the limits. Told to IMAP as the type given here, so that nobody looks for parts in it.
    Opaque(&'static str),
    /// At least one part.
    Multipart(Vec<Part>),
    /// An enclosed message; its header starts where the content of this part starts.
    Message(Box<Part>),
}

impl Part {
    /// Where the header lies, as far as it is understood.
    pub(crate) fn understood(&self) -> Range<usize> {
        understood(self.header_start, self.body_start)
    }

    /// Where the content lies.
    pub(crate) fn range(&self) -> Range<usize> {
        self.body_start..self.end
    }

    /// The media type that IMAP is told.
    pub(crate) fn told_type(&self) -> &str {
        match self.content {
            Content::Opaque(media_type) => media_type,
            Content::Leaf | Content::Multipart(_) | Content::Message(_) => self.header.media_type(),
        }
    }
}

fn understood(header_start: usize, body_start: usize) -> Range<usize> {
    header_start..body_start.min(header_start.saturating_add(LONGEST_HEADER))
}

/// Finds the parts of a whole message.
pub(crate) fn parse<S: Source>(source: &mut S) -> Result<Part, S::Error> {
    let dashes = Finder::new(b"\n--");
    let mut parser =
        Parser { source, at: 0, boundaries: Vec::new(), parts: 0, messages: 0, headers: 0, dashes };
    Ok(parser.part(Untyped::Text, 0)?.0)
}

struct Parser<'s, S> {
    source: &'s mut S,
    /// Always the start of a line, or the end of the file.
    at: usize,
    /// Of the multiparts around the current place, outermost first.
    boundaries: Vec<Vec<u8>>,
    parts: usize,
    messages: usize,
    /// Bytes of headers that were understood.
    headers: usize,
    dashes: Finder<'static>,
}

/// What a part without Content-Type is (RFC 2046 §5.1.5).
#[derive(Clone, Copy)]
enum Untyped {
    Text,
    Message,
}

/// Why a part ended, and where its content does. The parser then stands behind the boundary line.
#[derive(Clone, Copy)]
struct Stop {
    end: usize,
    boundary: Option<BoundaryLine>,
}

#[derive(Clone, Copy)]
struct BoundaryLine {
    /// Index of the boundary.
    level: usize,
    closes: bool,
}

impl<S: Source> Parser<'_, S> {
    /// Reads the part that starts here, header first.
    fn part(&mut self, untyped: Untyped, depth: usize) -> Result<(Part, Stop), S::Error> {
        self.parts += 1;
        let header_start = self.at;
        let early = self.skip_header()?;
        let body_start = early.map_or(self.at, |stop| stop.end);
        let read = understood(header_start, body_start);
        self.headers = self.headers.saturating_add(read.len());
        let mut header = PartHeader::read(self.source.whole(read)?);
        if let (None, Untyped::Message) = (&header.content_type, untyped) {
            header.content_type = Some(Parameterised::read("message/rfc822"));
        }
        let (content, stop) = match early {
            Some(stop) => (without_content(&header), stop),
            None => self.content(&header, depth)?,
        };
        Ok((Part { header_start, body_start, end: stop.end, lines: 0, header, content }, stop))
    }

    /// Goes behind the empty line. Stops early where a boundary or the end of the file comes first.
    fn skip_header(&mut self) -> Result<Option<Stop>, S::Error> {
        loop {
            let start = self.at;
            let is_blank = match self.source.at(start, 2)? {
                [] => return Ok(Some(Stop { end: start, boundary: None })),
                [b'\n', ..] | [b'\r', b'\n', ..] => true,
                _ => false,
            };
            if let Some(boundary) = self.boundary()? {
                return Ok(Some(Stop { end: start, boundary: Some(boundary) }));
            }
            self.at = self.source.next_line(start)?;
            if is_blank {
                return Ok(None);
            }
        }
    }

    fn content(&mut self, header: &PartHeader, depth: usize) -> Result<(Content, Stop), S::Error> {
        let within_limits = depth < DEEPEST && self.may_go_on();
        let media_type = header.media_type();
        if media_type.starts_with("multipart/") {
            let boundary =
                header.content_type.as_ref().and_then(|content_type| content_type.parameter("boundary"));
            return match boundary.map(str::trim_end) {
                Some(boundary) if within_limits && !boundary.is_empty() => {
                    let untyped = match media_type {
                        "multipart/digest" => Untyped::Message,
                        _ => Untyped::Text,
                    };
                    self.multipart(boundary, untyped, depth)
                }
                Some(_) if !within_limits => Ok((Content::Opaque(BEYOND_LIMITS), self.skip_content()?)),
                _ => Ok((Content::Opaque(BOUNDLESS), self.skip_content()?)),
            };
        }
        if media_type == "message/rfc822" {
            let may_enter = within_limits && self.messages < MOST_MESSAGES;
            let is_plain =
                matches!(header.transfer_encoding(), TransferEncoding::Identity | TransferEncoding::Unknown);
            if may_enter && is_plain {
                self.messages += 1;
                let (message, stop) = self.part(Untyped::Text, depth + 1)?;
                return Ok((Content::Message(Box::new(message)), stop));
            }
            return Ok((Content::Opaque(BEYOND_LIMITS), self.skip_content()?));
        }
        Ok((Content::Leaf, self.skip_content()?))
    }

    fn may_go_on(&self) -> bool {
        self.parts < MOST_PARTS && self.headers < MOST_HEADERS
    }

    fn multipart(
        &mut self,
        boundary: &str,
        untyped: Untyped,
        depth: usize,
    ) -> Result<(Content, Stop), S::Error> {
        let level = self.boundaries.len();
        self.boundaries.push(boundary.as_bytes().to_vec());
        let mut parts = Vec::new();
        let mut stop = self.skip_content()?;
        loop {
            match stop.boundary {
                Some(line) if line.level == level => {
                    if line.closes || !self.may_go_on() {
                        self.boundaries.truncate(level);
                        stop = self.skip_content()?;
                        break;
                    }
                    let (part, stopped) = self.part(untyped, depth + 1)?;
                    parts.push(part);
                    stop = stopped;
                }
                _ => break,
            }
        }
        self.boundaries.truncate(level);
        match parts.is_empty() {
            true => Ok((Content::Opaque(BOUNDLESS), stop)),
            false => Ok((Content::Multipart(parts), stop)),
        }
    }

    /// Goes behind the next boundary line of any multipart around this place.
    fn skip_content(&mut self) -> Result<Stop, S::Error> {
        let start = self.at;
        let size = self.source.size();
        if self.boundaries.is_empty() {
            self.at = size;
            return Ok(Stop { end: size, boundary: None });
        }
        let mut end = start;
        loop {
            if let Some(boundary) = self.boundary()? {
                return Ok(Stop { end, boundary: Some(boundary) });
            }
            let Some(feed) = self.next_dashes()? else {
                self.at = size;
                return Ok(Stop { end: size, boundary: None });
            };
            // The line end before a boundary belongs to the boundary.
            let carriage = feed > start && self.source.at(feed - 1, 1)?.first() == Some(&b'\r');
            end = if carriage { feed - 1 } else { feed };
            self.at = feed + 1;
        }
    }

    /// Where the next line ends that has a line behind it which starts as a boundary does.
    fn next_dashes(&mut self) -> Result<Option<usize>, S::Error> {
        let mut from = self.at;
        loop {
            let bytes = self.source.at(from, 3)?;
            if bytes.len() < 3 {
                return Ok(None);
            }
            if let Some(feed) = self.dashes.find(bytes) {
                return Ok(Some(from + feed));
            }
            // The last two may begin what the next window completes.
            from += bytes.len() - 2;
        }
    }

    /// Goes behind the line that starts here if it is a boundary.
    fn boundary(&mut self) -> Result<Option<BoundaryLine>, S::Error> {
        let Some(longest) = self.boundaries.iter().map(Vec::len).max() else { return Ok(None) };
        // Both pairs of dashes; what follows in the line may be nothing but space.
        let bytes = self.source.at(self.at, longest + 4)?;
        let Some(behind) = bytes.strip_prefix(b"--") else { return Ok(None) };
        let seen = behind.get(..longest + 2).unwrap_or(behind);
        let line = memchr::memchr(b'\n', seen).and_then(|feed| seen.get(..=feed)).unwrap_or(seen);
        let text = line.trim_ascii_end();
        let found = self.boundaries.iter().enumerate().rev().find_map(|(level, boundary)| {
            match text.strip_prefix(boundary.as_slice())? {
                b"" => Some(BoundaryLine { level, closes: false }),
                b"--" => Some(BoundaryLine { level, closes: true }),
                _ => None,
            }
        });
        let end = self.at + 2 + line.len();
        let end = match (found, line.ends_with(b"\n")) {
            (None, _) => None,
            (Some(_), true) => Some(end),
            (Some(_), false) => self.end_of_space(end)?,
        };
        self.at = end.unwrap_or(self.at);
        Ok(found.filter(|_| end.is_some()))
    }

    /// Where the line ends that is here, if only space is left of it.
    fn end_of_space(&mut self, place: usize) -> Result<Option<usize>, S::Error> {
        let mut at = place;
        loop {
            let bytes = self.source.at(at, 1)?;
            let feed = memchr::memchr(b'\n', bytes);
            let rest = bytes.get(..feed.unwrap_or(bytes.len())).unwrap_or_default();
            if !rest.trim_ascii_end().is_empty() {
                return Ok(None);
            }
            match feed {
                Some(feed) => return Ok(Some(at + feed + 1)),
                None if bytes.is_empty() => return Ok(Some(at)),
                None => at += bytes.len(),
            }
        }
    }
}

/// Beyond the limits, or encoded where that is forbidden.
const BEYOND_LIMITS: &str = "application/octet-stream";
/// What its sender wanted to say is most likely readable.
const BOUNDLESS: &str = "text/plain";

/// A part that ended inside its header has nothing to look into.
fn without_content(header: &PartHeader) -> Content {
    match header.media_type() {
        "message/rfc822" => Content::Opaque(BEYOND_LIMITS),
        media_type if media_type.starts_with("multipart/") => Content::Opaque(BOUNDLESS),
        _ => Content::Leaf,
    }
}
