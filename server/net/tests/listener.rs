//! A whole listener from outside: handshakes, STARTTLS, limits, refusals, stop.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, in its helpers too")]
#![allow(unreachable_pub, dead_code, reason = "the client module is shared by several test programs")]

mod client;

use std::borrow::Cow;
use std::net::SocketAddr;
use std::time::Duration;

use client::{on_any_port, secured, some_tls};
use server_net::{
    BindCause, Gate, Limits, Line, LineStream, Listener, ListenerConfig, Mode, Permit, Refused, Stopped,
    Stream, Why,
};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

const ROOMY: Limits = Limits { connections: 1000, per_peer: 1000 };
/// No test waits this long; it only keeps a broken one from hanging.
const SOON: Duration = Duration::from_secs(20);

fn line(text: &str) -> Line {
    Line::Complete { text: text.into(), ending: server_net::Ending::CrLf }
}

fn no_answer(_: &Refused) -> Option<Cow<'static, [u8]>> {
    None
}

struct Running {
    address: SocketAddr,
    gate: Gate,
    shutdown: CancellationToken,
    served: JoinHandle<Stopped>,
}

impl Running {
    /// Serves with a handler and `BYE full` for the refused.
    fn start<H, F>(config: ListenerConfig, handler: H) -> Self
    where
        H: Fn(Stream, Permit) -> F + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let (gate, shutdown) = (config.gate.clone(), CancellationToken::new());
        let listener = Listener::bind(config).unwrap();
        let address = listener.local_addr();
        let bye = |_: &Refused| Some(Cow::Borrowed(&b"BYE full\r\n"[..]));
        let served = tokio::spawn(listener.serve(shutdown.clone(), handler, bye));
        Self { address, gate, shutdown, served }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    async fn stop(self) -> Stopped {
        self.shutdown.cancel();
        self.served.await.unwrap()
    }
}

/// Greets, then stays until the client or the server ends it.
async fn greet_and_stay(mut stream: Stream, permit: Permit) {
    stream.write_all(b"hello\r\n").await.unwrap();
    stream.flush().await.unwrap();
    tokio::select! {
        _ = stream.read_u8() => {}
        () = permit.stopping().cancelled() => stream.write_all(b"bye\r\n").await.unwrap(),
    }
    stream.shutdown().await.ok();
}

async fn all_of(mut connection: impl AsyncRead + Unpin) -> String {
    let mut all = String::new();
    tokio::time::timeout(SOON, connection.read_to_string(&mut all)).await.unwrap().unwrap();
    all
}

async fn greeting_of(connection: &mut (impl AsyncRead + Unpin)) -> String {
    let mut greeting = [0; 7];
    connection.read_exact(&mut greeting).await.unwrap();
    String::from_utf8(greeting.to_vec()).unwrap()
}

#[tokio::test]
async fn a_client_that_trusts_the_certificate_is_greeted_over_tls() {
    let (certificate, tls) = some_tls();
    let server = Running::start(on_any_port(Mode::Tls(tls), ROOMY), |mut stream, permit| async move {
        assert!(stream.is_tls() && stream.is_loopback() && stream.is_private());
        assert!(permit.starttls().is_none(), "there is nothing left to start");
        stream.write_all(b"hello\r\n").await.unwrap();
        stream.shutdown().await.unwrap();
    });
    let connection = secured(server.connect().await, &certificate).await.unwrap();
    assert_eq!(all_of(connection).await, "hello\r\n");
    assert_eq!(server.stop().await, Stopped { aborted: 0 });
}

#[tokio::test]
async fn a_client_that_trusts_another_certificate_leaves_and_frees_its_seat() {
    let (_, tls) = some_tls();
    let (another, _) = some_tls();
    let server =
        Running::start(on_any_port(Mode::Tls(tls), ROOMY), |_, _| async { panic!("nobody came in") });
    secured(server.connect().await, &another).await.unwrap_err();
    let gate = server.gate.clone();
    server.stop().await;
    assert_eq!(gate.open_connections(), 0);
}

#[tokio::test]
async fn a_replaced_certificate_is_served_from_the_next_handshake_on() {
    let (_, tls) = some_tls();
    let (renewed, _) = some_tls();
    let server =
        Running::start(on_any_port(Mode::Tls(tls.clone().with_alpn(&[b"http/1.1"])), ROOMY), greet_and_stay);
    secured(server.connect().await, &renewed).await.unwrap_err();
    tls.replace(&renewed);
    let mut connection = secured(server.connect().await, &renewed).await.unwrap();
    assert_eq!(greeting_of(&mut connection).await, "hello\r\n");
    server.stop().await;
}

#[tokio::test]
async fn a_handshake_that_never_comes_ends_in_its_time() {
    let (_, tls) = some_tls();
    let tls = tls.with_handshake(Duration::from_millis(50));
    let server =
        Running::start(on_any_port(Mode::Tls(tls), ROOMY), |_, _| async { panic!("nobody came in") });
    assert_eq!(all_of(server.connect().await).await, "");
    server.stop().await;
}

