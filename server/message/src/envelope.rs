//! ENVELOPE (RFC 3501 §7.4.2): the header of a message as IMAP tells it, values raw but unfolded.
//!
//! Traps: an absent field is NIL and an empty one `""`; an absent or empty Sender or Reply-To is From; a group's start and
//! end are addresses without a host.

use crate::address::{self, Address};
use crate::header::Fields;
use crate::imap::{push_nstring, push_string};

/// Writes the ENVELOPE of the message with this header.
pub(crate) fn push_envelope(out: &mut String, header: &[u8]) {
    let envelope = Envelope::of(header);
    out.push('(');
    push_nstring(out, envelope.date.as_deref());
    out.push(' ');
    push_nstring(out, envelope.subject.as_deref());
    let from = addresses(&envelope.from);
    for list in [&from, &addresses(&envelope.sender), &addresses(&envelope.reply_to)] {
        out.push(' ');
        out.push_str(if list == "NIL" { &from } else { list });
    }
    for list in [&envelope.to, &envelope.cc, &envelope.bcc] {
        out.push(' ');
        out.push_str(&addresses(list));
    }
    out.push(' ');
    push_nstring(out, envelope.in_reply_to.as_deref());
    out.push(' ');
    push_nstring(out, envelope.message_id.as_deref());
    out.push(')');
}

/// Raw values. Of a field that comes twice, which RFC 5322 forbids, the first counts.
#[derive(Default)]
struct Envelope {
    date: Option<String>,
    subject: Option<String>,
    from: Option<Vec<Address>>,
    sender: Option<Vec<Address>>,
    reply_to: Option<Vec<Address>>,
    to: Option<Vec<Address>>,
    cc: Option<Vec<Address>>,
    bcc: Option<Vec<Address>>,
    in_reply_to: Option<String>,
    message_id: Option<String>,
}

impl Envelope {
    fn of(header: &[u8]) -> Self {
        let mut envelope = Self::default();
        for field in Fields::of(header) {
            match field.name().to_ascii_lowercase().as_slice() {
                b"date" => keep_first(&mut envelope.date, || field.text()),
                b"subject" => keep_first(&mut envelope.subject, || field.text()),
                b"from" => keep_first(&mut envelope.from, || address::read(&field.text())),
                b"sender" => keep_first(&mut envelope.sender, || address::read(&field.text())),
                b"reply-to" => keep_first(&mut envelope.reply_to, || address::read(&field.text())),
                b"to" => keep_first(&mut envelope.to, || address::read(&field.text())),
                b"cc" => keep_first(&mut envelope.cc, || address::read(&field.text())),
                b"bcc" => keep_first(&mut envelope.bcc, || address::read(&field.text())),
                b"in-reply-to" => keep_first(&mut envelope.in_reply_to, || field.text()),
                b"message-id" => keep_first(&mut envelope.message_id, || field.text()),
                _ => {}
            }
        }
        envelope
    }
}

fn keep_first<T>(kept: &mut Option<T>, read: impl FnOnce() -> T) {
    if kept.is_none() {
        *kept = Some(read());
    }
}

/// `NIL`, or the addresses without a space between them.
fn addresses(list: &Option<Vec<Address>>) -> String {
    let Some(list) = list.as_ref().filter(|list| !list.is_empty()) else { return "NIL".to_owned() };
    let mut out = String::from("(");
    for address in list {
        match address {
            Address::Mailbox { name, route, local, host } => {
                out.push('(');
                push_nstring(&mut out, name.as_deref());
                out.push(' ');
                push_nstring(&mut out, route.as_deref());
                out.push(' ');
                push_string(&mut out, local);
                out.push(' ');
                push_string(&mut out, host);
                out.push(')');
            }
            Address::GroupStart(name) => {
                out.push_str("(NIL NIL ");
                push_string(&mut out, name);
                out.push_str(" NIL)");
            }
            Address::GroupEnd => out.push_str("(NIL NIL NIL NIL)"),
        }
    }
    out.push(')');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn envelope(header: &str) -> String {
        let mut out = String::new();
        push_envelope(&mut out, header.as_bytes());
        out
    }

    #[test]
    fn the_example_of_rfc_3501_section_8_is_written_as_the_rfc_writes_it() {
        let header = "Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\r\n\
            From: Terry Gray <gray@cac.washington.edu>\r\n\
            Subject: IMAP4rev1 WG mtg summary and minutes\r\n\
            To: imap@cac.washington.edu\r\n\
            cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>\r\n\
            Message-Id: <B27397-0100000@cac.washington.edu>\r\n\r\n";
        assert_eq!(
            envelope(header),
            "(\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \
            \"IMAP4rev1 WG mtg summary and minutes\" \
            ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) \
            ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) \
            ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) \
            ((NIL NIL \"imap\" \"cac.washington.edu\")) \
            ((NIL NIL \"minutes\" \"CNRI.Reston.VA.US\")\
            (\"John Klensin\" NIL \"KLENSIN\" \"MIT.EDU\")) NIL NIL \
            \"<B27397-0100000@cac.washington.edu>\")"
        );
    }

    #[test]
    fn an_absent_field_is_nil_and_an_empty_one_is_empty() {
        assert_eq!(envelope(""), "(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)");
        assert_eq!(envelope("Subject:\r\nSender: \r\nFrom: a@b\r\n"), {
            let from = "((NIL NIL \"a\" \"b\"))";
            format!("(NIL \"\" {from} {from} {from} NIL NIL NIL NIL NIL)")
        });
    }

    #[test]
    fn a_group_is_told_by_addresses_without_host() {
        assert!(
            envelope("To: Team: a@b;\r\n")
                .contains("((NIL NIL \"Team\" NIL)(NIL NIL \"a\" \"b\")(NIL NIL NIL NIL))")
        );
    }

    #[test]
    fn folded_and_eight_bit_values_arrive_on_one_line_or_as_a_literal() {
        assert!(envelope("Subject: a\r\n b\r\n").starts_with("(NIL \"a b\""));
        assert!(envelope("Subject: d\u{e9}j\u{e0}\r\n").starts_with("(NIL {6}\r\ndéjà"));
        assert!(
            envelope("Subject: =?utf-8?q?d=C3=A9j=C3=A0?=\r\n")
                .starts_with("(NIL \"=?utf-8?q?d=C3=A9j=C3=A0?=\"")
        );
    }
}
