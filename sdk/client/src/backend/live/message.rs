//! From an IMAP answer to the facts of a message: sender, subject, text, audio parts, identity.
//!
//! Everything here was written by strangers: what cannot be read is left out, nothing is refused.

use crate::backend::{MessageFacts, StoredPart};
use async_imap::{
    imap_proto::{BodyStructure, ContentEncoding, SectionPath},
    types::Fetch,
};
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use mail_parser::{MessageParser, decoders::quoted_printable::quoted_printable_decode};
use mobilelink_wire::PartKind;

/// What is asked about a message that is not known yet. Part 1 is, in a voicemail, what was written in it.
pub(super) const DETAILS: &str = "(UID INTERNALDATE RFC822.SIZE BODYSTRUCTURE \
    BODY.PEEK[HEADER.FIELDS (From Subject Message-ID Content-Duration)] BODY.PEEK[1]<0.4096>)";

/// When the server took it, and its facts; none when the server left out what every server must tell.
pub(super) fn facts(fetch: &Fetch) -> Option<(Timestamp, MessageFacts)> {
    let received_at = Timestamp::from_second(fetch.internal_date()?.timestamp()).ok()?;
    let structure = fetch.bodystructure()?;
    let header = fetch.header().unwrap_or_default();
    let first = fetch.section(&section_path("1")).unwrap_or_default();
    let size = u64::from(fetch.size?);
    Some((received_at, describe(received_at, size, structure, header, first)))
}

/// The section as the library compares it.
pub(super) fn section_path(section: &str) -> SectionPath {
    SectionPath::Part(section.split('.').filter_map(|number| number.parse().ok()).collect(), None)
}

/// Takes a content transfer encoding off (RFC 2045 §6).
pub(super) fn decode(body: &[u8], encoding: &str) -> Option<Vec<u8>> {
    match encoding {
        "base64" => {
            let digits: Vec<u8> = body
                .iter()
                .copied()
                .filter(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
                .collect();
            STANDARD.decode(digits).ok()
        }
        "quoted-printable" => quoted_printable_decode(body),
        _ => Some(body.to_vec()),
    }
}

fn describe(
    received_at: Timestamp,
    size: u64,
    structure: &BodyStructure<'_>,
    header: &[u8],
    first: &[u8],
) -> MessageFacts {
    let parsed = MessageParser::new().parse_headers(header);
    let parsed = parsed.as_ref();
    let sender = parsed.and_then(|m| m.from()).and_then(|from| from.first());
    let address = sender.and_then(|sender| sender.address()).unwrap_or_default();
    let (from_local, from_domain) = address.rsplit_once('@').unwrap_or((address, ""));
    let message_id = parsed.and_then(|m| m.message_id()).unwrap_or_default();
    // Content-Duration counts seconds (RFC 3803 §1).
    let seconds =
        parsed.and_then(|m| m.header_raw("Content-Duration")).and_then(|v| v.trim().parse::<u64>().ok());
    let duration_ms = seconds.and_then(|seconds| seconds.checked_mul(1_000));

    let mut leaves = Vec::new();
    collect_leaves(structure, &mut Vec::new(), &mut leaves);
    let text =
        leaves.first().filter(|leaf| leaf.media_type == "text/plain").and_then(|leaf| readable(leaf, first));
    let parts = audio_parts(&leaves, duration_ms);
    let identity = digest(&SHA256, format!("{message_id}|{}|{size}", received_at.as_second()).as_bytes());
    MessageFacts {
        identity: identity.as_ref().iter().take(12).map(|byte| format!("{byte:02x}")).collect(),
        from_local: from_local.to_owned(),
        from_domain: from_domain.to_owned(),
        from_name: sender.and_then(|s| s.name()).map(str::to_owned).filter(|name| !name.is_empty()),
        subject: parsed.and_then(|m| m.subject()).unwrap_or_default().to_owned(),
        text,
        size,
        duration_ms,
        parts,
    }
}

/// A part that has no parts.
struct Leaf {
    section: String,
    media_type: String,
    charset: String,
    encoding: String,
    octets: u64,
}

/// Parts in order, numbered as in RFC 3501 §6.4.5. A message inside a message is not looked into.
fn collect_leaves(structure: &BodyStructure<'_>, path: &mut Vec<usize>, leaves: &mut Vec<Leaf>) {
    match structure {
        BodyStructure::Multipart { bodies, .. } => {
            for (index, body) in bodies.iter().enumerate() {
                path.push(index + 1);
                collect_leaves(body, path, leaves);
                path.pop();
            }
        }
        BodyStructure::Basic { common, other, .. } | BodyStructure::Text { common, other, .. } => {
            let section = match path.as_slice() {
                [] => "1".to_owned(),
                path => path.iter().map(usize::to_string).collect::<Vec<_>>().join("."),
            };
            let params = common.ty.params.as_deref().unwrap_or_default();
            let charset = params.iter().find(|(name, _)| name.eq_ignore_ascii_case("charset"));
            leaves.push(Leaf {
                section,
                media_type: format!("{}/{}", common.ty.ty, common.ty.subtype).to_ascii_lowercase(),
                charset: charset.map(|(_, value)| value.to_string()).unwrap_or_default(),
                encoding: encoding_name(&other.transfer_encoding),
                octets: u64::from(other.octets),
            });
        }
        BodyStructure::Message { .. } => {}
    }
}

/// With two audio parts the first is the introduction to a message passed on (VM-06).
fn audio_parts(leaves: &[Leaf], duration_ms: Option<u64>) -> Vec<StoredPart> {
    let audio: Vec<&Leaf> = leaves.iter().filter(|leaf| leaf.media_type.starts_with("audio/")).collect();
    let kinds: &[PartKind] = match audio.len() {
        0 | 1 => &[PartKind::Recording],
        _ => &[PartKind::Introduction, PartKind::Recording],
    };
    let only_one = audio.len() == 1;
    let parts = audio.into_iter().zip(kinds).map(|(leaf, part)| StoredPart {
        part: *part,
        media_type: leaf.media_type.clone(),
        size: decoded_size(leaf),
        duration_ms: duration_ms.filter(|_| only_one),
        peaks: Vec::new(),
        section: leaf.section.clone(),
        encoding: leaf.encoding.clone(),
    });
    parts.collect()
}

/// Base64 in lines of 76 characters and a line end carries 57 bytes in 78.
fn decoded_size(leaf: &Leaf) -> u64 {
    if leaf.encoding == "base64" { leaf.octets.saturating_mul(57) / 78 } else { leaf.octets }
}

fn encoding_name(encoding: &ContentEncoding<'_>) -> String {
    match encoding {
        ContentEncoding::SevenBit => "7bit".into(),
        ContentEncoding::EightBit => "8bit".into(),
        ContentEncoding::Binary => "binary".into(),
        ContentEncoding::Base64 => "base64".into(),
        ContentEncoding::QuotedPrintable => "quoted-printable".into(),
        ContentEncoding::Other(other) => other.to_ascii_lowercase(),
    }
}

/// The text of a part, by way of a message that holds nothing else; the parser knows the character sets.
fn readable(leaf: &Leaf, body: &[u8]) -> Option<String> {
    let charset = leaf.charset.replace(['"', '\r', '\n'], "");
    let mut message = format!(
        "Content-Type: text/plain; charset=\"{charset}\"\r\nContent-Transfer-Encoding: {}\r\n\r\n",
        leaf.encoding.replace(['\r', '\n'], "")
    )
    .into_bytes();
    message.extend_from_slice(body);
    let text = MessageParser::new().parse(&message)?.body_text(0)?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}