#[tokio::test]
async fn what_was_slipped_in_behind_starttls_is_not_obeyed() {
    let (certificate, tls) = some_tls();
    let (heard, mut lines) = mpsc::unbounded_channel();
    let server = Running::start(on_any_port(Mode::StartTls(tls), ROOMY), move |stream, permit| {
        let heard = heard.clone();
        async move {
            assert!(!stream.is_tls());
            let mut plain = LineStream::new(stream, 1000, SOON);
            heard.send(plain.next_line(SOON).await.unwrap()).unwrap();
            assert!(plain.has_input(), "the injected line came with the same packet");
            plain.write(b"go ahead\r\n").await.unwrap();
            plain.flush().await.unwrap();
            let mut private = plain.upgrade(permit.starttls().unwrap()).await.unwrap();
            assert!(private.stream().is_tls());
            heard.send(private.next_line(SOON).await.unwrap()).unwrap();
        }
    });
    let mut socket = server.connect().await;
    socket.write_all(b"STARTTLS\r\nMAIL FROM:<attacker@example.com>\r\n").await.unwrap();
    let mut invited = [0; 10];
    socket.read_exact(&mut invited).await.unwrap();
    let mut connection = secured(socket, &certificate).await.unwrap();
    connection.write_all(b"NOOP\r\n").await.unwrap();

    assert_eq!(lines.recv().await, Some(line("STARTTLS")));
    assert_eq!(lines.recv().await, Some(line("NOOP")));
    server.stop().await;
}

#[tokio::test]
async fn the_seventeenth_client_is_told_so_and_the_next_after_a_leave_is_served() {
    // SRV-05
    let limits = Limits { connections: 16, per_peer: 1000 };
    let server = Running::start(on_any_port(Mode::Plain, limits), greet_and_stay);
    let mut clients = Vec::new();
    for _ in 0..16 {
        let mut client = server.connect().await;
        assert_eq!(greeting_of(&mut client).await, "hello\r\n");
        clients.push(client);
    }
    assert_eq!(server.gate.open_connections(), 16);
    assert_eq!(all_of(server.connect().await).await, "BYE full\r\n");

    clients.pop();
    while server.gate.open_connections() == 16 {
        tokio::task::yield_now().await;
    }
    assert_eq!(greeting_of(&mut server.connect().await).await, "hello\r\n");
    server.stop().await;
}

