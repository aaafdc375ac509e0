//! Lines and literals: bounded memory, no byte lost, whatever the client sends and however it is cut.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::future::ready;
use std::io::Cursor;
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
use server_net::{ConnectionError, CopyError, Ending, Line, LineStream};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, timeout};

const IDLE: Duration = Duration::from_secs(20);

fn lines_of(limit: usize) -> (DuplexStream, LineStream<DuplexStream>) {
    let (client, server) = duplex(1 << 20);
    (client, LineStream::new(server, limit, IDLE))
}

fn complete(text: &str) -> Line {
    Line::Complete { text: text.into(), ending: Ending::CrLf }
}

/// Polls once and drops the future, as `select!` does when another branch is ready.
async fn cancelled(lines: &mut LineStream<DuplexStream>) -> Option<Line> {
    tokio::select! {
        biased;
        line = lines.next_line(IDLE) => Some(line.unwrap()),
        () = ready(()) => None,
    }
}

#[tokio::test]
async fn pipelined_lines_come_one_by_one() {
    let (mut client, mut lines) = lines_of(100);
    client.write_all(b"one\r\ntwo\nthree\r\n").await.unwrap();
    assert_eq!(lines.next_line(IDLE).await.unwrap(), complete("one"));
    assert!(lines.has_input());
    assert_eq!(
        lines.next_line(IDLE).await.unwrap(),
        Line::Complete { text: b"two".to_vec(), ending: Ending::BareLf }
    );
    assert_eq!(lines.next_line(IDLE).await.unwrap(), complete("three"));
    assert!(!lines.has_input());
}

#[tokio::test]
async fn a_line_of_a_megabyte_is_thrown_away_in_bounded_memory_and_the_next_is_read() {
    let (mut client, mut lines) = lines_of(1000);
    client.write_all(b"a1 LOGIN ").await.unwrap();
    for _ in 0..100 {
        client.write_all(&[b'x'; 10_000]).await.unwrap();
        assert_eq!(cancelled(&mut lines).await, None);
        assert!(lines.held_bytes() <= 64 * 1024, "{} bytes held", lines.held_bytes());
    }
    client.write_all(b"end {7+}\r\na2 NOOP\r\n").await.unwrap();
    let Line::TooLong { head, tail } = lines.next_line(IDLE).await.unwrap() else {
        panic!("it was too long")
    };
    assert!(head.starts_with(b"a1 LOGIN xxx"), "the tag can be answered");
    assert!(tail.ends_with(b"xxxend {7+}"), "the literal can be seen");
    assert_eq!((head.len(), tail.len()), (64, 64));
    assert_eq!(lines.next_line(IDLE).await.unwrap(), complete("a2 NOOP"));
}

#[tokio::test]
async fn the_limit_does_not_count_the_line_end() {
    let (mut client, mut lines) = lines_of(4);
    client.write_all(b"1234\r").await.unwrap();
    assert_eq!(cancelled(&mut lines).await, None);
    client.write_all(b"\n12345\r\n").await.unwrap();
    assert_eq!(lines.next_line(IDLE).await.unwrap(), complete("1234"));
    assert!(matches!(lines.next_line(IDLE).await.unwrap(), Line::TooLong { .. }));
}

#[tokio::test]
async fn a_cancelled_read_loses_nothing() {
    let (mut client, mut lines) = lines_of(100);
    for piece in ["a1 ", "NO", "OP", "\r"] {
        client.write_all(piece.as_bytes()).await.unwrap();
        assert_eq!(cancelled(&mut lines).await, None);
    }
    client.write_all(b"\n").await.unwrap();
    assert_eq!(lines.next_line(IDLE).await.unwrap(), complete("a1 NOOP"));
}

#[tokio::test]
async fn an_idle_connection_holds_no_buffer() {
    let (mut client, mut lines) = lines_of(100);
    client.write_all(b"NOOP\r\n").await.unwrap();
    lines.next_line(IDLE).await.unwrap();
    lines.write(b"OK\r\n").await.unwrap();
    lines.flush().await.unwrap();
    assert_ne!(lines.held_bytes(), 0, "a busy one keeps its buffers");
    assert_eq!(cancelled(&mut lines).await, None);
    assert_eq!(lines.held_bytes(), 0);
}

