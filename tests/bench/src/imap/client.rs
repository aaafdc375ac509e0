//! A raw IMAP client that costs little: it counts and hands on what comes, and understands only lines, literals and tags.
//!
//! Blocking on purpose: between an answer and the clock there is one wake-up and no scheduler of ours. Whoever sends a
//! command sees every untagged response and has to check it; anything but OK is an error.

use crate::{Failure, clock::Moment, imap::peer::Peer, wire::Security};
use rustls::{ClientConnection, StreamOwned, pki_types::ServerName};
use std::{
    io::{self, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

/// Bytes read at once: few calls even for bodies.
const AT_ONCE: usize = 256 * 1024;
/// A client that mostly waits.
const LITTLE: usize = 1024;
/// An answer that takes longer will not come.
const PATIENCE: Duration = Duration::from_secs(300);

/// A connection to one of the two servers.
pub(crate) struct Client {
    wire: Wire,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    tags: u32,
    /// Whether what literals hold is handed on, and not only how long they are.
    pub(crate) reads_literals: bool,
}

/// One untagged response.
pub(crate) struct Response<'a> {
    /// Its lines, without what its literals hold.
    pub(crate) text: &'a [u8],
    /// How many bytes each literal has.
    pub(crate) literals: &'a [u64],
    /// What they hold, one behind the other, if the client reads literals.
    pub(crate) bytes: &'a [u8],
}

/// What a response is read into, again and again.
#[derive(Default)]
struct Room {
    text: Vec<u8>,
    literals: Vec<u64>,
    bytes: Vec<u8>,
}

enum Wire {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ClientConnection, InLargePieces>>),
}

/// rustls reads record by record; this makes fewer calls of it.
struct InLargePieces(BufReader<TcpStream>);

impl Client {
    /// Connects and reads the greeting.
    pub(crate) fn connect(peer: &Peer, security: Security) -> Result<Self, Failure> {
        Self::with_room(peer, security, AT_ONCE)
    }

    /// As [`Client::connect`], for one of thousands that wait.
    pub(crate) fn connect_to_wait(peer: &Peer, security: Security) -> Result<Self, Failure> {
        Self::with_room(peer, security, LITTLE)
    }

    fn with_room(peer: &Peer, security: Security, room: usize) -> Result<Self, Failure> {
        let address = peer.address(security);
        let socket = TcpStream::connect(address)?;
        socket.set_nodelay(true)?;
        socket.set_read_timeout(Some(PATIENCE))?;
        let wire = match security {
            Security::Plain => Wire::Plain(socket),
            Security::Tls => {
                let session = ClientConnection::new(peer.tls.clone(), ServerName::from(address.ip()))?;
                let socket = InLargePieces(BufReader::with_capacity(room, socket));
                Wire::Tls(Box::new(StreamOwned::new(session, socket)))
            }
        };
        let buffer = vec![0; room];
        let mut client = Self { wire, buffer, start: 0, end: 0, tags: 0, reads_literals: false };
        let greeting = client.line()?;
        match greeting.starts_with("* OK") {
            true => Ok(client),
            false => Err(format!("{} greeted with {greeting:?}", peer.name()).into()),
        }
    }

    /// Connects, signs in with the password of all and selects `folder`.
    pub(crate) fn reading(
        peer: &Peer,
        security: Security,
        user: &str,
        folder: &str,
    ) -> Result<Self, Failure> {
        let mut client = Self::connect(peer, security)?;
        client.log_in(user)?;
        client.select(folder)?;
        Ok(client)
    }

    /// LOGIN with the password of all.
    pub(crate) fn log_in(&mut self, user: &str) -> Result<(), Failure> {
        self.ok(&format!("LOGIN {user} {}", super::PASSWORD))
    }

    /// Selects a folder; how many messages are in it.
    pub(crate) fn select(&mut self, folder: &str) -> Result<u32, Failure> {
        let mut exists = None;
        self.run(&format!("SELECT {folder}"), |response| {
            exists = response.exists().or(exists);
            Ok(())
        })?;
        exists.ok_or_else(|| "SELECT was answered without EXISTS".into())
    }

    /// Sends a command of which only the OK counts.
    pub(crate) fn ok(&mut self, command: &str) -> Result<(), Failure> {
        self.run(command, |_| Ok(())).map(|_| ())
    }

