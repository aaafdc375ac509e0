//! The conferences one may see: as creator, as moderator, or all as administrator (CNF-07).

use crate::{
    Amds,
    etag::versioned,
    problem::Problem,
    request::{Authenticated, Parameters, list::List},
    wire,
};
use axum::{
    Json,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use mobilelink_wire::{Conference, Page};
use server_domain::{ConferenceId, Refusal};

const CONFERENCES: List = List("conferences");

/// `GET /conferences`.
pub(super) async fn list(
    State(amds): State<Amds>,
    Authenticated(who): Authenticated,
    mut parameters: Parameters,
) -> Result<Json<Page<Conference>>, Problem> {
    let page = CONFERENCES.page(&mut parameters)?;
    parameters.finish()?;
    Ok(CONFERENCES.show(amds.phone.conferences(&who, page).await?, wire::conference))
}

/// `GET /conferences/{id}`.
pub(super) async fn read(
    State(amds): State<Amds>,
    Authenticated(who): Authenticated,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let id: ConferenceId = id.parse().map_err(|_| Refusal::NoSuchConference)?;
    let view = amds.phone.conference(&who, id).await?;
    Ok(versioned(&headers, view.conference.revision, &wire::conference(view)))
}
