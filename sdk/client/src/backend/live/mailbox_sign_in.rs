//! From a fresh IMAP connection to a session: greeting, capabilities, STARTTLS, sign-in (RFC 3501 §6.1 and §6.2).
//!
//! The first lines are read by hand, because the library asks for capabilities only after the sign-in, and which
//! sign-in to use depends on them. What was said before TLS began counts for nothing afterwards.

use super::transport::{BoxedWire, Dialer, Security};
use crate::{backend::BackendError, state::Leg};
use async_imap::{Authenticator, Client, Session, error::Error};
use mobilelink_wire::Secret;
use secrecy::{ExposeSecret, SecretString};
use std::{collections::HashSet, io, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    time::timeout,
};

const LEG: Leg = Leg::Imap;
/// How long all of it may take.
const SIGN_IN_TIMEOUT: Duration = Duration::from_secs(30);
/// Longer lines before the sign-in are no IMAP.
const LINE_LIMIT: u64 = 16 * 1024;

/// What proves who the user is.
pub(super) struct Proof {
    pub(super) username: String,
    /// Preferred, where the server takes one.
    pub(super) token: Option<Secret>,
    /// For servers that do not.
    pub(super) password: Option<SecretString>,
}

/// Connects and signs in.
pub(super) async fn sign_in(
    dialer: &Dialer,
    port: u16,
    security: Security,
    proof: &Proof,
) -> Result<Session<BufReader<BoxedWire>>, BackendError> {
    let signed_in = async {
        let mut stream = BufReader::new(dialer.dial(LEG, port, security).await?);
        greeting(&mut stream).await.map_err(broken)?;
        if security == Security::StartTls {
            ask(&mut stream, "P1", "STARTTLS").await.map_err(broken)?;
            if !stream.buffer().is_empty() {
                return Err(BackendError::Misbehaved {
                    leg: LEG,
                    what: "text between STARTTLS and TLS".into(),
                });
            }
            stream = BufReader::new(dialer.protect(LEG, stream.into_inner()).await?);
        }
        let announced = capabilities(&mut stream).await.map_err(broken)?;
        authenticate(Client::new(stream), &announced, dialer.host(), port, proof).await
    };
    match timeout(SIGN_IN_TIMEOUT, signed_in).await {
        Ok(session) => session,
        Err(_) => Err(BackendError::Unreachable { leg: LEG, reason: "the server takes too long".into() }),
    }
}

/// What went wrong on an IMAP connection.
pub(super) fn failed(error: Error) -> BackendError {
    match error {
        Error::Io(error) => broken(error),
        Error::ConnectionLost => {
            BackendError::Unreachable { leg: LEG, reason: "the server closed the connection".into() }
        }
        other => BackendError::Misbehaved { leg: LEG, what: other.to_string() },
    }
}

fn broken(error: io::Error) -> BackendError {
    BackendError::Unreachable { leg: LEG, reason: error.to_string() }
}

async fn greeting(stream: &mut BufReader<BoxedWire>) -> io::Result<()> {
    let line = line(stream).await?;
    if line.starts_with("* OK") { Ok(()) } else { Err(io::Error::other("the server does not greet")) }
}

async fn capabilities(stream: &mut BufReader<BoxedWire>) -> io::Result<HashSet<String>> {
    let lines = ask(stream, "P2", "CAPABILITY").await?;
    let said = lines.iter().filter_map(|line| line.strip_prefix("* CAPABILITY "));
    Ok(said.flat_map(str::split_whitespace).map(str::to_ascii_uppercase).collect())
}

/// The untagged lines before the OK.
async fn ask(stream: &mut BufReader<BoxedWire>, tag: &str, command: &str) -> io::Result<Vec<String>> {
    stream.write_all(format!("{tag} {command}\r\n").as_bytes()).await?;
    stream.flush().await?;
    let mut lines = Vec::new();
    // No server has more than a handful to say here.
    for _ in 0..100 {
        let line = line(stream).await?;
        match line.strip_prefix(tag).map(str::trim_start) {
            Some(answer) if answer.starts_with("OK") => return Ok(lines),
            Some(_) => return Err(io::Error::other(format!("the server refuses {command}"))),
            None => lines.push(line),
        }
    }
    Err(io::Error::other(format!("the server does not answer {command}")))
}

