//! The readable text of a message: decoded, bounded, on plain lines.

use mail_parser::decoders::html::html_to_text;

use crate::part::decode_text;
use crate::searched::TextPart;
use crate::sections::Numbered;
use crate::transfer;
use crate::tree::Content;

/// Bytes of text that are kept.
const LONGEST: usize = 16 * 1024;
/// Characters of a preview: the most that RFC 8970 §3.1 allows for all languages.
const LONGEST_PREVIEW: usize = 200;
/// Encoded bytes that are looked at: enough for [`LONGEST`] in any encoding, with room for HTML.
const LOOKED_AT: usize = 8 * LONGEST;
/// Encoded bytes of a part that are searched.
const SEARCHED: usize = 1024 * 1024;

/// The first text/plain part that is no attachment; without one, the first text/html part, reduced to text.
pub(crate) fn find(bytes: &[u8], parts: &[Numbered<'_>]) -> Option<String> {
    let readable = |wanted: &str| {
        parts.iter().find(|numbered| {
            !numbered.enclosed && !numbered.part.header.is_attachment() && media_type(numbered) == wanted
        })
    };
    let text = match readable("text/plain") {
        Some(plain) => decoded(bytes, plain),
        None => html_to_text(&decoded(bytes, readable("text/html")?)),
    };
    let text = bounded(&on_plain_lines(&text)).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// PREVIEW (RFC 8970): the beginning of the text, on one line and with single spaces.
pub(crate) fn preview(text: Option<&str>) -> String {
    let mut preview = String::new();
    let mut room = LONGEST_PREVIEW;
    for word in text.unwrap_or_default().split_whitespace() {
        let space = usize::from(!preview.is_empty());
        let length = word.chars().count().saturating_add(space);
        if length > room {
            // Cut at a word, unless there is only one.
            if preview.is_empty() {
                preview.extend(word.chars().take(room));
            }
            break;
        }
        room -= length;
        if space == 1 {
            preview.push(' ');
        }
        preview.push_str(word);
    }
    preview
}

/// The text of all text parts, as it is searched. Of a longer part only the beginning.
pub(crate) fn of_all(bytes: &[u8], parts: &[Numbered<'_>]) -> String {
    let mut all = String::new();
    for numbered in parts {
        let part = numbered.part;
        if let Some(text) = TextPart::described(&part.header) {
            let end = part.end.min(part.body_start.saturating_add(SEARCHED));
            all.push_str(&text.read(bytes.get(part.body_start..end).unwrap_or_default()));
            all.push('\n');
        }
    }
    all
}

fn media_type<'a>(numbered: &'a Numbered<'_>) -> &'a str {
    match &numbered.part.content {
        Content::Leaf => numbered.part.header.media_type(),
        Content::Opaque(media_type) => media_type,
        Content::Multipart(_) | Content::Message(_) => "",
    }
}

fn decoded(bytes: &[u8], numbered: &Numbered<'_>) -> String {
    let part = numbered.part;
    let end = part.end.min(part.body_start.saturating_add(LOOKED_AT));
    let encoded = bytes.get(part.body_start..end).unwrap_or_default();
    let (content, _) = transfer::decode(encoded, part.header.transfer_encoding());
    let charset = part.header.content_type.as_ref().and_then(|held| held.parameter("charset"));
    decode_text(&content, charset.unwrap_or_default())
}

/// Line feeds end lines; other control characters, which a database or a terminal may choke on, are left out.
fn on_plain_lines(text: &str) -> String {
    text.chars().filter(|character| !character.is_control() || matches!(character, '\n' | '\t')).collect()
}

fn bounded(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text)
}

/// A decoded header value on one line, without control characters.
pub(crate) fn on_one_line(text: &str) -> String {
    let spaced: String =
        text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    spaced.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preview_is_the_beginning_on_one_line_cut_at_a_word() {
        assert_eq!(preview(None), "");
        assert_eq!(preview(Some(" Please\r\n\tcall  back. ")), "Please call back.");
        let long = preview(Some(&"größer ".repeat(100)));
        assert_eq!((long.chars().count(), long.ends_with("größer")), (195, true));
        assert_eq!(preview(Some(&"ä".repeat(500))), "ä".repeat(200));
    }
}
