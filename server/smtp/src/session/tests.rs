//! The session against a scripted core: every dialogue of `tests/dialogues`, and any bytes at all.

#[path = "../../tests/dialogue/mod.rs"]
mod dialogue;

use super::*;
use crate::unstuff::{Progress, Unstuffer};
use proptest::prelude::*;
use secrecy::ExposeSecret;
use server_domain::accounts::FeatureKey;
use server_net::Ending;

const MESSAGE_BYTES: u64 = 4000;

/// Words stand for what the core hands out.
struct Words;

impl Handles for Words {
    type Requester = String;
    type Recipient = String;
    type Staged = Vec<u8>;
}

fn session(channel: dialogue::Channel) -> Session<Words> {
    let profile =
        Profile { hostname: "mail.harbour.example".into(), message_bytes: MESSAGE_BYTES, recipients: 3 };
    let (tls, login) = match channel {
        dialogue::Channel::Loopback => (TlsState::Offered, Login::Allowed),
        dialogue::Channel::Plain => (TlsState::NotOffered, Login::NeedsTls),
        dialogue::Channel::StartTls => (TlsState::Offered, Login::NeedsTls),
        dialogue::Channel::Tls => (TlsState::InUse, Login::Allowed),
    };
    Session::new(Arc::new(profile), Channel { tls, login })
}

/// Alice (101) and Carol (103) have the key, Bob (102) has not. A password is the name and `-secret`.
#[derive(Default)]
struct ScriptedCore {
    kept: Vec<(Vec<String>, Vec<u8>)>,
}

impl ScriptedCore {
    fn sign_in(credentials: &Credentials) -> Result<String, Failure> {
        match credentials {
            Credentials::Password { login, password } => match (login.as_str(), password.expose_secret()) {
                ("alice", "alice-secret") => Ok("alice".into()),
                ("bob", "bob-secret") => {
                    Err(Refusal::FeatureKeyMissing { key: FeatureKey::MobileLink }.into())
                }
                _ => Err(Refusal::SignInRefused.into()),
            },
            Credentials::Token { token, .. } if token.expose_secret() == "token-of-alice" => {
                Ok("alice".into())
            }
            Credentials::Token { .. } => Err(Refusal::TokenInvalid.into()),
        }
    }

    fn recipient(address: &str) -> Result<String, Failure> {
        let (local, domain) = address.rsplit_once('@').unwrap_or((address, "localhost"));
        if !matches!(domain, "harbour.example" | "localhost") {
            return Err(Refusal::RelayDenied { domain: domain.into() }.into());
        }
        match local {
            "alice" | "101" => Ok("alice".into()),
            "carol" | "103" => Ok("carol".into()),
            _ => Err(Refusal::UnknownRecipient { address: address.into() }.into()),
        }
    }

    fn check_sender(address: &str) -> Result<(), Failure> {
        match address {
            "" | "alice@harbour.example" | "101@harbour.example" => Ok(()),
            given => Err(Refusal::SenderNotYours { given: given.into() }.into()),
        }
    }

    fn deposit(&mut self, recipients: Vec<String>, message: Vec<u8>) -> Result<(), Failure> {
        let text = String::from_utf8_lossy(&message).into_owned();
        if message.is_empty() {
            return Err(Refusal::MessageEmpty.into());
        }
        if text.contains("From: Carol <carol@harbour.example>") {
            return Self::check_sender("carol@harbour.example");
        }
        if text.contains("Content-Type: audio/wav") {
            let (file, declared) = ("greeting.wav".into(), "audio/wav".into());
            return Err(Refusal::AudioIsNotAudio { file, declared, found: "text".into() }.into());
        }
        self.kept.push((recipients, message));
        Ok(())
    }
}

/// A connection without a socket: what `connection.rs` does, over bytes in memory.
struct Bench {
    session: Session<Words>,
    core: ScriptedCore,
    input: Vec<u8>,
    receiving: Option<(Unstuffer, Vec<u8>)>,
    heard: Vec<u8>,
    is_closed: bool,
}

impl Bench {
    fn new(channel: dialogue::Channel) -> Self {
        let session = session(channel);
        let heard = session.greeting().to_bytes();
        Self {
            session,
            core: ScriptedCore::default(),
            input: vec![],
            receiving: None,
            heard,
            is_closed: false,
        }
    }

    /// Says these bytes; gives back the lines heard since the last time.
    fn say(&mut self, bytes: &[u8]) -> Vec<String> {
        self.input.extend_from_slice(bytes);
        while !self.is_closed && self.advance() {}
        let heard = String::from_utf8(std::mem::take(&mut self.heard)).expect("ASCII");
        assert!(heard.is_empty() || heard.ends_with("\r\n"), "{heard:?}");
        let mut lines: Vec<String> = heard.split_terminator("\r\n").map(str::to_owned).collect();
        if self.is_closed {
            lines.push(dialogue::CLOSED.into());
        }
        lines
    }

