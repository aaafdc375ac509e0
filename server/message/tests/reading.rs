//! What is read of hand-made messages, and that an IMAP client understands what is written of them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may stop")]

use imap_codec::ResponseCodec;
use imap_codec::decode::Decoder;
use server_message::{Mailbox, Reading, SectionText, Unreadable, header_fields, read, section_range};

fn reading(message: &[u8]) -> Reading {
    let reading = read(message).unwrap();
    assert_client_understands(&reading);
    reading
}

/// Parses the three items as a client would.
fn assert_client_understands(reading: &Reading) {
    for (item, value) in
        [("ENVELOPE", &reading.envelope), ("BODY", &reading.body), ("BODYSTRUCTURE", &reading.body_structure)]
    {
        let response = format!("* 1 FETCH ({item} {value})\r\n");
        match ResponseCodec::default().decode(response.as_bytes()) {
            Ok((rest, _)) => assert!(rest.is_empty(), "{item} has a tail: {response}"),
            Err(error) => panic!("{item} is not understood: {error:?}\n{response}"),
        }
    }
}

/// What the client gets for `BODY[path.wanted]`.
fn section<'a>(message: &'a [u8], path: &str, wanted: SectionText) -> Option<&'a str> {
    let Reading { size, header_size, sections, .. } = reading(message);
    let range = section_range(size, header_size, &sections, path, wanted)?;
    let bytes = &message[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()];
    Some(std::str::from_utf8(bytes).unwrap())
}

/// The example of RFC 3501 §6.4.5: a message in a message in parts in parts.
const NESTED: &[u8] = b"Subject: outer\r\n\
Content-Type: multipart/mixed; boundary=top\r\n\
\r\n\
preamble\r\n\
--top\r\n\
\r\n\
one\r\n\
--top\r\n\
Content-Type: application/octet-stream\r\n\
\r\n\
two\r\n\
\r\n\
--top\r\n\
Content-Type: message/rfc822\r\n\
\r\n\
Subject: third\r\n\
Content-Type: multipart/mixed; boundary=\"in ner\"\r\n\
\r\n\
--in ner\r\n\
\r\n\
three one\r\n\
--in ner  \r\n\
Content-Type: application/octet-stream\r\n\
\r\n\
three two\r\n\
--in ner--\r\n\
epilogue\r\n\
--top\r\n\
Content-Type: multipart/mixed; boundary=four\r\n\
\r\n\
--four\r\n\
Content-Type: image/gif\r\n\
Content-ID: <gif@x>\r\n\
\r\n\
four one\r\n\
--four\r\n\
Content-Type: message/rfc822\r\n\
\r\n\
Subject: plain\r\n\
\r\n\
four two\r\n\
--four--\r\n\
--top--\r\n\
after all\r\n";

#[test]
fn every_section_of_the_rfc_example_is_where_it_should_be() {
    let whole = |path| section(NESTED, path, SectionText::Whole);
    assert_eq!(whole("1"), Some("one"));
    assert_eq!(whole("2"), Some("two\r\n"));
    assert_eq!(whole("3.1"), Some("three one"));
    assert_eq!(whole("3.2"), Some("three two"));
    assert_eq!(whole("4.1"), Some("four one"));
    assert_eq!(whole("4.2"), Some("Subject: plain\r\n\r\nfour two"));
    assert_eq!(whole("4.2.1"), Some("four two"));
    assert_eq!(whole("5"), None);
    assert_eq!(whole("1.1"), None);
    assert_eq!(whole("").map(str::len), Some(NESTED.len()));

    let third = "Subject: third\r\nContent-Type: multipart/mixed; boundary=\"in ner\"\r\n\r\n";
    assert_eq!(section(NESTED, "3", SectionText::Header), Some(third));
    let text = section(NESTED, "3", SectionText::Text).unwrap();
    assert!(text.starts_with("--in ner\r\n") && text.ends_with("--in ner--\r\nepilogue"), "{text}");
    assert_eq!(section(NESTED, "4.2", SectionText::Header), Some("Subject: plain\r\n\r\n"));
    assert_eq!(section(NESTED, "4.2", SectionText::Text), Some("four two"));
    assert_eq!(section(NESTED, "1", SectionText::Header), None);

    assert_eq!(section(NESTED, "1", SectionText::Mime), Some("\r\n"));
    let gif = "Content-Type: image/gif\r\nContent-ID: <gif@x>\r\n\r\n";
    assert_eq!(section(NESTED, "4.1", SectionText::Mime), Some(gif));
    assert!(section(NESTED, "", SectionText::Text).unwrap().starts_with("preamble\r\n"));
    assert!(section(NESTED, "", SectionText::Header).unwrap().ends_with("boundary=top\r\n\r\n"));
    assert_eq!(
        reading(NESTED).sections.iter().map(|section| section.path.as_str()).collect::<Vec<_>>(),
        ["1", "2", "3", "3.1", "3.2", "4", "4.1", "4.2", "4.2.1"]
    );
}

