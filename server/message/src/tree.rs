//! Finds the MIME parts of a message: one pass over the bytes, with nothing decoded (RFC 2046 §5.1).
//!
//! Lenient, because mail is: lone line feeds, missing closing boundaries and parts that end inside their header are
//! read as far as they go. Bounded, because mail is hostile: beyond the limits a part is opaque.

use memchr::memmem::Finder;

use crate::header::{is_blank, line_at};
use crate::parameters::Parameterised;
use crate::part::PartHeader;
use crate::reading::TransferEncoding;

/// Deeper parts are not looked into.
const DEEPEST: usize = 30;
/// More parts are not looked into; the last multipart then ends early.
const MOST_PARTS: usize = 1000;
/// More enclosed messages are not looked into: each brings an ENVELOPE, which is larger than its header.
const MOST_MESSAGES: usize = 100;

/// A part: the message itself, or one inside it. Offsets are from the start of the file and in order.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) header_start: usize,
    pub(crate) body_start: usize,
    pub(crate) end: usize,
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

/// Finds the parts of a whole message.
pub(crate) fn parse(bytes: &[u8]) -> Part {
    let dashes = Finder::new(b"\n--");
    let mut parser = Parser { bytes, at: 0, boundaries: Vec::new(), parts: 0, messages: 0, dashes };
    parser.part(Untyped::Text, 0).0
}

struct Parser<'a> {
    bytes: &'a [u8],
    /// Always the start of a line, or the end of the file.
    at: usize,
    /// Of the multiparts around the current place, outermost first.
    boundaries: Vec<Vec<u8>>,
    parts: usize,
    messages: usize,
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

impl Parser<'_> {
    /// Reads the part that starts here, header first.
    fn part(&mut self, untyped: Untyped, depth: usize) -> (Part, Stop) {
        self.parts += 1;
        let header_start = self.at;
        let early = self.skip_header();
        let body_start = early.map_or(self.at, |stop| stop.end);
        let mut header = PartHeader::read(self.bytes.get(header_start..body_start).unwrap_or_default());
        if let (None, Untyped::Message) = (&header.content_type, untyped) {
            header.content_type = Some(Parameterised::read("message/rfc822"));
        }
        let (content, stop) = match early {
            Some(stop) => (without_content(&header), stop),
            None => self.content(&header, depth),
        };
        (Part { header_start, body_start, end: stop.end, header, content }, stop)
    }

    /// Goes behind the empty line. Stops early where a boundary or the end of the file comes first.
    fn skip_header(&mut self) -> Option<Stop> {
        loop {
            let line = line_at(self.bytes, self.at);
            if line.is_empty() {
                return Some(Stop { end: self.at, boundary: None });
            }
            if let Some(boundary) = self.boundary(line) {
                let end = self.at;
                self.at += line.len();
                return Some(Stop { end, boundary: Some(boundary) });
            }
            self.at += line.len();
            if is_blank(line) {
                return None;
            }
        }
    }

    fn content(&mut self, header: &PartHeader, depth: usize) -> (Content, Stop) {
        let within_limits = depth < DEEPEST && self.parts < MOST_PARTS;
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
                Some(_) if !within_limits => (Content::Opaque(BEYOND_LIMITS), self.skip_content()),
                _ => (Content::Opaque(BOUNDLESS), self.skip_content()),
            };
        }
        if media_type == "message/rfc822" {
            let may_enter = within_limits && self.messages < MOST_MESSAGES;
            let is_plain =
                matches!(header.transfer_encoding(), TransferEncoding::Identity | TransferEncoding::Unknown);
            if may_enter && is_plain {
                self.messages += 1;
                let (message, stop) = self.part(Untyped::Text, depth + 1);
                return (Content::Message(Box::new(message)), stop);
            }
            return (Content::Opaque(BEYOND_LIMITS), self.skip_content());
        }
        (Content::Leaf, self.skip_content())
    }

    fn multipart(&mut self, boundary: &str, untyped: Untyped, depth: usize) -> (Content, Stop) {
        let level = self.boundaries.len();
        self.boundaries.push(boundary.as_bytes().to_vec());
        let mut parts = Vec::new();
        let mut stop = self.skip_content();
        loop {
            match stop.boundary {
                Some(line) if line.level == level => {
                    if line.closes || self.parts >= MOST_PARTS {
                        self.boundaries.truncate(level);
                        stop = self.skip_content();
                        break;
                    }
                    let (part, stopped) = self.part(untyped, depth + 1);
                    parts.push(part);
                    stop = stopped;
                }
                _ => break,
            }
        }
        self.boundaries.truncate(level);
        match parts.is_empty() {
            true => (Content::Opaque(BOUNDLESS), stop),
            false => (Content::Multipart(parts), stop),
        }
    }

    /// Goes behind the next boundary line of any multipart around this place.
    fn skip_content(&mut self) -> Stop {
        let start = self.at;
        if self.boundaries.is_empty() {
            self.at = self.bytes.len();
            return Stop { end: self.at, boundary: None };
        }
        let mut end = start;
        loop {
            let line = line_at(self.bytes, self.at);
            if let Some(boundary) = self.boundary(line) {
                self.at += line.len();
                return Stop { end, boundary: Some(boundary) };
            }
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let Some(feed) = self.dashes.find(rest) else {
                self.at = self.bytes.len();
                return Stop { end: self.at, boundary: None };
            };
            // The line end before a boundary belongs to the boundary.
            let feed = self.at + feed;
            let carriage = feed > start && self.bytes.get(feed - 1) == Some(&b'\r');
            end = if carriage { feed - 1 } else { feed };
            self.at = feed + 1;
        }
    }

    fn boundary(&self, line: &[u8]) -> Option<BoundaryLine> {
        let text = line.strip_prefix(b"--")?.trim_ascii_end();
        self.boundaries.iter().enumerate().rev().find_map(|(level, boundary)| {
            match text.strip_prefix(boundary.as_slice())? {
                b"" => Some(BoundaryLine { level, closes: false }),
                b"--" => Some(BoundaryLine { level, closes: true }),
                _ => None,
            }
        })
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
