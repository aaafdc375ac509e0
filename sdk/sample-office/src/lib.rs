//! One sample office, for the server's demo, the SDK's demo mode and the tests (ML-10, ML-70).
//!
//! The data is `office.json`; what is said in its recordings is spoken by `make-speech.sh` into `audio/`. Everything
//! is part of the program and is read once. Times are relative to now, so the office is always fresh. It knows neither
//! the server nor the SDK: words such as `in_office` are the wire ids, which each side reads with its own parser.

mod audio;
mod load;

use serde::Deserialize;
use std::sync::LazyLock;

/// The password of every person of the sample office.
pub const DEMO_PASSWORD: &str = "mobile-link-demo";

/// The office, read at the first call.
pub fn office() -> &'static Office {
    static OFFICE: LazyLock<Office> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "the office is compiled in, and a test reads it")]
        load::office().expect("the sample office is sound")
    });
    &OFFICE
}

/// A company with its people, messages and conferences.
#[derive(Debug)]
pub struct Office {
    /// What the company is called.
    pub site: &'static Site,
    /// Everybody, with alice, bob and carol first and the administrator last.
    pub people: &'static [Person],
    /// The messages of all mailboxes, oldest first.
    pub voicemails: Vec<Voicemail>,
    /// Four conferences, each in another state; alice may see all of them, carol two (CNF-07).
    pub conferences: Vec<Conference>,
    /// The default logo (LOGO-01): a square PNG.
    pub logo: &'static [u8],
}

impl Office {
    /// The person who signs in as `username`.
    pub fn person(&self, username: &str) -> Option<&'static Person> {
        self.people.iter().find(|person| person.username == username)
    }

    /// The messages of one person in all folders, oldest first.
    pub fn mailbox(&self, username: &str) -> impl Iterator<Item = &Voicemail> {
        self.voicemails.iter().filter(move |voicemail| voicemail.owner.username == username)
    }
}

/// The company.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Its name as people write it.
    pub name: &'static str,
    /// What follows the `@` in its mail addresses.
    pub mail_domain: &'static str,
    /// Its telephone number, E.164.
    pub main_number: &'static str,
}

/// Somebody of the office.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// 1000 for alice, 2000 for bob, and so on: far apart, so that ids mixed up are found out.
    pub id: u32,
    /// What they sign in as, and the local part of their mail address.
    pub username: &'static str,
    /// Given name.
    pub first_name: &'static str,
    /// Family name; not all of them are ASCII.
    pub last_name: &'static str,
    /// Primary extension, three digits.
    pub extension: &'static str,
    /// Five digits.
    pub pin: &'static str,
    /// Whether this is the administrator.
    pub admin: bool,
    /// Where they are.
    pub presence: CurrentPresence,
    /// Wire ids of what was bought for them; without `mobile_link` a person is in Evaluation (ML-03).
    pub feature_keys: Vec<&'static str>,
    /// Wire ids of what they may do.
    pub permissions: Vec<&'static str>,
}

impl Person {
    /// First and last name.
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// A presence as it was set.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CurrentPresence {
    /// Wire id of one of the seven.
    pub presence: &'static str,
    /// A few words beside it.
    pub note: Option<&'static str>,
    /// How long ago it was set.
    pub minutes_ago: i64,
}

/// A message in somebody's mailbox.
#[derive(Debug)]
pub struct Voicemail {
    /// Within the thousand of its owner's id, in the order of arrival.
    pub id: u32,
    /// Whose mailbox it lies in.
    pub owner: &'static Person,
    /// The folder it lies in.
    pub folder: Folder,
    /// False while it is new.
    pub seen: bool,
    /// How long ago it arrived.
    pub minutes_ago: i64,
    /// Who left it, or passed it on.
    pub sender: Sender,
    /// Subject.
    pub subject: &'static str,
    /// What the sender said first, when the message was passed on (VM-06).
    pub introduction: Option<&'static Recording>,
    /// The message itself.
    pub recording: &'static Recording,
}

impl Voicemail {
    /// What is said in it, the introduction first, as the text of the message.
    pub fn text(&self) -> String {
        match self.introduction {
            Some(introduction) => format!("{}\n\n{}", introduction.text, self.recording.text),
            None => self.recording.text.to_owned(),
        }
    }

    /// Its audio, the introduction before the message.
    pub fn recordings(&self) -> impl Iterator<Item = &'static Recording> {
        self.introduction.into_iter().chain([self.recording])
    }
}

/// Where a message lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Folder {
    /// Received.
    Inbox,
    /// Deleted, but not for good.
    Trash,
}

/// Who left a message (VM-04).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// A colleague.
    Internal(&'static Person),
    /// A caller from outside.
    External {
        /// E.164, from the ranges kept for fiction; empty for a caller who withheld it.
        number: &'static str,
        /// The caller's name, when the network gave one.
        name: Option<&'static str>,
    },
}

/// Something spoken, and its text.
#[derive(Debug, PartialEq, Eq)]
pub struct Recording {
    /// Name of the file in `audio/`, without its ending.
    pub name: &'static str,
    /// Whose voice it is: a username, or a name for the caller from outside.
    pub voice: &'static str,
    /// What is said, word for word.
    pub text: &'static str,
    /// WAV, 8 kHz, mono, µ-law (RIFF format tag 7).
    pub wav: &'static [u8],
    /// Length in milliseconds, rounded down.
    pub duration_ms: u64,
    /// 64 values, the loudest sample of each equal stretch; 255 is full scale.
    pub peaks: Vec<u8>,
}

/// A conference.
#[derive(Debug)]
pub struct Conference {
    /// From 50001 on, apart from every person and message.
    pub id: u32,
    /// What callers dial, three or four digits.
    pub number: &'static str,
    /// Description.
    pub name: &'static str,
    /// Five digits, never the number itself.
    pub password: &'static str,
    /// Wire id: `queued`, `active`, `expired` or `enabled`; true when the office is opened.
    pub state: &'static str,
    /// Who made it.
    pub creator: &'static Person,
    /// Who else may steer it.
    pub moderators: Vec<&'static Person>,
    /// When it takes place; none for a standing bridge.
    pub schedule: Option<Schedule>,
}

/// When a scheduled conference takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// From now until it starts; negative when it has started.
    pub starts_in_minutes: i64,
    /// Planned length.
    pub lasts_minutes: i64,
    /// 0 for once, or 1, 7, 14, 21, 28.
    pub repeat_days: u8,
}