#[tokio::test(start_paused = true)]
async fn silence_is_counted_on_across_cancelled_reads() {
    let (mut client, mut lines) = lines_of(100);
    // Another event every second, as in IDLE; and a byte now and then, as a slow attacker sends.
    for _ in 0..9 {
        client.write_all(b"x").await.unwrap();
        timeout(Duration::from_secs(1), lines.next_line(Duration::from_secs(10))).await.unwrap_err();
    }
    let end = timeout(Duration::from_secs(2), lines.next_line(Duration::from_secs(10))).await.unwrap();
    assert!(matches!(end, Err(ConnectionError::Idle { after }) if after == Duration::from_secs(10)));
}

#[tokio::test(start_paused = true)]
async fn the_servers_own_work_is_not_the_clients_silence() {
    let (mut client, mut lines) = lines_of(100);
    client.write_all(b"one\r\n").await.unwrap();
    lines.next_line(Duration::from_secs(10)).await.unwrap();
    tokio::time::advance(Duration::from_secs(60)).await;
    client.write_all(b"two\r\n").await.unwrap();
    assert_eq!(lines.next_line(Duration::from_secs(10)).await.unwrap(), complete("two"));
}

#[tokio::test]
async fn a_close_between_lines_is_told_from_one_inside() {
    let (mut client, mut lines) = lines_of(100);
    client.write_all(b"one\r\n").await.unwrap();
    drop(client);
    lines.next_line(IDLE).await.unwrap();
    assert!(matches!(lines.next_line(IDLE).await, Err(ConnectionError::Closed)));

    let (mut client, mut lines) = lines_of(100);
    client.write_all(b"one").await.unwrap();
    drop(client);
    assert!(matches!(lines.next_line(IDLE).await, Err(ConnectionError::ClosedInside)));
}

#[tokio::test]
async fn a_literal_streams_through_a_small_buffer_and_the_line_behind_it_is_kept() {
    let (client, server) = duplex(4096);
    let (mut client_reads, mut client_writes) = tokio::io::split(client);
    let mut lines = LineStream::new(server, 100, IDLE);
    let literal: Vec<u8> = (0..1_000_000u32).map(|n| n as u8).collect();
    let sent = literal.clone();
    let sending = tokio::spawn(async move {
        client_writes.write_all(b"a1 APPEND {1000000+}\r\n").await.unwrap();
        client_writes.write_all(&sent).await.unwrap();
        client_writes.write_all(b"\r\n").await.unwrap();
    });
    assert_eq!(lines.next_line(IDLE).await.unwrap(), complete("a1 APPEND {1000000+}"));
    let mut sink = Vec::new();
    lines.copy_to(&mut sink, 1_000_000, IDLE).await.unwrap();
    assert!(sink == literal);
    assert!(lines.held_bytes() <= 64 * 1024);
    assert_eq!(lines.next_line(IDLE).await.unwrap(), complete(""));
    sending.await.unwrap();
    drop(lines);
    assert_eq!(client_reads.read_to_end(&mut Vec::new()).await.unwrap(), 0);
}

#[tokio::test]
async fn a_full_disk_leaves_the_connection_usable() {
    let (mut client, mut lines) = lines_of(100);
    client.write_all(&[b'x'; 100_000]).await.unwrap();
    client.write_all(b"NOOP\r\n").await.unwrap();
    let mut room = [0; 20_000];
    let mut disk = Cursor::new(&mut room[..]);
    let Err(CopyError::Sink { left, .. }) = lines.copy_to(&mut disk, 100_000, IDLE).await else {
        panic!("the disk is too small");
    };
    assert!(left > 0);
    lines.skip(left, IDLE).await.unwrap();
    assert_eq!(lines.next_line(IDLE).await.unwrap(), complete("NOOP"));
}

