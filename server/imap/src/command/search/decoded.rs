//! What is searched: header values and text as a person reads them, folded to lower case.

use mail_parser::{HeaderName, HeaderValue, MessageParser};
use server_message::{TransferEncoding, decode_voice};

/// Of a longer header or part only the beginning is searched, which bounds what is held.
pub(super) const MOST: usize = 1024 * 1024;

/// Text in the form in which texts are compared.
pub(super) fn folded(text: &str) -> String {
    text.to_lowercase()
}

/// The fields of a header: names and decoded values, both folded.
pub(super) struct Header(Vec<(String, String)>);

impl Header {
    /// Reads a raw header.
    pub(super) fn read(raw: &[u8]) -> Self {
        // A parser without a single rule would use its own for all fields.
        let parser = MessageParser::new().header_text(HeaderName::Subject).default_header_text();
        let message = parser.parse_headers(raw);
        let fields = message.iter().flat_map(|message| message.headers().iter());
        Self(
            fields
                .map(|header| {
                    let value = match &header.value {
                        HeaderValue::Text(text) => folded(text),
                        HeaderValue::TextList(texts) => folded(&texts.join(" ")),
                        _ => String::new(),
                    };
                    (header.name.as_str().to_ascii_lowercase(), value)
                })
                .collect(),
        )
    }

    /// Whether a field of this name (folded) holds the text (folded). Every field holds the empty text.
    pub(super) fn holds(&self, name: &str, text: &str) -> bool {
        self.0.iter().any(|(field, value)| field == name && value.contains(text))
    }

    /// Whether any field holds the text (folded), in its name or its value.
    pub(super) fn holds_anywhere(&self, text: &str) -> bool {
        self.0.iter().any(|(field, value)| value.contains(text) || format!("{field}: {value}").contains(text))
    }
}

/// Whether a part, by its header, is text. A part that does not say is (RFC 2045 §5.2).
pub(super) fn is_text(header: &[u8]) -> bool {
    let header = Header::read(header);
    let declared = header.0.iter().find(|(name, _)| name == "content-type");
    declared.is_none_or(|(_, value)| value.trim_start().starts_with("text/"))
}

/// The content of a text part, folded. What is not UTF-8 is read as Latin-1, in which every byte is a character.
pub(super) fn text(raw: &[u8], encoding: TransferEncoding) -> String {
    let content = decode_voice(raw, encoding);
    match std::str::from_utf8(&content) {
        Ok(text) => folded(text),
        Err(_) => folded(&content.iter().copied().map(char::from).collect::<String>()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_searched_as_people_read_them() {
        let header = Header::read(
            b"From: =?utf-8?q?J=C3=BCrgen_Gro=C3=9F?= <juergen@example.org>\r\nSubject: one\r\n two\r\nX-Empty:\r\n\r\n",
        );
        assert!(header.holds("from", "jürgen"));
        assert!(header.holds("from", "juergen@example"));
        assert!(header.holds("subject", "one two"));
        assert!(header.holds("x-empty", ""));
        assert!(!header.holds("x-absent", ""));
        assert!(header.holds_anywhere("subject: one"));
    }

    #[test]
    fn parts_are_text_unless_they_say_otherwise() {
        assert!(is_text(b"Content-Type: TEXT/plain; charset=utf-8\r\n\r\n"));
        assert!(is_text(b"\r\n"));
        assert!(!is_text(b"Content-Type: audio/wav\r\n\r\n"));
    }

    #[test]
    fn text_is_decoded_before_it_is_searched() {
        assert_eq!(text(b"R=C3=BCckruf", TransferEncoding::QuotedPrintable), "rückruf");
        assert_eq!(text(b"UsO8Y2tydWY=", TransferEncoding::Base64), "rückruf");
        assert_eq!(text(b"R\xfcckruf", TransferEncoding::Identity), "rückruf");
    }
}
