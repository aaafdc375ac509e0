//! BODY and BODYSTRUCTURE (RFC 3501 §7.4.2): the parts of a message as IMAP tells them.
//!
//! Sizes and line counts are those of the bytes in the file. Types and the names of parameters are in lower case.

use crate::envelope::push_envelope;
use crate::imap::{push_nstring, push_string};
use crate::parameters::Parameterised;
use crate::source::Source;
use crate::tree::{Content, Part};

/// Which of the two forms.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// BODY.
    Plain,
    /// BODYSTRUCTURE, with extension data.
    Extensible,
}

/// Writes the structure of a part, or of a whole message.
pub(crate) fn push_structure<S: Source>(
    out: &mut String,
    source: &mut S,
    part: &Part,
    form: Form,
) -> Result<(), S::Error> {
    out.push('(');
    match &part.content {
        Content::Multipart(parts) => {
            for part in parts {
                push_structure(out, source, part, form)?;
            }
            out.push(' ');
            push_string(out, media(part.header.media_type()).1);
            if form == Form::Extensible {
                out.push(' ');
                push_parameters(out, part.header.content_type.as_ref());
                push_disposition_and_place(out, part);
            }
        }
        Content::Leaf | Content::Opaque(_) | Content::Message(_) => push_single(out, source, part, form)?,
    }
    out.push(')');
    Ok(())
}

fn push_single<S: Source>(out: &mut String, source: &mut S, part: &Part, form: Form) -> Result<(), S::Error> {
    let header = &part.header;
    let declared = match part.content {
        Content::Opaque(_) => None,
        _ => header.content_type.as_ref(),
    };
    let (kind, subtype) = media(part.told_type());
    push_string(out, kind);
    out.push(' ');
    push_string(out, subtype);
    out.push(' ');
    match declared {
        None if kind == "text" => out.push_str("(\"charset\" \"us-ascii\")"),
        declared => push_parameters(out, declared),
    }
    out.push(' ');
    push_nstring(out, header.id.as_deref());
    out.push(' ');
    push_nstring(out, header.description.as_deref());
    out.push(' ');
    push_string(out, header.encoding.as_deref().unwrap_or("7bit"));
    out.push_str(&format!(" {}", part.range().len()));
    if let Content::Message(enclosed) = &part.content {
        out.push(' ');
        push_envelope(out, source.whole(enclosed.understood())?);
        out.push(' ');
        push_structure(out, source, enclosed, form)?;
    }
    if has_lines(part) {
        out.push_str(&format!(" {}", part.lines));
    }
    if form == Form::Extensible {
        out.push(' ');
        push_nstring(out, header.md5.as_deref());
        push_disposition_and_place(out, part);
    }
    Ok(())
}

/// Whether the lines of a part are told: of a text, and of an enclosed message.
pub(crate) fn has_lines(part: &Part) -> bool {
    match part.content {
        Content::Message(_) => true,
        Content::Multipart(_) => false,
        Content::Leaf | Content::Opaque(_) => media(part.told_type()).0 == "text",
    }
}

/// `("attachment" ("filename" "a.wav"))`, language, location.
fn push_disposition_and_place(out: &mut String, part: &Part) {
    match &part.header.disposition {
        Some(disposition) => {
            out.push_str(" (");
            push_string(out, &disposition.value);
            out.push(' ');
            push_parameters(out, Some(disposition));
            out.push(')');
        }
        None => out.push_str(" NIL"),
    }
    out.push(' ');
    push_languages(out, part.header.language.as_deref());
    out.push(' ');
    push_nstring(out, part.header.location.as_deref());
}

fn push_parameters(out: &mut String, held: Option<&Parameterised>) {
    let Some((first, rest)) = held.and_then(|held| held.parameters.split_first()) else {
        out.push_str("NIL");
        return;
    };
    out.push('(');
    push_string(out, &first.0);
    out.push(' ');
    push_string(out, &first.1);
    for (name, value) in rest {
        out.push(' ');
        push_string(out, name);
        out.push(' ');
        push_string(out, value);
    }
    out.push(')');
}

/// One tag is a string, several are a list.
fn push_languages(out: &mut String, languages: Option<&str>) {
    let tags: Vec<&str> =
        languages.unwrap_or_default().split(',').map(str::trim).filter(|tag| !tag.is_empty()).collect();
    match tags.as_slice() {
        [] => out.push_str("NIL"),
        [tag] => push_string(out, tag),
        [first, rest @ ..] => {
            out.push('(');
            push_string(out, first);
            for tag in rest {
                out.push(' ');
                push_string(out, tag);
            }
            out.push(')');
        }
    }
}

fn media(media_type: &str) -> (&str, &str) {
    let (kind, subtype) = media_type.split_once('/').unwrap_or((media_type, "octet-stream"));
    (kind.trim(), subtype.trim())
}