#[tokio::test]
async fn an_exact_read_and_a_skip_stop_where_they_should() {
    let (mut client, mut lines) = lines_of(100);
    client.write_all(b"helloworldNOOP\r\n").await.unwrap();
    assert_eq!(lines.read_exact(5, IDLE).await.unwrap(), b"hello");
    lines.skip(5, IDLE).await.unwrap();
    assert_eq!(lines.next_line(IDLE).await.unwrap(), complete("NOOP"));
    client.write_all(b"half").await.unwrap();
    drop(client);
    assert!(matches!(lines.read_exact(5, IDLE).await, Err(ConnectionError::ClosedInside)));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_left() {
    let (client, server) = duplex(16);
    let mut lines = LineStream::new(server, 100, Duration::from_secs(5));
    lines.write(b"more than sixteen bytes").await.unwrap();
    assert!(matches!(lines.flush().await, Err(ConnectionError::Stalled { after }) if after.as_secs() == 5));
    drop(client);
}

#[tokio::test]
async fn last_words_are_heard_by_a_client_that_goes_on_speaking() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (socket, _) = listener.accept().await.unwrap();
    client.write_all(&[b"first\r\n".as_slice(), &[b'x'; 100_000]].concat()).await.unwrap();
    let mut lines = LineStream::new(socket, 100, IDLE);
    assert_eq!(lines.next_line(IDLE).await.unwrap(), complete("first"));
    lines.write(b"421 enough\r\n").await.unwrap();
    let closing = tokio::spawn(lines.close());

    let mut heard = String::new();
    client.read_to_string(&mut heard).await.unwrap();
    assert_eq!(heard, "421 enough\r\n");
    // A reset would have come by now, and would break this off.
    for _ in 0..32 {
        client.write_all(&[b'x'; 64 * 1024]).await.unwrap();
    }
    drop(client);
    closing.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_client_that_never_ends_is_left_all_the_same() {
    let (silent, lines) = lines_of(100);
    let told = Instant::now();
    lines.close().await.unwrap();
    assert!(told.elapsed() < Duration::from_secs(5), "{:?}", told.elapsed());
    drop(silent);

    let (mut endless, lines) = lines_of(100);
    let sending = tokio::spawn(async move {
        let mut sent = 0_usize;
        while let Ok(count) = endless.write(&[b'x'; 64 * 1024]).await {
            sent += count;
        }
        sent
    });
    lines.close().await.unwrap();
    assert!(sending.await.unwrap() < 32 * 1024 * 1024);
}

#[tokio::test]
async fn a_cancelled_flush_goes_on_where_it_was() {
    let (mut client, server) = duplex(4);
    let mut lines = LineStream::new(server, 100, IDLE);
    lines.write(b"0123456789").await.unwrap();
    timeout(Duration::ZERO, lines.flush()).await.unwrap_err();
    let closing = tokio::spawn(lines.close());
    let mut all = String::new();
    client.read_to_string(&mut all).await.unwrap();
    assert_eq!(all, "0123456789");
    drop(client);
    closing.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn small_and_large_writes_keep_their_order() {
    let (mut client, mut lines) = lines_of(100);
    let large = vec![b'L'; 100_000];
    lines.write(b"small ").await.unwrap();
    lines.write(&large).await.unwrap();
    lines.write(b" small").await.unwrap();
    lines.close().await.unwrap();
    let mut all = Vec::new();
    client.read_to_end(&mut all).await.unwrap();
    assert!(all == [b"small ", large.as_slice(), b" small"].concat());
}

/// What the lines of `input` are, said in the simplest way.
fn expected(input: &[u8], limit: usize) -> Vec<Line> {
    let mut parts: Vec<&[u8]> = input.split(|&byte| byte == b'\n').collect();
    parts.pop();
    let line = |raw: &&[u8]| {
        let (text, ending) = match raw.strip_suffix(b"\r") {
            Some(text) => (text, Ending::CrLf),
            None => (*raw, Ending::BareLf),
        };
        if text.len() <= limit {
            return Line::Complete { text: text.to_vec(), ending };
        }
        let head = raw[..raw.len().min(64)].to_vec();
        Line::TooLong { head, tail: text[text.len().saturating_sub(64)..].to_vec() }
    };
    parts.iter().map(line).collect()
}

/// Bytes of which many are parts of a line end.
fn bytes() -> impl Strategy<Value = u8> {
    prop_oneof![4 => any::<u8>(), 1 => Just(b'\r'), 1 => Just(b'\n')]
}

proptest! {
    #[test]
    fn lines_are_the_same_however_they_are_cut(pieces in vec(vec(bytes(), 0..200), 0..12), limit in 0_usize..150) {
        let input = pieces.concat();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let read = runtime.block_on(async {
            let (mut client, mut lines) = lines_of(limit);
            let mut read = Vec::new();
            for piece in &pieces {
                client.write_all(piece).await.unwrap();
                while let Some(line) = cancelled(&mut lines).await {
                    read.push(line);
                }
            }
            read
        });
        assert_eq!(read, expected(&input, limit));
    }
}
