//! One client's connection: reads commands, has them run, waits; the only place that waits for several things at once.
//!
//! While it waits it holds the session's state and nothing else: no buffer, and no future of a command, which are boxed.
//! A client whose device is signed out is sent away at once, whatever it is doing.

mod telling;

use std::future::pending;
use std::time::Duration;

use server_core::{Failure, Hint, PhoneSystem, Requester, What};
use server_domain::Refusal;
use server_net::{ConnectionError, Line, LineStream, Stream};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_util::sync::CancellationToken;
use tracing::debug;

pub(crate) use self::telling::Waiting;
use crate::Service;
use crate::command::{self, Command};
use crate::input::{self, Bounds, Input};
use crate::reply::{self, Answer};
use crate::seats::Seat;
use crate::session::{Enabled, Selected, State};
use crate::syntax::{self, Malformed, Tag};
use crate::watch::{self, Watch};

/// What a session can be held over.
pub(crate) trait Transport: AsyncRead + AsyncWrite + Unpin + Send + Sized {
    /// Whether what is said is compressed.
    fn is_deflated(lines: &LineStream<Self>) -> bool;

    /// Compresses both directions from here on (RFC 4978).
    fn deflate(lines: &mut LineStream<Self>);
}

impl Transport for Stream {
    fn is_deflated(lines: &LineStream<Self>) -> bool {
        lines.stream().is_deflated()
    }

    fn deflate(lines: &mut LineStream<Self>) {
        lines.deflate();
    }
}

/// A pipe within a test says of itself that it is compressed, so that it never will be.
#[cfg(any(test, feature = "fuzz"))]
impl Transport for tokio::io::DuplexStream {
    fn is_deflated(_: &LineStream<Self>) -> bool {
        true
    }

    fn deflate(_: &mut LineStream<Self>) {}
}

/// How well the connection is protected, and whether that can be bettered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Channel {
    /// Whether a password may be said.
    pub log_in: LogIn,
    /// Whether STARTTLS is possible now.
    pub starttls: StartTls,
}

/// Whether a password may be said on a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogIn {
    /// It is encrypted, or does not leave the machine, or the administrator allows it.
    Allowed,
    /// LOGINDISABLED.
    NeedsTls,
}

/// Whether STARTTLS is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StartTls {
    /// The listener offers it and TLS is not in use yet.
    Offered,
    /// TLS is in use, or this listener has none.
    NotOffered,
}

/// How a session ended.
pub(crate) enum End<S> {
    /// The connection is closed.
    Closed,
    /// The client was invited to its handshake; another session follows, which knows nothing of this one.
    StartTls(LineStream<S>),
}

/// Why a command did not come to its own answer.
#[derive(Debug)]
pub(crate) enum Fault {
    /// It is answered like this instead.
    Answer(Answer),
    /// The folder that is open was deleted by somebody else; there is nothing left to speak about.
    FolderGone,
    /// The client is sending more than will be read; what it means by its next bytes nobody knows.
    Overrun,
    /// Nothing can be answered any more.
    Connection(ConnectionError),
}

/// A session and its connection.
pub(crate) struct Connection<S> {
    pub lines: LineStream<S>,
    pub service: Service,
    pub channel: Channel,
    pub state: State<Requester>,
    pub enabled: Enabled,
    /// Of the command that is being run.
    pub tag: Tag,
    /// Counts the session as one of the signed-in person's.
    pub seat: Option<Seat>,
    /// What the client is told of without asking.
    pub watch: Option<Box<Watch>>,
    bad_commands: u32,
}

/// What follows a command.
#[derive(Debug)]
enum Next {
    Command,
    Idle(Tag),
    StartTls,
    Close(Option<Answer>),
}

/// What follows the last command.
enum Exit {
    StartTls,
    /// Not even a farewell: the client was in the middle of being answered.
    CutOff,
    /// With the last words, where they have not been said.
    Close(Option<Answer>),
}

impl<S: Transport> Connection<S> {
    /// A session at its start.
    pub(crate) fn new(service: Service, lines: LineStream<S>, channel: Channel) -> Self {
        Self {
            lines,
            service,
            channel,
            state: State::NotAuthenticated { failures: 0 },
            enabled: Enabled::default(),
            tag: Tag::none(),
            seat: None,
            watch: None,
            bad_commands: 0,
        }
    }

