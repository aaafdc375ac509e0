//! The only place that awaits: lines off the socket, replies onto it, requests to the core.
//!
//! Replies to pipelined commands go out together (RFC 2920): output is flushed when no whole line is left to be read.
//! A message is never in this connection's memory: each chunk is on its way to disk before the next is read.

use crate::{
    reply::Reply,
    server::Settings,
    session::{Answer, Channel, Handles, Login, Next, Parting, Profile, Request, Session, TlsState},
    syntax::AUTH_LINE_LIMIT,
    unstuff::{Progress, Unstuffer},
};
use secrecy::ExposeSecret;
use server_core::{Failure, Leg, PhoneSystem, Recipient, Requester, Staged};
use server_domain::Refusal;
use server_net::{ConnectionError, Line, LineStream, Permit, Stream};
use server_sasl::Credentials;
use std::{
    future::{pending, ready},
    sync::Arc,
};
use tracing::{debug, info};

/// How often a client may send the size limit again once it is beyond it. Most send a recording that is too large to its
/// end and then read why not; one that goes on is not listening.
const PATIENCE_IN_LIMITS: u64 = 4;

/// The core's own types, where the tests of the session have words.
struct Core;

impl Handles for Core {
    type Requester = Requester;
    type Recipient = Recipient;
    type Staged = Staged;
}

/// What all connections of a listener share.
pub(crate) struct Service {
    pub(crate) phone: PhoneSystem,
    pub(crate) settings: Settings,
    pub(crate) profile: Arc<Profile>,
}

/// Speaks with one client until one of the two has had enough.
pub(crate) async fn run(service: Arc<Service>, stream: Stream, permit: Permit) {
    let lines = LineStream::new(stream, AUTH_LINE_LIMIT, service.settings.write_within);
    match converse(&service, lines, &permit).await {
        Ok(()) | Err(ConnectionError::Closed) => {}
        Err(error) => debug!(%error, "the conversation broke off"),
    }
}

/// What comes next from outside.
enum Event {
    Heard(Line),
    Parting(Parting),
}

async fn converse(service: &Service, mut lines: LineStream, permit: &Permit) -> Result<(), ConnectionError> {
    let mut session = begin(service, &lines, permit);
    lines.write(&session.greeting().to_bytes()).await?;
    loop {
        let mut step = match next_event(service, &mut lines, &session, permit).await? {
            Event::Heard(line) => session.line(&line),
            Event::Parting(parting) => return part(lines, parting).await,
        };
        loop {
            for reply in &step.replies {
                lines.write(&reply.to_bytes()).await?;
            }
            let answer = match step.next {
                Next::Listen => break,
                Next::Close => return lines.close().await,
                Next::StartTls => {
                    let Some(tls) = permit.starttls() else { return lines.close().await };
                    lines.flush().await?;
                    // Both are made anew: what was read ahead, and what the session knew, was said in the open.
                    lines = lines.upgrade(tls).await?;
                    session = begin(service, &lines, permit);
                    break;
                }
                Next::Receive(staged) => tokio::select! {
                    text = receive(service, &mut lines, staged) => match text {
                        Ok(Text::Whole(received)) => Answer::Received(received),
                        Ok(Text::Endless) => return part(lines, Parting::Endless).await,
                        Err(ConnectionError::Idle { .. }) => return part(lines, Parting::Idle).await,
                        Err(error) => return Err(error),
                    },
                    () = signed_out(&session) => return part(lines, Parting::SignedOut).await,
                },
                Next::Ask(request) => ask(&service.phone, request).await,
            };
            step = session.answer(answer);
        }
    }
}

/// A session that knows nothing but the connection as it is now.
fn begin(service: &Service, lines: &LineStream, permit: &Permit) -> Session<Core> {
    let stream = lines.stream();
    let tls = match permit.starttls() {
        _ if stream.is_tls() => TlsState::InUse,
        Some(_) => TlsState::Offered,
        None => TlsState::NotOffered,
    };
    let login = match service.settings.plaintext_login.permits(stream.is_private()) {
        true => Login::Allowed,
        false => Login::NeedsTls,
    };
    Session::new(Arc::clone(&service.profile), Channel { tls, login })
}

