//! One client's conversation as a state machine: a line in, replies and at most one request for the core out.
//!
//! No socket, no clock, no await. Whatever a command needs stands inside the state it is allowed in, so an order that
//! RFC 5321 section 4.1.4 forbids cannot be carried out. After STARTTLS the connection makes a new session: RFC 3207
//! section 4.2 wants everything forgotten that was said before.

use crate::{
    command,
    fault::Fault,
    mechanism::Mechanism,
    reply::Reply,
    syntax::{self, AUTH_LINE_LIMIT, Command},
};
use server_core::Failure;
use server_domain::Refusal;
use server_net::Line;
use server_sasl::Credentials;
use std::sync::Arc;

/// So many lines may be wrong before the client is sent away.
const FAULT_LIMIT: u8 = 20;
/// So many sign-ins may fail before the client is sent away.
const FAILED_SIGN_IN_LIMIT: u8 = 3;

/// What the session keeps for the core without looking inside: the core's own types in the server, words in tests.
pub(crate) trait Handles {
    /// Who is signed in.
    type Requester: Clone;
    /// A mailbox that the core has found.
    type Recipient;
    /// A message on its way to disk; gone when dropped.
    type Staged;
}

/// What the server says of itself.
#[derive(Debug, Clone)]
pub(crate) struct Profile {
    pub(crate) hostname: String,
    pub(crate) message_bytes: u64,
    pub(crate) recipients: usize,
}

/// What holds for the connection until STARTTLS changes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Channel {
    pub(crate) tls: TlsState,
    pub(crate) login: Login,
}

/// Whether TLS is there or can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TlsState {
    InUse,
    Offered,
    NotOffered,
}

/// Whether a password may be said on this channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Login {
    Allowed,
    NeedsTls,
}

/// Where the conversation is.
pub(crate) enum State<H: Handles> {
    /// Nobody has said EHLO.
    Connected,
    /// EHLO or HELO was said.
    Greeted,
    /// Within AUTH: the next line is no command.
    SigningIn(Exchange),
    /// AUTH succeeded.
    SignedIn { requester: H::Requester, transaction: Transaction<H> },
}

/// The message in hand (RFC 5321 section 3.3).
pub(crate) enum Transaction<H: Handles> {
    Idle,
    From(Sender),
    To { sender: Sender, recipients: Vec<H::Recipient> },
}

impl<H: Handles> Transaction<H> {
    /// Forgets sender and recipients.
    pub(crate) fn drop_message(&mut self) {
        *self = Self::Idle;
    }
}

/// The reverse-path of MAIL; empty for `<>`. Checked, then of no more use: who sends is who signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sender(pub(crate) String);

/// What the next line within AUTH is, or what is waited for.
#[derive(Debug)]
pub(crate) enum Exchange {
    /// The first response.
    Response(Mechanism),
    /// LOGIN's second response.
    Password { login: String },
    /// The core's word.
    Verdict(Mechanism),
    /// An empty line, by which the client owns that its token was refused (RFC 7628 section 3.2.3).
    Acknowledgement(Refusal),
}

/// How a sign-in goes on.
#[derive(Debug)]
pub(crate) enum Turn {
    /// The client is to say more.
    Challenge(Reply),
    /// The core is to judge.
    Verify(Credentials),
    /// It is over.
    Failed(Failure),
}

/// What the core is asked. Its answer goes to [`Session::answer`].
pub(crate) enum Request<H: Handles> {
    SignIn(Credentials),
    CheckSender { requester: H::Requester, sender: Sender },
    FindRecipient { requester: H::Requester, address: String },
    Stage,
    Deposit { requester: H::Requester, recipients: Vec<H::Recipient>, staged: H::Staged },
}

/// What became of a [`Request`], each under its own name, or of the text after DATA.
pub(crate) enum Answer<H: Handles> {
    SignedIn(Result<H::Requester, Failure>),
    SenderChecked(Result<Sender, Failure>),
    RecipientFound(Result<H::Recipient, Failure>),
    Staged(Result<H::Staged, Failure>),
    Received(Result<H::Staged, Failure>),
    Deposited(Result<(), Failure>),
}

/// What the connection does next.
pub(crate) struct Step<H: Handles> {
    /// To be written, in this order.
    pub(crate) replies: Vec<Reply>,
    pub(crate) next: Next<H>,
}

