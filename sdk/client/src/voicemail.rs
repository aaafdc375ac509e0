//! Voicemail as apps see and call it (ML-40 to ML-44, VM-01, VM-08).

use crate::{
    cache::{Cache, Topic},
    error::LinkError,
    intention::{Intention, Submission},
    link::MobileLink,
    sound,
    subscription::Subscription,
};
use jiff::Timestamp;
use mobilelink_wire::{Folder, Part, PartKind, Sender, VoicemailKind};
use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::PathBuf,
};

/// One message, with everything a list shows (ML-44).
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Voicemail {
    /// Opaque; stays the same when the message moves to Trash and back, on this device.
    pub id: String,
    /// Where it lies.
    pub folder: Folder,
    /// What kind of message it is.
    pub kind: VoicemailKind,
    /// Who left it, looked up in the directory (VM-04).
    pub sender: Sender,
    /// To whom it was sent, looked up in the directory; what a list of sent messages shows in place of the sender.
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub recipients: Vec<Recipient>,
    /// When the server took it.
    pub received_at: Timestamp,
    /// False while it is new (VM-01).
    pub seen: bool,
    /// Subject, readable.
    pub subject: String,
    /// What was written in it, if anything.
    pub text: Option<String>,
    /// Size of the whole message in bytes.
    pub size: u64,
    /// Length of all its parts together in milliseconds; none when that is not known yet.
    pub duration_ms: Option<u64>,
    /// Its audio, the introduction first. Size, length and peaks become exact once the audio was fetched.
    pub parts: Vec<Part>,
    /// True while an action of the user is on its way to the server.
    pub pending: bool,
}

/// Somebody a message was sent to.
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Recipient {
    /// The person's id in the directory; none for somebody outside.
    pub user_id: Option<String>,
    /// First and last name; of somebody outside the name or else the address.
    pub name: String,
    /// Primary extension; empty for somebody outside.
    pub extension: String,
}

/// Audio as a file a player can open.
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AudioFile {
    /// Lies in the cache; good for as long as the link.
    pub path: PathBuf,
    /// For example `audio/wav`.
    pub media_type: String,
    /// Length in milliseconds; none when the type is not one the SDK reads.
    pub duration_ms: Option<u64>,
}

/// Tells one list from the next: a copy of thousands of messages would cost more than reading them.
pub(crate) fn mark(list: &Vec<Voicemail>) -> u64 {
    let mut hasher = DefaultHasher::new();
    list.hash(&mut hasher);
    hasher.finish()
}

impl MobileLink {
    /// The messages of a folder, newest first, from the cache.
    pub async fn voicemails(&self, folder: Folder) -> Result<Vec<Voicemail>, LinkError> {
        Ok(self.cache().voicemails(folder).await?)
    }

    /// The messages of a folder now and after every change.
    pub fn observe_voicemails(&self, folder: Folder) -> Subscription<Vec<Voicemail>> {
        let read = move |cache: Cache| async move { cache.voicemails(folder).await };
        self.observe_by(&[Topic::Voicemail, Topic::People], read, mark)
    }

    /// The messages of all folders at one moment, newest first, from the cache.
    pub async fn mailbox(&self) -> Result<Vec<Voicemail>, LinkError> {
        Ok(self.cache().mailbox().await?)
    }

    /// The messages of all folders now and after every change: for whoever must tell a move from a deletion.
    pub fn observe_mailbox(&self) -> Subscription<Vec<Voicemail>> {
        let read = |cache: Cache| async move { cache.mailbox().await };
        self.observe_by(&[Topic::Voicemail, Topic::People], read, mark)
    }

    /// One message, wherever it lies. `Gone` when there is none.
    pub async fn voicemail(&self, id: &str) -> Result<Voicemail, LinkError> {
        Ok(self.cache().voicemail(id).await?.voicemail)
    }

    /// The audio of one part, fetched at the first call. Does not mark the message seen.
    ///
    /// `Gone` when the message has no such part, `Offline` when it was never fetched and there is no link.
    pub async fn audio(&self, id: &str, part: PartKind) -> Result<AudioFile, LinkError> {
        let located = self.cache().voicemail(id).await?;
        let mut part = located.parts.into_iter().find(|p| p.part == part).ok_or(LinkError::Gone)?;
        let path = self.cache().audio_path(id, part.part, &part.media_type);
        if !tokio::fs::try_exists(&path).await.unwrap_or(false) {
            let audio = self.backend().audio(located.place, part.clone()).await?;
            self.cache().put_audio(&path, &audio).await?;
            part.size = u64::try_from(audio.len()).unwrap_or(u64::MAX);
            if let Some(measured) = sound::measure(audio, &part.media_type).await {
                part.duration_ms = Some(measured.duration_ms);
                part.peaks = measured.peaks;
            }
            self.cache().put_part(id, &part).await?;
        }
        Ok(AudioFile { path, media_type: part.media_type, duration_ms: part.duration_ms })
    }

    /// Marks a message seen, or new again (ML-41).
    pub async fn set_seen(&self, id: &str, seen: bool) -> Result<Submission, LinkError> {
        self.voicemail(id).await?;
        self.act(Intention::SetSeen { voicemail: id.to_owned(), seen }).await
    }

    /// Puts a message into Trash, everywhere; one that is there already is deleted for good (VM-08).
    pub async fn delete(&self, id: &str) -> Result<Submission, LinkError> {
        let voicemail = id.to_owned();
        let intention = match self.voicemail(id).await?.folder {
            Folder::Trash => Intention::Purge { voicemail },
            _ => Intention::Move { voicemail, to: Folder::Trash },
        };
        self.act(intention).await
    }

    /// Takes a message back out of Trash: the undo of `delete`.
    pub async fn restore(&self, id: &str) -> Result<Submission, LinkError> {
        self.voicemail(id).await?;
        self.act(Intention::Move { voicemail: id.to_owned(), to: Folder::Inbox }).await
    }
}
