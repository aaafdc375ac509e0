//! Fills a phone system with the sample office.

use crate::Problem;
use jiff::{SignedDuration, Timestamp};
use sample_office::{DEMO_PASSWORD, Folder, Office, Person};
use server_core::{Inbound, NewConference, NewPerson, PhoneSystem};
use server_domain::{
    AccountId, SiteId,
    accounts::{FeatureKey, Permission},
    conferences::{self, Kind, Number, State},
    mailbox::{Flags, Role},
    presence::{self, SetBy},
    voicemail::Sender,
};
use server_message::{Mailbox, NewVoicemail, Sound, compose};
use std::collections::HashMap;

/// Puts the sample office into an empty phone system, as its default site.
pub async fn fill_with_sample_office(phone: &PhoneSystem) -> Result<(), Problem> {
    let office = sample_office::office();
    let administration = phone.administration();
    let site = administration.site(None).await?.id;
    let domain = office.site.mail_domain.parse()?;
    administration.describe_site(site, office.site.name, &domain).await?;

    let mut accounts = HashMap::new();
    for person in office.people {
        accounts.insert(person.id, add(phone, site, person).await?);
    }
    for voicemail in &office.voicemails {
        leave(phone, office, voicemail, &accounts).await?;
    }
    for conference in &office.conferences {
        plan(phone, site, conference, &accounts).await?;
    }
    administration.set_logo(site, "image/png", office.logo.to_vec()).await?;
    Ok(())
}

async fn add(phone: &PhoneSystem, site: SiteId, person: &Person) -> Result<AccountId, Problem> {
    let keys = person.feature_keys.iter().filter_map(|word| FeatureKey::from_wire_id(word)).collect();
    let permissions = person.permissions.iter().filter_map(|word| Permission::from_wire_id(word)).collect();
    let new = NewPerson {
        site,
        username: person.username.parse()?,
        extension: person.extension.parse()?,
        first_name: person.first_name.to_owned(),
        last_name: person.last_name.to_owned(),
        password: DEMO_PASSWORD.into(),
        pin: Some(person.pin.into()),
        permissions,
        feature_keys: keys,
    };
    let account = phone.administration().add_person(new).await?.id;
    let current = presence::Current {
        presence: person.presence.presence.parse()?,
        note: person.presence.note.map(str::to_owned),
        set_at: ago(phone, person.presence.minutes_ago),
        set_by: SetBy::User,
    };
    phone.administration().place(account, &current).await?;
    Ok(account)
}

async fn leave(
    phone: &PhoneSystem,
    office: &Office,
    voicemail: &sample_office::Voicemail,
    accounts: &HashMap<u32, AccountId>,
) -> Result<(), Problem> {
    let domain = office.site.mail_domain;
    let account =
        |person: &Person| accounts.get(&person.id).copied().ok_or(Problem::Sample("an unknown person"));
    let address = |person: &Person| Mailbox {
        name: Some(person.name()),
        address: format!("{}@{domain}", person.username),
    };
    let (from, sender) = match voicemail.sender {
        sample_office::Sender::Internal(person) => {
            let (name, extension) = (person.name(), person.extension.to_owned());
            (address(person), Sender::Internal { account: account(person)?, name, extension })
        }
        sample_office::Sender::External { number, name } => {
            let local = if number.is_empty() { "anonymous" } else { number };
            let from = Mailbox { name: name.map(str::to_owned), address: format!("{local}@{domain}") };
            (from, Sender::External { number: number.to_owned(), name: name.map(str::to_owned) })
        }
    };
    let sound = |recording: &'static sample_office::Recording, file_name: &'static str| Sound {
        media_type: "audio/wav",
        file_name,
        duration: None,
        bytes: recording.wav,
    };
    let received_at = ago(phone, voicemail.minutes_ago);
    let bytes = compose(&NewVoicemail {
        from,
        to: vec![address(voicemail.owner)],
        subject: voicemail.subject.to_owned(),
        date: received_at,
        message_id: format!("sample-{}@{domain}", voicemail.id),
        text: voicemail.text(),
        introduction: voicemail.introduction.map(|recording| sound(recording, "introduction.wav")),
        recording: sound(voicemail.recording, "message.wav"),
    });
    if let sample_office::Sender::Internal(person) = voicemail.sender {
        let (to, folder, flags) = (account(person)?, Role::Sent, Flags::SEEN);
        let copy = Inbound { to, folder, sender: sender.clone(), received_at, flags, bytes: bytes.clone() };
        phone.administration().leave_message(copy).await?;
    }
    let message = Inbound {
        to: account(voicemail.owner)?,
        folder: match voicemail.folder {
            Folder::Inbox => Role::Inbox,
            Folder::Trash => Role::Trash,
        },
        sender,
        received_at,
        flags: if voicemail.seen { Flags::SEEN } else { Flags::NONE },
        bytes,
    };
    phone.administration().leave_message(message).await?;
    Ok(())
}

async fn plan(
    phone: &PhoneSystem,
    site: SiteId,
    conference: &sample_office::Conference,
    accounts: &HashMap<u32, AccountId>,
) -> Result<(), Problem> {
    let account =
        |person: &Person| accounts.get(&person.id).copied().ok_or(Problem::Sample("an unknown person"));
    let new = NewConference {
        number: Number::new(conference.number.to_owned()).ok_or(Problem::Sample("a conference number"))?,
        name: conference.name.to_owned(),
        password: conference.password.to_owned(),
        kind: if conference.schedule.is_some() { Kind::Scheduled } else { Kind::Unscheduled },
        state: State::from_wire_id(conference.state).ok_or(Problem::Sample("a conference's state"))?,
        creator: account(conference.creator)?,
        moderators: conference.moderators.iter().map(|person| account(person)).collect::<Result<_, _>>()?,
        schedule: conference.schedule.map(|schedule| conferences::Schedule {
            start: ago(phone, -schedule.starts_in_minutes),
            duration: SignedDuration::from_mins(schedule.lasts_minutes),
            repeat_days: schedule.repeat_days,
        }),
    };
    phone.administration().add_conference(site, &new).await?;
    Ok(())
}

fn ago(phone: &PhoneSystem, minutes: i64) -> Timestamp {
    let now = phone.clock().now();
    now.saturating_sub(SignedDuration::from_mins(minutes)).unwrap_or(now)
}
