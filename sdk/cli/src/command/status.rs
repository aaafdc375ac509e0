//! `status`: the connection, its four lamps, and the account (ML-17, ML-22, ML-28).

use crate::{failure::Failure, json, screen::Output, words};
use mobilelink_client::{Folder, Lamp, MobileLink, Mode};
use serde_json::json;

pub(crate) async fn run(link: &MobileLink, output: Output) -> Result<(), Failure> {
    let (state, lamps) = (link.state(), link.lamps());
    let (user, presence) = (link.user().await?, link.presence().await?);
    let new = match user.mode {
        Mode::Full if lamps.imap == Lamp::On => {
            Some(link.voicemails(Folder::Inbox).await?.iter().filter(|message| !message.seen).count())
        }
        _ => None,
    };
    let document = json!({
        "state": state.as_str(),
        "lamps": json::lamps(&lamps),
        "user": user,
        "presence": presence,
        "new_messages": new,
    });
    output.answer(&document, || {
        let name = format!("{} {}, extension {}", user.first_name, user.last_name, user.extension);
        let mut facts = vec![("State", words::state(state).to_owned()), ("Account", name)];
        facts.push(("Presence", words::presence(presence.presence).to_owned()));
        facts.push(("Note", presence.note.clone().unwrap_or_default()));
        facts.push(("New messages", new.map(|new| new.to_string()).unwrap_or_default()));
        if user.mode == Mode::Evaluation {
            facts.push(("Mode", "Evaluation: no Mobile Link key, presence only".into()));
        }
        output.facts(&facts);
        for (leg, lamp) in lamps.each() {
            output.line(&format!("{:<6}  {}", leg.to_string(), words::lamp(lamp)));
        }
    });
    Ok(())
}
