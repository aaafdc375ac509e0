//! Every dialogue again, word for word, through a socket and with a real phone system.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking, helpers too"
)]

mod dialogue;
mod office;

use dialogue::{Channel, Dialogue};
use office::Office;

async fn held(office: &Office, dialogue: &Dialogue) {
    let mut client = office.connect().await;
    for turn in &dialogue.turns {
        client.say(&turn.says).await;
        for expected in &turn.hears {
            let said = String::from_utf8_lossy(&turn.says).chars().take(200).collect::<String>();
            assert_eq!(&client.hear().await, expected, "{} after {said:?}", dialogue.name);
        }
    }
}

#[tokio::test]
async fn every_dialogue_on_loopback_is_heard_word_for_word() {
    let office = Office::open().await;
    for dialogue in dialogue::all().iter().filter(|dialogue| dialogue.channel == Channel::Loopback) {
        held(&office, dialogue).await;
    }
    let (_, _, stopped) = office.stopped().await;
    assert_eq!(stopped.aborted, 0, "no conversation was left hanging");
}
