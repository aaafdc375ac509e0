//! Folder names on the wire: modified UTF-7 (RFC 3501 §5.1.3), or UTF-8 for those who ask for it.
//!
//! Names are UTF-8 everywhere else. Each name has one encoding; what is not that encoding is not the name.

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &IMAP_MUTF7,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// How a session writes folder names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Names {
    /// In modified UTF-7.
    #[default]
    Utf7,
    /// In UTF-8, as they are, once the client has enabled it (RFC 6855 §3).
    Utf8,
}

impl Names {
    /// The name that the client wrote; `INBOX` in any case is INBOX.
    pub(crate) fn decode(self, written: &[u8]) -> Option<String> {
        let name = match self {
            _ if written.eq_ignore_ascii_case(b"INBOX") => "INBOX".to_owned(),
            Self::Utf7 => decode(written)?,
            Self::Utf8 => std::str::from_utf8(written).ok()?.to_owned(),
        };
        (!name.chars().any(char::is_control)).then_some(name)
    }
}

/// The name as ASCII.
pub(crate) fn encode(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    let mut foreign = Vec::new();
    for character in name.chars() {
        if (' '..='~').contains(&character) {
            shift_out(&mut encoded, &mut foreign);
            encoded.push(character);
            if character == '&' {
                encoded.push('-');
            }
        } else {
            let mut units = [0; 2];
            foreign.extend(character.encode_utf16(&mut units).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    shift_out(&mut encoded, &mut foreign);
    encoded
}

/// The name that was encoded; `None` if it was not encoded as RFC 3501 asks.
///
/// Plain UTF-8 is taken as it is: some programs send it, and it cannot be mistaken for anything else.
pub(crate) fn decode(encoded: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(encoded).ok()?;
    let mut name = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((plain, shifted)) = rest.split_once('&') {
        name.push_str(plain);
        let (inside, after) = shifted.split_once('-')?;
        if inside.is_empty() {
            name.push('&');
        } else {
            name.push_str(&foreign_text(inside)?);
        }
        rest = after;
    }
    name.push_str(rest);
    (!name.chars().any(char::is_control)).then_some(name)
}

fn shift_out(encoded: &mut String, foreign: &mut Vec<u8>) {
    if !foreign.is_empty() {
        encoded.push('&');
        BASE64.encode_string(&*foreign, encoded);
        encoded.push('-');
        foreign.clear();
    }
}

fn foreign_text(inside: &str) -> Option<String> {
    let bytes = BASE64.decode(inside).ok()?;
    let (pairs, odd) = bytes.as_chunks::<2>();
    if !odd.is_empty() {
        return None;
    }
    let units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
    let text = String::from_utf16(&units).ok()?;
    // A printable character hidden in base64 would give one name two spellings.
    (!text.chars().any(|character| (' '..='~').contains(&character))).then_some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_examples_of_the_standard_read_and_write() {
        for (name, encoded) in [
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("A & B", "A &- B"),
            ("Entwürfe", "Entw&APw-rfe"),
            ("INBOX", "INBOX"),
            ("📞", "&2D3c3g-"),
        ] {
            assert_eq!(encode(name), encoded);
            assert_eq!(decode(encoded.as_bytes()).as_deref(), Some(name));
        }
    }

    #[test]
    fn what_is_not_an_encoding_is_no_name() {
        for wrong in ["&", "&A", "&AA-", "&AGE-", "&2D0-", "a\nb", "&APw=-"] {
            assert_eq!(decode(wrong.as_bytes()), None, "{wrong:?}");
        }
        assert_eq!(decode(b"\xff"), None);
    }

    proptest! {
        #[test]
        fn every_name_comes_back(name in "\\PC{0,40}") {
            prop_assert_eq!(decode(encode(&name).as_bytes()), Some(name));
        }

        #[test]
        fn no_bytes_upset_the_decoder(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            decode(&bytes);
        }
    }
}
