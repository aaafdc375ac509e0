//! Facts to bytes: every refusal and every fault has its code, its enhanced code (RFC 3463, RFC 5248) and its words.
//!
//! The words name the field, the limit and the way out. `REPLIES.md` is this table for readers; a test compares them.

use crate::fault::Fault;
use server_core::Failure;
use server_domain::Refusal;
use std::borrow::Cow;

/// Longest text of one reply line; with codes and line end it stays under the 512 bytes of RFC 5321 section 4.5.3.1.5.
const TEXT_LIMIT: usize = 490;

/// One reply, of one or more lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    code: u16,
    /// Empty where RFC 2034 wants none: the greeting, EHLO, and everything between 300 and 399.
    enhanced: &'static str,
    lines: Vec<Cow<'static, str>>,
}

impl Reply {
    pub(crate) fn new(code: u16, enhanced: &'static str, text: impl Into<Cow<'static, str>>) -> Self {
        Self { code, enhanced, lines: vec![text.into()] }
    }

    /// A reply of several lines.
    pub(crate) fn of_lines(code: u16, enhanced: &'static str, lines: Vec<Cow<'static, str>>) -> Self {
        Self { code, enhanced, lines }
    }

    /// A reply without enhanced code.
    pub(crate) fn bare(code: u16, text: impl Into<Cow<'static, str>>) -> Self {
        Self::new(code, "", text)
    }

    /// The bytes for the client. Whatever the texts hold, these are whole lines of printable ASCII.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let last = self.lines.len().saturating_sub(1);
        for (index, text) in self.lines.iter().enumerate() {
            let separator = if index == last { ' ' } else { '-' };
            let gap = if self.enhanced.is_empty() { "" } else { " " };
            bytes.extend_from_slice(format!("{}{separator}{}{gap}", self.code, self.enhanced).as_bytes());
            let printable =
                |c: char| u8::try_from(c).ok().filter(|byte| matches!(byte, b' '..=b'~')).unwrap_or(b'?');
            bytes.extend(text.chars().take(TEXT_LIMIT).map(printable));
            bytes.extend_from_slice(b"\r\n");
        }
        bytes
    }
}

impl From<&Failure> for Reply {
    fn from(failure: &Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Broken => Self::new(451, "4.3.0", "The server could not do that now; try again later"),
        }
    }
}

impl From<&Refusal> for Reply {
    fn from(refusal: &Refusal) -> Self {
        let (code, enhanced, text): (u16, &'static str, Cow<'static, str>) = match refusal {
            Refusal::SignInRefused => (535, "5.7.8", "Unknown user or wrong password".into()),
            Refusal::TooManyAttempts { retry_after } => {
                let seconds = retry_after.as_secs();
                (454, "4.7.0", format!("Too many wrong passwords; try again in {seconds} s").into())
            }
            Refusal::TokenInvalid => {
                (535, "5.7.8", "The access token is not valid; sign in again for a new one".into())
            }
            Refusal::TokenExpired => {
                (535, "5.7.8", "The access token has expired; refresh it and try again".into())
            }
            Refusal::RefreshTokenReused | Refusal::DeviceRevoked => {
                (535, "5.7.8", "This device was signed out; sign in again with the password".into())
            }
            Refusal::PlaintextRefused => {
                (538, "5.7.11", "Signing in needs TLS; say STARTTLS first, or use the TLS port".into())
            }
            // 535 would make mail programs ask for the password again, which was right (RFC 5248, X.7.13).
            Refusal::FeatureKeyMissing { key } => {
                let key = key.wire_id();
                (
                    525,
                    "5.7.13",
                    format!("This account has no {key} key; the administrator can switch it on").into(),
                )
            }
            Refusal::NotPermitted { permission } => {
                let permission = permission.wire_id();
                (
                    550,
                    "5.7.1",
                    format!("This account may not {permission}; the administrator can allow it").into(),
                )
            }
            Refusal::Overloaded => (451, "4.3.2", "The server is busy; try again in a minute".into()),

            Refusal::RelayDenied { domain } => (
                550,
                "5.7.1",
                format!("Nothing is relayed, so not to {domain}; write to people of this server").into(),
            ),
            Refusal::UnknownRecipient { address } => {
                (550, "5.1.1", format!("Nobody here is {address}; use a username or an extension").into())
            }
            Refusal::TooManyRecipients { limit } => (
                452,
                "4.5.3",
                format!("At most {limit} recipients for one message; send the rest in another").into(),
            ),
            // Said of MAIL FROM and, after the text, of the From: header.
            Refusal::SenderNotYours { given } => {
                (553, "5.7.1", format!("{given} is not your address; MAIL FROM and From: must be").into())
            }
            Refusal::MessageTooLarge { limit } => (
                552,
                "5.3.4",
                format!("The message is larger than {limit} bytes; shorten the recording").into(),
            ),
            Refusal::OverQuota { .. } => {
                (552, "5.2.2", "A recipient's mailbox is full; nothing was delivered to anybody".into())
            }
            Refusal::MessageEmpty => (554, "5.6.0", "The message is empty; nothing was kept".into()),
            Refusal::AudioIsNotAudio { file, declared, found } => {
                let text =
                    format!("{file} is declared {declared} and is {found}; attach the recording itself");
                (554, "5.6.0", text.into())
            }

            // No SMTP command asks for these things. Should one ever, the facts are said and nothing is hidden.
            Refusal::UsernameUnsuitable
            | Refusal::ExtensionUnsuitable
            | Refusal::PinUnsuitable { .. }
            | Refusal::PinWrong
            | Refusal::PasswordUnsuitable { .. }
            | Refusal::SiteNameUnsuitable { .. }
            | Refusal::UsernameTaken { .. }
            | Refusal::ExtensionTaken { .. }
            | Refusal::SiteExists { .. }
            | Refusal::NoSuchAccount { .. }
            | Refusal::NoSuchSite { .. }
            | Refusal::PresenceNotSettable { .. }
            | Refusal::NoteUnsuitable { .. }
            | Refusal::NoSuchMessage
            | Refusal::NoSuchPart { .. }
            | Refusal::NoSuchFolder { .. }
            | Refusal::KeywordUnsuitable { .. }
            | Refusal::TooManyKeywords { .. }
            | Refusal::FolderExists { .. }
            | Refusal::FolderNameUnsuitable { .. }
            | Refusal::FolderStays { .. }
            | Refusal::FolderHasChildren { .. }
            | Refusal::FolderIntoItself { .. }
            | Refusal::TooManyFolders { .. }
            | Refusal::UseNotPossible { .. }
            | Refusal::NotAGreeting { .. }
            | Refusal::SearchTooLong { .. }
            | Refusal::TooManyAnnotations { .. }
            | Refusal::AnnotationTooLarge { .. }
            | Refusal::AnnotationFixed { .. }
            | Refusal::RangeOutside { .. }
            | Refusal::NoSuchConference
            | Refusal::ConferenceNumberTaken { .. }
            | Refusal::NoLogo
            | Refusal::CursorExpired => (554, "5.5.0", refusal.to_string().into()),
        };
        Self::new(code, enhanced, text)
    }
}

