//! Changes as events: what `/sync` lists and what the WebSocket sends are the same.
//!
//! All but conferences look alike to whoever may see them, and are rendered once. A conference shows its password only to
//! who may change it (CNF-05..07), so its event is made for each reader.

use crate::{cursor, wire};
use mobilelink_wire as wired;
use server_core::{Change, Failure, PhoneSystem, Requester, What};
use server_domain::{Audience, ConferenceId, Refusal, presence::SetBy, voicemail::Sender};

/// The conference that a change is about: its event is made for each reader, by [`for_reader`].
pub(crate) fn personal(change: &Change) -> Option<ConferenceId> {
    match change.what() {
        What::ConferenceChanged(conference) => Some(*conference),
        What::PresenceSet(_)
        | What::VoicemailArrived(_)
        | What::VoicemailChanged(_)
        | What::VoicemailGone { .. }
        | What::LogoChanged { .. } => None,
    }
}

/// The event of a change that is the same for all; of a conference, that it is gone, which is all that may be said to
/// everybody.
pub(crate) fn shared(change: &Change) -> wired::Event {
    let what = match change.what() {
        What::PresenceSet(account) => wired::What::PresenceUpdated(wire::person(account.clone())),
        What::VoicemailArrived(message) => wired::What::VoicemailCreated(wire::voicemail(message.clone())),
        What::VoicemailChanged(message) => wired::What::VoicemailUpdated(wire::voicemail(message.clone())),
        What::VoicemailGone { id, role, uid } => wired::What::VoicemailDeleted(wired::VoicemailDeleted {
            id: id.to_string(),
            folder: wire::folder(*role),
            uid: *uid,
        }),
        What::ConferenceChanged(conference) => gone(*conference),
        What::LogoChanged { revision, .. } => {
            wired::What::LogoUpdated(wired::LogoUpdated { revision: revision.clone() })
        }
    };
    envelope(change, what)
}

/// The event of a change, for one reader. A conference is gone for who may not see it (any more).
pub(crate) async fn for_reader(
    phone: &PhoneSystem,
    who: &Requester,
    change: &Change,
) -> Result<wired::Event, Failure> {
    let Some(conference) = personal(change) else {
        return Ok(shared(change));
    };
    match phone.conference(who, conference).await {
        Ok(view) => Ok(envelope(change, wired::What::ConferenceUpdated(wire::conference(view)))),
        Err(Failure::Refused(Refusal::NoSuchConference)) => Ok(envelope(change, gone(conference))),
        Err(failure) => Err(failure),
    }
}

fn gone(conference: ConferenceId) -> wired::What {
    wired::What::ConferenceDeleted(wired::ConferenceDeleted { id: conference.to_string() })
}

fn envelope(change: &Change, what: wired::What) -> wired::Event {
    let (audience, seq) = (change.audience(), change.seq());
    wired::Event {
        seq,
        audience: match audience {
            Audience::Account(_) => wired::Audience::Account,
            Audience::Site(_) => wired::Audience::Site,
        },
        id: format!("{audience}-{seq}"),
        time: change.at(),
        user: doer(change),
        cursor: cursor::of_event(audience, seq),
        what,
    }
}

/// Whose deed it was, as far as the change says.
fn doer(change: &Change) -> Option<String> {
    let owner = || match change.audience() {
        Audience::Account(account) => Some(account.to_string()),
        Audience::Site(_) => None,
    };
    match change.what() {
        What::PresenceSet(account) => match account.presence.set_by {
            SetBy::User => Some(account.id.to_string()),
            SetBy::System => None,
        },
        What::VoicemailArrived(message) => match &message.sender {
            Sender::Internal { account, .. } => Some(account.to_string()),
            Sender::External { .. } => None,
        },
        What::VoicemailChanged(_) | What::VoicemailGone { .. } => owner(),
        What::ConferenceChanged(_) | What::LogoChanged { .. } => None,
    }
}