#[tokio::test]
async fn a_refused_client_that_has_already_sent_its_request_still_reads_the_answer() {
    let limits = Limits { connections: 0, per_peer: 0 };
    let server = Running::start(on_any_port(Mode::Plain, limits), |_, _| async { panic!("nobody came in") });
    for _ in 0..50 {
        let mut client = server.connect().await;
        client.write_all(&[b'x'; 4000]).await.unwrap();
        assert_eq!(all_of(client).await, "BYE full\r\n");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_refusal_on_a_tls_port_is_readable_by_a_tls_client() {
    let (certificate, tls) = some_tls();
    let limits = Limits { connections: 0, per_peer: 0 };
    let server =
        Running::start(on_any_port(Mode::Tls(tls), limits), |_, _| async { panic!("nobody came in") });
    let connection = secured(server.connect().await, &certificate).await.unwrap();
    assert_eq!(all_of(connection).await, "BYE full\r\n");
    server.stop().await;
}

#[tokio::test]
async fn one_client_cannot_take_every_seat() {
    let listener = Listener::bind(on_any_port(Mode::Plain, Limits { connections: 10, per_peer: 2 })).unwrap();
    let address = listener.local_addr();
    let shutdown = CancellationToken::new();
    let word = |refused: &Refused| match refused.why {
        Why::PeerFull { limit } => {
            Some(Cow::Owned(format!("only {limit} from {}", refused.peer.ip()).into_bytes()))
        }
        Why::ServerFull { .. } => None,
    };
    let served = tokio::spawn(listener.serve(shutdown.clone(), greet_and_stay, word));
    let mut clients = Vec::new();
    for _ in 0..2 {
        let mut client = TcpStream::connect(address).await.unwrap();
        greeting_of(&mut client).await;
        clients.push(client);
    }
    assert_eq!(all_of(TcpStream::connect(address).await.unwrap()).await, "only 2 from 127.0.0.1");
    shutdown.cancel();
    served.await.unwrap();
}

#[tokio::test]
async fn listeners_of_one_service_share_its_limit() {
    let gate = Gate::new(Limits { connections: 1, per_peer: 1 });
    let config = |gate: &Gate| ListenerConfig { gate: gate.clone(), ..on_any_port(Mode::Plain, ROOMY) };
    let first = Running::start(config(&gate), greet_and_stay);
    let second = Running::start(config(&gate), greet_and_stay);
    let mut client = first.connect().await;
    greeting_of(&mut client).await;
    assert_eq!(all_of(second.connect().await).await, "BYE full\r\n");
    first.stop().await;
    second.stop().await;
}

#[tokio::test]
async fn hundreds_of_clients_at_once_all_get_an_answer() {
    let limits = Limits { connections: 100, per_peer: 1000 };
    let server = Running::start(on_any_port(Mode::Plain, limits), greet_and_stay);
    let mut clients = Vec::new();
    for _ in 0..300 {
        clients.push(server.connect().await);
    }
    let mut answers = Vec::new();
    for client in &mut clients {
        answers.push(greeting_of(client).await);
    }
    assert_eq!(answers.iter().filter(|answer| *answer == "hello\r\n").count(), 100);
    assert_eq!(answers.iter().filter(|answer| *answer == "BYE ful").count(), 200);
    drop(clients);
    assert_eq!(server.stop().await, Stopped { aborted: 0 });
}

#[tokio::test]
async fn a_stop_lets_idle_connections_say_goodbye_and_closes_the_port() {
    let server = Running::start(on_any_port(Mode::Plain, ROOMY), greet_and_stay);
    let (address, gate) = (server.address, server.gate.clone());
    let mut client = server.connect().await;
    assert_eq!(greeting_of(&mut client).await, "hello\r\n");
    assert_eq!(server.stop().await, Stopped { aborted: 0 });
    assert_eq!(all_of(client).await, "bye\r\n");
    assert_eq!(gate.open_connections(), 0);
    TcpStream::connect(address).await.unwrap_err();
}

#[tokio::test]
async fn a_connection_that_does_not_hear_the_stop_is_aborted() {
    let config = ListenerConfig { stop_within: Duration::from_millis(50), ..on_any_port(Mode::Plain, ROOMY) };
    let server = Running::start(config, |mut stream, _permit| async move {
        stream.write_all(b"hello\r\n").await.unwrap();
        std::future::pending().await
    });
    let mut client = server.connect().await;
    greeting_of(&mut client).await;
    assert_eq!(server.stop().await, Stopped { aborted: 1 });
    assert_eq!(all_of(client).await, "");
}

#[tokio::test]
async fn a_stop_waits_for_work_that_a_connection_left_to_another_task() {
    let (left, mut permits) = mpsc::unbounded_channel();
    let server = Running::start(on_any_port(Mode::Plain, ROOMY), move |mut stream, permit| {
        left.send(permit).unwrap();
        async move { stream.write_all(b"hello\r\n").await.unwrap() }
    });
    assert_eq!(all_of(server.connect().await).await, "hello\r\n");
    let permit = permits.recv().await.unwrap();
    assert_eq!(server.gate.open_connections(), 1, "the connection lives on elsewhere");

    let (finish, finished) = tokio::sync::oneshot::channel::<()>();
    let elsewhere = tokio::spawn(async move { permit.until_aborted(finished).await.is_some() });
    server.shutdown.cancel();
    assert!(!server.served.is_finished());
    finish.send(()).unwrap();
    assert_eq!(server.served.await.unwrap(), Stopped { aborted: 0 });
    assert!(elsewhere.await.unwrap());
}

#[tokio::test]
async fn a_panic_in_one_connection_ends_only_that_one() {
    let limits = Limits { connections: 1, per_peer: 1 };
    let server = Running::start(on_any_port(Mode::Plain, limits), |mut stream, permit| async move {
        if stream.read_u8().await.unwrap() == b'!' {
            panic!("as the test wants");
        }
        greet_and_stay(stream, permit).await;
    });
    let mut client = server.connect().await;
    client.write_all(b"!").await.unwrap();
    assert_eq!(all_of(client).await, "");
    while server.gate.open_connections() > 0 {
        tokio::task::yield_now().await;
    }
    let mut client = server.connect().await;
    client.write_all(b".").await.unwrap();
    assert_eq!(greeting_of(&mut client).await, "hello\r\n");
    server.stop().await;
}

#[tokio::test]
async fn a_port_in_use_is_named_with_the_way_out() {
    let first = Listener::bind(on_any_port(Mode::Plain, ROOMY)).unwrap();
    let taken = first.local_addr();
    let config = ListenerConfig { name: "imap", address: taken, ..on_any_port(Mode::Plain, ROOMY) };
    let error = Listener::bind(config).unwrap_err();
    assert_eq!(error.cause(), BindCause::InUse);
    let port = taken.port();
    assert_eq!(
        error.to_string(),
        format!("imap: port {port} is in use by another program; choose another, 0 means any")
    );
}

#[tokio::test]
async fn an_address_of_another_machine_is_named_as_such() {
    let address = SocketAddr::from(([192, 0, 2, 1], 0));
    let error = Listener::bind(ListenerConfig { address, ..on_any_port(Mode::Plain, ROOMY) }).unwrap_err();
    assert_eq!(error.cause(), BindCause::NotOurs);
    assert_eq!(error.to_string(), "test: 192.0.2.1 is not an address of this machine");
}

#[tokio::test]
async fn a_connection_holds_little_memory() {
    let (_, tls) = some_tls();
    let listener = Listener::bind(on_any_port(Mode::StartTls(tls), ROOMY)).unwrap();
    let serve = listener.serve(CancellationToken::new(), greet_and_stay, no_answer);
    assert!(size_of_val(&serve) < 2048, "{} bytes", size_of_val(&serve));
    assert!(size_of::<Stream>() <= 96, "{} bytes", size_of::<Stream>());
    assert!(size_of::<LineStream>() <= 320, "{} bytes", size_of::<LineStream>());
}
