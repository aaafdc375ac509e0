//! One command line to one [`Command`] (RFC 5321 section 4.1).
//!
//! smtp-proto reads commands and their parameters. What it would misread is settled before it sees the line: other bytes
//! than printable ASCII (it drops a CR anywhere), an argument where there may be none (it skips it), a size of more digits
//! than there may be (it comes out small), a path without angle brackets (it refuses it), and a path without a domain (it
//! refuses `<101>` and takes `<postmaster>` for `<>`), while here `101` is somebody's extension.

use crate::{fault::Fault, mechanism::Mechanism};
use secrecy::SecretString;
use server_sasl::Mechanism as Sasl;
use smtp_proto::{
    AUTH_LOGIN, AUTH_OAUTHBEARER, AUTH_PLAIN, AUTH_XOAUTH2, Error, MAIL_BODY_BINARYMIME, MAIL_BY_NOTIFY,
    MAIL_BY_RETURN, MAIL_BY_TRACE, MAIL_CONPERM, MAIL_REQUIRETLS, MAIL_RET_FULL, MAIL_RET_HDRS,
    MAIL_SMTPUTF8, MailFrom, RCPT_CONNEG, RCPT_NOTIFY_DELAY, RCPT_NOTIFY_FAILURE, RCPT_NOTIFY_NEVER,
    RCPT_NOTIFY_SUCCESS, RcptTo, Request,
};
use std::borrow::Cow;

/// Longest line but for AUTH, line end not counted. The standard asks for 512; parameters make lines longer.
pub(crate) const LINE_LIMIT: usize = 2048;
/// Longest AUTH line and longest response within AUTH (RFC 4954 section 4).
pub(crate) const AUTH_LINE_LIMIT: usize = 12_288;

/// Most digits of `SIZE=` (RFC 1870 section 5). With more, smtp-proto comes round to small numbers again.
const SIZE_DIGITS: usize = 20;

const MAIL_FORM: &str = "MAIL FROM:<address> [SIZE=bytes] [BODY=7BIT|8BITMIME]";
const RCPT_FORM: &str = "RCPT TO:<name or extension, with or without @domain>";

/// What a client asks for.
#[derive(Debug)]
pub(crate) enum Command {
    Ehlo,
    Helo,
    StartTls,
    /// An empty initial response is `=`; none is none.
    Auth {
        mechanism: Mechanism,
        initial: Option<SecretString>,
    },
    /// `sender` is empty for `<>`; `size` is 0 when it was not said.
    Mail {
        sender: String,
        size: u64,
    },
    /// `recipient` is never empty.
    Rcpt {
        recipient: String,
    },
    Data,
    Rset,
    Noop,
    Vrfy,
    Help,
    Quit,
}

/// The longest a line that begins like this may be.
pub(crate) fn limit_for(line: &[u8]) -> usize {
    match line.get(..5) {
        Some(verb) if verb.eq_ignore_ascii_case(b"AUTH ") => AUTH_LINE_LIMIT,
        _ => LINE_LIMIT,
    }
}

