//! `GET /users/me`: the account behind the token.

use crate::{Amds, problem::Problem, request::Authenticated, wire};
use axum::{Json, extract::State};
use mobilelink_wire::User;

pub(super) async fn me(
    State(amds): State<Amds>,
    Authenticated(who): Authenticated,
) -> Result<Json<User>, Problem> {
    Ok(Json(wire::user(amds.phone.me(&who).await?)))
}
