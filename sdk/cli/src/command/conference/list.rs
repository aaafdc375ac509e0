//! `conference list` (ML-60, CNF-07).

use crate::{
    failure::Failure,
    json,
    screen::{Output, Weight},
    words,
};
use mobilelink_client::{ConferenceState, MobileLink};
use serde_json::Value;

pub(crate) async fn run(link: &MobileLink, output: Output) -> Result<(), Failure> {
    let conferences = link.conferences().await?;
    output.answer(&Value::Array(conferences.iter().map(json::conference).collect()), || {
        if conferences.is_empty() {
            return output.line("You are creator or moderator of no conference.");
        }
        let rows = conferences.iter().map(|conference| {
            let weight = match conference.state {
                ConferenceState::Active => Weight::Bold,
                ConferenceState::Expired | ConferenceState::Canceled | ConferenceState::Disabled => {
                    Weight::Dim
                }
                _ => Weight::Plain,
            };
            let start = conference.start_at.map(words::moment).unwrap_or_default();
            let length = words::length(conference.duration_ms);
            let repeat =
                conference.start_at.map(|_| words::repetition(conference.repeat_days)).unwrap_or_default();
            let state = words::conference_state(conference.state).to_owned();
            (weight, [conference.number.clone(), conference.name.clone(), state, start, length, repeat])
        });
        output.table(["Number", "Name", "State", "Starts", "Length", "Repeats"], rows.collect());
    });
    Ok(())
}
