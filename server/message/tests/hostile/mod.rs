//! What strangers send to a server of which they hope that it holds everything.

use server_message::{Reading, read_windows};

use crate::sample::{base64_lines, wav};

/// A message of any size that is nowhere: a head, something over and over again, and a tail.
pub(crate) struct Endless {
    pub(crate) what: &'static str,
    head: String,
    again: usize,
    /// The same several times, to be copied at once.
    block: String,
    tail: &'static str,
}

impl Endless {
    fn new(what: &'static str, head: &str, again: &str) -> Self {
        let block = again.repeat((8192 / again.len()).max(1));
        Self { what, head: head.to_owned(), again: again.len(), block, tail: "" }
    }

    fn ending(mut self, tail: &'static str) -> Self {
        self.tail = tail;
        self
    }

    /// A whole number of times, and as many bytes as are asked for or little fewer.
    pub(crate) fn size(&self, about: usize) -> usize {
        self.head.len() + about / self.again * self.again + self.tail.len()
    }

    /// Fills a window of the message with this size.
    pub(crate) fn fill(&self, size: usize, place: u64, window: &mut [u8]) {
        let (head, block, tail) = (self.head.as_bytes(), self.block.as_bytes(), self.tail.as_bytes());
        let middle_ends = size - tail.len();
        let mut at = usize::try_from(place).unwrap();
        let mut rest = window;
        while !rest.is_empty() {
            let from = if at < head.len() {
                &head[at..]
            } else if at < middle_ends {
                let from = &block[(at - head.len()) % block.len()..];
                &from[..from.len().min(middle_ends - at)]
            } else {
                &tail[at - middle_ends..]
            };
            let count = from.len().min(rest.len());
            let (now, later) = rest.split_at_mut(count);
            now.copy_from_slice(&from[..count]);
            (at, rest) = (at + count, later);
        }
    }

    /// Reads about so many bytes of it in such windows.
    pub(crate) fn read(&self, about: usize, window: usize) -> Reading {
        let size = self.size(about);
        let fetch = |place: u64, window: &mut [u8]| {
            self.fill(size, place, window);
            Ok::<_, ()>(())
        };
        read_windows(size as u64, window, fetch).unwrap().unwrap()
    }
}

const MIXED: &str = "From: a@b\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n";

/// Of each kind one.
pub(crate) fn hostile() -> Vec<Endless> {
    let encoded = |media_type: &str, encoding: &str| {
        format!("Content-Type: {media_type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n")
    };
    let recording = String::from_utf8(base64_lines(&wav(8000, 1000)[..57 * 4], 76, "\r\n")).unwrap() + "\r\n";
    let samples = "f39/".repeat(19) + "\r\n";
    let long = "x".repeat(60_000);
    vec![
        Endless::new("a line without end", "\r\n", "x"),
        Endless::new("a field without end", "Subject: ", "x"),
        Endless::new("an author's field without end", "From: ", "a@b, "),
        Endless::new("a header without end", "", "X-Nothing: of use\r\n"),
        Endless::new("authors without end", "", "From: a@b\r\n"),
        Endless::new("a folded field without end", "To: a@b,\r\n", " c@d,\r\n"),
        Endless::new("a part's header without end", &format!("{MIXED}--a\r\n"), "Content-Description: y\r\n"),
        Endless::new("text", "\r\n", "All work and no play makes Jack a dull boy.\r\n"),
        Endless::new("text of line ends", "\r\n", "\n"),
        Endless::new("text in base64", &encoded("text/plain", "base64"), &("QUJD".repeat(19) + "\r\n")),
        Endless::new("text in a line of base64", &encoded("text/html", "base64"), "QUJD"),
        Endless::new("quoted spaces", &encoded("text/plain", "quoted-printable"), " "),
        Endless::new("quoted signs", &encoded("text/plain", "quoted-printable"), "="),
        Endless::new("soft line ends", &encoded("text/plain", "quoted-printable"), "=\r\n"),
        Endless::new("boundaries", MIXED, "--a\r\n"),
        Endless::new("empty parts", MIXED, "--a\r\n\r\n\r\n"),
        Endless::new("what may be boundaries", MIXED, "\r\n--a-"),
        Endless::new("a boundary's space", &format!("{MIXED}--a"), " ")
            .ending("x\r\n--a\r\n\r\nlast\r\n--a--\r\n"),
        Endless::new(
            "parts with long headers",
            MIXED,
            &format!("--a\r\nContent-Description: {long}\r\n\r\n\r\n"),
        ),
        Endless::new(
            "messages with long headers",
            MIXED,
            &format!("--a\r\nContent-Type: message/rfc822\r\n\r\nTo: {long}\r\n\r\n\r\n"),
        ),
        Endless::new("long parts", MIXED, &format!("--a\r\n\r\n{long}\r\n")),
        Endless::new("messages in messages", "", "Content-Type: message/rfc822\r\n\r\n"),
        Endless::new(
            "messages beside messages",
            MIXED,
            "--a\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ny\r\n",
        ),
        Endless::new(
            "a long boundary nearly met",
            &format!("Content-Type: multipart/mixed; boundary={long}\r\n\r\n--{long}\r\n\r\nx\r\n"),
            &format!("--{}\r\n", "x".repeat(59_999)),
        ),
        Endless::new("a recording", &(encoded("audio/wav", "base64") + &recording), &samples),
        Endless::new(
            "a recording in one line",
            &(encoded("audio/wav", "base64") + &recording.replace("\r\n", "")),
            "f39/",
        ),
        Endless::new(
            "a recording with dirt in it",
            &(encoded("audio/wav", "base64") + &recording),
            "f39/\r\n-f39/f3 9/\r\n",
        ),
        Endless::new(
            "a recording in signs",
            &(encoded("audio/wav", "quoted-printable")
                + "RIFF=00=00=00=00WAVEfmt =10=00=00=00=01=00=01=00=40=1F=00=00=00=00=00=00=01=00=08=00data=00=00=00=00"),
            "=80=\r\n",
        ),
        Endless::new(
            "a recording in a forwarded message",
            &format!(
                "{MIXED}--a\r\nContent-Type: message/rfc822\r\n\r\n{}{recording}",
                encoded("audio/wav", "base64")
            ),
            &samples,
        )
        .ending("\r\n--a--\r\n"),
    ]
}