/// Reads a line, given without its line end.
pub(crate) fn parse(line: &[u8]) -> Result<Command, Fault> {
    let limit = limit_for(line);
    if line.len() > limit {
        return Err(Fault::LineTooLong { limit });
    }
    if !line.iter().all(|byte| matches!(byte, b' '..=b'~')) {
        return Err(Fault::NotPrintable);
    }
    let text = str::from_utf8(line).map_err(|_| Fault::NotPrintable)?.trim();
    let (verb, argument) =
        text.split_once(' ').map_or((text, ""), |(verb, argument)| (verb, argument.trim()));
    match verb.to_ascii_uppercase().as_str() {
        "MAIL" => mail(argument),
        "RCPT" => rcpt(argument),
        "DATA" | "RSET" | "QUIT" | "STARTTLS" if !argument.is_empty() => Err(Fault::ArgumentNotAllowed),
        // Of the standards, but announced by nobody; RFC 5321 section 4.2.4 wants them told apart from typing errors.
        "ATRN" | "BDAT" | "BURL" | "ETRN" | "EXPN" | "LHLO" | "SAML" | "SEND" | "SOML" | "TURN" => {
            Err(Fault::NotImplemented)
        }
        _ => with_smtp_proto(text, |request| match request {
            Request::Ehlo { .. } => Ok(Command::Ehlo),
            Request::Helo { .. } => Ok(Command::Helo),
            Request::StartTls => Ok(Command::StartTls),
            Request::Auth { mechanism, initial_response } => auth(mechanism, &initial_response),
            Request::Data => Ok(Command::Data),
            Request::Rset => Ok(Command::Rset),
            Request::Noop { .. } => Ok(Command::Noop),
            Request::Vrfy { .. } => Ok(Command::Vrfy),
            Request::Help { .. } => Ok(Command::Help),
            Request::Quit => Ok(Command::Quit),
            Request::Mail { .. }
            | Request::Rcpt { .. }
            | Request::Lhlo { .. }
            | Request::Bdat { .. }
            | Request::Expn { .. }
            | Request::Etrn { .. }
            | Request::Atrn { .. }
            | Request::Burl { .. } => Err(Fault::NotImplemented),
        }),
    }
}

fn auth(mechanism: u64, initial: &str) -> Result<Command, Fault> {
    let mechanism = match mechanism {
        AUTH_PLAIN => Mechanism::Sasl(Sasl::Plain),
        AUTH_LOGIN => Mechanism::Login,
        AUTH_OAUTHBEARER => Mechanism::Sasl(Sasl::OAuthBearer),
        AUTH_XOAUTH2 => Mechanism::Sasl(Sasl::XOAuth2),
        _ => return Err(Fault::MechanismUnknown),
    };
    Ok(Command::Auth { mechanism, initial: (!initial.is_empty()).then(|| initial.to_owned().into()) })
}

fn mail(argument: &str) -> Result<Command, Fault> {
    let path = Path::after("FROM", argument).ok_or(Fault::Syntax { form: MAIL_FORM })?;
    if path.mailbox.ends_with('@') {
        return Err(Fault::SenderUnreadable);
    }
    let is_too_long = |parameter: &str| {
        let digits =
            parameter.split_at_checked("SIZE=".len()).filter(|(name, _)| name.eq_ignore_ascii_case("SIZE="));
        digits.is_some_and(|(_, digits)| digits.len() > SIZE_DIGITS)
    };
    if path.parameters.split(' ').any(is_too_long) {
        return Err(Fault::ParameterUnreadable { name: "SIZE" });
    }
    with_smtp_proto(&format!("MAIL FROM:{}", path.completed()), |request| match request {
        Request::Mail { from } => {
            offered_with_mail(&from)?;
            Ok(Command::Mail { sender: path.as_given(from.address), size: from.size as u64 })
        }
        _ => Err(Fault::Syntax { form: MAIL_FORM }),
    })
}

fn rcpt(argument: &str) -> Result<Command, Fault> {
    let path = Path::after("TO", argument).ok_or(Fault::Syntax { form: RCPT_FORM })?;
    if path.mailbox.is_empty() || path.mailbox.ends_with('@') {
        return Err(Fault::RecipientUnreadable);
    }
    with_smtp_proto(&format!("RCPT TO:{}", path.completed()), |request| match request {
        Request::Rcpt { to } => {
            offered_with_rcpt(&to)?;
            Ok(Command::Rcpt { recipient: path.as_given(to.address) })
        }
        _ => Err(Fault::Syntax { form: RCPT_FORM }),
    })
}

/// smtp-proto knows parameters of extensions that EHLO does not offer; taking one in silence would promise its service.
fn offered_with_mail(from: &MailFrom<Cow<'_, str>>) -> Result<(), Fault> {
    not_offered(&[
        (from.flags & MAIL_SMTPUTF8 != 0, "SMTPUTF8"),
        (from.flags & MAIL_BODY_BINARYMIME != 0, "BODY=BINARYMIME"),
        (from.flags & MAIL_REQUIRETLS != 0, "REQUIRETLS"),
        (from.flags & (MAIL_RET_FULL | MAIL_RET_HDRS) != 0, "RET"),
        (from.flags & (MAIL_BY_NOTIFY | MAIL_BY_RETURN | MAIL_BY_TRACE) != 0, "BY"),
        (from.flags & MAIL_CONPERM != 0, "CONPERM"),
        (from.trans_id.is_some(), "TRANSID"),
        (from.env_id.is_some(), "ENVID"),
        (from.solicit.is_some(), "SOLICIT"),
        (from.mtrk.is_some(), "MTRK"),
        (from.hold_for != 0, "HOLDFOR"),
        (from.hold_until != 0, "HOLDUNTIL"),
        (from.mt_priority != 0, "MT-PRIORITY"),
    ])
}