#[test]
fn the_structure_of_the_rfc_example_nests_as_its_parts_do() {
    let text = |size| format!("(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" {size} 0)");
    let bytes = |size| format!("(\"application\" \"octet-stream\" NIL NIL NIL \"7bit\" {size})");
    let envelope = |subject| format!("(NIL \"{subject}\" NIL NIL NIL NIL NIL NIL NIL NIL)");
    let third = section(NESTED, "3", SectionText::Whole).unwrap();
    assert_eq!(
        reading(NESTED).body,
        format!(
            "({}{}(\"message\" \"rfc822\" NIL NIL NIL \"7bit\" {} {} ({}{} \"mixed\") {})\
            ((\"image\" \"gif\" NIL \"<gif@x>\" NIL \"7bit\" 8)\
            (\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 26 {} {} 2) \"mixed\") \"mixed\")",
            text(3),
            bytes(5),
            third.len(),
            envelope("third"),
            text(9),
            bytes(9),
            third.matches('\n').count(),
            envelope("plain"),
            text(8),
        )
    );
}

#[test]
fn a_structure_with_extension_data_says_all_of_it() {
    let message = b"Content-Type: multipart/mixed; Boundary=b\r\nContent-Language: en\r\n\r\n\
        --b\r\nContent-Type: text/plain; charset=utf-8; name=\"a b\"\r\nContent-Disposition: inline\r\n\
        Content-Description: note\r\nContent-MD5: Q2hlY2s=\r\nContent-Language: de, fr\r\n\
        Content-Location: http://x.test/\r\nContent-Transfer-Encoding: Quoted-Printable\r\n\r\nline\r\nline\r\n\r\n\
        --b\r\nContent-Type: audio/ogg\r\nContent-Disposition: attachment; filename=a.ogg\r\n\r\nOggS\r\n--b--\r\n";
    assert_eq!(
        reading(message).body_structure,
        "((\"text\" \"plain\" (\"charset\" \"utf-8\" \"name\" \"a b\") NIL \"note\" \"quoted-printable\" 12 2 \
        \"Q2hlY2s=\" (\"inline\" NIL) (\"de\" \"fr\") \"http://x.test/\")\
        (\"audio\" \"ogg\" NIL NIL NIL \"7bit\" 4 NIL (\"attachment\" (\"filename\" \"a.ogg\")) NIL NIL) \
        \"mixed\" (\"boundary\" \"b\") NIL \"en\" NIL)"
    );
}

#[test]
fn a_message_without_content_type_is_one_text_part() {
    let message = b"From: a@b\r\nSubject: x\r\n\r\nhello\r\nworld\r\n";
    let reading = reading(message);
    assert_eq!(reading.body, "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 14 2)");
    assert_eq!(section(message, "1", SectionText::Whole), Some("hello\r\nworld\r\n"));
    assert_eq!(section(message, "1", SectionText::Mime), Some("From: a@b\r\nSubject: x\r\n\r\n"));
    assert_eq!(reading.text.as_deref(), Some("hello\nworld"));
    assert_eq!(reading.from, Some(Mailbox { name: None, address: "a@b".to_owned() }));
    assert!(!reading.context_voice);
}

#[test]
fn no_bytes_are_no_message_and_anything_else_is_one() {
    assert_eq!(read(b""), Err(Unreadable::Empty));
    for (message, header_size) in [
        (&b"Subject: only a header\r\n\r\n"[..], 26),
        (b"Subject: no empty line\r\n", 24),
        (b"Subject: no line end", 20),
        (b"\r\njust a body", 2),
        (b"\n", 1),
        (b"\0", 1),
    ] {
        let reading = reading(message);
        assert_eq!((reading.size, reading.header_size), (message.len() as u64, header_size), "{message:?}");
        assert_eq!(reading.sections.len(), 1);
    }
}

