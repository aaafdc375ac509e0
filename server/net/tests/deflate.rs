//! Compression: lines and limits hold behind it, and a connection on which nothing is said holds little.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking, in its helpers too"
)]

use std::time::Duration;

use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};
use server_net::{ConnectionError, Ending, Line, LineStream, Stream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};

const IDLE: Duration = Duration::from_secs(20);

/// A client that compresses, with state kept for the whole connection as RFC 4978 wants it.
struct Client {
    socket: TcpStream,
    compressor: Compress,
    inflater: Decompress,
}

impl Client {
    fn compressed(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut compressed = Vec::with_capacity(bytes.len() + 1024);
        self.compressor.compress_vec(bytes, &mut compressed, FlushCompress::Sync).unwrap();
        compressed
    }

    async fn say(&mut self, bytes: &[u8]) {
        let compressed = self.compressed(bytes);
        self.socket.write_all(&compressed).await.unwrap();
    }

    async fn hear(&mut self, length: usize) -> Vec<u8> {
        let mut heard = Vec::new();
        while heard.len() < length {
            let mut chunk = [0; 1000];
            let count = timeout(IDLE, self.socket.read(&mut chunk)).await.unwrap().unwrap();
            assert!(count > 0, "closed after {} bytes", heard.len());
            let mut rest = &chunk[..count];
            loop {
                let before = (self.inflater.total_in(), heard.len());
                heard.reserve(100_000);
                self.inflater.decompress_vec(rest, &mut heard, FlushDecompress::None).unwrap();
                rest = &rest[(self.inflater.total_in() - before.0) as usize..];
                if rest.is_empty() && heard.len() == before.1 {
                    break;
                }
            }
        }
        heard
    }
}

async fn pair(limit: usize) -> (Client, LineStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let socket = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (accepted, peer) = listener.accept().await.unwrap();
    let mut lines = LineStream::new(Stream::plain(accepted, peer), limit, IDLE);
    lines.deflate();
    let (compressor, inflater) = (Compress::new(Compression::best(), false), Decompress::new(false));
    (Client { socket, compressor, inflater }, lines)
}

fn complete(text: &str) -> Line {
    Line::Complete { text: text.into(), ending: Ending::CrLf }
}

#[tokio::test]
async fn lines_are_heard_however_the_compressed_bytes_are_cut() {
    let (mut client, mut lines) = pair(1000).await;
    for round in 0..50 {
        let said = format!("a{round} UID FETCH 1:* (UID FLAGS)\r\nb{round} NOOP\r\n");
        let compressed = client.compressed(said.as_bytes());
        for piece in compressed.chunks(round % 7 + 1) {
            client.socket.write_all(piece).await.unwrap();
            tokio::task::yield_now().await;
        }
        assert_eq!(
            lines.next_line(IDLE).await.unwrap(),
            complete(&format!("a{round} UID FETCH 1:* (UID FLAGS)"))
        );
        assert_eq!(lines.next_line(IDLE).await.unwrap(), complete(&format!("b{round} NOOP")));
    }
}

#[tokio::test]
async fn a_flush_sends_all_however_much_waits_in_the_compressor() {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut client, mut lines) = pair(1000).await;
    let noise = std::iter::successors(Some(1_u64), |last| {
        Some(last.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407))
    });
    let speech: Vec<u8> = noise.map(|noise| ALPHABET[(noise >> 58) as usize]).take(100_000).collect();
    // Where one of these ends a block ends too, which is larger than what is sent at once.
    for length in (20_000..100_000).step_by(997) {
        let answer = speech[..length].to_vec();
        let sending = tokio::spawn(async move {
            let (body, end) = answer.split_at(length - 423);
            lines.write(body).await.unwrap();
            lines.write(end).await.unwrap();
            lines.flush().await.unwrap();
            lines
        });
        let heard = tokio::time::timeout(Duration::from_secs(20), client.hear(length)).await;
        assert!(heard.is_ok_and(|heard| heard == speech[..length]), "{length} bytes");
        lines = sending.await.unwrap();
    }
}

#[tokio::test]
async fn what_is_flushed_is_heard_at_once_and_large_answers_arrive_whole() {
    let (mut client, mut lines) = pair(1000).await;
    lines.write(b"* OK\r\n").await.unwrap();
    lines.flush().await.unwrap();
    assert_eq!(client.hear(6).await, b"* OK\r\n");
    let large: Vec<u8> = (0..3_000_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let sent = large.clone();
    let sending = tokio::spawn(async move {
        lines.write(&sent).await.unwrap();
        lines.flush().await.unwrap();
        lines
    });
    assert!(client.hear(large.len()).await == large);
    sending.await.unwrap().close().await.unwrap();
}

#[tokio::test]
async fn a_line_limit_holds_behind_inflating() {
    let (mut client, mut lines) = pair(1000).await;
    let mut bomb = b"a1 LOGIN ".to_vec();
    bomb.resize(20_000_000, b'x');
    bomb.extend_from_slice(b"\r\na2 NOOP\r\n");
    let compressed = client.compressed(&bomb);
    assert!(compressed.len() < 100_000, "{} bytes are no bomb", compressed.len());
    let sending = tokio::spawn(async move {
        client.socket.write_all(&compressed).await.unwrap();
        client
    });
    let Line::TooLong { head, .. } = lines.next_line(IDLE).await.unwrap() else { panic!("too long a line") };
    assert!(head.starts_with(b"a1 LOGIN xxx"));
    assert_eq!(lines.next_line(IDLE).await.unwrap(), complete("a2 NOOP"));
    assert!(lines.held_bytes() < 64 * 1024);
    sending.await.unwrap();
}

#[tokio::test]
async fn after_a_silence_the_conversation_goes_on_where_it_stopped() {
    let (mut client, mut lines) = pair(1000).await;
    for round in 0..2 {
        client.say(b"a NOOP\r\n").await;
        assert_eq!(lines.next_line(IDLE).await.unwrap(), complete("a NOOP"));
        let answer = format!("* {round} EXISTS\r\na OK Done\r\n");
        lines.write(answer.as_bytes()).await.unwrap();
        lines.flush().await.unwrap();
        assert_eq!(client.hear(answer.len()).await, answer.as_bytes());
        // Longer than the compressor is kept.
        tokio::select! {
            line = lines.next_line(IDLE) => panic!("{line:?}"),
            () = sleep(Duration::from_millis(2300)) => {}
        }
    }
}

#[tokio::test]
async fn what_is_not_compressed_ends_the_connection() {
    let (mut client, mut lines) = pair(1000).await;
    client.socket.write_all(b"a1 NOOP\r\na2 NOOP\r\n").await.unwrap();
    let failed = lines.next_line(IDLE).await;
    assert!(matches!(failed, Err(ConnectionError::Failed(_))), "{failed:?}");
}