pub(crate) enum Next<H: Handles> {
    /// Read a line.
    Listen,
    /// Ask this and bring the answer.
    Ask(Request<H>),
    /// Read the text to its end, write it here, and bring [`Answer::Received`].
    Receive(H::Staged),
    /// Do the handshake and begin a new session.
    StartTls,
    /// Send the replies and close.
    Close,
}

impl<H: Handles> Step<H> {
    pub(crate) fn reply(reply: Reply) -> Self {
        Self { replies: vec![reply], next: Next::Listen }
    }

    pub(crate) fn ask(request: Request<H>) -> Self {
        Self { replies: vec![], next: Next::Ask(request) }
    }

    pub(crate) fn close(reply: Reply) -> Self {
        Self { replies: vec![reply], next: Next::Close }
    }
}

/// Why the server ends a conversation that the client would have gone on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parting {
    /// The client said nothing for too long.
    Idle,
    /// The server stops.
    Stopping,
    /// The device was signed out elsewhere.
    SignedOut,
    /// A message went on far beyond the size limit.
    Endless,
}

impl From<Parting> for Reply {
    fn from(parting: Parting) -> Self {
        match parting {
            Parting::Idle => Reply::new(421, "4.4.2", "Nothing was said for too long; closing"),
            Parting::Stopping => Reply::new(421, "4.3.2", "The server is stopping; try again later"),
            Parting::SignedOut => Reply::new(421, "4.7.0", "This device was signed out; closing"),
            Parting::Endless => {
                Reply::new(421, "4.3.4", "The message goes on far beyond the limit that EHLO names; closing")
            }
        }
    }
}

/// One conversation.
pub(crate) struct Session<H: Handles> {
    profile: Arc<Profile>,
    channel: Channel,
    state: State<H>,
    faults: u8,
    failed_sign_ins: u8,
}

impl<H: Handles> Session<H> {
    pub(crate) fn new(profile: Arc<Profile>, channel: Channel) -> Self {
        Self { profile, channel, state: State::Connected, faults: 0, failed_sign_ins: 0 }
    }

    /// What a client hears first; not after STARTTLS.
    pub(crate) fn greeting(&self) -> Reply {
        Reply::bare(220, format!("{} ESMTP Mobile Link", self.profile.hostname))
    }

    /// Who is signed in, if anybody is.
    pub(crate) fn requester(&self) -> Option<&H::Requester> {
        match &self.state {
            State::SignedIn { requester, .. } => Some(requester),
            State::Connected | State::Greeted | State::SigningIn(_) => None,
        }
    }

    /// What follows from the client's next line.
    pub(crate) fn line(&mut self, line: &Line) -> Step<H> {
        let understood = match (line, &mut self.state) {
            (Line::TooLong { .. }, State::SigningIn(_)) => {
                Err(Fault::ResponseTooLong { limit: AUTH_LINE_LIMIT })
            }
            (Line::TooLong { head, .. }, _) => Err(Fault::LineTooLong { limit: syntax::limit_for(head) }),
            (Line::Complete { text, .. }, State::SigningIn(exchange)) => {
                command::auth::respond(exchange, text).map(|turn| self.sign_in(turn))
            }
            // A bare LF ends a command as well, for those who type by hand; only the text after DATA is strict.
            (Line::Complete { text, .. }, _) => syntax::parse(text).and_then(|command| self.command(command)),
        };
        understood.unwrap_or_else(|fault| self.fault(&fault))
    }

    /// What follows from the answer to the last request.
    pub(crate) fn answer(&mut self, answer: Answer<H>) -> Step<H> {
        match (answer, &mut self.state) {
            (Answer::SignedIn(Ok(requester)), State::SigningIn(Exchange::Verdict(_))) => {
                self.state = State::SignedIn { requester, transaction: Transaction::Idle };
                Step::reply(Reply::new(235, "2.7.0", "Signed in"))
            }
            (Answer::SignedIn(Err(failure)), State::SigningIn(exchange)) => {
                let turn = command::auth::refused(exchange, failure);
                self.sign_in(turn)
            }
            (Answer::SenderChecked(checked), State::SignedIn { transaction, .. }) => {
                command::mail::checked(transaction, checked)
            }
            (Answer::RecipientFound(found), State::SignedIn { transaction, .. }) => {
                command::rcpt::found(transaction, found)
            }
            (Answer::Staged(staged), State::SignedIn { .. }) => command::data::staged(staged),
            (Answer::Received(received), State::SignedIn { requester, transaction }) => {
                command::data::received(requester, transaction, received)
            }
            (Answer::Deposited(deposited), State::SignedIn { .. }) => command::data::deposited(deposited),
            // The connection asks one thing at a time, so an answer always finds its question.
            (_, _) => Step::close(Reply::new(421, "4.3.0", "The server lost its place; try again")),
        }
    }