    fn advance(&mut self) -> bool {
        if let Some((unstuffer, message)) = &mut self.receiving {
            let Progress::Ended { consumed } = unstuffer.read(&self.input, message) else {
                self.input.clear();
                return false;
            };
            self.input.drain(..consumed);
            let message = self.receiving.take().map(|(_, message)| message).unwrap_or_default();
            let received = if message.len() as u64 > MESSAGE_BYTES {
                Err(Refusal::MessageTooLarge { limit: MESSAGE_BYTES }.into())
            } else {
                Ok(message)
            };
            let step = self.session.answer(Answer::Received(received));
            self.follow(step);
            return true;
        }
        let Some(end) = self.input.iter().position(|&byte| byte == b'\n') else { return false };
        let mut text: Vec<u8> = self.input.drain(..=end).collect();
        text.pop();
        let ending = if text.pop_if(|byte| *byte == b'\r').is_some() { Ending::CrLf } else { Ending::BareLf };
        let line = if text.len() > AUTH_LINE_LIMIT {
            Line::TooLong { head: text[..64].to_vec(), tail: text[text.len() - 64..].to_vec() }
        } else {
            Line::Complete { text, ending }
        };
        let step = self.session.line(&line);
        self.follow(step);
        true
    }

    fn follow(&mut self, mut step: Step<Words>) {
        loop {
            for reply in &step.replies {
                self.heard.extend(reply.to_bytes());
            }
            let answer = match step.next {
                Next::Listen => return,
                Next::Close => {
                    self.is_closed = true;
                    return;
                }
                Next::StartTls => {
                    self.input.clear();
                    self.session = session(dialogue::Channel::Tls);
                    return;
                }
                Next::Receive(message) => {
                    self.receiving = Some((Unstuffer::default(), message));
                    return;
                }
                Next::Ask(Request::SignIn(credentials)) => {
                    Answer::SignedIn(ScriptedCore::sign_in(&credentials))
                }
                Next::Ask(Request::CheckSender { sender, .. }) => {
                    Answer::SenderChecked(ScriptedCore::check_sender(&sender.0).map(|()| sender))
                }
                Next::Ask(Request::FindRecipient { address, .. }) => {
                    Answer::RecipientFound(ScriptedCore::recipient(&address))
                }
                Next::Ask(Request::Stage) => Answer::Staged(Ok(vec![])),
                Next::Ask(Request::Deposit { requester, recipients, staged }) => {
                    assert_eq!(requester, "alice", "only she can sign in here");
                    Answer::Deposited(self.core.deposit(recipients, staged))
                }
            };
            step = self.session.answer(answer);
        }
    }
}

#[test]
fn every_dialogue_is_heard_word_for_word() {
    for dialogue in dialogue::all() {
        let mut bench = Bench::new(dialogue.channel);
        for turn in &dialogue.turns {
            let said = String::from_utf8_lossy(&turn.says).chars().take(200).collect::<String>();
            assert_eq!(bench.say(&turn.says), turn.hears, "{} after {said:?}", dialogue.name);
        }
    }
}

#[test]
fn what_is_kept_is_the_message_byte_for_byte() {
    let mut bench = Bench::new(dialogue::Channel::Loopback);
    bench.say(b"EHLO x\r\nAUTH PLAIN AGFsaWNlAGFsaWNlLXNlY3JldA==\r\nMAIL FROM:<>\r\nRCPT TO:<carol>\r\nRCPT TO:<101>\r\nDATA\r\n");
    for piece in b"a\r\n..b\r\n\nc\r\n.".chunks(1).chain([&b"\r"[..], b"\n"]) {
        bench.say(piece);
    }
    assert_eq!(
        bench.core.kept,
        [(vec!["carol".to_owned(), "alice".to_owned()], b"a\r\n.b\r\n\nc\r\n".to_vec())]
    );
}

#[test]
fn a_token_signs_in_as_a_password_does() {
    for line in [
        // n,a=alice, auth=Bearer token-of-alice
        "AUTH OAUTHBEARER bixhPWFsaWNlLAFhdXRoPUJlYXJlciB0b2tlbi1vZi1hbGljZQEB\r\n",
        // user=alice auth=Bearer token-of-alice
        "AUTH XOAUTH2\r\ndXNlcj1hbGljZQFhdXRoPUJlYXJlciB0b2tlbi1vZi1hbGljZQEB\r\n",
    ] {
        let mut bench = Bench::new(dialogue::Channel::Tls);
        bench.say(b"EHLO x\r\n");
        let heard = bench.say(line.as_bytes());
        assert_eq!(heard.last().map(String::as_str), Some("235 2.7.0 Signed in"), "{line}: {heard:?}");
    }
}

