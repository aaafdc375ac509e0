//! `GET /directory`: the people of the site, by name.

use crate::{
    Amds,
    problem::Problem,
    request::{Authenticated, Parameters, list::List},
    wire,
};
use axum::{Json, extract::State};
use mobilelink_wire::{Page, Person};

const DIRECTORY: List = List("directory");

pub(super) async fn list(
    State(amds): State<Amds>,
    Authenticated(who): Authenticated,
    mut parameters: Parameters,
) -> Result<Json<Page<Person>>, Problem> {
    let page = DIRECTORY.page(&mut parameters)?;
    parameters.finish()?;
    Ok(DIRECTORY.show(amds.phone.directory(&who, page).await?, wire::person))
}
