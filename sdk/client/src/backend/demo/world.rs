//! The sample office as it is being lived in: people, conferences, mailboxes, and a log of what changed.
//!
//! The server's rules in small: the log is the truth, a cursor is a place in it, an evaluation gets presence only.

use crate::{
    backend::{
        Arrived, BackendError, FolderListing, Hint, KnownFolder, LogoImage, MessageChange, MessageFacts,
        Place, Present, Reading,
    },
    clock::Clock,
};
use jiff::Timestamp;
use mobilelink_wire::{
    Audience, Conference, CurrentPresence, Event, Folder, Mode, PartKind, Person, Presence, SetPresence,
    SyncPage, User, What,
};

/// One office.
pub(super) struct World {
    pub(super) clock: Clock,
    pub(super) password: &'static str,
    pub(super) residents: Vec<Resident>,
    pub(super) conferences: Vec<Conference>,
    pub(super) messages: Vec<Message>,
    /// What the script brings; taken from the end.
    pub(super) to_come: Vec<Message>,
    pub(super) logo: LogoImage,
    pub(super) signed_in: Option<String>,
    pub(super) log: Vec<Entry>,
    pub(super) newest_uid: u32,
}

/// A person of the office.
pub(super) struct Resident {
    pub(super) person: Person,
    pub(super) mode: Mode,
    pub(super) is_administrator: bool,
    pub(super) permissions: Vec<String>,
    pub(super) feature_keys: Vec<String>,
    pub(super) mail_domain: String,
}

/// A message in somebody's mailbox.
pub(super) struct Message {
    pub(super) owner: String,
    pub(super) place: Place,
    pub(super) seen: bool,
    pub(super) received_at: Timestamp,
    pub(super) facts: MessageFacts,
    pub(super) audio: Vec<(PartKind, &'static [u8])>,
}

/// One line of the log.
pub(super) enum Entry {
    Presence(Box<Event>),
    Mailbox { owner: String },
}

impl World {
    /// How long the log is.
    pub(super) fn changes(&self) -> usize {
        self.log.len()
    }

    pub(super) fn sign_in(&mut self, username: &str, password: &str) -> Result<User, BackendError> {
        let (name, site) = username.split_once('@').unwrap_or((username, ""));
        let resident = self.residents.iter().find(|resident| {
            resident.person.username == name && (site.is_empty() || site == resident.mail_domain)
        });
        let resident = resident.filter(|_| password == self.password).ok_or(BackendError::SignInRefused)?;
        self.signed_in = Some(resident.person.id.clone());
        self.user()
    }

    pub(super) fn sign_out(&mut self) {
        self.signed_in = None;
    }

    /// The signed-in user.
    pub(super) fn user(&self) -> Result<User, BackendError> {
        let Resident { person, mode, permissions, feature_keys, mail_domain, .. } = self.me()?;
        let new = self.messages.iter().filter(|message| {
            message.owner == person.id && message.place.folder == Folder::Inbox && !message.seen
        });
        let full = *mode == Mode::Full;
        Ok(User {
            id: person.id.clone(),
            username: person.username.clone(),
            first_name: person.first_name.clone(),
            last_name: person.last_name.clone(),
            extension: person.extension.clone(),
            site: "default".into(),
            mail_domain: mail_domain.clone(),
            mode: *mode,
            permissions: permissions.clone(),
            feature_keys: feature_keys.clone(),
            presence: person.presence.clone(),
            new_messages: full.then_some(u32::try_from(new.count()).unwrap_or(u32::MAX)),
            logo_revision: self.logo.revision.clone(),
        })
    }

    pub(super) fn changes_since(&self, cursor: Option<&str>) -> Result<SyncPage, BackendError> {
        let me = self.licensed()?;
        let items = match cursor {
            None => self.everything(me),
            Some(cursor) => {
                let place = place_in_log(cursor).filter(|place| *place <= self.log.len());
                let news = self.log.iter().skip(place.ok_or(BackendError::CursorExpired)?);
                let events = news.filter_map(|entry| match entry {
                    Entry::Presence(event) => Some(event.as_ref().clone()),
                    Entry::Mailbox { .. } => None,
                });
                events.collect()
            }
        };
        Ok(SyncPage { items, cursor: cursor_at(self.log.len()), has_more: false })
    }

    /// What is at this place of the log: nothing yet, nothing for this user, or a hint.
    pub(super) fn hint(&self, place: usize) -> Option<Option<Hint>> {
        let entry = self.log.get(place)?;
        let Ok(me) = self.me() else { return Some(None) };
        Some(match entry {
            Entry::Presence(event) => {
                let own = matches!(&event.what, What::PresenceUpdated(person) if person.id == me.person.id);
                (own || me.mode == Mode::Full).then(|| Hint::Changed(event.clone()))
            }
            Entry::Mailbox { owner } => {
                (*owner == me.person.id && me.mode == Mode::Full).then_some(Hint::Mailbox)
            }
        })
    }

    pub(super) fn mailbox(&self, known: &[KnownFolder]) -> Result<Vec<FolderListing>, BackendError> {
        let me = &self.licensed()?.person.id;
        let listings = known.iter().map(|known| {
            let here = || self.messages.iter().filter(|m| m.owner == *me && m.place.folder == known.folder);
            let new = |message: &&Message| {
                known.uid_validity != Some(UID_VALIDITY) || !known.uids.contains(&message.place.uid)
            };
            FolderListing {
                folder: known.folder,
                uid_validity: UID_VALIDITY,
                reading: Reading::Whole,
                present: here().map(|m| Present { uid: m.place.uid, seen: m.seen }).collect(),
                arrived: here().filter(new).map(Message::arrived).collect(),
                left: Vec::new(),
            }
        });
        Ok(listings.collect())
    }

