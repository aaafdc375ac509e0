//! The SMTP lamp: greeting, EHLO, TLS, sign-in, QUIT. Nothing is sent (ML-17).
//!
//! Written out because it is this short; sending will bring a library (RFC 5321, 3207, 4954).

use super::{
    mailbox_sign_in::Proof,
    transport::{BoxedWire, Dialer, Security},
};
use crate::{backend::BackendError, state::Leg};
use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::ExposeSecret;
use std::time::Duration;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    time::timeout,
};

const LEG: Leg = Leg::Smtp;
const ANSWER_TIMEOUT: Duration = Duration::from_secs(20);
/// Longer answers are no SMTP (RFC 5321 §4.5.3.1.5 allows 512 octets a line).
const ANSWER_LIMIT: u64 = 16 * 1024;

/// Proves that mail could be submitted now.
pub(super) async fn check(
    dialer: &Dialer,
    port: u16,
    security: Security,
    proof: &Proof,
) -> Result<(), BackendError> {
    let mut dialogue = Dialogue::new(dialer.dial(LEG, port, security).await?);
    dialogue.answer(220).await?;
    let mut offered = dialogue.hello().await?;
    if security == Security::StartTls {
        dialogue.ask("STARTTLS", 220).await?;
        dialogue = Dialogue::new(dialer.protect(LEG, dialogue.stream.into_inner()).await?);
        offered = dialogue.hello().await?;
    }
    let command = sign_in_command(&offered, dialer.host(), port, proof).ok_or_else(|| {
        BackendError::Unreachable { leg: LEG, reason: "the server offers no sign-in this app can do".into() }
    })?;
    dialogue.ask(&command, 235).await?;
    // The proof is complete; how the server says goodbye does not matter.
    let _ = dialogue.ask("QUIT", 221).await;
    Ok(())
}

struct Dialogue {
    stream: BufReader<BoxedWire>,
}

impl Dialogue {
    fn new(stream: BoxedWire) -> Self {
        Self { stream: BufReader::new(stream) }
    }

    /// The extensions the server offers, upper case.
    async fn hello(&mut self) -> Result<Vec<String>, BackendError> {
        Ok(self.ask("EHLO [127.0.0.1]", 250).await?.lines().map(str::to_ascii_uppercase).collect())
    }

    async fn ask(&mut self, command: &str, expected: u16) -> Result<String, BackendError> {
        let written = async {
            self.stream.write_all(format!("{command}\r\n").as_bytes()).await?;
            self.stream.flush().await
        };
        match timeout(ANSWER_TIMEOUT, written).await {
            Ok(Ok(())) => self.answer(expected).await,
            Ok(Err(error)) => Err(silent(&error.to_string())),
            Err(_) => Err(silent("the server takes too long")),
        }
    }

    /// All lines of one answer, without their codes.
    async fn answer(&mut self, expected: u16) -> Result<String, BackendError> {
        let read = timeout(ANSWER_TIMEOUT, read_answer(&mut self.stream)).await;
        let (code, text) = match read {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => return Err(silent(&error.to_string())),
            Err(_) => return Err(silent("the server takes too long")),
        };
        match code {
            code if code == expected => Ok(text),
            535 => Err(BackendError::SignInRefused),
            421 | 454 => Err(BackendError::Full { leg: LEG }),
            code => Err(silent(&format!("the server answers {code}"))),
        }
    }
}

