//! Reads the office: joins names in `office.json` to what they name, and texts to their audio.
//!
//! A name that leads nowhere is an error here, so that no reader of the office ever has to look one up.

use crate::{Conference, Folder, Office, Person, Recording, Schedule, Sender, Site, Voicemail, audio};
use serde::Deserialize;
use std::sync::OnceLock;

/// The whole office, or a sentence that says what is wrong with its files.
pub(crate) fn office() -> Result<Office, String> {
    static FILE: OnceLock<File> = OnceLock::new();
    static RECORDINGS: OnceLock<Vec<Recording>> = OnceLock::new();

    let read: File = parse("office.json", include_str!("../office.json"))?;
    let file = FILE.get_or_init(|| read);
    let spoken = recordings(&file.recordings)?;
    let recordings = RECORDINGS.get_or_init(|| spoken);
    let names = Names { people: &file.people, recordings };
    Ok(Office {
        site: &file.site,
        people: &file.people,
        voicemails: file.voicemails.iter().map(|line| names.voicemail(line)).collect::<Result<_, _>>()?,
        conferences: file.conferences.iter().map(|line| names.conference(line)).collect::<Result<_, _>>()?,
        logo: include_bytes!("../logo.png"),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'static"))]
struct File {
    site: Site,
    people: Vec<Person>,
    conferences: Vec<ConferenceLine>,
    voicemails: Vec<VoicemailLine>,
    recordings: Vec<RecordingLine>,
    /// For make-speech.sh.
    #[serde(rename = "voices")]
    _voices: serde::de::IgnoredAny,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConferenceLine {
    id: u32,
    number: &'static str,
    name: &'static str,
    password: &'static str,
    state: &'static str,
    creator: &'static str,
    moderators: Vec<&'static str>,
    schedule: Option<Schedule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VoicemailLine {
    id: u32,
    owner: &'static str,
    folder: Folder,
    seen: bool,
    minutes_ago: i64,
    sender: SenderLine,
    subject: &'static str,
    introduction: Option<&'static str>,
    recording: &'static str,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum SenderLine {
    Internal { username: &'static str },
    External { number: &'static str, name: Option<&'static str> },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordingLine {
    name: &'static str,
    voice: &'static str,
    text: &'static str,
}

/// A line of `recordings.json`, as far as a program needs it.
#[derive(Deserialize)]
struct Description {
    name: &'static str,
    duration_ms: u64,
    peaks: Vec<u8>,
}

fn parse<T: Deserialize<'static>>(name: &str, text: &'static str) -> Result<T, String> {
    serde_json::from_str(text).map_err(|error| format!("{name}: {error}"))
}

fn recordings(lines: &[RecordingLine]) -> Result<Vec<Recording>, String> {
    let descriptions: Vec<Description> = parse("recordings.json", include_str!("../recordings.json"))?;
    lines
        .iter()
        .map(|&RecordingLine { name, voice, text }| {
            let description = descriptions
                .iter()
                .find(|description| description.name == name)
                .ok_or_else(|| format!("{name} was never spoken"))?;
            Ok(Recording {
                name,
                voice,
                text,
                wav: audio::wav(name).ok_or_else(|| format!("audio.rs does not name {name}"))?,
                duration_ms: description.duration_ms,
                peaks: description.peaks.clone(),
            })
        })
        .collect()
}

/// What a name in the file can stand for.
struct Names {
    people: &'static [Person],
    recordings: &'static [Recording],
}

impl Names {
    fn person(&self, username: &str) -> Result<&'static Person, String> {
        let mut people = self.people.iter();
        people
            .find(|person| person.username == username)
            .ok_or_else(|| format!("nobody is called {username}"))
    }

    fn recording(&self, name: &str) -> Result<&'static Recording, String> {
        let mut recordings = self.recordings.iter();
        recordings
            .find(|recording| recording.name == name)
            .ok_or_else(|| format!("there is no recording {name}"))
    }

    fn voicemail(&self, line: &VoicemailLine) -> Result<Voicemail, String> {
        Ok(Voicemail {
            id: line.id,
            owner: self.person(line.owner)?,
            folder: line.folder,
            seen: line.seen,
            minutes_ago: line.minutes_ago,
            sender: match line.sender {
                SenderLine::Internal { username } => Sender::Internal(self.person(username)?),
                SenderLine::External { number, name } => Sender::External { number, name },
            },
            subject: line.subject,
            introduction: line.introduction.map(|name| self.recording(name)).transpose()?,
            recording: self.recording(line.recording)?,
        })
    }

    fn conference(&self, line: &ConferenceLine) -> Result<Conference, String> {
        Ok(Conference {
            id: line.id,
            number: line.number,
            name: line.name,
            password: line.password,
            state: line.state,
            creator: self.person(line.creator)?,
            moderators: line.moderators.iter().map(|name| self.person(name)).collect::<Result<_, _>>()?,
            schedule: line.schedule,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_nowhere_is_said() {
        let nobody = Names { people: &[], recordings: &[] };
        assert_eq!(nobody.person("mary"), Err("nobody is called mary".to_owned()));
        assert_eq!(nobody.recording("hello"), Err("there is no recording hello".to_owned()));
        let line = RecordingLine { name: "hello", voice: "mary", text: "Hello." };
        assert_eq!(recordings(&[line]), Err("hello was never spoken".to_owned()));
    }
}
