//! `GET /sync`: what changed since a cursor; without one, everything there is (architecture section 2).

use crate::{
    Amds, cursor, event,
    problem::Problem,
    request::{Authenticated, Parameters, list},
};
use axum::{Json, extract::State};
use mobilelink_wire::{SyncPage, What as Wired};
use server_core::{Changes, Cursor, Requester};
use server_domain::{
    Audience, Refusal,
    accounts::{FeatureKey, Mode},
};

pub(super) async fn changes(
    State(amds): State<Amds>,
    Authenticated(who): Authenticated,
    mut parameters: Parameters,
) -> Result<Json<SyncPage>, Problem> {
    // The core lets Evaluation learn of its own presence, for the WebSocket; a phone without the key has nothing to sync.
    if who.mode() == Mode::Evaluation {
        return Err(Refusal::FeatureKeyMissing { key: FeatureKey::MobileLink }.into());
    }
    let limit = usize::from(list::limit(&mut parameters)?);
    let since = parameters.take("since");
    parameters.finish()?;
    match since {
        None => everything(&amds, &who).await,
        Some(since) => {
            let since = cursor::parse(&since)?;
            let changes = amds.phone.changes_since(&who, since, limit).await?;
            page(&amds, &who, cut(changes, since, limit)).await
        }
    }
}

/// All in one answer: it is one consistent picture, and two of them would not be.
async fn everything(amds: &Amds, who: &Requester) -> Result<Json<SyncPage>, Problem> {
    let snapshot = amds.phone.snapshot(who).await?;
    let Json(mut page) = page(amds, who, snapshot).await?;
    // A conference that the reader may not see was never shown, so nobody needs to hear that it is gone.
    page.items.retain(|event| !matches!(event.what, Wired::ConferenceDeleted(_)));
    Ok(Json(page))
}

async fn page(amds: &Amds, who: &Requester, changes: Changes) -> Result<Json<SyncPage>, Problem> {
    let mut items = Vec::with_capacity(changes.items.len());
    for change in &changes.items {
        items.push(event::for_reader(&amds.phone, who, change).await?);
    }
    Ok(Json(SyncPage { items, cursor: changes.cursor.to_string(), has_more: changes.more }))
}

/// The log gives up to `limit` changes of each audience; a page has that many in all. What is cut off is behind the new
/// cursor again.
fn cut(mut changes: Changes, since: Cursor, limit: usize) -> Changes {
    if changes.items.len() <= limit {
        return changes;
    }
    let dropped = changes.items.split_off(limit);
    let mut reached = since;
    for change in &changes.items {
        cursor::advance(&mut reached, change.audience(), change.seq());
    }
    for change in &dropped {
        match change.audience() {
            Audience::Account(_) => changes.cursor.account = reached.account,
            Audience::Site(_) => changes.cursor.site = reached.site,
        }
    }
    changes.more = true;
    changes
}
