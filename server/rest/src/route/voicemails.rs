//! The mailbox (VM-01..06, ML-40..43): list, one, seen, undo, delete. The audio is in `audio.rs`.

use crate::{
    Amds,
    etag::versioned,
    problem::Problem,
    request::{
        Authenticated, Body, Parameters,
        body::{Field, Fields, Kind},
        list::List,
    },
    wire,
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use mobilelink_wire::{Folder, Page, Voicemail, VoicemailPatch};
use server_core::Deletion;
use server_domain::{
    MessageId, Refusal,
    mailbox::{FlagChange, Flags, Role},
};

impl Fields for VoicemailPatch {
    const FIELDS: &'static [Field] =
        &[Field::optional("/seen", Kind::Flag), Field::optional("/folder", Kind::Text)];
}

/// `GET /users/me/voicemails`: one folder, newest first.
pub(super) async fn list(
    State(amds): State<Amds>,
    Authenticated(who): Authenticated,
    mut parameters: Parameters,
) -> Result<Json<Page<Voicemail>>, Problem> {
    let expected = Role::ALL.map(Role::wire_id).join(", ");
    let role = parameters.read("folder", &expected, |given| given.parse().ok())?.unwrap_or(Role::Inbox);
    let list = List(role.wire_id());
    let page = list.page(&mut parameters)?;
    parameters.finish()?;
    Ok(list.show(amds.phone.voicemails(&who, role, page).await?, wire::voicemail))
}

/// `GET /users/me/voicemails/{id}`. Reading it does not make it seen.
pub(super) async fn read(
    State(amds): State<Amds>,
    Authenticated(who): Authenticated,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let message = amds.phone.voicemail(&who, named(&id)?).await?;
    Ok(versioned(&headers, message.modseq, &wire::voicemail(message)))
}

/// `PATCH /users/me/voicemails/{id}`: seen or new again, and back out of Trash.
pub(super) async fn change(
    State(amds): State<Amds>,
    Authenticated(who): Authenticated,
    Path(id): Path<String>,
    Body(patch): Body<VoicemailPatch>,
) -> Result<Json<Voicemail>, Problem> {
    let id = named(&id)?;
    // Before anything is changed: a patch that is refused leaves no half of itself behind.
    if patch.folder.is_some_and(|folder| folder != Folder::Inbox) {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "fields_invalid",
            "The body has not the fields it should",
        )
        .detail("folder can only be inbox, which takes a message out of trash; to delete, use DELETE")
        .at("/folder", "value_not_allowed"));
    }
    let mut message = match patch.folder {
        Some(_) => amds.phone.restore(&who, id).await?,
        None => amds.phone.voicemail(&who, id).await?,
    };
    if let Some(seen) = patch.seen.filter(|seen| *seen != message.flags.contains(Flags::SEEN)) {
        let change = if seen { FlagChange::Add(Flags::SEEN) } else { FlagChange::Remove(Flags::SEEN) };
        message = amds.phone.change_flags(&who, id, change).await?;
    }
    Ok(Json(wire::voicemail(message)))
}

/// `DELETE /users/me/voicemails/{id}`: to Trash; with `purge=true`, or in Trash already, for good.
pub(super) async fn delete(
    State(amds): State<Amds>,
    Authenticated(who): Authenticated,
    Path(id): Path<String>,
    mut parameters: Parameters,
) -> Result<StatusCode, Problem> {
    let deletion = parameters
        .read("purge", "true or false", |given| match given {
            "true" => Some(Deletion::ForGood),
            "false" => Some(Deletion::ToTrash),
            _ => None,
        })?
        .unwrap_or(Deletion::ToTrash);
    parameters.finish()?;
    amds.phone.delete(&who, named(&id)?, deletion).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The message an identifier in a path names. One that cannot be an identifier names no message.
pub(super) fn named(id: &str) -> Result<MessageId, Refusal> {
    id.parse().map_err(|_| Refusal::NoSuchMessage)
}
