//! AMDS on a real port: limits, time limits, plain text from elsewhere, and how it stops.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "this is a test"
)]

mod line;
mod office;

use line::Running;
use mobilelink_wire::close;
use server_net::Limits;
use std::{net::IpAddr, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{Instant, sleep},
};
use tokio_tungstenite::tungstenite::Message;

/// What a plain client hears when it says this and then listens to the end.
async fn converse(address: std::net::SocketAddr, request: &str) -> String {
    let mut client = TcpStream::connect(address).await.unwrap();
    client.write_all(request.as_bytes()).await.unwrap();
    let mut heard = String::new();
    client.read_to_string(&mut heard).await.unwrap();
    heard
}

#[tokio::test]
async fn a_plain_client_is_answered() {
    let running = Running::start().await;
    let heard =
        converse(running.address, "GET /api/v1/server HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            .await;
    assert!(heard.starts_with("HTTP/1.1 200 OK\r\n") && heard.contains("\"mobilelinkd\""), "{heard}");
}

#[tokio::test]
async fn one_connection_too_many_hears_why() {
    let running = Running::start_with(Limits { connections: 1, per_peer: 1 }).await;
    let mut line = running.line("alice").await;
    line.hello().await;
    let heard = converse(running.address, "").await;
    assert!(heard.starts_with("HTTP/1.1 503 ") && heard.contains("Retry-After: 5\r\n"), "{heard}");
    assert!(heard.contains("application/problem+json") && heard.ends_with('}'), "{heard}");
}

#[tokio::test]
async fn a_socket_counts_as_a_connection_as_long_as_it_lives() {
    let running = Running::start().await;
    let mut line = running.line("alice").await;
    line.hello().await;
    assert_eq!(running.gate.open_connections(), 1);
    drop(line);
    while running.gate.open_connections() > 0 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_head_that_never_ends_is_not_waited_for() {
    let running = Running::start().await;
    let mut client = TcpStream::connect(running.address).await.unwrap();
    client.write_all(b"GET /api/v1/server HTTP/1.1\r\nX-Slow: ").await.unwrap();
    while running.gate.open_connections() == 0 {
        tokio::task::yield_now().await;
    }
    tokio::time::pause();
    let begun = Instant::now();
    let mut heard = Vec::new();
    client.read_to_end(&mut heard).await.unwrap();
    assert!(begun.elapsed() <= Duration::from_secs(31), "slow loris");
}

#[tokio::test]
async fn a_stop_answers_what_is_under_way_and_lets_go_of_the_idle() {
    let running = Running::start().await;
    let mut idle = TcpStream::connect(running.address).await.unwrap();
    idle.write_all(b"GET /api/v1/server HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
    let mut heard = [0; 12];
    idle.read_exact(&mut heard).await.unwrap();
    running.shutdown.cancel();
    let stopped = running.serving.await.unwrap();
    assert_eq!(stopped.aborted, 0);
    let mut rest = Vec::new();
    idle.read_to_end(&mut rest).await.unwrap();
    assert!(TcpStream::connect(running.address).await.is_err());
}

#[tokio::test]
async fn without_a_token_in_ten_seconds_a_socket_is_closed() {
    let running = Running::start().await;
    let mut line = running.line_without_header().await;
    tokio::time::pause();
    let begun = Instant::now();
    let Some(Ok(Message::Close(Some(frame)))) = line.next().await else {
        panic!("not closed");
    };
    assert_eq!((u16::from(frame.code), frame.reason.as_str()), (close::NOT_AUTHENTICATED, "no_token"));
    assert!(begun.elapsed() >= Duration::from_secs(10));
}

#[tokio::test]
async fn a_client_that_answers_no_ping_is_given_up() {
    let running = Running::start().await;
    let mut line = running.line("alice").await;
    line.hello().await;
    tokio::time::pause();
    // It does not read, so it does not answer.
    sleep(Duration::from_secs(100)).await;
    let mut pings = 0;
    while let Some(Ok(message)) = line.next().await {
        assert!(matches!(message, Message::Ping(_)), "{message:?}");
        pings += 1;
    }
    assert_eq!(pings, 2);
}

#[tokio::test]
async fn a_client_that_answers_is_kept_for_ever() {
    let running = Running::start().await;
    let mut line = running.line("alice").await;
    line.hello().await;
    tokio::time::pause();
    for _ in 0..20 {
        let heard = line.next().await;
        assert!(matches!(heard, Some(Ok(Message::Ping(_)))), "{heard:?}");
    }
}

/// An address of this machine that is not loopback. No packet is sent to find it.
fn elsewhere() -> Option<IpAddr> {
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

#[tokio::test]
async fn no_password_and_no_token_is_taken_in_plain_text_from_elsewhere() {
    let Some(ip) = elsewhere() else {
        eprintln!("skipped: this machine has no address but loopback");
        return;
    };
    let running = Running::start_on((ip, 0).into()).await;
    let ask = async |request: &str| {
        let request =
            format!("{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        converse(running.address, &request).await
    };
    for request in
        ["POST /api/v1/session", "GET /api/v1/users/me", "GET /api/v1/events", "POST /api/v1/session/refresh"]
    {
        let heard = ask(request).await;
        assert!(heard.starts_with("HTTP/1.1 403 ") && heard.contains("\"plaintext_refused\""), "{heard}");
    }
    assert!(ask("GET /api/v1/server").await.starts_with("HTTP/1.1 200 "));
}