async fn next_event(
    service: &Service,
    lines: &mut LineStream,
    session: &Session<Core>,
    permit: &Permit,
) -> Result<Event, ConnectionError> {
    let idle = service.settings.idle;
    // Asked once without waiting: as long as whole lines are there, their answers can wait for each other.
    let at_once = tokio::select! {
        biased;
        line = lines.next_line(idle) => Some(line),
        () = ready(()) => None,
    };
    let line = match at_once {
        Some(line) => line,
        None => {
            lines.flush().await?;
            tokio::select! {
                line = lines.next_line(idle) => line,
                () = permit.stopping().cancelled() => return Ok(Event::Parting(Parting::Stopping)),
                () = signed_out(session) => return Ok(Event::Parting(Parting::SignedOut)),
            }
        }
    };
    match line {
        Ok(line) => Ok(Event::Heard(line)),
        Err(ConnectionError::Idle { .. }) => Ok(Event::Parting(Parting::Idle)),
        Err(error) => Err(error),
    }
}

/// Resolves when the device that is signed in here is signed out elsewhere.
async fn signed_out(session: &Session<Core>) {
    match session.requester() {
        Some(requester) => requester.ended().await,
        None => pending().await,
    }
}

async fn part(mut lines: LineStream, parting: Parting) -> Result<(), ConnectionError> {
    lines.write(&Reply::from(parting).to_bytes()).await?;
    lines.close().await
}

/// What became of the text after DATA.
enum Text {
    /// It was read to its end; kept, or refused on the way.
    Whole(Result<Staged, Failure>),
    /// It went on far beyond the limit.
    Endless,
}

/// Reads the text to its end and writes it to disk. What is refused on the way is still read to its end, because the
/// client listens only then; it is thrown away as it comes, but not for ever.
async fn receive(service: &Service, lines: &mut LineStream, staged: Staged) -> Result<Text, ConnectionError> {
    lines.flush().await?;
    let mut allowance = service.profile.message_bytes.saturating_mul(1 + PATIENCE_IN_LIMITS);
    let mut unstuffer = Unstuffer::default();
    let mut staged = Ok(staged);
    let mut message = Vec::new();
    loop {
        message.clear();
        let chunk = lines.fill(service.settings.data_idle).await?;
        let length = chunk.len();
        let progress = unstuffer.read(chunk, &mut message);
        lines.consume(match progress {
            Progress::More => length,
            Progress::Ended { consumed } => consumed,
        });
        if let Ok(open) = &mut staged
            && let Err(failure) = open.write(&message).await
        {
            staged = Err(failure);
        }
        if let Progress::Ended { .. } = progress {
            return Ok(Text::Whole(staged));
        }
        allowance = allowance.saturating_sub(length as u64);
        if allowance == 0 {
            return Ok(Text::Endless);
        }
    }
}

async fn ask(phone: &PhoneSystem, request: Request<Core>) -> Answer<Core> {
    match request {
        Request::SignIn(credentials) => {
            let signed_in = sign_in(phone, &credentials).await;
            // The name that was tried stays out: people type their password there. The peer is in the listener's span.
            if let Err(reason) = &signed_in {
                info!(leg = "smtp", %reason, "sign-in failed");
            }
            Answer::SignedIn(signed_in)
        }
        Request::CheckSender { requester, sender } => {
            let checked = phone.check_sender(&requester, &sender.0);
            Answer::SenderChecked(checked.map(|()| sender).map_err(Failure::from))
        }
        Request::FindRecipient { requester, address } => {
            Answer::RecipientFound(phone.recipient(&requester, &address).await)
        }
        Request::Stage => Answer::Staged(phone.stage().await),
        Request::Deposit { requester, recipients, staged } => {
            let deposited = phone.deposit(&requester, &recipients, staged).await;
            if let Ok(messages) = &deposited {
                debug!(recipients = messages.len(), "a message was kept");
            }
            Answer::Deposited(deposited.map(|_| ()))
        }
    }
}

async fn sign_in(phone: &PhoneSystem, credentials: &Credentials) -> Result<Requester, Failure> {
    match credentials {
        Credentials::Password { login, password } => phone.sign_in(login, password, Leg::Smtp).await,
        Credentials::Token { login, token } => {
            let who = phone.sign_in_by_token(token.expose_secret(), Leg::Smtp).await?;
            if login.is_empty() || who.is_called(login) {
                Ok(who)
            } else {
                Err(Refusal::SignInRefused.into())
            }
        }
    }
}
