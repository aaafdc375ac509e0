//! Reads RFC 5322 bytes once, at write time, into all that readers will ask for later.
//!
//! IMAP FETCH writes the ENVELOPE and BODYSTRUCTURE made here and cuts sections at the offsets kept here; REST
//! decodes a voice part from its stored offset. So nobody parses a message while somebody waits for it.
//!
//! A message in memory is read where it lies; one in a file a window at a time, with the same result.
//!
//! Everything in this crate is pure: bytes in, values out; no clock, no I/O, and no panic on any input.

mod address;
mod casemap;
mod compose;
mod decoder;
mod envelope;
mod header;
mod imap;
mod lines;
mod parameters;
mod part;
mod read;
mod reading;
mod regular;
mod searched;
mod sections;
mod source;
mod structure;
mod subject;
mod text;
mod transfer;
mod tree;
mod voice;
mod wav;

pub use casemap::casemapped;
pub use compose::{NewVoicemail, Sound, compose};
pub use decoder::Decoder;
pub use header::header_fields;
pub use read::{read, read_windows};
pub use reading::{
    AudioProblem, MORE_AUTHORS, Mailbox, Reading, RegularLines, Section, SectionText, TransferEncoding,
    Unreadable, Voice, section_range,
};
pub use searched::{NEXT_VALUE, Searched, TextPart, searched_header};
pub use transfer::{DamagedVoice, Decoding, Slice, decode_voice};