    /// The one match of command and state: what is not listed as allowed is a fault.
    fn command(&mut self, command: Command) -> Result<Step<H>, Fault> {
        let Self { profile, channel, state, .. } = self;
        match (command, state) {
            (Command::Ehlo, state) => Ok(command::ehlo::extended(state, profile, *channel)),
            (Command::Helo, state) => Ok(command::ehlo::plain(state, profile)),
            (Command::Noop, _) => Ok(command::noop::run()),
            (Command::Help, _) => Ok(command::help::run()),
            (Command::Vrfy, _) => Ok(command::vrfy::run()),
            (Command::Quit, _) => Ok(command::quit::run(profile)),
            (Command::Rset, state) => Ok(command::rset::run(state)),
            (Command::StartTls, _) => command::starttls::run(*channel),

            (
                Command::Auth { .. } | Command::Mail { .. } | Command::Rcpt { .. } | Command::Data,
                State::Connected,
            ) => Err(Fault::GreetFirst),
            (Command::Auth { mechanism, initial }, State::Greeted | State::SigningIn(_)) => {
                let turn = command::auth::begin(&mut self.state, self.channel, mechanism, initial)?;
                Ok(self.sign_in(turn))
            }
            (Command::Auth { .. }, State::SignedIn { .. }) => Err(Fault::AlreadySignedIn),
            (
                Command::Mail { .. } | Command::Rcpt { .. } | Command::Data,
                State::Greeted | State::SigningIn(_),
            ) => Err(command::auth::needed(*channel)),

            (
                Command::Mail { sender, size },
                State::SignedIn { requester, transaction: Transaction::Idle },
            ) => Ok(command::mail::run(profile, requester, Sender(sender), size)),
            (Command::Mail { .. }, State::SignedIn { .. }) => Err(Fault::TransactionOpen),

            (Command::Rcpt { .. }, State::SignedIn { transaction: Transaction::Idle, .. }) => {
                Err(Fault::SenderFirst)
            }
            (Command::Rcpt { recipient }, State::SignedIn { requester, transaction }) => {
                Ok(command::rcpt::run(profile, requester, transaction, recipient))
            }

            (Command::Data, State::SignedIn { transaction: Transaction::Idle, .. }) => {
                Err(Fault::SenderFirst)
            }
            (Command::Data, State::SignedIn { transaction: Transaction::From(_), .. }) => {
                Err(Fault::RecipientFirst)
            }
            (Command::Data, State::SignedIn { transaction: Transaction::To { .. }, .. }) => {
                Ok(command::data::run())
            }
        }
    }

    /// Answers a wrong line, and sends a client away that sends nothing else.
    fn fault(&mut self, fault: &Fault) -> Step<H> {
        if matches!(self.state, State::SigningIn(_)) {
            self.state = State::Greeted;
        }
        self.faults = self.faults.saturating_add(1);
        if self.faults < FAULT_LIMIT {
            return Step::reply(fault.into());
        }
        let farewell = Reply::new(421, "4.7.0", format!("{FAULT_LIMIT} lines were wrong; closing"));
        Step { replies: vec![fault.into(), farewell], next: Next::Close }
    }

    /// The next turn of a sign-in; too many that failed end the conversation.
    fn sign_in(&mut self, turn: Turn) -> Step<H> {
        let failure = match turn {
            Turn::Challenge(reply) => return Step::reply(reply),
            Turn::Verify(credentials) => return Step::ask(Request::SignIn(credentials)),
            Turn::Failed(failure) => failure,
        };
        self.state = State::Greeted;
        if matches!(failure, Failure::Refused(_)) {
            self.failed_sign_ins = self.failed_sign_ins.saturating_add(1);
        }
        if self.failed_sign_ins < FAILED_SIGN_IN_LIMIT {
            return Step::reply((&failure).into());
        }
        // The refusal comes first: a client that saw only 421 would try the same password again.
        let farewell = Reply::new(421, "4.7.0", format!("{FAILED_SIGN_IN_LIMIT} sign-ins failed; closing"));
        Step { replies: vec![(&failure).into(), farewell], next: Next::Close }
    }
}

#[cfg(test)]
mod tests;