fn offered_with_rcpt(to: &RcptTo<Cow<'_, str>>) -> Result<(), Fault> {
    not_offered(&[
        (
            to.flags & (RCPT_NOTIFY_NEVER | RCPT_NOTIFY_SUCCESS | RCPT_NOTIFY_FAILURE | RCPT_NOTIFY_DELAY)
                != 0,
            "NOTIFY",
        ),
        (to.flags & RCPT_CONNEG != 0, "CONNEG"),
        (to.orcpt.is_some(), "ORCPT"),
        (to.rrvs != 0, "RRVS"),
    ])
}

fn not_offered(given: &[(bool, &str)]) -> Result<(), Fault> {
    match given.iter().find(|(is_given, _)| *is_given) {
        Some((_, name)) => Err(Fault::ParameterNotSupported { name: (*name).to_owned() }),
        None => Ok(()),
    }
}

fn with_smtp_proto<T>(
    text: &str,
    command: impl FnOnce(Request<Cow<'_, str>>) -> Result<T, Fault>,
) -> Result<T, Fault> {
    let line = format!("{text}\r\n");
    match Request::parse(&mut line.as_bytes().iter()) {
        Ok(request) => command(request),
        Err(Error::UnknownCommand) => Err(Fault::UnknownCommand),
        Err(Error::InvalidSenderAddress) => Err(Fault::SenderUnreadable),
        Err(Error::InvalidRecipientAddress) => Err(Fault::RecipientUnreadable),
        Err(Error::SyntaxError { syntax }) => Err(Fault::Syntax { form: syntax }),
        Err(Error::InvalidParameter { param }) => Err(Fault::ParameterUnreadable { name: param }),
        Err(Error::UnsupportedParameter { param }) => {
            let name = param.split('=').next().unwrap_or_default().chars().take(40).collect();
            Err(Fault::ParameterNotSupported { name })
        }
        // The line is whole, so there is no more data: something was expected that is not there.
        Err(Error::NeedsMoreData { .. } | Error::ResponseTooLong | Error::InvalidResponse { .. }) => {
            Err(Fault::Syntax { form: "see HELP" })
        }
    }
}

/// The path of MAIL or RCPT with what stands behind it.
struct Path<'a> {
    mailbox: &'a str,
    parameters: &'a str,
    has_domain: bool,
}

/// Means this machine at every site, see [`Site::receives_for`](server_domain::sites::Site::receives_for).
const THIS_MACHINE: &str = "@localhost";

impl<'a> Path<'a> {
    /// Finds the path in `FROM:<path> parameters`, with or without angle brackets and spaces around the colon.
    fn after(keyword: &str, argument: &'a str) -> Option<Self> {
        let (word, rest) = argument.split_once(':')?;
        if !word.trim().eq_ignore_ascii_case(keyword) {
            return None;
        }
        let rest = rest.trim_start();
        let (mailbox, parameters) = match rest.strip_prefix('<') {
            Some(inside) => split_unquoted(inside, '>')?,
            None if rest.is_empty() => return None,
            None => split_unquoted(rest, ' ').unwrap_or((rest, "")),
        };
        let mailbox = mailbox.trim();
        let has_domain = mailbox.is_empty() || split_unquoted(mailbox, '@').is_some();
        Some(Self { mailbox, parameters, has_domain })
    }

    /// As smtp-proto wants it.
    fn completed(&self) -> String {
        let domain = if self.has_domain { "" } else { THIS_MACHINE };
        format!("<{}{domain}> {}", self.mailbox, self.parameters.trim())
    }

