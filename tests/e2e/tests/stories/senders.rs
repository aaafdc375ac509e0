//! Programs that send voicemails by SMTP (SRV-01, SRV-05).

use e2e::{RECORDING, Rest, run, smtp, within};
use std::net::SocketAddr;
use test_support::{PASSWORD, TestServer};

#[tokio::test(flavor = "multi_thread")]
async fn swaks_sends_over_starttls_and_over_tls_and_by_every_way_to_log_in() {
    within(120, async {
        let server = TestServer::start().await;
        let audio = server.folder().join("recording.wav");
        std::fs::write(&audio, *RECORDING).expect("written");
        let ways: [(SocketAddr, &[&str], &str); 4] = [
            (server.smtp(), &["--tls", "--auth", "PLAIN"], "starttls plain"),
            (server.smtp(), &["--tls", "--auth", "LOGIN"], "starttls login"),
            (server.smtps(), &["--tls-on-connect", "--auth", "PLAIN"], "tls plain"),
            (server.smtp(), &["--auth", "PLAIN", "--pipeline"], "pipelined"),
        ];
        for (address, options, subject) in ways {
            let mut swaks = smtp::swaks(address, "carol", PASSWORD, "101@localhost", subject, &audio);
            run(swaks.args(options)).await.well();
        }
        let rest = Rest::sign_in(server.amds(), "alice", PASSWORD).await;
        let newest_first: Vec<_> = rest.voicemails("inbox").await;
        let subjects: Vec<_> =
            newest_first.iter().rev().map(|voicemail| voicemail["subject"].clone()).collect();
        assert_eq!(subjects, ways.map(|(_, _, subject)| subject));
        server.stop().await;
    })
    .await;
}
