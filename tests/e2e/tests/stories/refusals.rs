//! Every "no" is clear in its own protocol, the session goes on, and nothing is lost or left behind (ML-03, VM-01).

use e2e::{
    Imap, Rest, Spoken,
    imap::{Protection, as_latin_1},
    smtp::{self, Bare, deposit, signed_in},
    within,
};
use serde_json::json;
use test_support::{PASSWORD, TestServer};

/// Alice's mailbox still holds the message that was there before, and whole.
async fn nothing_is_lost(server: &TestServer) {
    let rest = Rest::sign_in(server.amds(), "alice", PASSWORD).await;
    let inbox = rest.voicemails("inbox").await;
    assert_eq!(inbox.len(), 1, "nothing refused was kept: {inbox:#?}");
    let id = inbox[0]["id"].as_str().expect("text");
    assert!(rest.audio(id).await == *e2e::RECORDING);
    assert_eq!(message_files(server), 1, "no file of what was refused is left");
}

fn message_files(server: &TestServer) -> usize {
    let shelves = std::fs::read_dir(server.folder().join("messages")).expect("readable");
    shelves.map(|shelf| std::fs::read_dir(shelf.expect("readable").path()).expect("readable").count()).sum()
}

async fn server_with_a_message() -> TestServer {
    let server = TestServer::start_with(|configuration| configuration.limits.message_bytes = 1_000_000).await;
    server.caller_leaves(server.alice, "Before").await;
    server
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_and_an_unknown_user_get_the_same_no_on_every_leg() {
    within(120, async {
        let server = server_with_a_message().await;
        for (user, password) in [("alice", "wrong"), ("nobody", PASSWORD)] {
            let (status, problem) = Rest::try_sign_in(server.amds(), user, password).await;
            assert_eq!((status, &problem["code"]), (401, &json!("sign_in_refused")), "{user}");
            let refused = Imap::try_log_in(server.imap(), user, password, Protection::StartTls).await;
            let refused = refused.err().expect("refused");
            assert!(refused.contains("[AUTHENTICATIONFAILED] invalid password"), "{refused}");
            let recording = server.folder().join("sample.wav");
            std::fs::write(&recording, *e2e::RECORDING).expect("written");
            let mut swaks = smtp::swaks(server.smtp(), user, password, "alice@localhost", "No", &recording);
            let ended = e2e::run(swaks.arg("--tls")).await;
            assert_eq!(ended.status.code(), Some(28), "swaks: log-in failed");
            assert!(ended.said.contains("535 5.7.8 Unknown user or wrong password"), "{}", ended.said);
        }
        nothing_is_lost(&server).await;
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_mobile_link_key_voicemail_is_refused_on_every_leg_ml_03() {
    within(120, async {
        let server = server_with_a_message().await;
        let bob = Rest::sign_in(server.amds(), "bob", PASSWORD).await;
        assert_eq!(bob.session["user"]["mode"], "evaluation");
        for path in ["/users/me/voicemails", "/directory", "/conferences", "/logo", "/sync"] {
            let (status, problem) = bob.get(path).await;
            assert_eq!((status, &problem["code"]), (403, &json!("feature_key_missing")), "{path}");
        }
        let refused = Imap::try_log_in(server.imap(), "bob", PASSWORD, Protection::None).await;
        let refused = refused.err().expect("refused");
        assert!(refused.contains("[NOPERM]") && refused.contains("mobile_link"), "{refused}");
        let mut bare = Bare::connect(server.smtp()).await.expect("connected");
        bare.smtp_reply().await;
        bare.smtp("EHLO e2e.example").await;
        let reply = bare.smtp("AUTH PLAIN AGJvYgBjb3JyZWN0IGhvcnNlIGJhdHRlcnk=").await;
        assert!(reply.starts_with("525 5.7.13 "), "{reply}");
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_addresses_and_messages_that_are_too_large_are_refused_and_the_session_goes_on() {
    within(120, async {
        let server = server_with_a_message().await;
        let mut carol = signed_in(server.smtp(), "carol", PASSWORD).await;
        for (line, reply) in [
            ("MAIL FROM:<carol@localhost> SIZE=1000001", "552 5.3.4 "),
            ("MAIL FROM:<alice@localhost>", "553 5.7.1 "),
            ("MAIL FROM:<carol@localhost> SIZE=1000000", "250 "),
            ("RCPT TO:<nobody@localhost>", "550 5.1.1 "),
            ("RCPT TO:<999@localhost>", "550 5.1.1 "),
            ("RCPT TO:<somebody@elsewhere.example>", "550 5.7.1 "),
            ("RCPT TO:<@localhost:somebody@elsewhere.example>", "550 5.7.1 "),
            ("RCPT TO:<somebody%elsewhere.example@localhost>", "550 5.1.1 "),
            ("DATA", "554 5.5.1 "),
            ("RSET", "250 "),
        ] {
            let said = carol.smtp(line).await;
            assert!(said.starts_with(reply), "{line}: {said}");
        }
        let mut large = Spoken::to_alice("Too large").to_bytes();
        large.extend(b"and on it goes\r\n".repeat(100_000));
        let said = deposit(&mut carol, "carol@localhost", "alice@localhost", &large).await;
        assert!(said.starts_with("552 5.3.4 "), "{said}");
        nothing_is_lost(&server).await;

        let fits = Spoken::to_alice("Fits").to_bytes();
        let said = deposit(&mut carol, "carol@localhost", "alice@localhost", &fits).await;
        assert!(said.starts_with("250 2.0.0 "), "{said}");
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_message_and_audio_that_is_not_audio_are_refused_by_smtp() {
    within(120, async {
        let server = server_with_a_message().await;
        let mut carol = signed_in(server.smtp(), "carol", PASSWORD).await;
        let said = deposit(&mut carol, "carol@localhost", "alice@localhost", b"").await;
        assert!(said.starts_with("554 5.6.0 The message is empty"), "{said}");
        let silent = Spoken { audio: vec![], ..Spoken::to_alice("Nothing") };
        let said = deposit(&mut carol, "carol@localhost", "alice@localhost", &silent.to_bytes()).await;
        assert!(said.starts_with("554 5.6.0 message.wav is declared audio/wav and is empty"), "{said}");
        let not_audio = Spoken { audio: b"MZ this is a program".to_vec(), ..Spoken::to_alice("Song") };
        let said = deposit(&mut carol, "carol@localhost", "alice@localhost", &not_audio.to_bytes()).await;
        assert!(said.starts_with("554 5.6.0 message.wav is declared audio/wav"), "{said}");
        let forged = Spoken { from: "alice@localhost".into(), ..Spoken::to_alice("Forged") };
        let said = deposit(&mut carol, "carol@localhost", "alice@localhost", &forged.to_bytes()).await;
        assert!(said.starts_with("553 5.7.1 "), "{said}");
        nothing_is_lost(&server).await;

        // What somebody puts into their own mailbox is theirs to judge.
        let mut alice = Imap::log_in(server.imap(), "alice", PASSWORD).await;
        alice.call("append", &["Drafts", "", &as_latin_1(&not_audio.to_bytes())]).await;
        assert_eq!(alice.select("Drafts").await, 1);
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_without_a_body_and_broken_mime_are_kept_byte_for_byte_and_open_everywhere() {
    within(120, async {
        let server = server_with_a_message().await;
        let head = "From: carol@localhost\r\nSubject: Odd\r\n";
        let long_line = "x".repeat(100_000);
        let odd = [
            "Subject: No body and no From\r\n\r\n".to_owned(),
            "no header at all\r\n".to_owned(),
            format!("{head}MIME-Version: 1.0\r\nContent-Type: multipart/mixed\r\n\r\nno boundary\r\n"),
            format!(
                "{head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n"
            ),
            format!("{head}Content-Type: ;;;=\"\r\nContent-Transfer-Encoding: rot13\r\n\r\n\u{e4}\u{0}\r\n"),
            format!("{head}\r\n{long_line}\r\n"),
            format!("{head}\r\n.\r\n..\r\n.x\r\n"),
        ];
        let rest = Rest::sign_in(server.amds(), "alice", PASSWORD).await;
        let mut carol = signed_in(server.smtp(), "carol", PASSWORD).await;
        let mut alice = Imap::log_in(server.imap(), "alice", PASSWORD).await;
        for (nth, message) in odd.iter().enumerate() {
            let said = deposit(&mut carol, "carol@localhost", "alice@localhost", message.as_bytes()).await;
            assert!(said.starts_with("250 "), "{message:.80}: {said}");
            assert_eq!(alice.select("INBOX").await, nth + 2);
            let uid = (nth + 2).to_string();
            let fetched = alice.call("uid", &["FETCH", &uid, "(BODY.PEEK[])"]).await;
            assert_eq!(fetched[0][1], as_latin_1(message.as_bytes()), "as it was sent");
            alice.call("uid", &["FETCH", &uid, "(ENVELOPE BODYSTRUCTURE RFC822.SIZE)"]).await;
        }
        let inbox = rest.voicemails("inbox").await;
        assert_eq!(inbox.len(), odd.len() + 1);
        for voicemail in &inbox {
            let path = format!("/users/me/voicemails/{}", voicemail["id"].as_str().expect("text"));
            assert_eq!(rest.get(&path).await.0, 200);
            let (status, _) = rest.get(&format!("{path}/audio?part=introduction")).await;
            assert_eq!(status, 404, "there is no introduction, and that is said");
        }
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seventeenth_of_sixteen_imap_connections_is_told_so_srv_05() {
    within(120, async {
        let server = TestServer::start_with(|configuration| configuration.connections.imap = 16).await;
        let mut open = Vec::new();
        for nth in 1..=16 {
            let mut connection = Bare::connect(server.imap()).await.expect("connected");
            let greeting = connection.line().await.expect("readable").expect("a greeting");
            assert!(greeting.starts_with("* OK "), "{nth}: {greeting}");
            open.push(connection);
        }
        let mut refused = Bare::connect(server.imap()).await.expect("connected");
        let bye = refused.line().await.expect("readable").expect("last words");
        assert!(bye.starts_with("* BYE ") && bye.contains("16"), "{bye}");
        assert_eq!(refused.line().await.expect("readable"), None, "and closed");

        // Those who are in are served, and whoever leaves makes room.
        assert!(open[15].imap("a", "NOOP").await.starts_with("a OK"));
        open.pop();
        loop {
            let mut next = Bare::connect(server.imap()).await.expect("connected");
            match next.line().await.expect("readable") {
                Some(greeting) if greeting.starts_with("* OK ") => break,
                said => assert!(said.is_some_and(|said| said.starts_with("* BYE "))),
            }
        }
        server.stop().await;
    })
    .await;
}

async fn signed_in_to_imap(server: &TestServer) -> (Bare, String) {
    let mut client = Bare::connect(server.imap()).await.expect("connected");
    client.line().await.expect("readable");
    let answer = client.imap("l", &format!("LOGIN alice \"{PASSWORD}\"")).await;
    (client, answer)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_with_as_many_imap_connections_as_allowed_is_told_so_and_the_others_are_not_srv_05() {
    within(120, async {
        let server = TestServer::start_with(|configuration| configuration.imap_per_person = 2).await;
        let (first, answer) = signed_in_to_imap(&server).await;
        assert!(answer.contains("l OK "), "{answer}");
        let (_second, answer) = signed_in_to_imap(&server).await;
        assert!(answer.contains("l OK "), "{answer}");
        let (mut third, answer) = signed_in_to_imap(&server).await;
        assert!(answer.contains("l NO [LIMIT] You have 2 connections open"), "{answer}");
        Imap::log_in(server.imap(), "carol", PASSWORD).await;

        // Whoever leaves makes room, and who was refused may try again on the same connection.
        drop(first);
        while !third.imap("l", &format!("LOGIN alice \"{PASSWORD}\"")).await.contains("l OK ") {}
        server.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_of_the_configuration_are_named_when_they_are_met() {
    within(120, async {
        let server = TestServer::start_with(|configuration| {
            configuration.imap_command_bytes = 9000;
            configuration.imap_search_depth = 3;
        })
        .await;
        let (mut client, _) = signed_in_to_imap(&server).await;
        client.imap("s", "SELECT INBOX").await;
        let long = "x".repeat(9001);
        for (command, answer) in [
            (format!("SEARCH SUBJECT {long}"), "NO [LIMIT] Line too long (limit 9000 bytes)"),
            (
                format!("SEARCH SUBJECT {{9001+}}\r\n{long}"),
                "NO [LIMIT] Literals too long (limit 9000 bytes)",
            ),
            ("SEARCH ((((ALL))))".into(), "NO [LIMIT] Search keys inside one another: at most 3"),
            ("SEARCH (((ALL)))".into(), "OK "),
        ] {
            let said = client.imap("a", &command).await;
            assert!(said.contains(&format!("a {answer}")), "{command:.40}: {said}");
        }
        server.stop().await;
    })
    .await;
}
