//! The outbox to the server, in order. Idempotent: what was sent already and is sent again changes nothing.

use crate::{
    backend::{Backend, BackendError, MessageChange, Retry},
    cache::{Cache, CacheError, Queued},
    error::LinkError,
    intention::{Intention, Outcome},
    sync::pull::{self, Scope},
};
use mobilelink_wire::Folder;
use tokio::sync::broadcast;

/// What pushing did to the mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pushed {
    /// Nothing.
    NothingInMailbox,
    /// Flags; a pull will bring them into the facts.
    Flags,
}

/// Sends what is queued until nothing is or the link fails; a refusal undoes that one intention and goes on.
pub(crate) async fn outbox(
    backend: &dyn Backend,
    cache: &Cache,
    outcomes: &broadcast::Sender<Outcome>,
) -> Result<Pushed, BackendError> {
    let mut pushed = Pushed::NothingInMailbox;
    while let Some(queued) = cache.next_queued().await? {
        let result = match send(backend, cache, &queued).await {
            Ok(()) => Ok(()),
            Err(error) if error.retry() == Retry::Later || matches!(error, BackendError::SessionEnded) => {
                return Err(error);
            }
            Err(error) => {
                tracing::warn!(%error, "the server refused an action");
                cache.withdraw(&queued).await?;
                Err(LinkError::from(error))
            }
        };
        let accepted = result.is_ok();
        // Nobody may be waiting for it any more.
        let _ = outcomes.send(Outcome { number: queued.number, result });
        if accepted && queued.intention.relocates() {
            // The next intention may be about the same message, which has another UID now.
            pull::mailbox(backend, cache, Scope::AllFolders).await?;
        } else if accepted && queued.intention.voicemail().is_some() {
            pushed = Pushed::Flags;
        }
    }
    Ok(pushed)
}

async fn send(backend: &dyn Backend, cache: &Cache, queued: &Queued) -> Result<(), BackendError> {
    match &queued.intention {
        Intention::SetPresence(presence) => {
            let presence = backend.set_presence(presence.clone()).await?;
            cache.put_presence(&presence).await?;
            cache.withdraw(queued).await?;
            return Ok(());
        }
        Intention::SetSeen { voicemail, seen } => {
            change(backend, cache, voicemail, MessageChange::Seen(*seen)).await?;
        }
        Intention::Move { voicemail, to } => {
            relocate(backend, cache, voicemail, MessageChange::MoveTo(*to), Some(*to)).await?;
        }
        Intention::Purge { voicemail } => {
            relocate(backend, cache, voicemail, MessageChange::Purge, None).await?;
        }
    }
    cache.mark_sent(queued.number).await?;
    Ok(())
}

/// Brings a message where it shall be, none meaning nowhere; one that is there already is left alone.
///
/// `Gone` may mean that an earlier attempt arrived and only its answer was lost, so the mailbox is asked again.
async fn relocate(
    backend: &dyn Backend,
    cache: &Cache,
    voicemail: &str,
    wanted: MessageChange,
    folder: Option<Folder>,
) -> Result<(), BackendError> {
    if folder_of(cache, voicemail).await? == folder {
        return Ok(());
    }
    match change(backend, cache, voicemail, wanted).await {
        Err(BackendError::Gone) => {
            pull::mailbox(backend, cache, Scope::AllFolders).await?;
            if folder_of(cache, voicemail).await? == folder { Ok(()) } else { Err(BackendError::Gone) }
        }
        done => done,
    }
}

async fn change(
    backend: &dyn Backend,
    cache: &Cache,
    voicemail: &str,
    change: MessageChange,
) -> Result<(), BackendError> {
    match cache.place(voicemail).await {
        Ok(place) => backend.change(place, change).await,
        Err(CacheError::NotFound) => Err(BackendError::Gone),
        Err(error) => Err(error.into()),
    }
}

async fn folder_of(cache: &Cache, voicemail: &str) -> Result<Option<Folder>, BackendError> {
    match cache.place(voicemail).await {
        Ok(place) => Ok(Some(place.folder)),
        Err(CacheError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