    pub(super) fn change(&mut self, place: Place, change: MessageChange) -> Result<(), BackendError> {
        let owner = self.licensed()?.person.id.clone();
        let index = self.messages.iter().position(|m| m.owner == owner && m.place == place);
        let index = index.ok_or(BackendError::Gone)?;
        if change == MessageChange::Purge {
            self.messages.remove(index);
        } else if let Some(message) = self.messages.get_mut(index) {
            match change {
                MessageChange::Seen(seen) => message.seen = seen,
                MessageChange::MoveTo(folder) => {
                    self.newest_uid += 1;
                    message.place = Place { folder, uid: self.newest_uid };
                }
                MessageChange::Purge => {}
            }
        }
        self.log.push(Entry::Mailbox { owner });
        Ok(())
    }

    pub(super) fn audio(&self, place: Place, part: PartKind) -> Result<Vec<u8>, BackendError> {
        let me = &self.licensed()?.person.id;
        let message = self.messages.iter().find(|m| m.owner == *me && m.place == place);
        let mut parts = message.ok_or(BackendError::Gone)?.audio.iter();
        parts.find(|(kind, _)| *kind == part).map(|(_, audio)| audio.to_vec()).ok_or(BackendError::Gone)
    }

    pub(super) fn set_presence(&mut self, wanted: SetPresence) -> Result<CurrentPresence, BackendError> {
        let me = self.me()?.person.id.clone();
        let SetPresence { presence, note } = wanted;
        let presence = CurrentPresence { presence, note, set_at: self.clock.now(), set_by: "user".into() };
        self.place_person(&me, presence.clone());
        Ok(presence)
    }

    pub(super) fn logo(&self, known: Option<&str>) -> Result<Option<LogoImage>, BackendError> {
        self.licensed()?;
        Ok((known != Some(self.logo.revision.as_str())).then(|| self.logo.clone()))
    }

    /// The script's first act: a message for whoever is signed in.
    pub(super) fn deliver_sample(&mut self) {
        let (Ok(owner), Some(mut message)) = (self.me().map(|me| me.person.id.clone()), self.to_come.pop())
        else {
            return;
        };
        self.newest_uid += 1;
        message.place = Place { folder: Folder::Inbox, uid: self.newest_uid };
        message.received_at = self.clock.now();
        message.owner.clone_from(&owner);
        self.messages.push(message);
        self.log.push(Entry::Mailbox { owner });
    }

    /// The script's second act: somebody else goes into a meeting, or comes out of it.
    pub(super) fn move_a_colleague(&mut self) {
        let me = self.signed_in.clone();
        let colleague =
            self.residents.iter().map(|r| &r.person).find(|person| Some(&person.id) != me.as_ref());
        let Some((id, now)) = colleague.map(|person| (person.id.clone(), person.presence.presence)) else {
            return;
        };
        let next = if now == Presence::AtAMeeting { Presence::InOffice } else { Presence::AtAMeeting };
        let presence =
            CurrentPresence { presence: next, note: None, set_at: self.clock.now(), set_by: "user".into() };
        self.place_person(&id, presence);
    }

    fn me(&self) -> Result<&Resident, BackendError> {
        let id = self.signed_in.as_ref().ok_or(BackendError::SessionEnded)?;
        self.residents.iter().find(|resident| resident.person.id == *id).ok_or(BackendError::SessionEnded)
    }

    /// Like the server: without the key, presence and nothing else (ML-03).
    fn licensed(&self) -> Result<&Resident, BackendError> {
        let me = self.me()?;
        match me.mode {
            Mode::Full => Ok(me),
            Mode::Evaluation => {
                Err(BackendError::NotPermitted { code: mobilelink_wire::code::FEATURE_KEY_MISSING.into() })
            }
        }
    }

    fn place_person(&mut self, id: &str, presence: CurrentPresence) {
        let Some(resident) = self.residents.iter_mut().find(|resident| resident.person.id == id) else {
            return;
        };
        resident.person.presence = presence;
        let what = What::PresenceUpdated(resident.person.clone());
        let event = self.event(self.log.len() + 1, what);
        self.log.push(Entry::Presence(Box::new(event)));
    }

    /// Everything there is, as events, of what this user may see (CNF-07).
    fn everything(&self, me: &Resident) -> Vec<Event> {
        let mine = |conference: &&Conference| {
            me.is_administrator
                || conference.creator.id == me.person.id
                || conference.moderators.iter().any(|moderator| moderator.id == me.person.id)
        };
        let people = self.residents.iter().map(|resident| What::PresenceUpdated(resident.person.clone()));
        let conferences = self.conferences.iter().filter(mine).cloned().map(What::ConferenceUpdated);
        people.chain(conferences).map(|what| self.event(self.log.len(), what)).collect()
    }

    /// `place` is where the log stands once the event is in it.
    fn event(&self, place: usize, what: What) -> Event {
        Event {
            seq: u64::try_from(place).unwrap_or(u64::MAX),
            audience: Audience::Site,
            id: format!("demo-event-{place}"),
            time: self.clock.now(),
            user: self.signed_in.clone(),
            cursor: cursor_at(place),
            what,
        }
    }
}

/// The mailboxes of the demo are never renumbered.
const UID_VALIDITY: u32 = 1;

impl Message {
    fn arrived(&self) -> Arrived {
        Arrived {
            uid: self.place.uid,
            seen: self.seen,
            received_at: self.received_at,
            facts: self.facts.clone(),
        }
    }
}

fn cursor_at(place: usize) -> String {
    format!("demo-{place}")
}

/// The place a cursor means; none for one of another kind.
pub(super) fn place_in_log(cursor: &str) -> Option<usize> {
    cursor.strip_prefix("demo-")?.parse().ok()
}
