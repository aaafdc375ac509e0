//! What the client is told of its open folder (RFC 3501 §7.3, §7.4; RFC 7162 §3.1), and when.

use server_core::Failure;
use server_domain::Refusal;
use server_domain::mailbox::Flags;
use server_net::ConnectionError;

use super::{Connection, Fault, Next, Ran, Transport};
use crate::reply::{self, Answer};
use crate::session::State;
use crate::view::{Numbers, Reflagged};

/// For what the server waits while it tells something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waiting {
    /// DONE.
    Idle,
    /// The next command.
    Command,
}

impl<S: Transport> Connection<S> {
    /// Tells a client that idles what is new, and one that said NOTIFY, which then decides in IDLE too (RFC 5465 §4); returns
    /// what follows when that is the end. What could not be read now is read at the next hint, or at DONE.
    pub(super) async fn tell(&mut self, when: Waiting) -> Result<Option<Next>, ConnectionError> {
        let told = match when {
            Waiting::Idle if self.watch.is_none() => Box::pin(self.refresh(Numbers::MayShift)).await,
            Waiting::Idle | Waiting::Command => Ok(()),
        };
        let told = match told {
            Ok(()) => Box::pin(self.tell_watched(when)).await,
            fault => fault,
        };
        self.tell_held_back().await?;
        let Err(fault) = told else { return Ok(None) };
        match self.outcome(Err(fault))? {
            Ran::Next(end) => Ok(Some(end)),
            Ran::Answered(_) => Ok(None),
        }
    }

    /// Tells the client what has happened to its open folder, as far as that may be said now.
    pub(crate) async fn refresh(&mut self, numbers: Numbers) -> Result<(), Fault> {
        let State::Selected(who, selected) = &self.state else {
            return Ok(());
        };
        let since = selected.view.modseq();
        let reflagged = self.watch.as_ref().map_or(Reflagged::Told, |watch| watch.reflagged());
        let waits = selected.view.has_unreported() || selected.view.has_withheld(reflagged);
        if self.service.phone.is_latest(who, since)? && !waits {
            return Ok(());
        }
        let changes = match self.service.phone.folder_changes(who, selected.folder, since).await {
            Err(Failure::Refused(Refusal::NoSuchFolder { .. })) => return Err(Fault::FolderGone),
            changes => changes?,
        };
        let flags = changes.changed.iter().fold(Flags::NONE, |all, entry| all.with(entry.flags));
        self.introduce(flags).await?;
        let enabled = self.enabled;
        let (_, selected) = self.selected()?;
        let news = selected.view.learn(changes);
        let updates = selected.view.report(news, numbers, reflagged);
        let said = reply::updates(&updates, enabled, &selected.view.keywords);
        Ok(self.lines.write(&said).await?)
    }

    /// Tells of MODSEQ from now on: the client has shown that it knows what that is (RFC 7162 §3.1).
    pub(crate) async fn turn_on_condstore(&mut self) -> Result<(), Fault> {
        match std::mem::replace(&mut self.enabled.condstore, true) {
            true => Ok(()),
            false => self.tell_highest_modseq().await,
        }
    }

    /// Tells how far the client has been told of the open folder's changes, if one is open.
    pub(crate) async fn tell_highest_modseq(&mut self) -> Result<(), Fault> {
        let State::Selected(_, selected) = &self.state else { return Ok(()) };
        let highest = selected.view.highest_modseq();
        Ok(self.lines.write(reply::highest_modseq(highest).as_bytes()).await?)
    }

    /// Takes back a greater MODSEQ than the client may count on, because something below it has not been told yet.
    pub(super) async fn tell_held_back(&mut self) -> Result<(), ConnectionError> {
        let State::Selected(_, selected) = &mut self.state else { return Ok(()) };
        match selected.view.end_command().filter(|_| self.enabled.condstore) {
            Some(highest) => self.lines.write(reply::highest_modseq(highest).as_bytes()).await,
            None => Ok(()),
        }
    }

    /// The same answer with the open folder's HIGHESTMODSEQ, for a client that keeps it (RFC 7162 §3.2.7).
    pub(crate) fn with_highest_modseq(&mut self, answer: Answer) -> Result<Answer, Fault> {
        let is_wanted = self.enabled.condstore;
        let (_, selected) = self.selected()?;
        Ok(match is_wanted {
            true => answer.with_code(reply::Code::HighestModseq(selected.view.highest_modseq())),
            false => answer,
        })
    }
}