impl From<&Fault> for Reply {
    fn from(fault: &Fault) -> Self {
        let (code, enhanced, text): (u16, &'static str, Cow<'static, str>) = match fault {
            Fault::LineTooLong { limit } => (500, "5.5.2", format!("Line too long (limit {limit})").into()),
            Fault::NotPrintable => (500, "5.5.2", "A command is printable ASCII; this was not".into()),
            Fault::UnknownCommand => (500, "5.5.1", "Unknown command; HELP lists those there are".into()),
            Fault::NotImplemented => (502, "5.5.1", "Not implemented here; EHLO lists what is".into()),
            Fault::Syntax { form } => (501, "5.5.4", format!("Not understood; the form is: {form}").into()),
            Fault::ArgumentNotAllowed => (501, "5.5.4", "This command stands alone on its line".into()),
            Fault::SenderUnreadable => (501, "5.1.7", "The address in MAIL FROM is not an address".into()),
            Fault::RecipientUnreadable => (501, "5.1.3", "The address in RCPT TO is not an address".into()),
            Fault::ParameterUnreadable { name } => {
                (501, "5.5.4", format!("The value of {name} is not one it can have").into())
            }
            Fault::ParameterNotSupported { name } => {
                (555, "5.5.4", format!("{name} is not supported; EHLO lists what is").into())
            }
            Fault::GreetFirst => (503, "5.5.1", "Say EHLO first".into()),
            Fault::SignInFirst => (530, "5.7.0", "Sign in with AUTH first".into()),
            Fault::StartTlsFirst => (530, "5.7.0", "Say STARTTLS first, then sign in with AUTH".into()),
            Fault::AlreadySignedIn => (503, "5.5.1", "Already signed in".into()),
            Fault::TlsInUse => (503, "5.5.1", "TLS is in use already".into()),
            Fault::TlsNotOffered => (502, "5.5.1", "STARTTLS is not offered on this port".into()),
            Fault::SenderFirst => (503, "5.5.1", "Say MAIL FROM first".into()),
            Fault::RecipientFirst => (554, "5.5.1", "No recipient was accepted; say RCPT TO first".into()),
            Fault::TransactionOpen => (503, "5.5.1", "A message is begun already; RSET drops it".into()),
            Fault::MechanismUnknown => {
                (504, "5.5.4", "Unknown AUTH mechanism; EHLO lists those there are".into())
            }
            Fault::NotBase64 => (501, "5.5.2", "The AUTH response is not base64".into()),
            Fault::ResponseUnreadable => {
                (501, "5.5.2", "The AUTH response is not what the mechanism asks for".into())
            }
            Fault::SignInCancelled => (501, "5.7.0", "Sign-in cancelled".into()),
            Fault::ResponseTooLong { limit } => {
                (500, "5.5.6", format!("AUTH response too long (limit {limit})").into())
            }
        };
        Self::new(code, enhanced, text)
    }
}

#[cfg(test)]
mod tests;
