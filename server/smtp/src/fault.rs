//! Every "no" that is SMTP's own: how a line is written, and in which order commands come (RFC 5321 section 4.1.4).
//!
//! What the phone system refuses is a [`Refusal`](server_domain::Refusal); both get their words in `reply.rs`.

/// What is wrong with a line. It changed nothing; the session goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    // The line.
    /// Longer than a line of its kind may be.
    LineTooLong { limit: usize },
    /// Other bytes than printable ASCII.
    NotPrintable,
    /// No command has this name.
    UnknownCommand,
    /// A command of the standards that this server does not have.
    NotImplemented,
    /// The command is written otherwise.
    Syntax { form: &'static str },
    /// A command that stands alone came with something behind it.
    ArgumentNotAllowed,
    /// The address of MAIL is none.
    SenderUnreadable,
    /// The address of RCPT is none.
    RecipientUnreadable,
    /// A parameter of MAIL or RCPT has a value it cannot have.
    ParameterUnreadable { name: &'static str },
    /// A parameter of MAIL or RCPT that EHLO does not offer.
    ParameterNotSupported { name: String },

    // The order.
    /// Before EHLO or HELO.
    GreetFirst,
    /// Before AUTH.
    SignInFirst,
    /// Before AUTH, which in turn comes after STARTTLS here.
    StartTlsFirst,
    /// A second AUTH.
    AlreadySignedIn,
    /// A second STARTTLS.
    TlsInUse,
    /// STARTTLS where it is not offered.
    TlsNotOffered,
    /// RCPT or DATA before MAIL.
    SenderFirst,
    /// DATA before a RCPT that was accepted.
    RecipientFirst,
    /// A second MAIL.
    TransactionOpen,

    // Signing in (RFC 4954).
    /// Not one of the mechanisms that EHLO names.
    MechanismUnknown,
    /// A response that is not base64.
    NotBase64,
    /// A response that is not what the mechanism asks for.
    ResponseUnreadable,
    /// The client took its AUTH back with `*`.
    SignInCancelled,
    /// A response over the limit.
    ResponseTooLong { limit: usize },
}