#[test]
fn lone_line_feeds_end_lines_too() {
    let message = b"Subject: a\n b\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\none\ntwo\n--x--\n";
    let reading = reading(message);
    assert_eq!(reading.subject.as_deref(), Some("a b"));
    assert_eq!(section(message, "1", SectionText::Whole), Some("one\ntwo"));
}

#[test]
fn a_boundary_counts_only_at_the_start_of_a_line_and_as_a_whole() {
    let message = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\na --x\r\n--xy\r\n --x\r\n--x\t\r\n\r\nlast";
    assert_eq!(section(message, "1", SectionText::Whole), Some("a --x\r\n--xy\r\n --x"));
    assert_eq!(section(message, "2", SectionText::Whole), Some("last"));
}

#[test]
fn an_outer_boundary_ends_whatever_is_open_inside() {
    let message = b"Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\n\
        Content-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\n\r\nopen\r\n--out\r\nX-Cut: header\r\n--out\r\n\r\nz\r\n--out--";
    assert_eq!(section(message, "1.1", SectionText::Whole), Some("open"));
    assert_eq!(section(message, "2", SectionText::Mime), Some("X-Cut: header\r\n"));
    assert_eq!(section(message, "2", SectionText::Whole), Some(""));
    assert_eq!(section(message, "3", SectionText::Whole), Some("z"));
}

#[test]
fn a_multipart_without_its_boundary_is_read_as_text() {
    for message in [
        &b"Content-Type: multipart/mixed\r\n\r\nreadable"[..],
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\nreadable",
        b"Content-Type: multipart/mixed; boundary=\"\"\r\n\r\nreadable",
    ] {
        let reading = reading(message);
        assert_eq!(reading.body, "(\"text\" \"plain\" (\"charset\" \"us-ascii\") NIL NIL \"7bit\" 8 0)");
        assert_eq!(reading.text.as_deref(), Some("readable"));
    }
}

#[test]
fn parts_of_a_digest_are_messages_unless_they_say_otherwise() {
    let message =
        b"Content-Type: multipart/digest; boundary=x\r\n\r\n--x\r\n\r\nSubject: in\r\n\r\nbody\r\n--x\r\n\
        Content-Type: text/plain\r\n\r\ntext\r\n--x--";
    let reading = reading(message);
    assert!(
        reading.body.starts_with("((\"message\" \"rfc822\" NIL NIL NIL \"7bit\" 19 (NIL \"in\""),
        "{}",
        reading.body
    );
    assert_eq!(section(message, "1.1", SectionText::Whole), Some("body"));
    assert_eq!(section(message, "2", SectionText::Whole), Some("text"));
}

#[test]
fn an_encoded_message_is_not_looked_into() {
    let message =
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogeA==";
    assert_eq!(reading(message).body, "(\"application\" \"octet-stream\" NIL NIL NIL \"base64\" 16)");
}

#[test]
fn header_values_are_decoded_for_people_and_raw_for_imap() {
    let message = b"Subject: =?utf-8?Q?gr=C3=BC=C3=9Fe?=\r\n =?utf-8?B?IGRpcg==?=\r\n\
        From: =?iso-8859-1?Q?M=FCller?= <m@x.test>, other@x.test\r\n\
        Date: Sun, 1 Mar 2026 11:20:30 +0100 (CET)\r\nMessage-Id: <1@x.test>\r\n\
        Message-Context: Voice-Message (of a kind)\r\n\r\n";
    let reading = reading(message);
    assert_eq!(reading.subject.as_deref(), Some("grüße dir"));
    assert_eq!(
        reading.from,
        Some(Mailbox { name: Some("Müller".to_owned()), address: "m@x.test".to_owned() })
    );
    assert_eq!(reading.date, Some("2026-03-01T10:20:30Z".parse().unwrap()));
    assert_eq!(reading.message_id.as_deref(), Some("1@x.test"));
    assert!(reading.context_voice);
    assert!(
        reading.envelope.starts_with(
            "(\"Sun, 1 Mar 2026 11:20:30 +0100 (CET)\" \"=?utf-8?Q?gr=C3=BC=C3=9Fe?= =?utf-8?B?IGRpcg==?=\" \
            ((\"=?iso-8859-1?Q?M=FCller?=\" NIL \"m\" \"x.test\")(NIL NIL \"other\" \"x.test\"))"
        ),
        "{}",
        reading.envelope
    );
}

