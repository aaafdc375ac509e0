//! The fuzz targets for as long as CI has time, on pieces of commands and messages, so that chance gets somewhere.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{message, parsers, replies, session};

const PIECES: &[&str] = &[
    "l LOGIN alice mobile-link-demo\r\n",
    "s SELECT INBOX\r\n",
    "e EXAMINE Sent\r\n",
    "i IDLE\r\n",
    "DONE\r\n",
    "a APPEND INBOX {16+}\r\nSubject: x\r\n\r\nyy\r\n",
    "a APPEND INBOX (\\Seen $Junk) {35+}\r\nContent-Type: multipart/mixed; bou\r\n",
    "f FETCH 1:* (FLAGS ENVELOPE BODYSTRUCTURE BODY[])\r\n",
    "f UID FETCH * (BODY.PEEK[HEADER.FIELDS (SUBJECT)]<1.5> RFC822.SIZE INTERNALDATE)\r\n",
    "u UID STORE 1:* +FLAGS (\\Deleted)\r\n",
    "x EXPUNGE\r\n",
    "c COPY 1 Sent\r\n",
    "m UID MOVE 1:* Trash\r\n",
    "q SEARCH OR TEXT x NOT SEEN\r\n",
    "n NOOP\r\n",
    "t {3+}\r\n",
    "a APPEND INBOX {",
    "9999999999+}\r\n",
    "k CLOSE\r\n",
    "z AUTHENTICATE PLAIN\r\n",
    "b LIST \"\" (%",
    "*\r\n",
    " ",
    "(",
    ")",
    "\"",
    "\r\n",
];

fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => proptest::sample::select(PIECES).prop_map(|text| text.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 0..60),
        1 => "[ -~]{0,40}\r\n".prop_map(String::into_bytes),
    ];
    (any::<u8>(), vec(piece, 0..16)).prop_map(|(start, pieces)| [vec![start], pieces.concat()].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_upset_the_parsers(bytes in vec(any::<u8>(), 0..300), text in pieces()) {
        parsers(&bytes);
        parsers(&text);
    }

    #[test]
    fn whatever_the_facts_what_is_written_is_one_response(bytes in vec(any::<u8>(), 0..400)) {
        replies(&bytes);
    }

    #[test]
    fn whatever_the_message_what_is_said_of_it_is_one_response(bytes in vec(any::<u8>(), 0..400), text in "[ -~\\r\\n]{0,200}") {
        message(&bytes);
        message(text.as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_upset_a_session_and_all_it_says_are_responses(said in pieces()) {
        session(&said);
    }
}
