//! The readable text of a message: decoded, bounded, on plain lines.

use mail_parser::decoders::html::html_to_text;

use crate::part::decode_text;
use crate::searched::{LONGEST_TEXT, TextPart};
use crate::sections::Numbered;
use crate::source::Source;
use crate::transfer::decode_voice;
use crate::tree::Content;

/// Bytes of text that are kept.
const LONGEST: usize = 16 * 1024;
/// Characters of a preview: the most that RFC 8970 §3.1 allows for all languages.
const LONGEST_PREVIEW: usize = 200;
/// Encoded bytes that are looked at: enough for [`LONGEST`] in any encoding, with room for HTML.
const LOOKED_AT: usize = 8 * LONGEST;
/// Encoded bytes of a part that are searched.
const SEARCHED: usize = 1024 * 1024;
/// Decoded bytes from which on a text is longer than [`LONGEST_TEXT`]: no charset takes more than four for one of its.
const TOO_LONG: usize = 4 * LONGEST_TEXT;

/// The first text/plain part that is no attachment; without one, the first text/html part, reduced to text.
pub(crate) fn find<S: Source>(source: &mut S, parts: &[Numbered<'_>]) -> Result<Option<String>, S::Error> {
    let readable = |wanted: &str| {
        parts.iter().find(|numbered| {
            !numbered.enclosed && !numbered.part.header.is_attachment() && media_type(numbered) == wanted
        })
    };
    let text = match (readable("text/plain"), readable("text/html")) {
        (Some(plain), _) => decoded(source, plain)?,
        (None, Some(html)) => html_to_text(&decoded(source, html)?),
        (None, None) => return Ok(None),
    };
    let text = bounded(&on_plain_lines(&text)).trim().to_owned();
    Ok((!text.is_empty()).then_some(text))
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

/// The text of all text parts, as it is searched; `None` where it is too long to be kept. Of a longer part only the
/// beginning.
pub(crate) fn of_all<S: Source>(source: &mut S, parts: &[Numbered<'_>]) -> Result<Option<String>, S::Error> {
    let mut all = String::new();
    let mut content = Vec::new();
    for numbered in parts {
        let part = numbered.part;
        let Some(text) = TextPart::described(&part.header) else { continue };
        content.clear();
        let mut decoder = text.decoder();
        let mut rest = part.body_start..part.end.min(part.body_start.saturating_add(SEARCHED));
        while content.len() <= TOO_LONG
            && let Some(piece) = source.next_piece(&mut rest)?
        {
            decoder.push(piece, &mut content);
        }
        decoder.finish(&mut content);
        if content.len() > TOO_LONG {
            return Ok(None);
        }
        all.push_str(&text.casemapped(&content));
        all.push('\n');
        if all.len() > LONGEST_TEXT {
            return Ok(None);
        }
    }
    Ok(Some(all))
}

fn media_type<'a>(numbered: &'a Numbered<'_>) -> &'a str {
    match &numbered.part.content {
        Content::Leaf => numbered.part.header.media_type(),
        Content::Opaque(media_type) => media_type,
        Content::Multipart(_) | Content::Message(_) => "",
    }
}

fn decoded<S: Source>(source: &mut S, numbered: &Numbered<'_>) -> Result<String, S::Error> {
    let part = numbered.part;
    let end = part.end.min(part.body_start.saturating_add(LOOKED_AT));
    let content = decode_voice(source.whole(part.body_start..end)?, part.header.transfer_encoding());
    let charset = part.header.content_type.as_ref().and_then(|held| held.parameter("charset"));
    Ok(decode_text(&content, charset.unwrap_or_default()))
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
