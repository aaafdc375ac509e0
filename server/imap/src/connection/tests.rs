//! Sessions over a pipe: where a client would have to sit elsewhere, or say what no client says.

use secrecy::SecretString;
use server_core::{NewPerson, PasswordCost};
use server_domain::accounts::FeatureKey;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};

use super::*;
use crate::Settings;

const ELSEWHERE: Channel = Channel { log_in: LogIn::NeedsTls, starttls: StartTls::Offered };
const PRIVATE: Channel = Channel { log_in: LogIn::Allowed, starttls: StartTls::NotOffered };

async fn phone(folder: &TempDir) -> PhoneSystem {
    let mut settings = server_core::Settings::in_folder(folder.path());
    settings.password_cost = PasswordCost::Least;
    let phone = PhoneSystem::open(settings).await.unwrap();
    let alice = NewPerson {
        site: phone.administration().site(None).await.unwrap().id,
        username: "alice".parse().unwrap(),
        extension: "101".parse().unwrap(),
        first_name: String::new(),
        last_name: String::new(),
        password: SecretString::from("mobile-link-demo"),
        pin: None,
        permissions: [].into(),
        feature_keys: [FeatureKey::MobileLink].into(),
    };
    phone.administration().add_person(alice).await.unwrap();
    phone
}

fn session(phone: &PhoneSystem, channel: Channel) -> (Connection<DuplexStream>, DuplexStream) {
    let (ours, theirs) = duplex(1 << 20);
    let settings = Settings { discard_bytes: 1 << 20, ..Settings::default() };
    let service = Service::new(phone.clone(), settings);
    let lines = LineStream::new(ours, service.settings.line_bytes, service.settings.write_within);
    (Connection::new(service, lines, channel), theirs)
}

/// Says all of it, hangs up, and returns all that was answered.
async fn answers(phone: &PhoneSystem, channel: Channel, said: &[u8]) -> String {
    let (connection, mut client) = session(phone, channel);
    client.write_all(said).await.unwrap();
    client.shutdown().await.unwrap();
    let stopping = CancellationToken::new();
    let (ended, heard) = tokio::join!(connection.converse(&stopping), async {
        let mut heard = Vec::new();
        client.read_to_end(&mut heard).await.unwrap();
        heard
    });
    // A client that hangs up in the middle of a word ends the session with an error, and that is all.
    drop(ended);
    String::from_utf8_lossy(&heard).into_owned()
}

#[tokio::test]
async fn off_loopback_without_tls_no_password_is_even_looked_at() {
    let folder = TempDir::new().unwrap();
    let phone = phone(&folder).await;
    let said = b"a LOGIN alice mobile-link-demo\r\nb AUTHENTICATE PLAIN AGFsaWNlAG1vYmlsZS1saW5rLWRlbW8=\r\nc SELECT INBOX\r\n";
    let refused = "NO [PRIVACYREQUIRED] Log-in needs TLS; use STARTTLS first, or the TLS port\r\n";
    let expected = format!("a {refused}b {refused}c BAD Sign in first, with LOGIN or AUTHENTICATE\r\n");
    assert_eq!(answers(&phone, ELSEWHERE, said).await, expected);
}

#[tokio::test]
async fn commands_sent_in_one_piece_are_answered_in_their_order() {
    let folder = TempDir::new().unwrap();
    let phone = phone(&folder).await;
    let said = b"a LOGIN alice {16+}\r\nmobile-link-demo\r\nb SELECT INBOX\r\nc NOOP\r\nd LOGOUT\r\n";
    let heard = answers(&phone, PRIVATE, said).await;
    let tagged: Vec<&str> =
        heard.lines().filter(|line| !line.starts_with('*')).filter_map(|line| line.get(..4)).collect();
    assert_eq!(tagged, ["a OK", "b OK", "c OK", "d OK"]);
}

#[tokio::test]
async fn lines_strung_together_by_empty_literals_are_bounded_too() {
    let folder = TempDir::new().unwrap();
    let phone = phone(&folder).await;
    let link = format!("{} {{0+}}\r\n", "x".repeat(60_000));
    let said = format!("a SEARCH {}end\r\nb NOOP\r\n", link.repeat(15));
    let expected = "a NO [LIMIT] Command too long (limit 131072 bytes)\r\nb OK Done\r\n";
    assert_eq!(answers(&phone, PRIVATE, said.as_bytes()).await, expected);
}

#[tokio::test]
async fn a_waiting_session_is_small() {
    let folder = TempDir::new().unwrap();
    let phone = phone(&folder).await;
    let (connection, _client) = session(&phone, PRIVATE);
    let stopping = CancellationToken::new();
    let session = connection.converse(&stopping);
    let size = size_of_val(&session);
    assert!(size <= 2048, "a session that waits holds {size} bytes");
}