    /// Sends a command, hands on each untagged response, and returns the text of the OK.
    pub(crate) fn run(
        &mut self,
        command: &str,
        each: impl FnMut(&Response<'_>) -> Result<(), Failure>,
    ) -> Result<String, Failure> {
        let tag = self.send(command)?;
        self.until(&tag, each).map_err(|failure| {
            let verb: String = command.chars().take(60).collect();
            format!("{verb}: {failure}").into()
        })
    }

    /// Sends a command and returns its tag.
    pub(crate) fn send(&mut self, command: &str) -> Result<String, Failure> {
        self.tags += 1;
        let tag = format!("t{}", self.tags);
        self.write(format!("{tag} {command}\r\n").as_bytes())?;
        Ok(tag)
    }

    /// Appends messages with one command (RFC 3502 if they are several); when the last byte was sent, and the OK.
    pub(crate) fn append(
        &mut self,
        folder: &str,
        messages: &[(&str, &[u8])],
    ) -> Result<(Moment, String), Failure> {
        self.tags += 1;
        let tag = format!("t{}", self.tags);
        let mut before = format!("{tag} APPEND {folder}");
        for (flags, message) in messages {
            self.write(format!("{before} ({flags}) {{{}}}\r\n", message.len()).as_bytes())?;
            self.go_on()?;
            self.write(message)?;
            before.clear();
        }
        self.write(b"\r\n")?;
        let sent = Moment::now();
        Ok((sent, self.until(&tag, |_| Ok(()))?))
    }

    /// Begins IDLE; returns when the server listens.
    pub(crate) fn idle(&mut self) -> Result<(), Failure> {
        self.send("IDLE")?;
        self.go_on()
    }

    /// COMPRESS (RFC 4978), then IDLE; returns when something is answered. What is said goes into a block that compresses
    /// nothing (RFC 1951 section 3.2.4), and what is heard stays compressed, so nothing else can be asked afterwards.
    pub(crate) fn idle_compressed(&mut self) -> Result<(), Failure> {
        const COMMAND: &[u8] = b"t0 IDLE\r\n";
        self.ok("COMPRESS DEFLATE")?;
        let length = u16::try_from(COMMAND.len())?;
        let head = [&[0][..], &length.to_le_bytes(), &(!length).to_le_bytes()].concat();
        self.write(&[&head, COMMAND].concat())?;
        self.fill()
    }

    /// While in IDLE: when EXISTS came, and with which number.
    pub(crate) fn next_exists(&mut self) -> Result<(u32, Moment), Failure> {
        let mut room = Room::default();
        loop {
            self.response(&mut room)?;
            let now = Moment::now();
            if let Some(exists) = room.response().exists() {
                return Ok((exists, now));
            }
        }
    }

    fn go_on(&mut self) -> Result<(), Failure> {
        loop {
            let line = self.line()?;
            if line.starts_with('+') {
                return Ok(());
            }
            if !line.starts_with('*') {
                return Err(format!("the answer was {:?} where + was expected", line.trim_end()).into());
            }
        }
    }

    fn until(
        &mut self,
        tag: &str,
        mut each: impl FnMut(&Response<'_>) -> Result<(), Failure>,
    ) -> Result<String, Failure> {
        let mut room = Room::default();
        loop {
            self.response(&mut room)?;
            if room.text.starts_with(b"* ") {
                each(&room.response())?;
                continue;
            }
            let line = String::from_utf8_lossy(&room.text);
            return match line.strip_prefix(tag).and_then(|line| line.strip_prefix(" OK")) {
                Some(rest) => Ok(rest.trim().to_owned()),
                None => Err(format!("the answer was {:?}", line.trim_end()).into()),
            };
        }
    }

    fn line(&mut self) -> Result<String, Failure> {
        let mut room = Room::default();
        self.response(&mut room)?;
        Ok(String::from_utf8_lossy(&room.text).into_owned())
    }

    fn response(&mut self, into: &mut Room) -> Result<(), Failure> {
        into.text.clear();
        into.literals.clear();
        into.bytes.clear();
        loop {
            self.rest_of_line(&mut into.text)?;
            let Some(size) = announced(&into.text) else { return Ok(()) };
            into.literals.push(size);
            self.literal(size, &mut into.bytes)?;
        }
    }

    fn rest_of_line(&mut self, into: &mut Vec<u8>) -> Result<(), Failure> {
        loop {
            let there = self.buffer.get(self.start..self.end).unwrap_or_default();
            if let Some(at) = memchr::memchr(b'\n', there) {
                into.extend_from_slice(there.get(..=at).unwrap_or_default());
                self.start += at + 1;
                return Ok(());
            }
            into.extend_from_slice(there);
            self.fill()?;
        }
    }

    fn literal(&mut self, size: u64, into: &mut Vec<u8>) -> Result<(), Failure> {
        let mut left = usize::try_from(size)?;
        loop {
            let there = self.buffer.get(self.start..self.end).unwrap_or_default();
            let taken = there.get(..left).unwrap_or(there);
            if self.reads_literals {
                into.extend_from_slice(taken);
            }
            self.start += taken.len();
            left -= taken.len();
            if left == 0 {
                return Ok(());
            }
            self.fill()?;
        }
    }

    /// Reads more; what was there has been taken.
    fn fill(&mut self) -> Result<(), Failure> {
        self.start = 0;
        self.end = match &mut self.wire {
            Wire::Plain(socket) => socket.read(&mut self.buffer)?,
            Wire::Tls(stream) => stream.read(&mut self.buffer)?,
        };
        match self.end {
            0 => Err("the server closed the connection".into()),
            _ => Ok(()),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match &mut self.wire {
            Wire::Plain(socket) => socket.write_all(bytes)?,
            Wire::Tls(stream) => {
                stream.write_all(bytes)?;
                stream.flush()?;
            }
        }
        Ok(())
    }
}

impl Room {
    fn response(&self) -> Response<'_> {
        Response { text: &self.text, literals: &self.literals, bytes: &self.bytes }
    }
}

impl Response<'_> {
    /// The number of `* n EXISTS`.
    pub(crate) fn exists(&self) -> Option<u32> {
        number(self.text.strip_prefix(b"* ")?.strip_suffix(b" EXISTS\r\n")?)
    }

    /// Whether the text has these bytes.
    pub(crate) fn says(&self, bytes: &[u8]) -> bool {
        memchr::memmem::find(self.text, bytes).is_some()
    }

    /// The numbers of `* SEARCH 1 2 3` or of `* SORT 1 2 3`.
    pub(crate) fn numbers(&self, word: &str) -> Option<Vec<u32>> {
        let rest = self.text.strip_prefix(b"* ")?.strip_prefix(word.as_bytes())?;
        rest.trim_ascii()
            .split(|byte| *byte == b' ')
            .filter(|digits| !digits.is_empty())
            .map(number)
            .collect()
    }
}

impl Read for InLargePieces {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into)
    }
}

