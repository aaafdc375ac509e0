//! From an IMAP answer to the facts of a message: sender, subject, text, audio parts, identity.
//!
//! Everything here was written by strangers: what cannot be read is left out, nothing is refused.

use crate::backend::{MessageFacts, StoredPart, StoredRecipient};
use async_imap::{
    imap_proto::{BodyStructure, ContentEncoding, SectionPath},
    types::Fetch,
};
use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use mail_parser::{Message, MessageParser, decoders::quoted_printable::quoted_printable_decode};
use mobilelink_wire::PartKind;

/// What is asked about a message that is not known yet.
///
/// In a voicemail part 1 is what was written in it and parts 2 and 3 are audio, whose first bytes say how long it is.
/// Asking for them at once saves a round trip; where they are something else, the answer is not used.
pub(super) const DETAILS: &str = "(UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE \
    BODY.PEEK[HEADER.FIELDS (From To Cc Subject Message-ID Content-Duration)] \
    BODY.PEEK[1]<0.4096> BODY.PEEK[2]<0.128> BODY.PEEK[3]<0.128>)";

/// How many recipients are kept of a message; nobody reads a longer list.
const RECIPIENTS: usize = 100;

/// When the server took it, and its facts; none when the server left out what every server must tell.
pub(super) fn facts(fetch: &Fetch) -> Option<(Timestamp, MessageFacts)> {
    let received_at = Timestamp::from_second(fetch.internal_date()?.timestamp()).ok()?;
    let structure = fetch.bodystructure()?;
    let header = fetch.header().unwrap_or_default();
    let size = u64::from(fetch.size?);
    let beginning = |section: &str| fetch.section(&section_path(section)).unwrap_or_default().to_vec();
    Some((received_at, describe(received_at, size, structure, header, beginning)))
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
    beginning: impl Fn(&str) -> Vec<u8>,
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
    let text = leaves
        .first()
        .filter(|leaf| leaf.media_type == "text/plain")
        .and_then(|leaf| readable(leaf, &beginning(&leaf.section)));
    let mut parts = audio_parts(&leaves);
    for part in &mut parts {
        part.duration_ms = wav_length(&beginning(&part.section), &part.encoding);
    }
    if let [only] = parts.as_mut_slice() {
        only.duration_ms = only.duration_ms.or(duration_ms);
    }
    let lengths: Option<Vec<u64>> = parts.iter().map(|part| part.duration_ms).collect();
    let duration_ms = lengths.filter(|l| !l.is_empty()).map(|lengths| lengths.iter().sum()).or(duration_ms);
    let identity = digest(&SHA256, format!("{message_id}|{}|{size}", received_at.as_second()).as_bytes());
    MessageFacts {
        identity: identity.as_ref().iter().take(12).map(|byte| format!("{byte:02x}")).collect(),
        // RFC 3323 §4.1.1.3: the name of those who have none.
        from_local: if from_local.eq_ignore_ascii_case("anonymous") { "" } else { from_local }.to_owned(),
        from_domain: from_domain.to_owned(),
        from_name: sender.and_then(|s| s.name()).map(str::to_owned).filter(|name| !name.is_empty()),
        recipients: parsed.map(recipients).unwrap_or_default(),
        subject: parsed.and_then(|m| m.subject()).unwrap_or_default().to_owned(),
        text,
        size,
        duration_ms,
        parts,
    }
}

