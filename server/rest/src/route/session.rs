//! Signing in, staying signed in, signing out (ML-02, ML-07).

use crate::{
    Amds,
    problem::Problem,
    request::{
        Authenticated, Body,
        body::{Field, Fields, Kind},
    },
    wire,
};
use axum::{Json, extract::State, http::StatusCode};
use mobilelink_wire::{Refresh, Session, SignIn};
use secrecy::SecretString;
use server_core::NewDevice;

impl Fields for SignIn {
    const FIELDS: &'static [Field] = &[
        Field::required("/username", Kind::Text),
        Field::required("/password", Kind::Text),
        Field::required("/device", Kind::Object),
        Field::required("/device/name", Kind::Text),
        Field::required("/device/platform", Kind::Text),
    ];
}

impl Fields for Refresh {
    const FIELDS: &'static [Field] = &[Field::required("/refresh_token", Kind::Text)];
}

/// `POST /session`.
pub(super) async fn sign_in(
    State(amds): State<Amds>,
    Body(body): Body<SignIn>,
) -> Result<Json<Session>, Problem> {
    let password = SecretString::from(body.password.expose());
    let device = NewDevice { name: body.device.name, platform: body.device.platform };
    let session = amds.phone.sign_in_device(&body.username, &password, device).await?;
    answer(&amds, &session).await
}

/// `POST /session/refresh`.
pub(super) async fn refresh(
    State(amds): State<Amds>,
    Body(body): Body<Refresh>,
) -> Result<Json<Session>, Problem> {
    let session = amds.phone.refresh(&SecretString::from(body.refresh_token.expose())).await?;
    answer(&amds, &session).await
}

/// `DELETE /session`: this device is signed out everywhere at once.
pub(super) async fn sign_out(
    State(amds): State<Amds>,
    Authenticated(who): Authenticated,
) -> Result<StatusCode, Problem> {
    amds.phone.sign_out(&who).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn answer(amds: &Amds, session: &server_core::Session) -> Result<Json<Session>, Problem> {
    let me = amds.phone.me(&session.requester).await?;
    Ok(Json(wire::session(session, me)))
}
