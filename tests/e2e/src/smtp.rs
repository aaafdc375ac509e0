//! SMTP: swaks for what a mail program does, and bare lines for what none would.

use crate::command::{Ended, run};
use std::{io, net::SocketAddr, path::Path};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::TcpStream,
    process::Command,
};

/// swaks as this person, to this recipient, with the recording at `audio`; more can be added before it is run.
pub fn swaks(smtp: SocketAddr, from: &str, password: &str, to: &str, subject: &str, audio: &Path) -> Command {
    let mut swaks = Command::new("swaks");
    swaks.args(["--server", &smtp.ip().to_string(), "--port", &smtp.port().to_string()]);
    swaks.args(["--auth-user", from, "--auth-password", password]);
    swaks.args(["--from", &format!("{from}@localhost"), "--to", to]);
    swaks.args(["--header", &format!("Subject: {subject}"), "--body", "Hello"]);
    swaks.args(["--attach-type", "audio/wav", "--attach", &format!("@{}", audio.display())]);
    swaks
}

/// Sends by swaks over STARTTLS; the test fails unless the server keeps the message.
pub async fn send(
    smtp: SocketAddr,
    from: &str,
    password: &str,
    to: &str,
    subject: &str,
    audio: &Path,
) -> Ended {
    let mut command = swaks(smtp, from, password, to, subject, audio);
    run(command.arg("--tls")).await.well()
}

/// A connection on which anything can be said, for SMTP and for IMAP.
pub struct Bare {
    stream: BufReader<TcpStream>,
}

impl Bare {
    /// Connects.
    pub async fn connect(address: SocketAddr) -> io::Result<Self> {
        Ok(Self { stream: BufReader::new(TcpStream::connect(address).await?) })
    }

    /// The next line without its end; none when the server has closed.
    pub async fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        if self.stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(None);
        }
        Ok(Some(String::from_utf8_lossy(&line).trim_end().to_owned()))
    }

    /// Writes bytes as they are.
    pub async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.stream.write_all(bytes).await
    }

    /// SMTP: says a line and reads the whole reply; the last line of it.
    pub async fn smtp(&mut self, line: &str) -> String {
        self.write(format!("{line}\r\n").as_bytes()).await.expect("written");
        self.smtp_reply().await
    }

    /// SMTP: reads a reply; the last line of it.
    pub async fn smtp_reply(&mut self) -> String {
        loop {
            let line = self.line().await.expect("readable").expect("a reply");
            if line.as_bytes().get(3) != Some(&b'-') {
                return line;
            }
        }
    }

    /// IMAP: says a command and reads to its tagged answer, which is returned.
    pub async fn imap(&mut self, tag: &str, command: &str) -> String {
        self.write(format!("{tag} {command}\r\n").as_bytes()).await.expect("written");
        self.imap_answer(tag).await
    }

    /// IMAP: reads to the answer with this tag, or to `* BYE`.
    pub async fn imap_answer(&mut self, tag: &str) -> String {
        loop {
            let line = self.line().await.expect("readable").expect("an answer");
            if line.starts_with(&format!("{tag} ")) || line.starts_with("* BYE") || line.starts_with('+') {
                return line;
            }
        }
    }
}

/// A bare SMTP connection that has greeted and signed in.
pub async fn signed_in(smtp: SocketAddr, user: &str, password: &str) -> Bare {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let mut bare = Bare::connect(smtp).await.expect("connected");
    bare.smtp_reply().await;
    bare.smtp("EHLO e2e.example").await;
    let response = STANDARD.encode(format!("\0{user}\0{password}"));
    let reply = bare.smtp(&format!("AUTH PLAIN {response}")).await;
    assert!(reply.starts_with("235 "), "{reply}");
    bare
}

/// Hands in whole message bytes (dots are stuffed here): the reply to them.
pub async fn deposit(bare: &mut Bare, from: &str, to: &str, message: &[u8]) -> String {
    for line in [format!("MAIL FROM:<{from}>"), format!("RCPT TO:<{to}>")] {
        let reply = bare.smtp(&line).await;
        assert!(reply.starts_with("250 "), "{line}: {reply}");
    }
    let reply = bare.smtp("DATA").await;
    assert!(reply.starts_with("354 "), "{reply}");
    let mut stuffed = Vec::with_capacity(message.len() + 16);
    for line in message.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(b".") {
            stuffed.push(b'.');
        }
        stuffed.extend_from_slice(line);
    }
    stuffed.extend_from_slice(b".\r\n");
    bare.write(&stuffed).await.expect("written");
    bare.smtp_reply().await
}