impl Write for InLargePieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.get_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.get_mut().flush()
    }
}

/// The size of the literal that a line announces at its end.
fn announced(line: &[u8]) -> Option<u64> {
    let line = line.strip_suffix(b"}\r\n")?;
    let at = memchr::memrchr(b'{', line)?;
    std::str::from_utf8(line.get(at + 1..)?).ok()?.parse().ok()
}

fn number(digits: &[u8]) -> Option<u32> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(text: &[u8]) -> Response<'_> {
        Response { text, literals: &[], bytes: &[] }
    }

    #[test]
    fn a_literal_is_announced_at_the_end_of_a_line_and_nowhere_else() {
        assert_eq!(announced(b"* 1 FETCH (BODY[] {12}\r\n"), Some(12));
        assert_eq!(announced(b"* 1 FETCH (BODY[] {12} x\r\n"), None);
        assert_eq!(announced(b"* OK {many}\r\n"), None);
    }

    #[test]
    fn numbers_are_read_from_the_responses_that_have_them() {
        assert_eq!(response(b"* 23 EXISTS\r\n").exists(), Some(23));
        assert_eq!(response(b"* 23 RECENT\r\n").exists(), None);
        assert_eq!(response(b"* SEARCH 2 3 5\r\n").numbers("SEARCH"), Some(vec![2, 3, 5]));
        assert_eq!(response(b"* SEARCH\r\n").numbers("SEARCH"), Some(vec![]));
        assert_eq!(response(b"* SORT 2\r\n").numbers("SEARCH"), None);
    }
}