    /// The first words (RFC 3501 §7.1.1).
    pub(crate) async fn greet(&mut self) -> Result<(), ConnectionError> {
        let capabilities = command::capability::list(self.channel, &self.state, self.phone().limits());
        let greeting = Answer::ok("Mobile Link voicemail").with_code(reply::Code::Capability(capabilities));
        self.lines.write(&greeting.untagged()).await?;
        self.lines.flush().await
    }

    /// Serves the client until one of the two is gone. `stopping` ends it between two commands.
    pub(crate) async fn converse(mut self, stopping: &CancellationToken) -> Result<End<S>, ConnectionError> {
        match self.commands(stopping).await? {
            Exit::StartTls => Ok(End::StartTls(self.lines)),
            Exit::CutOff => Ok(End::Closed),
            Exit::Close(bye) => Box::pin(self.close(bye)).await,
        }
    }

    async fn commands(&mut self, stopping: &CancellationToken) -> Result<Exit, ConnectionError> {
        loop {
            let who = self.state.who().cloned();
            let patience = self.patience();
            let line = tokio::select! {
                biased;
                () = stopping.cancelled() => return Ok(Exit::Close(Some(stopped()))),
                () = ended(who.as_ref()) => return Ok(Exit::Close(Some(signed_out()))),
                // Before what stirs: however much happens, a command waits for one look at most.
                line = self.lines.next_line(patience) => Some(line),
                () = watch::stirs(&mut self.watch) => None,
            };
            let Some(line) = line else {
                match Box::pin(self.tell(Waiting::Command)).await? {
                    Some(Next::Close(bye)) => return Ok(Exit::Close(bye)),
                    _ => {
                        self.lines.flush().await?;
                        continue;
                    }
                }
            };
            let next = match line {
                Ok(line) => tokio::select! {
                    // In the middle of an answer there is no place for last words.
                    () = ended(who.as_ref()) => return Ok(Exit::CutOff),
                    next = Box::pin(self.obey(line)) => next,
                },
                Err(error) => Err(error),
            };
            drop(who);
            let next = match next {
                Ok(Next::Idle(tag)) => self.idle(&tag, stopping).await,
                next => next,
            };
            match next {
                Ok(Next::Command | Next::Idle(_)) => {}
                Ok(Next::StartTls) => return Ok(Exit::StartTls),
                Ok(Next::Close(bye)) => return Ok(Exit::Close(bye)),
                Err(ConnectionError::Idle { after }) => {
                    return Ok(Exit::Close(Some(too_idle(after))));
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Runs the command that starts with this line.
    async fn obey(&mut self, first: Line) -> Result<Next, ConnectionError> {
        let patience = self.patience();
        let bounds = self.bounds();
        let (tag, answer) = match input::whole(&mut self.lines, first, bounds, self.enabled, patience).await?
        {
            Input::Command(text) => match syntax::parse(&text, self.enabled) {
                Ok((tag, command)) => match self.run(&tag, command).await? {
                    Ran::Answered(answer) => (tag, answer),
                    Ran::Next(next) => return Ok(next),
                },
                Err(Malformed { tag, answer }) => (tag, answer),
            },
            Input::Upload(tag, upload, literal) => {
                let taken = command::take_in(self, upload, literal).await;
                match self.outcome(taken)? {
                    Ran::Answered(answer) => (tag, answer),
                    Ran::Next(next) => return Ok(next),
                }
            }
            Input::Refused(tag, answer) => (tag, answer),
            Input::Overrun => return Ok(self.overrun()),
        };
        self.answer(&tag, &answer).await
    }

    async fn run(&mut self, tag: &Tag, command: Command) -> Result<Ran, ConnectionError> {
        if let Err(denied) = self.state.permits(&command) {
            return Ok(Ran::Answered(reply::denied(denied)));
        }
        match command {
            Command::Idle => Ok(Ran::Next(Next::Idle(tag.clone()))),
            Command::StartTls => {
                if self.channel.starttls == StartTls::NotOffered {
                    return Ok(Ran::Answered(Answer::bad(
                        "TLS is in use already, or not to be had on this port",
                    )));
                }
                self.lines.write(&Answer::ok("Begin TLS now").tagged(tag.as_str())).await?;
                self.lines.flush().await?;
                Ok(Ran::Next(Next::StartTls))
            }
            Command::Compress => match command::compress::run(self, tag.as_str()).await.transpose() {
                Some(answer) => self.outcome(answer),
                None => Ok(Ran::Next(Next::Command)),
            },
            Command::Logout => {
                self.state = State::Logout;
                self.lines.write(&Answer::bye("Goodbye").untagged()).await?;
                self.lines.write(&Answer::ok("Logged out").tagged(tag.as_str())).await?;
                Ok(Ran::Next(Next::Close(None)))
            }
            command => {
                self.tag = tag.clone();
                let answer = command::run(self, command).await.map(|answer| self.with_expunge_issued(answer));
                self.outcome(answer)
            }
        }
    }

    /// Says that messages are gone of which the client may not be told now (RFC 5530); NOOP tells it.
    fn with_expunge_issued(&self, answer: Answer) -> Answer {
        match &self.state {
            State::Selected(_, selected) if selected.view.has_unreported() => {
                answer.with_code_if_none(reply::Code::Word("EXPUNGEISSUED"))
            }
            _ => answer,
        }
    }

    /// What follows from the answer to a command, or from why it has none.
    fn outcome(&self, answer: Result<Answer, Fault>) -> Result<Ran, ConnectionError> {
        match answer {
            Ok(answer) | Err(Fault::Answer(answer)) => Ok(Ran::Answered(answer)),
            Err(Fault::Overrun) => Ok(Ran::Next(self.overrun())),
            Err(Fault::FolderGone) => Ok(Ran::Next(Next::Close(Some(folder_gone())))),
            Err(Fault::Connection(error)) => Err(error),
        }
    }

    /// Ends a command, and the session of a client that has failed too often.
    async fn answer(&mut self, tag: &Tag, answer: &Answer) -> Result<Next, ConnectionError> {
        self.tell_held_back().await?;
        self.lines.write(&answer.tagged(tag.as_str())).await?;
        self.bad_commands = if answer.is_bad() { self.bad_commands.saturating_add(1) } else { 0 };
        let settings = &self.service.settings;
        let last_words = match self.state {
            State::NotAuthenticated { failures } if failures >= settings.failed_logins => {
                Some(Answer::bye(format!("{failures} failed log-ins; connect again to go on")))
            }
            _ if self.bad_commands >= settings.bad_commands => Some(Answer::bye(format!(
                "{} commands in a row were not understood; is this an IMAP client?",
                self.bad_commands
            ))),
            _ => None,
        };
        if let Some(bye) = last_words {
            return Ok(Next::Close(Some(bye)));
        }
        if !self.lines.has_input() {
            self.lines.flush().await?;
        }
        Ok(Next::Command)
    }

    /// IDLE (RFC 2177): tells what happens when it happens, until the client says DONE.
    ///
    /// Listens before it reads, so that nothing falls between the two.
    async fn idle(&mut self, tag: &Tag, stopping: &CancellationToken) -> Result<Next, ConnectionError> {
        let Some(who) = self.state.who().cloned() else {
            return Ok(Next::Command);
        };
        let mut hints = self.service.phone.subscribe_mailbox(&who);
        self.lines.write(b"+ idling\r\n").await?;
        loop {
            if let Some(end) = self.tell(Waiting::Idle).await? {
                return Ok(end);
            }
            self.lines.flush().await?;
            let line = loop {
                tokio::select! {
                    biased;
                    () = stopping.cancelled() => return Ok(Next::Close(Some(stopped()))),
                    () = who.ended() => return Ok(Next::Close(Some(signed_out()))),
                    line = self.lines.next_line(self.service.settings.idle) => break Some(line?),
                    hint = hints.next() => if concerns_messages(&hint) {
                        hints.pass_over();
                        break None;
                    },
                }
            };
            match line {
                None => {}
                Some(Line::Complete { text, .. }) if text.eq_ignore_ascii_case(b"DONE") => {
                    // What was committed before it was said is told before the end, even if its hint has not been heard.
                    if let Some(end) = self.tell(Waiting::Idle).await? {
                        return Ok(end);
                    }
                    return Box::pin(self.answer(tag, &Answer::ok("IDLE done"))).await;
                }
                Some(_) => return Box::pin(self.answer(tag, &Answer::bad("IDLE ends with DONE"))).await,
            }
        }
    }

    /// The phone system.
    pub(crate) fn phone(&self) -> &PhoneSystem {
        &self.service.phone
    }

    /// The signed-in person, whom [`State::permits`] has seen to.
    pub(crate) fn who(&self) -> Result<Requester, Fault> {
        self.state.who().cloned().ok_or(Fault::Answer(reply::denied(crate::session::Denied::NotSignedIn)))
    }

    /// The open folder, which [`State::permits`] has seen to.
    pub(crate) fn selected(&mut self) -> Result<(Requester, &mut Selected), Fault> {
        match &mut self.state {
            State::Selected(who, selected) => Ok((who.clone(), selected)),
            State::NotAuthenticated { .. } | State::Authenticated(_) | State::Logout => {
                Err(Fault::Answer(reply::denied(crate::session::Denied::NoFolderSelected)))
            }
        }
    }

    /// How long the client may be silent.
    pub(crate) fn patience(&self) -> Duration {
        match self.state {
            State::NotAuthenticated { .. } => self.service.settings.idle_before_login,
            State::Authenticated(_) | State::Selected(..) | State::Logout => self.service.settings.idle,
        }
    }

    /// How much of a command is read.
    pub(crate) fn bounds(&self) -> Bounds {
        Bounds::of(&self.service.settings, &self.state)
    }

    /// To throw away 10 GB takes as long as to take them, so a client that sends them unasked is cut off.
    fn overrun(&self) -> Next {
        let limit = match self.state {
            State::NotAuthenticated { .. } => self.service.settings.literal_bytes,
            State::Authenticated(_) | State::Selected(..) | State::Logout => {
                self.service.phone.limits().message_bytes
            }
        };
        let bye = Answer::bye(format!(
            "You are sending more than is accepted (limit {limit} bytes); announce it as {{size}} and wait for +"
        ));
        Next::Close(Some(bye))
    }

    async fn close(mut self, bye: Option<Answer>) -> Result<End<S>, ConnectionError> {
        if let Some(bye) = bye {
            self.lines.write(&bye.untagged()).await?;
        }
        self.lines.close().await?;
        Ok(End::Closed)
    }
}

/// How a command ran.
enum Ran {
    Answered(Answer),
    Next(Next),
}

async fn ended(who: Option<&Requester>) {
    match who {
        Some(who) => who.ended().await,
        None => pending().await,
    }
}

fn concerns_messages(hint: &Hint) -> bool {
    match hint {
        Hint::Lagged => true,
        Hint::Change(announcement) => match announcement.change().what() {
            What::VoicemailArrived(_) | What::VoicemailChanged(_) | What::VoicemailGone { .. } => true,
            What::PresenceSet(_) | What::ConferenceChanged(_) | What::LogoChanged { .. } => false,
        },
    }
}

/// RFC 2180 §3.3.
fn folder_gone() -> Answer {
    Answer::bye("The folder was deleted by another client; connect again to go on")
}

fn stopped() -> Answer {
    Answer::bye("The server is stopping; connect again in a moment")
}

fn signed_out() -> Answer {
    Answer::bye("You were signed out; sign in again")
}

fn too_idle(after: Duration) -> Answer {
    Answer::bye(format!("Nothing was said for {} seconds; connect again when needed", after.as_secs()))
}

impl Fault {
    /// What came of putting messages into a folder; where that is missing, the client may make it (RFC 3501 §6.3.11).
    pub(crate) fn of_target(failure: Failure) -> Self {
        match failure {
            Failure::Refused(Refusal::NoSuchFolder { name }) => Self::Answer(reply::try_create(&name)),
            failure => failure.into(),
        }
    }
}

impl From<ConnectionError> for Fault {
    fn from(error: ConnectionError) -> Self {
        Self::Connection(error)
    }
}

impl From<Refusal> for Fault {
    fn from(refusal: Refusal) -> Self {
        Self::Answer(reply::refusal(&refusal))
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Broken => Self::Answer(Answer::unavailable()),
        }
    }
}

/// Logs why a session ended, if that is worth a note.
pub(crate) fn note(error: &ConnectionError) {
    match error {
        ConnectionError::Closed => {}
        error => debug!(%error, "the connection ended"),
    }
}

#[cfg(test)]
mod tests;
