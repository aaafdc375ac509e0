//! Messages that no dialogue can hold: with zero bytes in them, too many of them, and larger than any memory.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, helpers too"
)]
#![allow(clippy::indexing_slicing, reason = "and by leaving its bounds")]

mod office;

use office::Office;
use server_imap::Settings;
use server_net::Mode;

#[tokio::test(flavor = "multi_thread")]
async fn a_message_with_zero_bytes_is_refused_and_the_session_goes_on() {
    let office = Office::open().await;
    let mut client = office.alice().await;
    for form in ["~{21+}", "{21+}"] {
        client.say(format!("a1 APPEND Sent {form}\r\nSubject: zero\r\n\r\n\0\r\n\r\n").as_bytes()).await;
        assert_eq!(
            client.hear().await,
            "a1 NO [UNKNOWN-CTE] A message with zero bytes cannot be kept; encode that part in base64"
        );
    }
    assert_eq!(client.ask("a2 STATUS Sent (MESSAGES)").await[0], "* STATUS \"Sent\" (MESSAGES 0)");
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_command_brings_more_messages_than_the_limit() {
    let settings = Settings { messages_per_command: 2, ..Settings::default() };
    let office = Office::with(settings, Mode::Plain, 64).await;
    let mut client = office.alice().await;
    let one = " {3+}\r\nx\r\n";
    client.say(format!("a1 APPEND Sent{one}{one}{one}\r\n").as_bytes()).await;
    assert_eq!(
        client.hear().await,
        "a1 NO [LIMIT] Messages in one command: at most 2; send the others in another"
    );
    client.say(format!("a2 APPEND Sent{one}{one}\r\n").as_bytes()).await;
    assert!(client.hear().await.ends_with(" 1:2] Kept"));
    office.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_dropped_half_way_leaves_nothing() {
    let office = Office::open().await;
    let mut client = office.alice().await;
    client.say(b"a1 APPEND Sent {16+}\r\nSubject: one\r\n\r\n {1000+}\r\nSubject: half").await;
    drop(client);
    let mut other = office.alice().await;
    assert_eq!(other.ask("a2 STATUS Sent (MESSAGES)").await[0], "* STATUS \"Sent\" (MESSAGES 0)");
    office.stop().await;
}