#[test]
fn after_starttls_nothing_is_known_of_what_was_said_before() {
    let mut bench = Bench::new(dialogue::Channel::Loopback);
    bench.say(b"EHLO x\r\nAUTH PLAIN AGFsaWNlAGFsaWNlLXNlY3JldA==\r\nMAIL FROM:<>\r\n");
    assert_eq!(bench.say(b"STARTTLS\r\n"), ["220 2.0.0 Begin the TLS handshake"]);
    assert_eq!(bench.say(b"RCPT TO:<carol>\r\n"), ["503 5.5.1 Say EHLO first"]);
}

#[test]
fn broken_storage_is_a_reason_to_come_back_and_not_to_give_up() {
    let mut session = session(dialogue::Channel::Tls);
    session.state = State::SignedIn {
        requester: "alice".into(),
        transaction: Transaction::To { sender: Sender(String::new()), recipients: vec!["carol".into()] },
    };
    for answer in [
        Answer::SenderChecked(Err(Failure::Broken)),
        Answer::RecipientFound(Err(Failure::Broken)),
        Answer::Staged(Err(Failure::Broken)),
        Answer::Received(Err(Failure::Broken)),
        Answer::Deposited(Err(Failure::Broken)),
    ] {
        let step = session.answer(answer);
        assert_eq!(
            step.replies,
            [Reply::new(451, "4.3.0", "The server could not do that now; try again later")]
        );
        assert!(matches!(step.next, Next::Listen));
    }
}

#[test]
fn a_failure_of_storage_is_not_a_wrong_password() {
    let mut session = session(dialogue::Channel::Tls);
    for _ in 0..10 {
        session.state = State::SigningIn(Exchange::Verdict(Mechanism::Sasl(server_sasl::Mechanism::Plain)));
        assert!(matches!(session.answer(Answer::SignedIn(Err(Failure::Broken))).next, Next::Listen));
    }
}

fn any_line() -> impl Strategy<Value = Vec<u8>> {
    let commands = [
        "EHLO x",
        "HELO x",
        "STARTTLS",
        "AUTH PLAIN AGFsaWNlAGFsaWNlLXNlY3JldA==",
        "AUTH LOGIN",
        "AUTH LOGIN YWxpY2U=",
        "AUTH XOAUTH2",
        "*",
        "AQ==",
        "",
        "YWxpY2U=",
        "MAIL FROM:<>",
        "MAIL FROM:<alice@harbour.example> SIZE=9999",
        "RCPT TO:<carol>",
        "RCPT TO:<x@y>",
        "DATA",
        ".",
        "..",
        "RSET",
        "NOOP",
        "QUIT",
        "VRFY x",
        "HELP",
    ];
    let ending = prop_oneof![8 => Just("\r\n"), 1 => Just("\n"), 1 => Just("\r")];
    let text = prop_oneof![
        8 => prop::sample::select(commands.to_vec()).prop_map(|text| text.as_bytes().to_vec()),
        1 => any::<Vec<u8>>(),
        1 => (0_usize..14_000).prop_map(|length| vec![b'A'; length]),
    ];
    (text, ending).prop_map(|(text, ending)| [text.as_slice(), ending.as_bytes()].concat())
}

proptest! {
    #[test]
    fn whatever_is_said_each_line_has_its_answer(lines in prop::collection::vec(any_line(), 0..40)) {
        let mut bench = Bench::new(dialogue::Channel::Loopback);
        bench.say(b"");
        for line in &lines {
            if bench.is_closed {
                break;
            }
            let was_receiving = bench.receiving.is_some();
            let is_whole = line.ends_with(b"\n");
            let heard = bench.say(line);
            if is_whole && !was_receiving {
                prop_assert!(!heard.is_empty(), "no answer to {:?}", String::from_utf8_lossy(line));
            }
            for (index, reply) in heard.iter().enumerate() {
                let code = reply.get(..3).and_then(|code| code.parse::<u16>().ok());
                let is_end = reply == dialogue::CLOSED && index + 1 == heard.len();
                prop_assert!(is_end || matches!(code, Some(200..=599)), "{reply}");
            }
        }
        for (recipients, message) in &bench.core.kept {
            prop_assert!(!recipients.is_empty() && !message.is_empty());
        }
    }
}