/// To and Cc, groups taken apart.
fn recipients(message: &Message<'_>) -> Vec<StoredRecipient> {
    let addresses = [message.to(), message.cc()].into_iter().flatten().flat_map(|list| list.iter());
    let recipients = addresses.filter_map(|address| {
        let (local, domain) = address.address()?.rsplit_once('@')?;
        let name = address.name().map(str::to_owned).filter(|name| !name.is_empty());
        Some(StoredRecipient { local: local.to_owned(), domain: domain.to_owned(), name })
    });
    recipients.take(RECIPIENTS).collect()
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
fn audio_parts(leaves: &[Leaf]) -> Vec<StoredPart> {
    let audio: Vec<&Leaf> = leaves.iter().filter(|leaf| leaf.media_type.starts_with("audio/")).collect();
    let kinds: &[PartKind] = match audio.len() {
        0 | 1 => &[PartKind::Recording],
        _ => &[PartKind::Introduction, PartKind::Recording],
    };
    let parts = audio.into_iter().zip(kinds).map(|(leaf, part)| StoredPart {
        part: *part,
        media_type: leaf.media_type.clone(),
        size: decoded_size(leaf),
        duration_ms: None,
        peaks: Vec::new(),
        section: leaf.section.clone(),
        encoding: leaf.encoding.clone(),
    });
    parts.collect()
}

/// The length in milliseconds that the first bytes of a WAV file tell; none when it is none.
fn wav_length(beginning: &[u8], encoding: &str) -> Option<u64> {
    let mut text: Vec<u8> = beginning.to_vec();
    if encoding == "base64" {
        text.retain(|byte| !byte.is_ascii_whitespace());
        // A beginning may end within a group of four digits.
        text.truncate(text.len() / 4 * 4);
    }
    let head = decode(&text, encoding)?;
    if !head.starts_with(b"RIFF") || head.get(8..16)? != b"WAVEfmt " {
        return None;
    }
    let number = |at: usize| {
        let bytes: [u8; 4] = head.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(u64::from(u32::from_le_bytes(bytes)))
    };
    let bytes_per_second = number(28)?;
    let data = head.windows(4).position(|window| window == b"data")?;
    number(data + 4)?.checked_mul(1_000)?.checked_div(bytes_per_second)
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

#[cfg(test)]
mod tests {
    use super::*;
    use async_imap::imap_proto::{AttributeValue, Response};

    /// What a server says about a message, as the library reads it.
    fn described(structure: &str, header: &str, first: &str) -> MessageFacts {
        let answer = format!("* 1 FETCH (BODYSTRUCTURE {structure})\r\n");
        let (_, response) = Response::parse(answer.as_bytes()).unwrap();
        let Response::Fetch(_, attributes) = response else { panic!("not a fetch") };
        let AttributeValue::BodyStructure(structure) = &attributes[0] else { panic!("no structure") };
        let beginning = |section: &str| if section == "1" { first.as_bytes().to_vec() } else { Vec::new() };
        describe(Timestamp::UNIX_EPOCH, 1_000, structure, header.as_bytes(), beginning)
    }

    const TEXT: &str =
        r#"("text" "plain" ("charset" "iso-8859-1") NIL NIL "quoted-printable" 20 1 NIL NIL NIL NIL)"#;
    const AUDIO: &str = r#"("audio" "wav" ("name" "a.wav") NIL NIL "base64" 780 NIL NIL NIL NIL)"#;

    #[test]
    fn a_voicemail_has_a_text_and_a_recording() {
        let header = "From: =?utf-8?q?N=C3=BA=C3=B1ez?= <101@acme.example>\r\nSubject: Hello\r\n\
            Content-Duration: 12\r\nMessage-ID: <1@acme.example>\r\n\r\n";
        let facts = described(&format!("({TEXT}{AUDIO} \"mixed\" NIL NIL NIL NIL)"), header, "Gr=FC=DFe");
        assert_eq!((facts.from_local.as_str(), facts.from_domain.as_str()), ("101", "acme.example"));
        assert_eq!((facts.from_name.as_deref(), facts.subject.as_str()), (Some("Núñez"), "Hello"));
        assert_eq!(facts.text.as_deref(), Some("Grüße"));
        assert_eq!(facts.duration_ms, Some(12_000));
        assert_eq!(facts.parts.len(), 1);
        let recording = &facts.parts[0];
        assert_eq!((recording.section.as_str(), recording.size), ("2", 570));
        assert_eq!(recording.part, PartKind::Recording);
    }

    #[test]
    fn whom_a_message_was_sent_to_is_read_from_to_and_cc() {
        let header = "To: Bob <102@acme.example>, friends: tom@else.example, no address;\r\n\
            Cc: =?utf-8?q?N=C3=BA=C3=B1ez?= <nunez@acme.example>\r\n\r\n";
        let recipients = described(AUDIO, header, "").recipients;
        let recipients: Vec<_> =
            recipients.iter().map(|r| (r.local.as_str(), r.domain.as_str(), r.name.as_deref())).collect();
        let expected = [
            ("102", "acme.example", Some("Bob")),
            ("tom", "else.example", None),
            ("nunez", "acme.example", Some("Núñez")),
        ];
        assert_eq!(recipients, expected);
    }

    #[test]
    fn of_two_recordings_the_first_is_the_introduction_vm_06() {
        let facts = described(&format!("({TEXT}{AUDIO}{AUDIO} \"mixed\" NIL NIL NIL NIL)"), "\r\n", "");
        let parts: Vec<_> = facts.parts.iter().map(|part| (part.part, part.section.as_str())).collect();
        assert_eq!(parts, [(PartKind::Introduction, "2"), (PartKind::Recording, "3")]);
    }

    #[test]
    fn audio_alone_is_part_one_and_audio_inside_parts_is_numbered_through() {
        assert_eq!(described(AUDIO, "\r\n", "").parts[0].section, "1");
        let nested =
            format!("(({TEXT}{TEXT} \"alternative\" NIL NIL NIL NIL){AUDIO} \"mixed\" NIL NIL NIL NIL)");
        assert_eq!(described(&nested, "\r\n", "").parts[0].section, "2");
        let deeper = format!("({TEXT}({AUDIO}{TEXT} \"related\" NIL NIL NIL NIL) \"mixed\" NIL NIL NIL NIL)");
        assert_eq!(described(&deeper, "\r\n", "").parts[0].section, "2.1");
    }

    #[test]
    fn a_mail_without_anything_is_still_a_message() {
        let facts = described(r#"("text" "plain" NIL NIL NIL "7bit" 0 0 NIL NIL NIL NIL)"#, "", "");
        assert_eq!((facts.parts.len(), facts.text, facts.duration_ms), (0, None, None));
        assert_eq!((facts.subject.as_str(), facts.from_local.as_str()), ("", ""));
    }

    #[test]
    fn a_withheld_number_is_empty() {
        let facts = described(AUDIO, "From: <Anonymous@anonymous.invalid>\r\n\r\n", "");
        assert_eq!(facts.from_local, "");
    }

    #[test]
    fn the_same_message_has_the_same_identity_in_every_folder_and_another_has_another() {
        let of = |header: &str| described(AUDIO, header, "").identity;
        assert_eq!(of("Message-ID: <1@a>\r\n\r\n"), of("Message-ID: <1@a>\r\n\r\n"));
        assert_ne!(of("Message-ID: <1@a>\r\n\r\n"), of("Message-ID: <2@a>\r\n\r\n"));
    }

    #[test]
    fn the_first_bytes_of_a_wave_file_tell_its_length() {
        let mut head = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x07\0\x01\0".to_vec();
        head.extend([8_000_u32, 8_000].iter().flat_map(|n| n.to_le_bytes()));
        head.extend(b"\x01\0\x08\0data");
        head.extend(12_000_u32.to_le_bytes());
        head.extend([0xff; 40]);
        let encoded = STANDARD.encode(&head);
        let (one, two) = encoded.split_at(76);
        assert_eq!(wav_length(format!("{one}\r\n{two}").as_bytes(), "base64"), Some(1_500));
        assert_eq!(wav_length(&head, "binary"), Some(1_500));
        for cut in 0..44 {
            assert_eq!(wav_length(&head[..cut], "binary"), None, "{cut}");
        }
    }

    #[test]
    fn encodings_are_taken_off_and_broken_ones_are_said_to_be() {
        assert_eq!(decode(b"aGVs\r\nbG8=\r\n", "base64"), Some(b"hello".to_vec()));
        assert_eq!(decode(b"gr=FC=DFe", "quoted-printable"), Some(b"gr\xfc\xdfe".to_vec()));
        assert_eq!(decode(b"as it is", "8bit"), Some(b"as it is".to_vec()));
        assert_eq!(decode(b"a", "base64"), None);
    }
}