async fn read_answer(stream: &mut BufReader<BoxedWire>) -> std::io::Result<(u16, String)> {
    let broken = || std::io::Error::new(std::io::ErrorKind::InvalidData, "no SMTP answer");
    let mut text = String::new();
    let mut limited = stream.take(ANSWER_LIMIT);
    loop {
        let mut line = String::new();
        limited.read_line(&mut line).await?;
        if !line.ends_with('\n') {
            // The end of the connection, or of what one answer may hold.
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        let (code, rest) = line.trim_end().split_at_checked(3).ok_or_else(broken)?;
        let code: u16 = code.parse().map_err(|_| broken())?;
        text.push_str(rest.get(1..).unwrap_or_default());
        text.push('\n');
        if !rest.starts_with('-') {
            return Ok((code, text));
        }
    }
}

/// By token where the server takes one, else by password while it is known.
fn sign_in_command(offered: &[String], host: &str, port: u16, proof: &Proof) -> Option<String> {
    let mechanisms = offered.iter().find_map(|line| line.strip_prefix("AUTH "))?;
    let offers = |mechanism| mechanisms.split_whitespace().any(|m| m == mechanism);
    let username = &proof.username;
    if let Some(token) = &proof.token {
        let token = token.expose();
        if offers("OAUTHBEARER") {
            let response =
                format!("n,a={username},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01");
            return Some(format!("AUTH OAUTHBEARER {}", STANDARD.encode(response)));
        }
        if offers("XOAUTH2") {
            let response = format!("user={username}\x01auth=Bearer {token}\x01\x01");
            return Some(format!("AUTH XOAUTH2 {}", STANDARD.encode(response)));
        }
    }
    let password = proof.password.as_ref().filter(|_| offers("PLAIN"))?;
    let response = format!("\0{username}\0{}", password.expose_secret());
    Some(format!("AUTH PLAIN {}", STANDARD.encode(response)))
}

fn silent(reason: &str) -> BackendError {
    BackendError::Unreachable { leg: LEG, reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{ProptestConfig, any, prop_assert, proptest};

    fn proof(token: Option<&str>, password: Option<&str>) -> Proof {
        Proof {
            username: "mary".into(),
            token: token.map(Into::into),
            password: password.map(|password| password.to_owned().into()),
        }
    }

    fn command(offered: &str, proof: &Proof) -> Option<String> {
        let offered: Vec<String> = offered.lines().map(str::to_ascii_uppercase).collect();
        sign_in_command(&offered, "host", 25, proof)
    }

    async fn read(answer: &[u8]) -> std::io::Result<(u16, String)> {
        let answer = std::io::Cursor::new(answer.to_vec());
        read_answer(&mut BufReader::new(Box::new(answer) as BoxedWire)).await
    }

    #[tokio::test]
    async fn an_answer_of_several_lines_is_read_to_its_end() {
        let (code, text) =
            read(b"250-host\r\n250-AUTH PLAIN\r\n250 SIZE 9\r\n250 not this\r\n").await.unwrap();
        assert_eq!((code, text.as_str()), (250, "host\nAUTH PLAIN\nSIZE 9\n"));
    }

    #[tokio::test]
    async fn an_endless_answer_is_given_up() {
        assert!(read("250-more\r\n".repeat(10_000).as_bytes()).await.is_err());
        assert!(read(&b"2".repeat(100_000)).await.is_err());
    }

    #[test]
    fn a_token_is_preferred_and_a_password_stands_in_for_it() {
        let both = proof(Some("token"), Some("secret"));
        assert!(command("AUTH PLAIN OAUTHBEARER", &both).unwrap().starts_with("AUTH OAUTHBEARER "));
        assert!(command("auth plain xoauth2", &both).unwrap().starts_with("AUTH XOAUTH2 "));
        assert_eq!(command("AUTH PLAIN", &both).unwrap(), "AUTH PLAIN AG1hcnkAc2VjcmV0");
        assert_eq!(command("AUTH PLAIN", &proof(Some("token"), None)), None);
        assert_eq!(command("SIZE 9", &both), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn whatever_a_server_says_ends_in_an_answer_or_an_error(bytes: Vec<u8>, lines in any::<Vec<(u16, bool, String)>>()) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let _ = runtime.block_on(read(&bytes));
            let text: String = lines.iter().map(|(code, last, text)| format!("{code}{}{text}\r\n", if *last { ' ' } else { '-' })).collect();
            if let Ok((_, said)) = runtime.block_on(read(text.as_bytes())) {
                prop_assert!(said.len() <= text.len());
            }
        }
    }
}