    /// The address as smtp-proto read it, less the domain that was lent to it.
    fn as_given(&self, address: Cow<'_, str>) -> String {
        match address.strip_suffix(THIS_MACHINE) {
            Some(local) if !self.has_domain => local.to_owned(),
            _ => address.into_owned(),
        }
    }
}

/// The text before and behind the first `mark` outside a quoted string (RFC 5321 section 4.1.2).
fn split_unquoted(text: &str, mark: char) -> Option<(&str, &str)> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let at = text.find(|c: char| {
        let found = c == mark && !is_quoted;
        if !is_escaped && c == '"' {
            is_quoted = !is_quoted;
        }
        is_escaped = !is_escaped && is_quoted && c == '\\';
        found
    })?;
    let (before, behind) = text.split_at_checked(at)?;
    Some((before, behind.strip_prefix(mark).unwrap_or(behind)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sender(line: &str) -> Result<(String, u64), Fault> {
        match parse(line.as_bytes())? {
            Command::Mail { sender, size } => Ok((sender, size)),
            other => panic!("{other:?}"),
        }
    }

    fn recipient(line: &str) -> Result<String, Fault> {
        match parse(line.as_bytes())? {
            Command::Rcpt { recipient } => Ok(recipient),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_sender_is_read_however_it_is_written() {
        for line in [
            "MAIL FROM:<alice@harbour.example>",
            "mail from:alice@harbour.example",
            "Mail  From : < alice@harbour.example >",
            "MAIL FROM: <alice@harbour.example>",
            "MAIL FROM:<@relay.example,@b.example:alice@harbour.example>",
            "  MAIL FROM:<alice@harbour.example>  ",
        ] {
            assert_eq!(sender(line), Ok(("alice@harbour.example".into(), 0)), "{line}");
        }
        assert_eq!(sender("MAIL FROM:<>"), Ok((String::new(), 0)), "the empty reverse-path");
        assert_eq!(sender("MAIL FROM:<postmaster>"), Ok(("postmaster".into(), 0)), "not the empty one");
        assert_eq!(sender(r#"MAIL FROM:<"a >b"@localhost> SIZE=3"#), Ok(("a >b@localhost".into(), 3)));
    }

    #[test]
    fn a_recipient_may_be_an_extension_alone() {
        assert_eq!(recipient("RCPT TO:<101>"), Ok("101".into()));
        assert_eq!(recipient("rcpt to:101"), Ok("101".into()));
        assert_eq!(recipient("RCPT TO:<postmaster>"), Ok("postmaster".into()));
        assert_eq!(recipient("RCPT TO:<101@localhost>"), Ok("101@localhost".into()), "as it was given");
        for wrong in [
            "RCPT TO:<>",
            "RCPT TO:< >",
            "RCPT TO:<@>",
            "RCPT TO:<@b>",
            "RCPT TO:<a@>",
            "RCPT TO:<a b>",
            "RCPT TO:<.a>",
        ] {
            assert!(recipient(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_offered_with_mail_is_taken_and_nothing_else() {
        assert_eq!(sender("MAIL FROM:<a@b> SIZE=77 BODY=8BITMIME AUTH=<>"), Ok(("a@b".into(), 77)));
        assert_eq!(sender("MAIL FROM:a@b BODY=7BIT size=5"), Ok(("a@b".into(), 5)));
        assert_eq!(sender("MAIL FROM:<a@b> SIZE=x"), Err(Fault::ParameterUnreadable { name: "SIZE" }));
        let huge = sender(&format!("MAIL FROM:<a@b> SIZE={}", u64::MAX - 1));
        assert_eq!(huge, Ok(("a@b".into(), u64::MAX - 1)), "no number wraps round to a small one");
        for digits in 20..40 {
            let huge = sender(&format!("MAIL FROM:<a@b> BODY=7BIT size={}", "9".repeat(digits)));
            assert_eq!(huge, Err(Fault::ParameterUnreadable { name: "SIZE" }));
        }
        for wrong in [
            "SMTPUTF8",
            "BODY=BINARYMIME",
            "RET=FULL",
            "ENVID=x",
            "REQUIRETLS",
            "HOLDFOR=9",
            "FOO=1",
            "BY=9;R",
        ] {
            let line = format!("MAIL FROM:<a@b> {wrong}");
            assert!(
                matches!(sender(&line), Err(Fault::ParameterNotSupported { .. })),
                "{wrong}: {:?}",
                sender(&line)
            );
        }
        for wrong in ["NOTIFY=NEVER", "ORCPT=rfc822;a@b", "FOO"] {
            let line = format!("RCPT TO:<a@b> {wrong}");
            assert!(matches!(recipient(&line), Err(Fault::ParameterNotSupported { .. })), "{wrong}");
        }
    }

    #[test]
    fn a_line_that_is_no_command_says_what_is_wrong() {
        let fault = |line: &str| parse(line.as_bytes()).expect_err(line);
        assert_eq!(fault(""), Fault::UnknownCommand);
        assert_eq!(fault("HELLO"), Fault::UnknownCommand);
        assert_eq!(fault("MAILFROM:<a@b>"), Fault::UnknownCommand);
        assert_eq!(fault("BDAT 10 LAST"), Fault::NotImplemented);
        assert_eq!(fault("MAIL a@b"), Fault::Syntax { form: MAIL_FORM });
        assert_eq!(fault("MAIL FROM:"), Fault::Syntax { form: MAIL_FORM });
        assert_eq!(fault("MAIL FROM:<a@b"), Fault::Syntax { form: MAIL_FORM });
        assert_eq!(fault("RCPT FROM:<a@b>"), Fault::Syntax { form: RCPT_FORM });
        assert_eq!(fault("MAIL FROM:<a@b@c>"), Fault::SenderUnreadable);
        assert_eq!(fault("DATA now"), Fault::ArgumentNotAllowed);
        assert_eq!(fault("NO\rOP"), Fault::NotPrintable);
        assert_eq!(fault("RCPT TO:<é@b>"), Fault::NotPrintable);
        assert_eq!(fault("AUTH CRAM-MD5"), Fault::MechanismUnknown);
        assert_eq!(fault("AUTH X-MADE-UP-AND-QUITE-LONG-NAME abc"), Fault::MechanismUnknown);
        assert!(matches!(fault("AUTH"), Fault::Syntax { .. }));
        assert!(matches!(fault("EHLO"), Fault::Syntax { .. }));
        assert_eq!(
            fault(&format!("NOOP {}", "x".repeat(LINE_LIMIT))),
            Fault::LineTooLong { limit: LINE_LIMIT }
        );
    }

    #[test]
    fn an_auth_line_may_be_longer_than_others() {
        let token = "A".repeat(AUTH_LINE_LIMIT - "AUTH XOAUTH2 ".len());
        assert!(matches!(
            parse(format!("AUTH XOAUTH2 {token}").as_bytes()),
            Ok(Command::Auth { initial: Some(_), .. })
        ));
        let fault = parse(format!("AUTH XOAUTH2 {token}A").as_bytes()).expect_err("too long");
        assert_eq!(fault, Fault::LineTooLong { limit: AUTH_LINE_LIMIT });
    }

    proptest! {
        #[test]
        fn no_line_is_too_strange(line: Vec<u8>) {
            let _ = parse(&line);
        }

        #[test]
        fn nor_one_that_is_nearly_right(
            verb in "(MAIL FROM:|RCPT TO:|AUTH |EHLO |mail|VRFY |HELP |NOOP )", rest in "[ -~]{0,40}",
        ) {
            let _ = parse(format!("{verb}{rest}").as_bytes());
        }

        #[test]
        fn a_mailbox_is_read_as_it_was_written(local in "[a-z0-9_-]{1,20}", domain in "(@[a-z]{1,9}(\\.[a-z]{1,9})?)?") {
            let address = format!("{local}{domain}");
            prop_assert_eq!(recipient(&format!("RCPT TO:<{address}>")), Ok(address.clone()));
            prop_assert_eq!(sender(&format!("MAIL FROM:{address} SIZE=1")), Ok((address, 1)));
        }
    }
}
