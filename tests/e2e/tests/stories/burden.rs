//! What a hostile or broken client can make the server hold: little, whatever it sends or announces.

use e2e::{
    Rest, Spoken,
    smtp::{Bare, deposit, signed_in},
    within,
};
use sample_office::DEMO_PASSWORD;
use std::{net::SocketAddr, time::Duration};
use test_support::Process;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinSet,
    time::timeout,
};

/// 10 GB.
const ABSURD: u64 = 10 * 1024 * 1024 * 1024;

/// What one story may add to the server's memory, in KiB.
const MOST_ADDED: u64 = 48 * 1024;

async fn bare_imap(server: &Process) -> Bare {
    let mut bare = Bare::connect(server.imap()).await.expect("connected");
    bare.line().await.expect("readable").expect("a greeting");
    bare
}

async fn logged_in(server: &Process) -> Bare {
    let mut bare = bare_imap(server).await;
    let answer = bare.imap("l", &format!("LOGIN alice {DEMO_PASSWORD}")).await;
    assert!(answer.starts_with("l OK"), "{answer}");
    bare
}

/// Sends zeros until the other side has had enough, at most `limit` bytes: how many it took.
async fn pour(bare: &mut Bare, limit: u64) -> u64 {
    let chunk = vec![b'0'; 256 * 1024];
    let mut poured = 0;
    while poured < limit {
        match timeout(Duration::from_secs(10), bare.write(&chunk)).await {
            Ok(Ok(())) => poured += chunk.len() as u64,
            Ok(Err(_)) | Err(_) => break,
        }
    }
    poured
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_100_kb_is_answered_and_the_session_goes_on() {
    within(120, async {
        let folder = tempfile::tempdir().expect("a folder");
        let server = Process::demo(folder.path()).await;
        let long = "x".repeat(100_000);
        let mut imap = bare_imap(&server).await;
        let answer = imap.imap("a", &format!("LOGIN {long} {long}")).await;
        assert!(answer.starts_with("a NO [LIMIT] ") && answer.contains("too long"), "{answer}");
        assert!(imap.imap("b", "NOOP").await.starts_with("b OK"), "the session goes on");

        let mut smtp = Bare::connect(server.smtp()).await.expect("connected");
        smtp.smtp_reply().await;
        let reply = smtp.smtp(&format!("EHLO {long}")).await;
        assert!(reply.starts_with("500 5.5."), "{reply}");
        assert!(smtp.smtp("EHLO e2e.example").await.starts_with("250 "), "the session goes on");

        let before = server.memory();
        let mut imap = bare_imap(&server).await;
        let poured = pour(&mut imap, 128 * 1024 * 1024).await;
        let mut smtp = Bare::connect(server.smtp()).await.expect("connected");
        let poured = poured.min(pour(&mut smtp, 128 * 1024 * 1024).await);
        let after = server.memory();
        println!(
            "a line without end, {} MiB of it and more on each of two legs: memory at most {} MiB, before {} MiB",
            poured / (1024 * 1024), after.most / 1024, before.most / 1024
        );
        assert!(after.most < before.most + MOST_ADDED, "{before:?} {after:?}");
        assert!(server.interrupt().await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_literal_of_10_gb_is_refused_before_it_comes_and_cut_off_when_it_comes_unasked() {
    within(120, async {
        let folder = tempfile::tempdir().expect("a folder");
        let server = Process::demo(folder.path()).await;
        let before = server.memory();

        let mut imap = logged_in(&server).await;
        let answer = imap.imap("a", &format!("APPEND INBOX {{{ABSURD}}}")).await;
        assert!(answer.starts_with("a NO [TOOBIG] "), "{answer}");
        let answer = imap.imap("b", &format!("LOGIN {{{ABSURD}}}")).await;
        assert!(answer.starts_with("b NO") || answer.starts_with("b BAD"), "{answer}");
        let answer = imap.imap("c", "APPEND INBOX {99999999999999999999999999}").await;
        assert!(answer.starts_with("c NO") || answer.starts_with("c BAD"), "{answer}");
        assert!(imap.imap("d", "NOOP").await.starts_with("d OK"), "the session goes on");

        for command in ["e APPEND INBOX", "e LOGIN alice"] {
            let mut imap = logged_in(&server).await;
            imap.write(format!("{command} {{{ABSURD}+}}\r\n").as_bytes()).await.expect("written");
            let bye = imap.imap_answer("e").await;
            assert!(bye.starts_with("* BYE "), "{bye}");
            let poured = pour(&mut imap, ABSURD).await;
            assert!(poured < ABSURD, "{command}: it was cut off");
        }
        let after = server.memory();
        println!(
            "10 GB announced, four ways: memory at most {} MiB, before {} MiB",
            after.most / 1024,
            before.most / 1024
        );
        assert!(after.most < before.most + MOST_ADDED, "{before:?} {after:?}");
        assert!(server.interrupt().await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_far_over_the_limit_is_refused_at_its_end_and_never_held() {
    within(120, async {
        let folder = tempfile::tempdir().expect("a folder");
        let server = Process::demo(folder.path()).await;
        let before = server.memory();
        let mut carol = signed_in(server.smtp(), "carol", DEMO_PASSWORD).await;
        for line in ["MAIL FROM:<carol@localhost>", "RCPT TO:<alice@localhost>", "DATA"] {
            carol.smtp(line).await;
        }
        let line = format!("{}\r\n", "0".repeat(998));
        let chunk = line.repeat(256);
        for _ in 0..300 {
            carol.write(chunk.as_bytes()).await.expect("read to its end");
        }
        let reply = carol.smtp(".").await;
        assert!(reply.starts_with("552 5.3.4 "), "{reply}");
        let small = Spoken::to_alice("After").to_bytes();
        let reply = deposit(&mut carol, "carol@localhost", "alice@localhost", &small).await;
        assert!(reply.starts_with("250 "), "{reply}");
        let after = server.memory();
        println!(
            "a message of 75 MB: memory at most {} MiB, before {} MiB",
            after.most / 1024,
            before.most / 1024
        );
        assert!(after.most < before.most + MOST_ADDED, "{before:?} {after:?}");
        assert!(server.interrupt().await);
    })
    .await;
}

/// What a message may add to the server's memory that is larger than those it gathers, in KiB.
const MOST_OF_A_MESSAGE: u64 = 8 * 1024;

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_of_40_mib_is_kept_by_append_and_by_smtp_and_never_held() {
    within(300, async {
        let folder = tempfile::tempdir().expect("a folder");
        let server = Process::demo(folder.path()).await;
        let long = Spoken { audio: hours_of_silence(), ..Spoken::to_alice("Long") }.to_bytes();
        assert!(long.len() >= 40 * 1024 * 1024);
        let small = Spoken::to_alice("Before").to_bytes();
        let mut imap = logged_in(&server).await;
        let mut carol = signed_in(server.smtp(), "carol", DEMO_PASSWORD).await;
        let mut kept = async |tag: &str, message: &[u8]| {
            imap.write(format!("{tag} APPEND INBOX {{{}+}}\r\n", message.len()).as_bytes())
                .await
                .expect("written");
            imap.write(message).await.expect("read to its end");
            imap.write(b"\r\n").await.expect("written");
            let answer = imap.imap_answer(tag).await;
            assert!(answer.starts_with(&format!("{tag} OK [APPENDUID ")), "{answer}");
            let reply = deposit(&mut carol, "carol@localhost", "alice@localhost", message).await;
            assert!(reply.starts_with("250 "), "{reply}");
        };
        // What the first message costs once and for all.
        kept("a", &small).await;
        let before = server.memory();
        kept("b", &long).await;
        let after = server.memory();
        println!(
            "a message of {} MiB, by APPEND and by SMTP: memory at most {} MiB, before {} MiB",
            long.len() / (1024 * 1024),
            after.most / 1024,
            before.most / 1024
        );
        let rest = Rest::sign_in(server.amds(), "alice", DEMO_PASSWORD).await;
        let long = rest.voicemails("inbox").await.iter().filter(|it| it["subject"] == "Long").count();
        assert_eq!(long, 2);
        assert!(after.most < before.most + MOST_OF_A_MESSAGE, "{before:?} {after:?}");
        assert!(server.interrupt().await);
    })
    .await;
}

/// A WAV file whose message is a little larger than 40 MiB.
fn hours_of_silence() -> Vec<u8> {
    let samples = 30 * 1024 * 1024_u32;
    let mut file =
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data".to_vec();
    file.extend(samples.to_le_bytes());
    file.resize(file.len() + 30 * 1024 * 1024, 0);
    file
}

/// What a connection of the flood is told first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Welcome,
    Refused,
}

/// One connection, held open once it has been told something clear.
async fn visit(address: SocketAddr, leg: usize) -> (Told, TcpStream) {
    let mut stream = TcpStream::connect(address).await.expect("connected");
    let (say, welcome, refusal) = match leg {
        0 => ("", "* OK ", "* BYE "),
        1 => ("", "220 ", "421 "),
        _ => ("GET /api/v1/server HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 200", "HTTP/1.1 503"),
    };
    stream.write_all(say.as_bytes()).await.expect("written");
    let mut buffer = [0; 512];
    let count = stream.read(&mut buffer).await.expect("readable");
    let said = String::from_utf8_lossy(&buffer[..count]).into_owned();
    if said.starts_with(welcome) {
        (Told::Welcome, stream)
    } else {
        assert!(said.starts_with(refusal), "neither greeting nor refusal on leg {leg}: {said:?}");
        (Told::Refused, stream)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_5000_connections_at_once_each_is_greeted_or_told_why_not_and_the_server_serves_on() {
    within(180, async {
        rlimit::increase_nofile_limit(u64::MAX).expect("open files");
        let folder = tempfile::tempdir().expect("a folder");
        let server = Process::demo(folder.path()).await;
        let before = server.memory();
        let legs = [server.imap(), server.smtp(), server.amds()];
        let mut visits = JoinSet::new();
        for nth in 0..5_000 {
            visits.spawn(visit(legs[nth % 3], nth % 3));
        }
        let mut open = Vec::new();
        let (mut welcome, mut refused) = (0, 0);
        while let Some(visited) = visits.join_next().await {
            let (told, stream) = visited.expect("told something clear");
            match told {
                Told::Welcome => welcome += 1,
                Told::Refused => refused += 1,
            }
            open.push(stream);
        }
        assert_eq!(welcome + refused, 5_000);
        assert_eq!(refused, 1_667 - 1_000, "SMTP takes 1,000; the other legs take all");
        let during = server.memory();
        println!(
            "5,000 connections at once: {welcome} greeted, {refused} refused; memory {} MiB, before {} MiB",
            during.now / 1024,
            before.now / 1024
        );
        assert!(during.now < before.now + 160 * 1024, "{before:?} {during:?}");

        // The two legs that are not full serve on, with all of them open.
        let rest = Rest::sign_in(server.amds(), "alice", DEMO_PASSWORD).await;
        let had = rest.voicemails("inbox").await.len();
        assert!(logged_in(&server).await.imap("a", "SELECT INBOX").await.starts_with("a OK"));
        drop(open);
        // SMTP is free again as soon as the server has seen the others go.
        let mut carol = loop {
            let mut bare = Bare::connect(server.smtp()).await.expect("connected");
            if bare.smtp_reply().await.starts_with("220 ") {
                break signed_in(server.smtp(), "carol", DEMO_PASSWORD).await;
            }
        };
        let message = Spoken::to_alice("After the flood").to_bytes();
        let reply = deposit(&mut carol, "carol@localhost", "alice@localhost", &message).await;
        assert!(reply.starts_with("250 "), "{reply}");
        assert_eq!(rest.voicemails("inbox").await.len(), had + 1);
        assert!(server.interrupt().await);
    })
    .await;
}
