//! What a person is told before they sign in (ML-12, ML-17): each finding from the server that gives cause for it.

use mobilelink_client::{Diagnosis, Finding, Lamp, Leg, LinkError, ServerSettings, Tls, diagnose};
use test_support::TestServer;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

#[tokio::test]
async fn a_server_whose_four_legs_answer_is_well() {
    let server = protected().await;
    let diagnosis = diagnose(pinned(&server)).await.expect("settings that can be meant");
    assert_eq!(diagnosis.finding, Finding::Well);
    assert!(diagnosis.lamps.each().iter().all(|(_, lamp)| **lamp == Lamp::On), "{:?}", diagnosis.lamps);
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for_is_shown_so_that_it_can_be_pinned() {
    let server = protected().await;
    let settings = ServerSettings { tls: Tls::WebPki, ..pinned(&server) };
    let Diagnosis { finding: Finding::UnknownCertificate { fingerprint }, lamps } =
        diagnose(settings).await.expect("settings that can be meant")
    else {
        panic!("the certificate is not the finding");
    };
    assert_eq!(fingerprint, server.fingerprint().parse().expect("a fingerprint"));
    assert_eq!((lamps.net, lamps.imap), (Lamp::On, Lamp::Off));
}

#[tokio::test]
async fn another_certificate_than_the_pinned_one_is_told_from_an_unknown_one() {
    let server = protected().await;
    let wrong = "ab".repeat(32).parse().expect("a fingerprint");
    let settings = ServerSettings { tls: Tls::Pinned { fingerprint: wrong }, ..pinned(&server) };
    let finding = finding(settings).await;
    assert!(
        matches!(finding, Finding::OtherCertificate { fingerprint } if fingerprint != wrong),
        "{finding:?}"
    );
}

#[tokio::test]
async fn plain_text_to_a_server_that_speaks_tls_is_recognised() {
    let server = protected().await;
    let settings = ServerSettings { tls: Tls::Plaintext { allow_remote: false }, ..pinned(&server) };
    assert_eq!(finding(settings).await, Finding::SpeaksTls);
}

#[tokio::test]
async fn tls_to_something_that_speaks_none_is_recognised() {
    let port = answering("HTTP/1.1 200 OK\r\n\r\nhello").await;
    let settings = ServerSettings { tls: Tls::WebPki, ..ServerSettings::new("127.0.0.1", port) };
    assert_eq!(finding(settings).await, Finding::SpeaksPlain);
}

#[tokio::test]
async fn another_web_server_is_no_mobile_link() {
    let port = answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello").await;
    assert_eq!(finding(ServerSettings::new("127.0.0.1", port)).await, Finding::NotMobileLink { port });
    let port = answering("SSH-2.0-OpenSSH\r\n").await;
    assert_eq!(finding(ServerSettings::new("127.0.0.1", port)).await, Finding::NotMobileLink { port });
}

#[tokio::test]
async fn a_port_where_nobody_listens_is_named_and_so_is_a_name_without_an_address() {
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = closed.local_addr().expect("an address").port();
    drop(closed);
    let nobody = Finding::Unreachable { leg: Leg::Mobile, port };
    assert_eq!(finding(ServerSettings::new("127.0.0.1", port)).await, nobody);
    let unknown = ServerSettings::new("no-such-host.invalid", 8081);
    assert_eq!(finding(unknown).await, Finding::UnknownHost);
}

#[tokio::test]
async fn a_mail_leg_that_is_missing_is_the_only_lamp_that_is_out() {
    let server = protected().await;
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = closed.local_addr().expect("an address").port();
    drop(closed);
    let diagnosis =
        diagnose(ServerSettings { imap_port: Some(port), ..pinned(&server) }).await.expect("sound");
    assert_eq!(diagnosis.finding, Finding::Unreachable { leg: Leg::Imap, port });
    assert!(matches!(diagnosis.lamps.imap, Lamp::Failed { .. }));
    assert_eq!((diagnosis.lamps.mobile, diagnosis.lamps.smtp), (Lamp::On, Lamp::On));
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_by_its_field() {
    let settings = ServerSettings::new("phone.example", 8081);
    let refused = [
        (ServerSettings { host: "  ".into(), ..settings.clone() }, "host"),
        (ServerSettings { host: "https://phone.example".into(), ..settings.clone() }, "host"),
        (ServerSettings { port: 0, ..settings.clone() }, "port"),
        (ServerSettings { imap_port: Some(0), ..settings.clone() }, "imap_port"),
        (ServerSettings { smtp_port: Some(0), ..settings }, "smtp_port"),
    ];
    for (settings, wrong) in refused {
        let refusal = diagnose(settings).await;
        assert!(matches!(&refusal, Err(LinkError::Invalid { field, .. }) if field == wrong), "{refusal:?}");
    }
}

async fn protected() -> TestServer {
    TestServer::start_with(|configuration| configuration.amds_plain = false).await
}

fn pinned(server: &TestServer) -> ServerSettings {
    let fingerprint = server.fingerprint().parse().expect("a fingerprint");
    let settings = ServerSettings::new("127.0.0.1", server.amds().port());
    ServerSettings { tls: Tls::Pinned { fingerprint }, ..settings }
}

async fn finding(settings: ServerSettings) -> Finding {
    diagnose(settings).await.expect("settings that can be meant").finding
}

/// A port that says this to everybody.
async fn answering(text: &'static str) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 1_024]).await;
            // The other side may have gone away.
            let _ = stream.write_all(text.as_bytes()).await;
        }
    });
    port
}
