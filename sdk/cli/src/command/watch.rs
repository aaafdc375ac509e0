//! `watch`: a line per change until Ctrl-C; with `--json` one object per line.
//!
//! Each line leaves at once, so that the time from a change on the server to its line can be measured.

use crate::{failure::Failure, json, screen::Output, words};
use mobilelink_client::{Clock, Conference, Folder, MobileLink, Person, Voicemail};
use serde_json::{Value, json};

pub(crate) async fn run(link: &MobileLink, output: Output) -> Result<(), Failure> {
    let watch = Watch { output, clock: Clock::system() };
    let mut state = link.watch_state();
    let mut lamps = link.watch_lamps();
    let mut presence = link.observe_presence();
    let mut people = link.observe_directory();
    // All folders at once, so that a message that moves is not taken for one gone and one new.
    let mut mailbox = link.observe_mailbox();
    let mut conferences = link.observe_conferences();

    let mut known_people = link.directory().await?;
    let mut known_voicemails = received(link.mailbox().await?);
    let mut known_conferences = link.conferences().await?;
    let mut known_presence = link.presence().await?;
    let mut known_state = link.state();
    let mut known_lamps = link.lamps();
    watch.say("ready", json!({"state": known_state.as_str()}), || {
        format!("Watching ({}). Ctrl-C ends.", words::state(known_state))
    });

    let mut stop = Box::pin(asked_to_stop());
    loop {
        tokio::select! {
            biased;
            () = &mut stop => return Ok(()),
            Some(now) = mailbox.next() => watch.voicemails(&mut known_voicemails, received(now)),
            Some(now) = people.next() => watch.people(&mut known_people, now),
            Some(now) = presence.next() => if now.presence != known_presence.presence || now.note != known_presence.note {
                watch.say("presence", json!(now), || format!("You are now: {}", words::presence(now.presence)));
                known_presence = now;
            },
            Some(now) = conferences.next() => watch.conferences(&mut known_conferences, now),
            Some(now) = lamps.next() => if now != known_lamps {
                watch.say("lamps", json::lamps(&now), || {
                    now.each().map(|(leg, lamp)| format!("{leg} {}", words::lamp(lamp))).join(", ")
                });
                known_lamps = now;
            },
            Some(now) = state.next() => if now != known_state {
                watch.say("state", json!({"state": now.as_str()}), || words::state(now).to_owned());
                known_state = now;
            },
            else => return Ok(()),
        }
    }
}

/// Without what was sent or begun.
fn received(mut mailbox: Vec<Voicemail>) -> Vec<Voicemail> {
    mailbox.retain(|message| matches!(message.folder, Folder::Inbox | Folder::Trash));
    mailbox
}

/// Ctrl-C or, where there is such a thing, the signal with which scripts end programs.
async fn asked_to_stop() {
    let interrupted = async {
        // Without the handler the signal ends the program all the same, only less politely.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => terminate.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        _ = terminated => {}
    }
}

struct Watch {
    output: Output,
    clock: Clock,
}

impl Watch {
    fn say(&self, what: &str, data: Value, sentence: impl FnOnce() -> String) {
        let now = self.clock.now();
        if self.output.is_json() {
            self.output.line(&json!({"time": now, "what": what, "data": data}).to_string());
        } else {
            self.output.line(&format!("{}  {}", words::clock_time(now), sentence()));
        }
    }

    /// What is in both folders now.
    fn voicemails(&self, known: &mut Vec<Voicemail>, now: Vec<Voicemail>) {
        for message in &now {
            let sender = words::sender_in_short(message);
            let before = known.iter().find(|before| before.id == message.id);
            let was_elsewhere = before.is_none_or(|before| before.folder != message.folder);
            match (before, message.folder) {
                (_, Folder::Trash) if was_elsewhere => {
                    self.say("voicemail.message.updated", json::voicemail(message), || {
                        format!("Message of {sender} is in Trash")
                    });
                }
                (Some(_), _) if was_elsewhere => {
                    self.say("voicemail.message.updated", json::voicemail(message), || {
                        format!("Message of {sender} is back in the inbox")
                    });
                }
                (None, _) => self.say("voicemail.message.created", json::voicemail(message), || {
                    let length = words::length(message.duration_ms);
                    format!("New message of {sender}  {length}  {}", message.subject)
                }),
                (Some(before), _) if before.seen != message.seen => {
                    let is = if message.seen { "seen" } else { "new again" };
                    self.say("voicemail.message.updated", json::voicemail(message), || {
                        format!("Message of {sender} is {is}")
                    });
                }
                (Some(_), _) => {}
            }
        }
        for gone in known.iter().filter(|before| !now.iter().any(|message| message.id == before.id)) {
            self.say("voicemail.message.deleted", json!({"id": gone.id}), || {
                format!("Message of {} is gone", words::sender_in_short(gone))
            });
        }
        *known = now;
    }

    fn people(&self, known: &mut Vec<Person>, now: Vec<Person>) {
        for person in now.iter().filter(|person| !known.contains(person)) {
            self.say("presence.updated", json!(person), || {
                let note = person.presence.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
                let presence = words::presence(person.presence.presence);
                format!("{} {}: {presence}{note}", person.first_name, person.last_name)
            });
        }
        *known = now;
    }

    fn conferences(&self, known: &mut Vec<Conference>, now: Vec<Conference>) {
        for conference in now.iter().filter(|conference| !known.contains(conference)) {
            self.say("conference.updated", json::conference(conference), || {
                format!(
                    "Conference {} {}: {}",
                    conference.number,
                    conference.name,
                    words::conference_state(conference.state)
                )
            });
        }
        for gone in known.iter().filter(|before| !now.iter().any(|c| c.id == before.id)) {
            self.say("conference.deleted", json!({"id": gone.id}), || {
                format!("Conference {} {} is gone", gone.number, gone.name)
            });
        }
        *known = now;
    }
}
