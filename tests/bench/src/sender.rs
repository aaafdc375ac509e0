//! A sender that knows when: one authenticated SMTP connection, and the moments of each message on it.
//!
//! Blocking on purpose: between the answer and the clock there is one wake-up and no scheduler of ours.

use crate::{Failure, clock::Moment, voicemail};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpStream},
};

/// A connection that has signed in.
pub(crate) struct Sender {
    stream: BufReader<TcpStream>,
    from: String,
    to: String,
}

/// When one message was handed over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Delivery {
    /// The text and its final dot were given to the system.
    pub(crate) sent: Moment,
    /// The 250 was read.
    pub(crate) kept: Moment,
}

impl Sender {
    /// Connects and signs in, without TLS: it is loopback.
    pub(crate) fn connect(address: SocketAddr, user: &str, password: &str) -> Result<Self, Failure> {
        let socket = TcpStream::connect(address)?;
        socket.set_nodelay(true)?;
        let (from, to) = voicemail::addresses();
        let mut sender = Self { stream: BufReader::new(socket), from, to };
        sender.answer("220")?;
        sender.say("EHLO bench.example", "250")?;
        let proof = STANDARD.encode(format!("\0{user}\0{password}"));
        sender.say(&format!("AUTH PLAIN {proof}"), "235")?;
        Ok(sender)
    }

    /// Sends a message and waits until it is kept.
    pub(crate) fn send(&mut self, message: &[u8]) -> Result<Delivery, Failure> {
        let text = on_the_wire(message);
        self.say(&format!("MAIL FROM:<{}>", self.from), "250")?;
        self.say(&format!("RCPT TO:<{}>", self.to), "250")?;
        self.say("DATA", "354")?;
        self.stream.get_mut().write_all(&text)?;
        let sent = Moment::now();
        self.answer("250")?;
        Ok(Delivery { sent, kept: Moment::now() })
    }

    fn say(&mut self, line: &str, expected: &str) -> Result<(), Failure> {
        self.stream.get_mut().write_all(format!("{line}\r\n").as_bytes())?;
        self.answer(expected)
    }

    fn answer(&mut self, expected: &str) -> Result<(), Failure> {
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line)?;
            if !line.starts_with(expected) {
                return Err(
                    format!("SMTP answered {:?} where {expected} was expected", line.trim_end()).into()
                );
            }
            if line.as_bytes().get(3) != Some(&b'-') {
                return Ok(());
            }
        }
    }
}

/// The message as DATA carries it: dots stuffed (RFC 5321 §4.5.2), with its end.
fn on_the_wire(message: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(message.len() + 8);
    for line in message.split_inclusive(|&byte| byte == b'\n') {
        if line.starts_with(b".") {
            text.push(b'.');
        }
        text.extend_from_slice(line);
    }
    if !text.ends_with(b"\r\n") {
        text.extend_from_slice(b"\r\n");
    }
    text.extend_from_slice(b".\r\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_begins_with_a_dot_gets_another_and_the_end_is_a_dot_alone() {
        assert_eq!(on_the_wire(b"a\r\n.b\r\n"), b"a\r\n..b\r\n.\r\n");
        assert_eq!(on_the_wire(b"a"), b"a\r\n.\r\n");
    }
}
