//! `conference show` (ML-61, CNF-04).

use crate::{failure::Failure, json, screen::Output, words};
use mobilelink_client::{MobileLink, PersonRef};

pub(crate) async fn run(link: &MobileLink, id: &str, output: Output) -> Result<(), Failure> {
    let conference = link.conference(id).await.map_err(|error| match error {
        mobilelink_client::LinkError::Gone => Failure::new(
            "not_found",
            format!("you have no conference {id}"),
            "`mobilelink conference list` shows numbers and ids.",
        ),
        other => other.into(),
    })?;
    output.answer(&json::conference(&conference), || {
        let person = |person: &PersonRef| format!("{} ({})", person.name, person.extension);
        let moderators = conference.moderators.iter().map(person).collect::<Vec<_>>().join(", ");
        let overtime = if conference.overtime { ", past its end" } else { "" };
        output.facts(&[
            ("Name", conference.name.clone()),
            ("Number", conference.number.clone()),
            ("Password", conference.password.as_ref().map(|p| p.expose().to_owned()).unwrap_or_default()),
            ("Kind", words::conference_kind(conference.kind).to_owned()),
            ("State", format!("{}{overtime}", words::conference_state(conference.state))),
            ("Starts", conference.start_at.map(words::moment).unwrap_or_default()),
            ("Length", words::length(conference.duration_ms)),
            (
                "Repeats",
                conference.start_at.map(|_| words::repetition(conference.repeat_days)).unwrap_or_default(),
            ),
            ("Creator", person(&conference.creator)),
            ("Moderators", moderators),
        ]);
    });
    Ok(())
}
