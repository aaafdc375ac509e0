//! `directory`: everybody and where they are (PRS-02, PRS-08).

use crate::{
    failure::Failure,
    screen::{Output, Weight},
    words,
};
use mobilelink_client::{MobileLink, Presence};
use serde_json::json;

pub(crate) async fn run(link: &MobileLink, output: Output) -> Result<(), Failure> {
    let people = link.directory().await?;
    output.answer(&json!(people), || {
        let rows = people.iter().map(|person| {
            let presence = &person.presence;
            let weight = if presence.presence == Presence::InOffice { Weight::Plain } else { Weight::Dim };
            let name = format!("{} {}", person.first_name, person.last_name);
            let note = presence.note.clone().unwrap_or_default();
            let since = words::moment(presence.set_at);
            (weight, [person.extension.clone(), name, words::presence(presence.presence).into(), note, since])
        });
        output.table(["Ext.", "Name", "Presence", "Note", "Since"], rows.collect());
    });
    Ok(())
}
