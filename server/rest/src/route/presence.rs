//! One's own presence (PRS-01..06), the one thing that Evaluation may read and set (ML-03).

use crate::{
    Amds,
    problem::Problem,
    reply::presences,
    request::{
        Authenticated, Body,
        body::{Field, Fields, Kind},
    },
    wire,
};
use axum::{Json, extract::State};
use mobilelink_wire::CurrentPresence;
use serde::Deserialize;
use server_domain::presence::Presence;

/// The wire's `SetPresence`, as it is read: its presence is kept as the word that was sent, so that a refusal can name it.
#[derive(Deserialize)]
pub(super) struct SetPresence {
    presence: String,
    note: Option<String>,
}

impl Fields for SetPresence {
    const FIELDS: &'static [Field] =
        &[Field::required("/presence", Kind::Text), Field::optional("/note", Kind::Text)];
}

/// `GET /users/me/presence`.
pub(super) async fn read(
    State(amds): State<Amds>,
    Authenticated(who): Authenticated,
) -> Result<Json<CurrentPresence>, Problem> {
    let me = amds.phone.me(&who).await?;
    Ok(Json(wire::current_presence(me.account.presence)))
}

/// `PUT /users/me/presence`. Without a note, an earlier one is removed.
pub(super) async fn set(
    State(amds): State<Amds>,
    Authenticated(who): Authenticated,
    Body(body): Body<SetPresence>,
) -> Result<Json<CurrentPresence>, Problem> {
    let presence: Presence = body.presence.parse().map_err(|refusal| {
        let facts = format!("{refusal}; the seven are {}", presences());
        Problem::from(refusal).detail(facts)
    })?;
    let current = amds.phone.set_presence(&who, presence, body.note.as_deref()).await?;
    Ok(Json(wire::current_presence(current)))
}