async fn line(stream: &mut BufReader<BoxedWire>) -> io::Result<String> {
    let mut line = String::new();
    stream.take(LINE_LIMIT).read_line(&mut line).await?;
    if !line.ends_with('\n') {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}

/// By token where the server takes one, else by password while it is known.
async fn authenticate(
    client: Client<BufReader<BoxedWire>>,
    announced: &HashSet<String>,
    host: &str,
    port: u16,
    proof: &Proof,
) -> Result<Session<BufReader<BoxedWire>>, BackendError> {
    let username = &proof.username;
    let refused = |error: Error| match error {
        Error::No(_) => BackendError::SignInRefused,
        other => failed(other),
    };
    if let Some(token) = &proof.token {
        let token = token.expose();
        let bearer = if announced.contains("AUTH=OAUTHBEARER") {
            // RFC 7628 §3.1
            let response =
                format!("n,a={username},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01");
            Some(("OAUTHBEARER", response))
        } else if announced.contains("AUTH=XOAUTH2") {
            Some(("XOAUTH2", format!("user={username}\x01auth=Bearer {token}\x01\x01")))
        } else {
            None
        };
        if let Some((mechanism, response)) = bearer {
            let answer = client.authenticate(mechanism, Bearer(Some(response))).await;
            return answer.map_err(|(error, _)| refused(error));
        }
    }
    let no_way = |reason: &str| BackendError::Unreachable { leg: LEG, reason: reason.into() };
    match &proof.password {
        Some(_) if announced.contains("LOGINDISABLED") => {
            Err(no_way("the server takes no password without TLS"))
        }
        Some(password) => {
            client.login(username, password.expose_secret()).await.map_err(|(error, _)| refused(error))
        }
        None => Err(no_way("the server takes no tokens; sign in again with the password")),
    }
}

/// Answers the first challenge with the token and a second one, which explains a refusal, with nothing (RFC 7628
/// §3.2.3).
struct Bearer(Option<String>);

impl Authenticator for Bearer {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        self.0.take().unwrap_or_else(|| "\x01".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{DuplexStream, duplex};

    /// A server that has said all it will say, and what it hears.
    async fn saying(text: &str) -> (BufReader<BoxedWire>, DuplexStream) {
        let (ours, mut theirs) = duplex(64 * 1024);
        theirs.write_all(text.as_bytes()).await.unwrap();
        (BufReader::new(Box::new(ours)), theirs)
    }

    #[tokio::test]
    async fn capabilities_are_read_in_any_case_and_from_several_lines() {
        let (mut stream, _server) = saying(
            "* CAPABILITY IMAP4rev1 starttls\r\n* 3 EXISTS\r\n* CAPABILITY Auth=OAuthBearer\r\nP2 OK\r\n",
        )
        .await;
        let announced = capabilities(&mut stream).await.unwrap();
        for name in ["IMAP4REV1", "STARTTLS", "AUTH=OAUTHBEARER"] {
            assert!(announced.contains(name), "{name}");
        }
    }

    #[tokio::test]
    async fn a_refusal_a_silence_and_a_flood_are_errors() {
        let flood = "* 1 EXISTS\r\n".repeat(200);
        for text in ["P1 NO\r\n", "P1 BAD what\r\n", "", &flood, &"x".repeat(20_000)] {
            let (mut stream, mut server) = saying(text).await;
            server.shutdown().await.unwrap();
            assert!(ask(&mut stream, "P1", "STARTTLS").await.is_err(), "{text:.20}");
        }
    }

    #[tokio::test]
    async fn only_a_server_that_greets_is_talked_to() {
        for (text, welcome) in [("* OK hello\r\n", true), ("* BYE full\r\n", false), ("220 smtp\r\n", false)]
        {
            let (mut stream, _server) = saying(text).await;
            assert_eq!(greeting(&mut stream).await.is_ok(), welcome, "{text}");
        }
    }

    #[tokio::test]
    async fn a_password_is_not_sent_where_the_server_forbids_it() {
        let (stream, mut server) = saying("").await;
        let proof =
            Proof { username: "mary".into(), token: None, password: Some("secret".to_owned().into()) };
        let announced = HashSet::from(["LOGINDISABLED".to_owned()]);
        let refused = authenticate(Client::new(stream), &announced, "host", 143, &proof).await;
        assert!(matches!(refused, Err(BackendError::Unreachable { .. })));
        let mut heard = String::new();
        server.read_to_string(&mut heard).await.unwrap();
        assert_eq!(heard, "");
    }
}