#[test]
fn a_date_that_makes_no_sense_is_kept_raw_and_has_no_time() {
    for date in ["yesterday", "Tue, 99 Foo 2026 77:00:00 +0000", ""] {
        let reading = reading(format!("Date: {date}\r\n\r\n").as_bytes());
        assert_eq!(reading.date, None, "{date}");
        assert!(reading.envelope.starts_with(&format!("(\"{date}\" ")), "{}", reading.envelope);
    }
}

#[test]
fn text_is_decoded_and_html_stands_in_where_there_is_nothing_else() {
    let both = b"Content-Type: multipart/alternative; boundary=x\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n<b>rich</b>\r\n\
        --x\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        pl=E4in =3D soft=\r\n break  \r\nend\r\n--x--";
    assert_eq!(reading(both).text.as_deref(), Some("pläin = soft break\nend"));
    let html = b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Hello <b>you</b></p><p>&amp; me</p>";
    let text = reading(html).text.unwrap();
    assert!(text.contains("Hello you") && text.contains("& me") && !text.contains('<'), "{text}");
    let attached = b"Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nnot this";
    assert_eq!(reading(attached).text, None);
}

#[test]
fn text_is_bounded_between_two_characters() {
    let message = format!("Content-Type: text/plain; charset=utf-8\r\n\r\nx{}", "é".repeat(100_000));
    let text = reading(message.as_bytes()).text.unwrap();
    assert_eq!(text.len(), 16 * 1024 - 1);
}

#[test]
fn a_huge_header_line_is_read_and_travels_as_a_literal() {
    let message = format!("Subject: {}\r\nTo: {}\r\n\r\n", "x".repeat(200_000), "a@b, ".repeat(10_000));
    let reading = read(message.as_bytes()).unwrap();
    assert!(reading.envelope.starts_with("(NIL {200000}\r\nxxx"));
    assert_eq!(header_fields(message.as_bytes(), &["to"], false).len(), 200_000 + "Subject: \r\n\r\n".len());
}

#[test]
fn ten_thousand_nested_parts_are_read_as_deep_as_the_limit() {
    let mut multiparts = String::new();
    for level in 0..10_000 {
        multiparts
            .push_str(&format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"));
    }
    let reading = read(multiparts.as_bytes()).unwrap();
    assert_eq!(reading.sections.len(), 30);
    assert!(
        reading.body.contains("(\"application\" \"octet-stream\" NIL NIL NIL \"7bit\""),
        "{}",
        reading.body
    );

    let messages = "Content-Type: message/rfc822\r\n\r\n".repeat(10_000);
    assert_eq!(read(messages.as_bytes()).unwrap().sections.len(), 31);
}

#[test]
fn of_too_many_parts_the_first_thousand_are_read() {
    let message = format!(
        "Content-Type: multipart/mixed; boundary=x\r\n\r\n{}--x--\r\n",
        "--x\r\n\r\npart\r\n".repeat(5000)
    );
    let reading = read(message.as_bytes()).unwrap();
    // The message itself is one of them.
    assert_eq!(reading.sections.len(), 999);
}

#[test]
fn what_imap_is_told_does_not_outgrow_a_hostile_message() {
    let addresses = "a,".repeat(1000);
    let enclosed = format!("--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: {addresses}\r\n\r\n");
    let message = format!("Content-Type: multipart/mixed; boundary=x\r\n\r\n{}", enclosed.repeat(2000));
    let reading = read(message.as_bytes()).unwrap();
    assert!(
        reading.body_structure.len() < 2 * message.len(),
        "{} of {}",
        reading.body_structure.len(),
        message.len()
    );

    let message = format!("From: {}\r\n\r\n", "a,".repeat(100_000));
    assert!(read(message.as_bytes()).unwrap().envelope.len() < 100_000);
}
