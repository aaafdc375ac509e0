//! Target of cargo-fuzz; what it does stands in the server.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| server_imap::fuzz::session(bytes));
