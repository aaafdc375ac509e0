//! What one client has been told, and what it is told next.
//!
//! Hints are followed as long as they come; whoever fell behind reads the log from its position. Both ways lead to the same
//! events, and the position never goes back.

use super::link::{Ending, Link, render};
use crate::{cursor, event};
use axum::body::Bytes;
use mobilelink_wire::ServerFrame;
use server_core::{Announcement, Change, Cursor, Failure, Hint, PhoneSystem, Requester};
use server_domain::Refusal;

/// Changes of each audience that are read at once.
const STRETCH: usize = 100;

pub(super) struct Feed {
    phone: PhoneSystem,
    who: Requester,
    position: Cursor,
}

impl Feed {
    /// A feed that goes on from `position`.
    pub(super) fn new(phone: PhoneSystem, who: Requester, position: Cursor) -> Self {
        Self { phone, who, position }
    }

    /// Passes on what the hint is about.
    pub(super) async fn relay(&mut self, link: &mut Link, hint: Hint) -> Result<(), Ending> {
        match hint {
            Hint::Change(announcement) => self.announce(link, &announcement).await,
            Hint::Lagged => self.replay(link, self.position).await,
        }
    }

    /// Replays what came after the cursor the client holds, or says that it must sync.
    pub(super) async fn resume(&mut self, link: &mut Link, cursor: &str) -> Result<(), Ending> {
        match cursor::parse(cursor) {
            Ok(cursor) => self.replay(link, cursor).await,
            Err(refusal) => self.reset(link, refusal.into()).await,
        }
    }

    async fn announce(&mut self, link: &mut Link, announcement: &Announcement) -> Result<(), Ending> {
        let change = announcement.change();
        // Told already: by a replay, or by the state that `hello` stands for.
        if cursor::covers(self.position, change.audience(), change.seq()) {
            return Ok(());
        }
        if self.who.may_learn(change.what()) {
            match event::personal(change) {
                Some(_) => self.tell(link, change).await?,
                None => link.send_rendered(announcement.wire(rendered)).await?,
            }
        }
        cursor::advance(&mut self.position, change.audience(), change.seq());
        Ok(())
    }

    /// Sends everything after `from`; then the position is the end of the log, as of the last look.
    async fn replay(&mut self, link: &mut Link, from: Cursor) -> Result<(), Ending> {
        let mut at = from;
        loop {
            let changes = match self.phone.changes_since(&self.who, at, STRETCH).await {
                Ok(changes) => changes,
                Err(failure) => return self.reset(link, failure).await,
            };
            for change in &changes.items {
                self.tell(link, change).await?;
            }
            at = changes.cursor;
            if !changes.more {
                break;
            }
        }
        self.position.account = at.account.max(self.position.account);
        self.position.site = at.site.max(self.position.site);
        Ok(())
    }

    /// Renders a change for this reader alone.
    async fn tell(&mut self, link: &mut Link, change: &Change) -> Result<(), Ending> {
        let event = event::for_reader(&self.phone, &self.who, change).await?;
        link.send(&ServerFrame::Event(event)).await
    }

    /// The client must sync; live events go on from here, so that nothing is missed between its sync and them.
    async fn reset(&mut self, link: &mut Link, why: Failure) -> Result<(), Ending> {
        match why {
            Failure::Refused(Refusal::CursorExpired) => {
                self.position = self.phone.cursor(&self.who).await?;
                let reason = mobilelink_wire::code::SYNC_TOKEN_EXPIRED.to_owned();
                link.send(&ServerFrame::Reset { reason }).await
            }
            other => Err(other.into()),
        }
    }
}

/// An event as every reader gets it.
fn rendered(change: &Change) -> Bytes {
    render(&ServerFrame::Event(event::shared(change)))
}
