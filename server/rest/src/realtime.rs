//! `GET /events`: the WebSocket that tells a phone at once.
//!
//! A conversation is: authenticate, `hello`, then events until somebody goes. The invariant: after `hello` the client has
//! every event after its cursor, or a `reset`, or a closed socket, and never a silent gap. One socket is one small task; an
//! event is the same bytes for all of them.

mod feed;
mod link;

use crate::{Amds, problem::Problem, problem::of_status, request::Authenticated};
use axum::{
    Extension,
    extract::{
        State,
        ws::{WebSocket, WebSocketUpgrade, rejection::WebSocketUpgradeRejection},
    },
    http::{StatusCode, header},
    response::Response,
};
use feed::Feed;
use link::{Ending, Link};
use mobilelink_wire::{ClientFrame, ServerFrame, close};
use secrecy::{ExposeSecret, SecretString};
use server_core::{Failure, Leg, Requester};
use server_net::Permit;
use std::{pin::pin, time::Duration};
use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};
use tokio_util::sync::CancellationToken;

/// How often the server pings; a client that hears nothing for twice as long has lost the link.
const HEARTBEAT: Duration = Duration::from_secs(30);
/// Pings that may stay unanswered.
const UNANSWERED: u32 = 2;
/// How long a client has to send its token.
const AUTHENTICATE_WITHIN: Duration = Duration::from_secs(10);
/// Largest frame of a client; a token is the largest thing it has to say.
const FRAME_LIMIT: usize = 16 * 1024;
/// An idle socket holds this much for what it reads, and nothing for what it writes.
const READ_BUFFER: usize = 1024;

/// Upgrades. A token in the `Authorization` header is checked before, so that its refusal is an ordinary 401.
pub(crate) async fn upgrade(
    State(amds): State<Amds>,
    who: Option<Authenticated>,
    permit: Option<Extension<Permit>>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let upgrade = upgrade.map_err(|_| {
        of_status(StatusCode::UPGRADE_REQUIRED)
            .detail("open this path as a WebSocket, version 13")
            .header(header::UPGRADE, "websocket")
    })?;
    let who = who.map(|Authenticated(who)| who);
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_message_size(FRAME_LIMIT)
        .max_frame_size(FRAME_LIMIT);
    Ok(upgrade.on_upgrade(move |socket| async move {
        match permit {
            // The permit is held to the end, so the connection counts and a stop waits for it.
            Some(Extension(permit)) => {
                let stopping = permit.stopping().clone();
                permit.until_aborted(Box::pin(converse(socket, amds, who, stopping))).await;
            }
            None => Box::pin(converse(socket, amds, who, CancellationToken::new())).await,
        }
    }))
}

async fn converse(socket: WebSocket, amds: Amds, who: Option<Requester>, stopping: CancellationToken) {
    let mut link = Link::new(socket);
    let ending = match talk(&mut link, &amds, who, &stopping).await {
        Ok(never) => match never {},
        Err(ending) => ending,
    };
    link.end(ending).await;
}

/// What never comes.
enum Never {}

async fn talk(
    link: &mut Link,
    amds: &Amds,
    who: Option<Requester>,
    stopping: &CancellationToken,
) -> Result<Never, Ending> {
    let who = match who {
        Some(who) => who,
        // Boxed: it runs once, and an idle socket would keep room for it for ever.
        None => Box::pin(authenticate(link, amds)).await?,
    };
    // Subscribed before the cursor is read: what is committed in between is told twice rather than never.
    let mut subscription = amds.phone.subscribe(&who);
    let mut feed = Box::pin(greet(link, amds, &who)).await?;

    let mut ended = pin!(who.ended());
    let mut heartbeat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
    heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut unanswered = 0;
    loop {
        tokio::select! {
            () = &mut ended => return Err(Ending::Say(close::REVOKED, "signed_out")),
            () = stopping.cancelled() => return Err(Ending::Say(link::GOING_AWAY, "server_stops")),
            hint = subscription.next() => Box::pin(feed.relay(link, hint)).await?,
            frame = link.receive() => {
                unanswered = 0;
                match frame? {
                    None => {}
                    Some(ClientFrame::Ping) => link.send(&ServerFrame::Pong).await?,
                    Some(ClientFrame::Resume { cursor }) => Box::pin(feed.resume(link, &cursor)).await?,
                    Some(ClientFrame::Authenticate { .. }) => {
                        return Err(Ending::Say(close::PROTOCOL_ERROR, "authenticated_already"));
                    }
                }
            }
            _ = heartbeat.tick() => {
                if unanswered >= UNANSWERED {
                    return Err(Ending::Drop);
                }
                unanswered += 1;
                link.ping().await?;
            }
        }
    }
}

/// Waits for the token in the first frame.
async fn authenticate(link: &mut Link, amds: &Amds) -> Result<Requester, Ending> {
    let first = async {
        loop {
            if let Some(frame) = link.receive().await? {
                return Ok::<_, Ending>(frame);
            }
        }
    };
    let Ok(frame) = timeout(AUTHENTICATE_WITHIN, first).await else {
        return Err(Ending::Say(close::NOT_AUTHENTICATED, "no_token"));
    };
    match frame? {
        ClientFrame::Authenticate { access_token } => {
            let token = SecretString::from(access_token.expose());
            let signed_in = amds.phone.sign_in_by_token(token.expose_secret(), Leg::Amds).await;
            signed_in.map_err(|failure| match failure {
                Failure::Refused(_) => Ending::Say(close::REFUSED, Problem::from(failure).code()),
                Failure::Broken => Ending::TRY_AGAIN,
            })
        }
        ClientFrame::Resume { .. } | ClientFrame::Ping => {
            Err(Ending::Say(close::PROTOCOL_ERROR, "not_authenticated"))
        }
    }
}

/// Says `hello` and begins the feed where it says.
async fn greet(link: &mut Link, amds: &Amds, who: &Requester) -> Result<Feed, Ending> {
    let cursor = amds.phone.cursor(who).await?;
    let me = amds.phone.me(who).await?;
    let hello = ServerFrame::Hello {
        session: format!("ws_{}", uuid::Uuid::new_v4().simple()),
        cursor: cursor.to_string(),
        heartbeat_ms: u64::try_from(HEARTBEAT.as_millis()).unwrap_or(u64::MAX),
        logo_revision: me.logo_revision.unwrap_or_default(),
    };
    link.send(&hello).await?;
    Ok(Feed::new(amds.phone.clone(), who.clone(), cursor))
}
