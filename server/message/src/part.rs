//! The header of a MIME part: what its content is (RFC 2045, RFC 2183).

use mail_parser::decoders::charsets::map::charset_decoder;
use mail_parser::parsers::MessageStream;

use crate::decoder::hex;
use crate::header::Fields;
use crate::parameters::Parameterised;
use crate::reading::TransferEncoding;

/// What the Content-* fields of one part say. Of a field that comes twice, the first counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct PartHeader {
    /// `None` where the field is absent or names no media type.
    pub(crate) content_type: Option<Parameterised>,
    pub(crate) disposition: Option<Parameterised>,
    pub(crate) encoding: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) md5: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) location: Option<String>,
    /// Content-Duration in seconds (RFC 3803).
    pub(crate) duration: Option<u64>,
}

impl PartHeader {
    pub(crate) fn read(header: &[u8]) -> Self {
        let mut part = Self::default();
        for field in Fields::of(header) {
            let Some(name) = content_field(field.name()) else {
                continue;
            };
            let text = || field.text();
            match name.as_slice() {
                b"type" => keep_first(&mut part.content_type, || media_type(&text())),
                b"transfer-encoding" => keep_first(&mut part.encoding, || encoding_name(&text())),
                b"disposition" => keep_first(&mut part.disposition, || {
                    Some(Parameterised::read(&text())).filter(|disposition| !disposition.value.is_empty())
                }),
                b"id" => keep_first(&mut part.id, || Some(text())),
                b"description" => keep_first(&mut part.description, || Some(text())),
                b"md5" => keep_first(&mut part.md5, || Some(text())),
                b"language" => keep_first(&mut part.language, || Some(text())),
                b"location" => keep_first(&mut part.location, || Some(text())),
                b"duration" => keep_first(&mut part.duration, || text().parse().ok()),
                _ => {}
            }
        }
        part
    }

    /// `text/plain` for a part that says nothing, in lower case.
    pub(crate) fn media_type(&self) -> &str {
        self.content_type.as_ref().map_or("text/plain", |content_type| content_type.value.as_str())
    }

    pub(crate) fn transfer_encoding(&self) -> TransferEncoding {
        match self.encoding.as_deref() {
            Some("base64") => TransferEncoding::Base64,
            Some("quoted-printable") => TransferEncoding::QuotedPrintable,
            None | Some("7bit" | "8bit" | "binary") => TransferEncoding::Identity,
            Some(_) => TransferEncoding::Unknown,
        }
    }

    /// The name the sender gave the file, decoded, wherever it was put.
    pub(crate) fn file_name(&self) -> Option<String> {
        let named = |held: &Option<Parameterised>, plain: &str, extended: &str| {
            let held = held.as_ref()?;
            match held.parameter(extended) {
                Some(value) => Some(decode_extended(value)),
                None => held.parameter(plain).map(decode_words),
            }
        };
        named(&self.disposition, "filename", "filename*")
            .or_else(|| named(&self.content_type, "name", "name*"))
            .filter(|name| !name.is_empty())
    }

    pub(crate) fn is_attachment(&self) -> bool {
        self.disposition.as_ref().is_some_and(|disposition| disposition.value == "attachment")
    }
}

/// `type` of `Content-Type`.
fn content_field(name: &[u8]) -> Option<Vec<u8>> {
    let (start, rest) = name.split_at_checked("content-".len())?;
    start.eq_ignore_ascii_case(b"content-").then(|| rest.to_ascii_lowercase())
}

fn keep_first<T>(kept: &mut Option<T>, read: impl FnOnce() -> Option<T>) {
    if kept.is_none() {
        *kept = read();
    }
}

/// A Content-Type without a type and a subtype is as good as none (RFC 2045 §5.2).
fn media_type(text: &str) -> Option<Parameterised> {
    let read = Parameterised::read(text);
    let (kind, subtype) = read.value.split_once('/')?;
    (!kind.trim().is_empty() && !subtype.trim().is_empty()).then_some(read)
}

fn encoding_name(text: &str) -> Option<String> {
    Some(Parameterised::read(text).value).filter(|name| !name.is_empty())
}

/// Decodes the encoded words of a header value (RFC 2047).
pub(crate) fn decode_words(raw: &str) -> String {
    if !raw.contains("=?") {
        return raw.to_owned();
    }
    let line = format!("{raw}\n");
    let decoded = MessageStream::new(line.as_bytes()).parse_unstructured();
    decoded.as_text().map_or_else(|| raw.to_owned(), str::to_owned)
}

/// Decodes `utf-8'en'na%C3%AFve` (RFC 2231 §4).
fn decode_extended(value: &str) -> String {
    let mut marks = value.splitn(3, '\'');
    let (charset, text) = match (marks.next(), marks.next(), marks.next()) {
        (Some(charset), Some(_language), Some(text)) => (charset, text),
        _ => ("", value),
    };
    decode_text(&decode_percent(text), charset)
}

fn decode_percent(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let decoded = match (byte, after) {
            (b'%', [high, low, after @ ..]) => {
                hex(*high).zip(hex(*low)).map(|(high, low)| (high * 16 + low, after))
            }
            _ => None,
        };
        let (byte, after) = decoded.unwrap_or((*byte, after));
        bytes.push(byte);
        rest = after;
    }
    bytes
}

/// Bytes in a charset as text. An unknown charset is read as UTF-8, with marks where it is not.
pub(crate) fn decode_text(bytes: &[u8], charset: &str) -> String {
    match charset_decoder(charset.as_bytes()) {
        Some(decode) => decode(bytes),
        None => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_name(header: &str) -> Option<String> {
        PartHeader::read(header.as_bytes()).file_name()
    }

    #[test]
    fn a_file_name_is_found_in_any_of_its_spellings() {
        let naïve = Some("naïve.wav".to_owned());
        assert_eq!(
            file_name("Content-Disposition: attachment; filename*=utf-8'en'na%C3%AFve.wav\r\n"),
            naïve
        );
        assert_eq!(
            file_name(
                "Content-Disposition: attachment; filename*0*=utf-8''na%C3%AF;\r\n filename*1=ve.wav\r\n"
            ),
            naïve
        );
        assert_eq!(file_name("Content-Type: audio/wav; name*=iso-8859-1''na%EFve.wav\r\n"), naïve);
        assert_eq!(file_name("Content-Type: audio/wav; name=\"=?utf-8?Q?na=C3=AFve.wav?=\"\r\n"), naïve);
        assert_eq!(file_name("Content-Type: audio/wav\r\n"), None);
    }

    #[test]
    fn a_type_without_subtype_is_as_good_as_none() {
        assert_eq!(PartHeader::read(b"Content-Type: text\r\n").media_type(), "text/plain");
        assert_eq!(PartHeader::read(b"CONTENT-TYPE: Audio/X-Wav; a=b\r\n").media_type(), "audio/x-wav");
    }

    #[test]
    fn an_encoding_is_known_in_any_case_and_with_a_comment() {
        let encoding = |header: &str| PartHeader::read(header.as_bytes()).transfer_encoding();
        assert_eq!(encoding("Content-Transfer-Encoding: BASE64 (x)\r\n"), TransferEncoding::Base64);
        assert_eq!(encoding("Content-Transfer-Encoding: x-uuencode\r\n"), TransferEncoding::Unknown);
    }
}
